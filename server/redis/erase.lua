-- Erases a record.
-- KEYS records, names, ends. ARGV name. -> "ok"
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
return { 'ok' }
