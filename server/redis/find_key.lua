-- What became of the append with this key.
-- KEYS meta, keys, amended. ARGV member, key, digest. -> "known", offset, id, at, verdict | "conflict" | "none"
local first = redis.call('HGET', KEYS[1], 'first')
if not first or ARGV[2] == '' then return { 'none' } end
local offset, id, at, digest = known_by(KEYS[2], ARGV[1] .. ' ' .. ARGV[2], tonumber(first))
if not offset then return { 'none' } end
if digest ~= ARGV[3] then return { 'conflict' } end
local change = redis.call('HGET', KEYS[3], offset)
return { 'known', offset, id, at, change and string.match(change, ' (.*)$') or '' }
