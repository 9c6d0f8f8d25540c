-- Forgets events below an offset: at once for every reader, and clears some of them away.
-- KEYS meta, log, body, ids, keys, rows, amended, snapshot. ARGV below, how many to clear away. -> "ok", "1" if more are to be cleared away | "none" | "conflict"
local below = tonumber(ARGV[1])
local meta = redis.call('HMGET', KEYS[1], 'first', 'kept')
if not meta[1] then return { 'none' } end
local first = tonumber(meta[1])
if below > first then
    local saved = redis.call('HGET', KEYS[8], 'offset')
    if not saved or below > tonumber(saved) + 1 then return { 'conflict' } end
    redis.call('HSET', KEYS[1], 'first', ARGV[1])
    first = below
end
local more = sweep(KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], tonumber(meta[2]), first, tonumber(ARGV[2]))
return { 'ok', more and '1' or '0' }
