-- What every script begins with: how numbers are written, how an event is read, how what was forgotten is cleared away.

-- Lua would write 1700000000000 as 1.7e+12.
local function whole(number)
    return string.format('%.0f', number)
end

-- The fields of an entry of {log}:log in the order in which they are written.
local ID, PREVIOUS, AT, MEMBER, ROLE, KEY = 2, 4, 6, 8, 10, 12

local function offset_of(entry)
    return string.match(entry[1], '^%d+')
end

-- Adds an event to a flat answer.
local function put(answer, offset, fields, body)
    local n = #answer
    answer[n + 1], answer[n + 2], answer[n + 3], answer[n + 4] = offset, fields[ID], fields[AT], fields[MEMBER]
    answer[n + 5], answer[n + 6], answer[n + 7] = fields[ROLE], fields[KEY], body
end

-- What {log}:keys knows of a key: offset, id, at and the digest of what it stands for; nothing if that event is forgotten.
local function known_by(keys, place, first)
    local found = redis.call('HGET', keys, place)
    if not found then return nil end
    local offset, id, at, digest = string.match(found, '^(%d+) (%x+) (%d+) (.*)$')
    if tonumber(offset) < first then return nil end
    return offset, id, at, digest
end

-- Whether the newest event that a node has seen is still where it was. If not, Redis has lost what it had acknowledged, and numbers may mean other events by now.
local function is_forked(ids, seen_offset, seen_id, first)
    local seen = tonumber(seen_offset)
    return seen > 0 and seen >= first and redis.call('HGET', ids, seen_id) ~= seen_offset
end

-- Clears away up to `most` events below `first`, which nobody is shown any more. Whether there are more. `kept` is the oldest offset that was not cleared away.
local function sweep(meta, log, body, ids, keys, rows, amended, kept, first, most)
    if kept >= first then return false end
    local last = first - 1
    local entries = redis.call('XRANGE', log, whole(kept) .. '-0', whole(last) .. '-0', 'COUNT', most)
    if #entries == most then last = tonumber(offset_of(entries[most])) end
    for _, entry in ipairs(entries) do
        local offset, fields = offset_of(entry), entry[2]
        redis.call('HDEL', body, offset)
        redis.call('HDEL', amended, offset)
        redis.call('ZREM', rows, offset)
        -- An id and a key that were forgotten may be in use again.
        if redis.call('HGET', ids, fields[ID]) == offset then redis.call('HDEL', ids, fields[ID]) end
        if fields[KEY] ~= '' then
            local place = fields[MEMBER] .. ' ' .. fields[KEY]
            local known = redis.call('HGET', keys, place)
            if known and string.match(known, '^%d+') == offset then redis.call('HDEL', keys, place) end
        end
    end
    redis.call('XTRIM', log, 'MINID', '=', whole(last + 1) .. '-0')
    redis.call('HSET', meta, 'kept', whole(last + 1))
    return last + 1 < first
end
