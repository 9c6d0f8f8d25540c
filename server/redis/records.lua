-- Records by name, those that have expired left out.
-- KEYS records, names. ARGV least and greatest name as ZRANGEBYLEX wants them, how many at most, now. -> "ok", then name and value each
local least, most, now = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4])
local answer, count = { 'ok' }, 0
while count < most do
    local slice = math.min(128, most - count)
    local names = redis.call('ZRANGEBYLEX', KEYS[2], least, ARGV[2], 'LIMIT', 0, slice)
    if #names == 0 then return answer end
    local values = redis.call('HMGET', KEYS[1], unpack(names))
    for i, name in ipairs(names) do
        local expires = values[i] and string.match(values[i], '^%d+ (%d*) ')
        if expires and (expires == '' or tonumber(expires) > now) then
            answer[#answer + 1], answer[#answer + 2] = name, values[i]
            count = count + 1
        end
    end
    if #names < slice then return answer end
    least = '(' .. names[#names]
end
return answer
