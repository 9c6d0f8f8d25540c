-- Events after an offset, oldest first.
-- KEYS meta, log, body. ARGV after, events at most, bytes at most. -> "ok", then 7 fields an event | "none" | "gone"
local log, body = KEYS[2], KEYS[3]
local after, events_max, bytes_max = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local meta = redis.call('HMGET', KEYS[1], 'offset', 'first')
if not meta[1] then return { 'none' } end
local answer = { 'ok' }
if after >= tonumber(meta[1]) then return answer end
if after + 1 < tonumber(meta[2]) then return { 'gone' } end

local count, bytes = 0, 0
while count < events_max do
    local slice = math.min(128, events_max - count)
    local entries = redis.call('XRANGE', log, whole(after + 1) .. '-0', '+', 'COUNT', slice)
    if #entries == 0 then return answer end
    local offsets = {}
    for i, entry in ipairs(entries) do offsets[i] = offset_of(entry) end
    local bodies = redis.call('HMGET', body, unpack(offsets))
    for i, entry in ipairs(entries) do
        if not bodies[i] then return redis.error_reply('DAMAGED an event has no body') end
        bytes = bytes + #bodies[i]
        if bytes > bytes_max and count > 0 then return answer end
        put(answer, offsets[i], entry[2], bodies[i])
        count = count + 1
    end
    if #entries < slice then return answer end
    after = tonumber(offsets[#offsets])
end
return answer
