-- Writes a record, and clears away a few that have expired.
-- KEYS records, names, ends. ARGV name, value, expected version or "", end or "", now. -> "ok", version | "conflict"
local records, names, ends = KEYS[1], KEYS[2], KEYS[3]
local name, now = ARGV[1], tonumber(ARGV[5])
local version, expires = string.match(redis.call('HGET', records, name) or '0  ', '^(%d+) (%d*) ')
if expires ~= '' and tonumber(expires) <= now then version = '0' end
if ARGV[3] ~= '' and ARGV[3] ~= version then return { 'conflict' } end
version = whole(tonumber(version) + 1)
redis.call('HSET', records, name, version .. ' ' .. ARGV[4] .. ' ' .. ARGV[2])
redis.call('ZADD', names, 0, name)
if ARGV[4] == '' then redis.call('ZREM', ends, name) else redis.call('ZADD', ends, ARGV[4], name) end
for _, over in ipairs(redis.call('ZRANGEBYSCORE', ends, '-inf', ARGV[5], 'LIMIT', 0, 16)) do
    redis.call('HDEL', records, over)
    redis.call('ZREM', names, over)
    redis.call('ZREM', ends, over)
end
return { 'ok', version }
