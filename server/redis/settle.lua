-- Gives what was laid under a prefix of its own the names that servers look for, all of it or nothing.
-- KEYS the servers' logs and record names, which must not be there; then all that was laid. Their new names are made here, since a command has a million words at most.
-- ARGV the prefix of what was laid, the servers' prefix. -> "ok" | "conflict"
if redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then return { 'conflict' } end
for i = 3, #KEYS do
    redis.call('RENAME', KEYS[i], ARGV[2] .. string.sub(KEYS[i], #ARGV[1] + 1))
end
return { 'ok' }
