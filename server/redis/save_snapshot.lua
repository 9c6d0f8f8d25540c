-- Saves a snapshot, unless one of a higher offset is there.
-- KEYS meta, log, snapshot. ARGV offset, id, fold version, bytes. -> "ok" | "none" | "conflict"
local meta = redis.call('HMGET', KEYS[1], 'offset', 'first')
local offset = tonumber(ARGV[1])
if not meta[1] then return { 'none' } end
if offset > tonumber(meta[1]) then return { 'conflict' } end
local saved = redis.call('HGET', KEYS[3], 'offset')
if saved and tonumber(saved) > offset then return { 'ok' } end
if offset >= tonumber(meta[2]) then
    local entry = redis.call('XRANGE', KEYS[2], ARGV[1] .. '-0', ARGV[1] .. '-0')[1]
    if entry and entry[2][ID] ~= ARGV[2] then return { 'conflict' } end
end
redis.call('HSET', KEYS[3], 'offset', ARGV[1], 'id', ARGV[2], 'fold', ARGV[3], 'bytes', ARGV[4])
return { 'ok' }
