-- Rows next to an offset, from it outwards.
-- KEYS meta, log, body, rows. ARGV from, "1" for backwards, rows at most, bytes at most. -> "ok", "1" if there are more, then 7 fields a row | "none"
local log, body, rows = KEYS[2], KEYS[3], KEYS[4]
local from, is_backwards, rows_max, bytes_max = ARGV[1], ARGV[2] == '1', tonumber(ARGV[3]), tonumber(ARGV[4])
local first = redis.call('HGET', KEYS[1], 'first')
if not first then return { 'none' } end

local answer = { 'ok', '0' }
local count, bytes, slice = 0, 0, math.min(64, rows_max + 1)
while true do
    local offsets
    if is_backwards then
        offsets = redis.call('ZREVRANGEBYSCORE', rows, '(' .. from, first, 'LIMIT', 0, slice)
    else
        -- What was forgotten may not be cleared away yet.
        local least = tonumber(from) + 1 < tonumber(first) and first or '(' .. from
        offsets = redis.call('ZRANGEBYSCORE', rows, least, '+inf', 'LIMIT', 0, slice)
    end
    if #offsets == 0 then return answer end
    local bodies = redis.call('HMGET', body, unpack(offsets))
    for i, offset in ipairs(offsets) do
        local entry = redis.call('XRANGE', log, offset .. '-0', offset .. '-0')[1]
        if not entry or not bodies[i] then return redis.error_reply('DAMAGED a row has no event') end
        bytes = bytes + #bodies[i]
        if count >= rows_max or (bytes > bytes_max and count > 0) then
            answer[2] = '1'
            return answer
        end
        put(answer, offset, entry[2], bodies[i])
        count = count + 1
    end
    if #offsets < slice then return answer end
    from = offsets[#offsets]
end
