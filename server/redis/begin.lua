-- Begins a log of other data, without events; where it is to be listed it is, from then on.
-- KEYS meta, logs. ARGV name, epoch, offset, id, first, at. -> "ok" | "conflict", if it is there
if redis.call('EXISTS', KEYS[1]) == 1 then return { 'conflict' } end
redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'offset', ARGV[3], 'id', ARGV[4], 'first', ARGV[5], 'kept', ARGV[5], 'at', ARGV[6])
redis.call('ZADD', KEYS[2], 0, ARGV[1])
return { 'ok' }
