-- Writes a row as it now stands over its event, unless a later amendment has; keeps the verdict.
-- KEYS meta, body, amended, ids. ARGV offset, version, "1" if there is a body, body, verdict or "", epoch or "", offset and id of an event that has to be there ("0": none).
-- -> "ok" | "none" | "gone"
local meta = redis.call('HMGET', KEYS[1], 'offset', 'first', 'epoch')
local offset = tonumber(ARGV[1])
-- Of another log the number means another event.
if meta[1] and ARGV[6] ~= '' and (ARGV[6] ~= meta[3] or is_forked(KEYS[4], ARGV[7], ARGV[8], tonumber(meta[2]))) then return { 'gone' } end
if not meta[1] or offset == 0 or offset > tonumber(meta[1]) then return { 'none' } end
if offset < tonumber(meta[2]) then return { 'gone' } end
local version, verdict = string.match(redis.call('HGET', KEYS[3], ARGV[1]) or '0 ', '^(%d+) (.*)$')
if tonumber(ARGV[2]) <= tonumber(version) then return { 'ok' } end
if ARGV[3] == '1' then redis.call('HSET', KEYS[2], ARGV[1], ARGV[4]) end
if ARGV[5] ~= '' then verdict = ARGV[5] end
redis.call('HSET', KEYS[3], ARGV[1], ARGV[2] .. ' ' .. verdict)
return { 'ok' }
