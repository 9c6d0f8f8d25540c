// A room whose log is kept as it is folded: for the tests of questions and pins.
#pragma once

#include "protocol/codec.hpp"
#include "room/room.hpp"
#include "tests/unit/members.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hallway::test {

/// A room, and the log that it has folded.
class told_room {
public:
    told_room() = default;
    explicit told_room(policy_changed policy) { append(mia_moderates, policy); }

    /// Decides, appends, folds. \returns the event's id, or why not
    template <class Command>
    outcome<event_id> ask_for(const author& who, Command what)
    {
        const auto decided = it.decide(what, who, at(it.top()), nullptr);
        if (!decided)
            return decided.error();
        return append(who, *decided);
    }

    event_id append(const author& who, event_body what)
    {
        const auto offset = it.top() + 1;
        log.push_back({id_of(offset), offset, at(offset), who, key, std::move(what)});
        last = it.apply(log.back());
        return id_of(offset);
    }

    event_id asked(const author& who, std::string text, bool is_anonymous = false)
    {
        const auto made = ask_for(who, ask{"lobby", key, std::move(text), is_anonymous});
        REQUIRE(made);
        return *made;
    }

    const question& shown(event_id id) const { return *find_question(it.state().board, id); }

    static time_point at(std::uint64_t offset) { return at_second(offset); }

    room it{"k1"};
    std::vector<event> log;
    effect last = effect::told;
};

inline move_question to(event_id target, question_state where) { return {"lobby", key, target, where}; }
inline vote vote_for(event_id target, bool on = true) { return {"lobby", key, target, on}; }
inline merge_questions merge(event_id target, event_id into) { return {"lobby", key, target, into}; }
inline pin_item pinning(event_id target, std::uint64_t place = 0) { return {"lobby", key, target, place, std::nullopt}; }
inline answer_question answering_with(event_id target, std::string text)
{
    return {"lobby", key, target, {.text = std::move(text)}};
}

inline bool has(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

} // namespace hallway::test
