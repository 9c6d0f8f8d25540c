-- Opens a log, or makes it.
-- KEYS meta, ids. ARGV new epoch, epoch that the node knew and newest offset and id that it has seen in that ("0": none). -> epoch, offset, id, first, at
local meta, ids = KEYS[1], KEYS[2]
local found = redis.call('HMGET', meta, 'epoch', 'offset', 'id', 'first', 'at')
if not found[1] then
    redis.call('HSET', meta, 'epoch', ARGV[1], 'offset', '0', 'id', '', 'first', '1', 'kept', '1', 'at', '0')
    return { ARGV[1], '0', '', '1', '0' }
end
if found[1] == ARGV[2] and is_forked(ids, ARGV[3], ARGV[4], tonumber(found[4])) then
    redis.call('HSET', meta, 'epoch', ARGV[1])
    found[1] = ARGV[1]
end
return found
