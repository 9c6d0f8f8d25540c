-- One event by its id.
-- KEYS meta, log, body, ids. ARGV id. -> "ok", then its 7 fields | "none"
local first = redis.call('HGET', KEYS[1], 'first')
local offset = redis.call('HGET', KEYS[4], ARGV[1])
if not first or not offset or tonumber(offset) < tonumber(first) then return { 'none' } end
local entry = redis.call('XRANGE', KEYS[2], offset .. '-0', offset .. '-0')[1]
local text = redis.call('HGET', KEYS[3], offset)
if not entry or not text then return redis.error_reply('DAMAGED an id has no event') end
local answer = { 'ok' }
put(answer, offset, entry[2], text)
return answer
