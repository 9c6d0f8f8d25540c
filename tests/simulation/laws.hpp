// What every client may rely on, checked against the book for each document that reaches one.
#pragma once

#include "protocol/codec.hpp"
#include "tests/simulation/book.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace hallway::simulation {

/// What a member is called whose name a node does not know.
inline constexpr const char* nobodys_name = "?";

/// A message as a client shows it.
struct shown_message {
    event_id id;
    std::string text;
    bool is_deleted = false;
};

/// One room as one client sees it.
struct room_view {
    std::string room;
    position at;
    bool is_joined = false;                       // told so, on this connection
    std::uint64_t gap_to = 0;                     // the end of the gap that it was told of last
    std::map<std::uint64_t, shown_message> shown; // by offset
};

/// A command that appends, as long as somebody wants it done.
struct asked {
    command_body what;
    std::string room; // of open: the room to be opened
    std::string key;
};

event_body body_of(const asked& what);

/// What was known when a join was sent.
struct join_sent {
    std::optional<position> since;
    std::uint64_t top = 0; // newest offset of the room that anybody had been told of
};

class laws {
public:
    laws(const book& truth, const profile& in, complaint complain, coverage& seen)
        : truth_(truth), in_(in), complain_(std::move(complain)), seen_(seen)
    {
    }

    void joined(const room_view& before, const join_sent& sent, const server_document& answer, member_id me);
    void told(const room_view& before, const server_document& what, member_id me);
    void skipped(const room_view& before, const server_document& gap);
    /// `known`: where the client stood when it asked.
    void paged(const room_view& view, const history& sent, std::uint64_t known, const server_document& answer);
    void receipt(const room_view& view, const asked& what, const server_document& answer, member_id me);
    void refused(const room_view& view, bool was_joined, const asked& what, const server_document& answer, member_id me);

    /// A member is told another's name.
    void named(const server_document& what);

    /// The newest offset of a room that some client was told of.
    std::uint64_t told_top(const std::string& room) const;

    /// At the end, when everybody has been given time: the client shows the room as it stands.
    void settled(const room_view& view);

    /// Likewise: who was told that a member is named anew knows the name that stands.
    void settled(const std::map<member_id, std::string>& names);

private:
    /// Something in this is not so.
    void blame(std::string what);
    /// A law holds if it holds for some life of the log, and no other: a node may not have heard yet that the log is another by now.
    template <class Law>
    void judge(const std::string& log, Law law);

    bool had_name(member_id who, const std::string& name) const;
    bool is_place(const booked_log& log, const server_document& what);
    bool stands_in(const booked_log& log, const room_view& view) const;
    bool is_epoch_of(const booked_log& log, const position& at) const;
    void told_in(const booked_log& log, const room_view& before, const server_document& what, member_id me);
    void paged_in(
        const booked_log& log, const room_view& view, const history& sent, std::uint64_t known, const server_document& answer);
    void joined_in(const booked_log& log, const join_sent& sent, const server_document& answer, member_id me);
    void receipt_in(const booked_log& log, const room_view& view, const asked& what, const server_document& answer, member_id me);
    void refused_in(
        const booked_log* log, const room_view& view, bool was_joined, const asked& what, const server_document& answer,
        member_id me);
    void verdict(const booked_log& log, const join_sent& sent, const server_document& answer);
    void fresh_rows(const booked_log& log, const server_document& answer);
    void row(const booked_log& log, const server_document& what, std::uint64_t least, std::uint64_t most);
    void one_event(const booked_log& log, const server_document& what, std::uint64_t known, member_id me);
    void author(const event& right, const server_document& what, member_id me);

    const book& truth_;
    const profile& in_;
    complaint complain_;
    coverage& seen_;
    std::string blamed_; // of the life that is judged; empty: nothing
    std::map<std::string, std::uint64_t> told_top_;
};

template <class Law>
void laws::judge(const std::string& log, Law law)
{
    std::string found;
    bool is_past = false;
    for (const auto* life : truth_.lives(log)) {
        blamed_.clear();
        law(*life);
        if (blamed_.empty()) {
            if (is_past)
                seen_.count("told: of a log that is another by now");
            return;
        }
        if (!std::exchange(is_past, true))
            found = blamed_;
    }
    complain_(is_past ? found : "a client is told of a room that has no log: " + log);
}

} // namespace hallway::simulation
