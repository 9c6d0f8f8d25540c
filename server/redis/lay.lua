-- Lays events of other data behind those that a log has, as they were there. Publishes nothing: nobody follows what is being laid.
-- KEYS meta, log, body, ids, keys, rows, amended.
-- ARGV 12 an event: offset, id, previous id or "", at, member, role, key or "", body, digest, "1" for a row, version, verdict or "". -> "ok" | "none" | "conflict"
local meta, log, body, ids, keys, rows, amended = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local top = redis.call('HGET', meta, 'offset')
if not top then return { 'none' } end
if tonumber(top) + 1 ~= tonumber(ARGV[1]) then return { 'conflict' } end

for i = 1, #ARGV, 12 do
    local offset, id, previous, at, member, role = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5]
    local key, text, digest, is_row, version, verdict = ARGV[i + 6], ARGV[i + 7], ARGV[i + 8], ARGV[i + 9], ARGV[i + 10], ARGV[i + 11]
    redis.call('XADD', log, offset .. '-0', 'id', id, 'previous', previous, 'at', at, 'member', member, 'role', role, 'key', key)
    redis.call('HSET', body, offset, text)
    redis.call('HSET', ids, id, offset)
    if key ~= '' then redis.call('HSET', keys, member .. ' ' .. key, offset .. ' ' .. id .. ' ' .. at .. ' ' .. digest) end
    if is_row == '1' then redis.call('ZADD', rows, offset, offset) end
    if version ~= '0' or verdict ~= '' then redis.call('HSET', amended, offset, version .. ' ' .. verdict) end
    redis.call('HSET', meta, 'offset', offset, 'id', id, 'at', at)
end
return { 'ok' }
