#include "log/restore_erasures.hpp"

#include "log/sqlite_changes.hpp"
#include "log/sqlite_connection.hpp"
#include "log/sqlite_event.hpp"
#include "log/stored_form.hpp"
#include "protocol/codec.hpp"
#include "room/questions.hpp"
#include "room/room.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hallway {
namespace {

struct named_log {
    std::int64_t number = 0;
    std::uint64_t first = 1;
};

std::unordered_map<std::string, named_log> logs_of(sqlite_connection& file)
{
    std::unordered_map<std::string, named_log> found;
    sqlite_statement all(file, "SELECT name, number, first FROM logs");
    for (auto rows = all.with(); rows.next();)
        found.emplace(std::string(rows.bytes(0)), named_log{rows.integer(1), rows.bits(2)});
    return found;
}

/// Events of one log that are not rows, in order.
std::string changes_sql()
{
    return "SELECT" + std::string(event_columns) + "FROM events WHERE place >= ?1 AND place <= ?2 AND is_row = 0 ORDER BY place";
}

/// Something that was taken away: a message, a question, or what waited to be one.
struct erasure {
    event_row by;
    event_id target;
    std::optional<held_dropped> waited; // of a message that had waited: what would have dropped it then
};

using deletions = std::vector<erasure>;

std::optional<event_row> row_of_id(sqlite_connection& file, const named_log& log, event_id id)
{
    sqlite_statement find(file, "SELECT" + std::string(event_columns) + "FROM events WHERE log = ?1 AND id = ?2");
    auto rows = find.with(log.number, id.value);
    return rows.next() ? std::optional(read_event_row(rows)) : std::nullopt;
}

std::optional<erasure> erasure_of(sqlite_connection& from, const named_log& log, event_row by, const event_body& body)
{
    if (const auto* dropped = std::get_if<held_dropped>(&body))
        return erasure{std::move(by), dropped->target, *dropped};
    const auto* deleted = std::get_if<message_deleted>(&body);
    if (deleted == nullptr)
        return std::nullopt;
    erasure made{std::move(by), deleted->target, std::nullopt};
    const auto target = row_of_id(from, log, deleted->target);
    const auto stood = target && target->is_sound ? row_of(target->event) : std::nullopt;
    if (stood && stood->content.was)
        made.waited = held_dropped{*stood->content.was, stood->from.id};
    return made;
}

/// All deletions that the former data holds, by log; as far as it can be read.
std::unordered_map<std::string, deletions> deletions_of(const std::filesystem::path& former, bool& is_complete)
{
    std::unordered_map<std::string, deletions> found;
    try {
        sqlite_connection from(former, sqlite_connection::access::untouched);
        sqlite_statement all(from, changes_sql());
        for (const auto& [name, log] : logs_of(from)) {
            auto rows = all.with(event_place::of(log.number, log.first), event_place::of(log.number, event_place::offset_max));
            while (rows.next()) {
                auto one = read_event_row(rows);
                const auto body = one.is_sound ? decode_body(one.event.body) : std::nullopt;
                if (!body)
                    is_complete = false;
                else if (auto made = erasure_of(from, log, std::move(one), *body))
                    found[name].push_back(*std::move(made));
            }
        }
    } catch (const sqlite_error&) { // damaged: not to be read, or no further
        is_complete = false;
    }
    return found;
}

/// The restored data's side: one log, being brought up to the erasures of the former.
class log_amender {
public:
    log_amender(sqlite_connection& file, sqlite_changes& changes, std::string name, named_log log)
        : file_(file), changes_(changes), name_(std::move(name)), log_(log)
    {
    }

    /// Does it again unless it was done already, or what it took away is not here.
    void take(const erasure& what)
    {
        if (row_of_id(file_, log_, what.by.event.id) || gone_.contains(what.target))
            return;
        if (take_if_there(what.by, what.target) || !what.waited)
            return;
        auto by = what.by;
        by.event.body = encode_body(*what.waited);
        take_if_there(by, what.waited->target);
    }

    /// After the last of them. \returns how much was taken away
    std::size_t finish()
    {
        if (gone_.empty())
            return 0;
        take_edits_away();
        forget_texts_of_snapshot();
        return gone_.size();
    }

private:
    bool take_if_there(const event_row& former, event_id id)
    {
        const auto target = row_of_id(file_, log_, id);
        if (!target || !target->is_sound)
            return false;
        auto body = decode_body(target->event.body);
        if (!body || !has_words(*body))
            return true;
        append_request request;
        request.log = name_;
        request.id = former.event.id;
        request.member = former.event.member;
        request.role = former.event.role;
        request.key = former.event.key;
        request.body = former.event.body;
        request.digest = former.digest;
        const auto stored = changes_.append(request, former.event.at);
        if (stored.code || stored.duplicate)
            return true;
        if (auto* posted = std::get_if<message>(&*body)) {
            auto stands = *row_of(target->event);
            alter(stands, alteration{.version = stored.offset, .deleted = true, .text = {}, .at = stored.at});
            *posted = stands.content;
        } else if (auto* asked = std::get_if<question_asked>(&*body)) {
            asked->text.clear();
        } else if (auto* held = std::get_if<message_held>(&*body)) {
            held->text.clear();
        }
        amend(target->event.offset, stored.offset, encode_body(*body));
        gone_.emplace(id, stored.offset);
        return true;
    }

    static bool has_words(const event_body& what)
    {
        if (const auto* posted = std::get_if<message>(&what))
            return !posted->deleted;
        if (const auto* asked = std::get_if<question_asked>(&what))
            return !asked->text.empty();
        const auto* held = std::get_if<message_held>(&what);
        return held != nullptr && !held->text.empty();
    }

    void amend(std::uint64_t offset, std::uint64_t version, std::string body)
    {
        amendment what;
        what.log = name_;
        what.offset = offset;
        what.version = version;
        what.body = std::move(body);
        if (!changes_.amend(what))
            throw sqlite_error(SQLITE_CORRUPT, "a message that was deleted since could not be deleted again");
    }

    void take_edits_away()
    {
        std::vector<std::pair<std::uint64_t, event_id>> edits;
        {
            sqlite_statement all(file_, changes_sql());
            auto rows = all.with(event_place::of(log_.number, log_.first), event_place::of(log_.number, event_place::offset_max));
            while (rows.next()) {
                const auto one = read_event_row(rows);
                const auto body = decode_body(one.event.body);
                const auto* edited = body ? std::get_if<message_edited>(&*body) : nullptr;
                if (edited != nullptr && !edited->text.empty() && gone_.contains(edited->target))
                    edits.emplace_back(one.event.offset, edited->target);
            }
        }
        for (const auto& [offset, target] : edits)
            amend(offset, gone_.at(target), encode_body(message_edited{target, {}}));
    }

    /// A log that is kept from its start is folded again; of another one the snapshot is all that there is.
    void forget_texts_of_snapshot()
    {
        if (log_.first == 1) {
            sqlite_statement forget(file_, "DELETE FROM snapshots WHERE log = ?1");
            forget.with(log_.number).run();
            return;
        }
        std::optional<room_snapshot> state;
        {
            sqlite_statement find(file_, "SELECT bytes FROM snapshots WHERE log = ?1");
            auto rows = find.with(log_.number);
            if (rows.next())
                state = decode_room_snapshot(rows.bytes(0));
        }
        if (!state)
            return;
        for (auto& kept : state->rows)
            if (const auto gone = gone_.find(kept.id); gone != gone_.end())
                alter(kept, alteration{.version = gone->second, .deleted = true, .text = {}, .at = kept.at});
        for (auto& [target, change] : state->alterations)
            if (gone_.contains(target))
                change.text.clear();
        std::erase_if(state->held, [&](const held_message& each) { return gone_.contains(each.id); });
        for (const auto& [target, offset] : gone_)
            forget(state->board, target, offset);
        const auto bytes = encode_snapshot(*state);
        sqlite_statement put(file_, "UPDATE snapshots SET bytes = ?2, crc = ?3 WHERE log = ?1");
        put.with(log_.number, blob{bytes}, bytes_checksum(bytes)).run();
    }

    sqlite_connection& file_;
    sqlite_changes& changes_;
    std::string name_;
    named_log log_;
    std::unordered_map<event_id, std::uint64_t> gone_; // message to the offset that its deletion has here
};

} // namespace

carried_erasures carry_erasures(const std::filesystem::path& former, const std::filesystem::path& restored)
{
    carried_erasures out;
    const auto deletions = deletions_of(former, out.is_complete);
    sqlite_connection to(restored, sqlite_connection::access::read_write);
    to.run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON");
    sqlite_changes changes(to);
    changes.begin();
    for (const auto& [name, log] : logs_of(to)) {
        const auto found = deletions.find(name);
        if (found == deletions.end())
            continue;
        log_amender amender(to, changes, name, log);
        for (const auto& one : found->second)
            amender.take(one);
        out.messages += amender.finish();
    }
    changes.commit();
    return out;
}

} // namespace hallway
