-- Appends one event and publishes it, or tells what became of it before.
-- KEYS meta, log, body, ids, keys, rows, amended.
-- ARGV epoch or "", id, member, role, key or "", body, digest, "1" for a row, now, newest offset and id that the node has seen ("0": none), new epoch, command that publishes, channel.
-- -> "ok", offset, id, at, previous or "" | "known", offset, id, at, verdict | "conflict" | "gone" | "forked"
local meta, log, body, ids, keys, rows, amended = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local epoch, id, member, role, key, text, digest = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local is_row, now, seen_offset, seen_id, new_epoch, publish, channel = ARGV[8], ARGV[9], ARGV[10], ARGV[11], ARGV[12], ARGV[13], ARGV[14]

local top = redis.call('HMGET', meta, 'epoch', 'offset', 'id', 'first', 'kept', 'at')
if not top[1] or (epoch ~= '' and epoch ~= top[1]) then return { 'gone' } end
local first, kept = tonumber(top[4]), tonumber(top[5])
if is_forked(ids, seen_offset, seen_id, first) then
    redis.call('HSET', meta, 'epoch', new_epoch)
    return { 'forked' }
end

local place = member .. ' ' .. key
if key ~= '' then
    local offset, known_id, at, known_digest = known_by(keys, place, first)
    if offset and known_digest ~= digest then return { 'conflict' } end
    if offset then
        local change = redis.call('HGET', amended, offset)
        return { 'known', offset, known_id, at, change and string.match(change, ' (.*)$') or '' }
    end
end
local same = redis.call('HGET', ids, id)
if same and tonumber(same) >= first then return { 'conflict' } end

local offset = whole(tonumber(top[2]) + 1)
local at = tonumber(now) > tonumber(top[6]) and now or top[6]
redis.call('XADD', log, offset .. '-0', 'id', id, 'previous', top[3], 'at', at, 'member', member, 'role', role, 'key', key)
redis.call('HSET', body, offset, text)
redis.call('HSET', ids, id, offset)
if key ~= '' then redis.call('HSET', keys, place, offset .. ' ' .. id .. ' ' .. at .. ' ' .. digest) end
if is_row == '1' then redis.call('ZADD', rows, offset, offset) end
redis.call('HSET', meta, 'offset', offset, 'id', id, 'at', at)
-- A line of what the entry holds, the role and the key last since they are the longest, and the body behind it.
redis.call(publish, channel, table.concat({ top[1], offset, id, top[3] == '' and '-' or top[3], at, member, is_row, role, key }, ' ') .. '\n' .. text)
sweep(meta, log, body, ids, keys, rows, amended, kept, first, 16)
return { 'ok', offset, id, at, top[3] }
