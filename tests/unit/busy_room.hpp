// A room in which members of every role do all kinds of things: for laws over whatever becomes of it.
#pragma once

#include "tests/unit/told_room.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hallway::test {

/// Members of every role do all kinds of things, each decided by a replica that may be behind; one log orders them.
class busy_room {
public:
    busy_room(std::mt19937_64& random, std::size_t length) : random_(random)
    {
        if (random_() % 2 == 0)
            commit(mia_moderates, policy_changed{.moderates_questions = true});
        while (log.size() < length)
            act();
        for (auto& each : replicas)
            catch_up(each, log.size());
    }

    std::array<room, 3> replicas{room{"k1"}, room{"k1"}, room{"k1"}};
    std::vector<event> log;     // as it was committed
    std::vector<event> amended; // as it is kept

private:
    void act()
    {
        room& by = replicas[random_() % replicas.size()];
        catch_up(by, by.top() + random_() % 4);
        const author who{member_id{1 + random_() % 9}, role(random_() % 6)};
        const auto decided = some_command(by, who);
        if (!decided)
            return;
        const auto* posted = std::get_if<message>(&*decided);
        if (posted == nullptr || !posted->was)
            return commit(who, *decided);
        // By whom it was written, under one key: so the log has it once, whoever lets it out.
        if (out_.insert(*posted->was).second)
            commit(find_held(by.state().held, *posted->was)->from, *decided);
    }

    void commit(const author& who, event_body what)
    {
        const auto offset = log.size() + 1;
        log.push_back({id_of(offset), offset, told_room::at(offset), who, key, std::move(what)});
        amended.push_back(log.back());
        amend(offset);
    }

    /// As the desk of a core does that is not behind.
    void amend(std::uint64_t offset)
    {
        truth_.apply(log[offset - 1]);
        for (const auto& [at, body] : truth_.changed().rewritten)
            amended[at - 1].what = body;
        for (auto& each : amended)
            each = truth_.as_it_stands(each);
    }

    void catch_up(room& which, std::size_t to)
    {
        while (which.top() < std::min(to, log.size()))
            which.apply(log[which.top()]);
    }

    std::string words() { return "words-" + std::to_string(++words_) + "-"; }
    event_id something() { return id_of(1 + random_() % (log.size() + 1)); }

    event_id something_held(const room& by)
    {
        const auto& held = by.state().held;
        return held.empty() ? something() : held[random_() % held.size()].id;
    }

    outcome<event_body> some_command(const room& by, const author& who)
    {
        const auto now = told_room::at(log.size());
        const auto target = something();
        const row* found = by.find(target);
        switch (random_() % 19) {
        case 0: return by.look_over(message{.text = words()}, who, now, random_() % 2 == 0);
        case 1: return by.decide(edit{"lobby", key, target, words()}, found ? found->from : who, found ? found->at : now, found);
        case 2: return by.decide(hallway::remove{"lobby", key, target}, who, now, found);
        case 3:
        case 4: return by.decide(ask{"lobby", key, words(), random_() % 3 == 0, false}, who, now, nullptr);
        case 5: return by.decide(promote{"lobby", key, target}, who, now, found);
        case 6: return by.decide(to(target, question_state(random_() % 5)), who, now, nullptr);
        case 7: return by.decide(merge(target, something()), who, now, nullptr);
        case 8: return by.decide(answering_with(target, words()), who, now, nullptr);
        case 9: return by.decide(answer_question{"lobby", key, target, {.message = something()}}, who, now, nullptr);
        case 10: return by.decide(mark_answer{"lobby", key, target, random_() % 2 == 0, random_() % 2 == 0}, who, now, nullptr);
        case 11: return by.decide(pinning(target, random_() % 6), who, now, found);
        case 12: return by.decide(unpin_item{"lobby", key, target}, who, now, nullptr);
        case 13: return by.decide(change_policy{"lobby", key, {.moderates_questions = random_() % 2 == 0}}, who, now, nullptr);
        case 14: return by.decide(change_policy{"lobby", key, {.holds_all = random_() % 2 == 0}}, who, now, nullptr);
        case 15: return by.decide(release_held{"lobby", key, something_held(by)}, who, now, nullptr);
        case 16: return by.decide(hallway::remove{"lobby", key, something_held(by)}, who, now, nullptr);
        case 17: return by.decide(tend_item{"lobby", key, something_held(by)}, who, now, nullptr);
        default: return by.decide(vote_for(target, random_() % 3 != 0), who, now, nullptr);
        }
    }

    std::mt19937_64& random_;
    room truth_{"k1"};
    int words_ = 0;
    std::set<event_id> out_;
};

/// Every text that somebody may read of a board, or all of them: "words-12-".
inline std::vector<std::string> words_in(const std::string& text)
{
    std::vector<std::string> found;
    for (auto at = text.find("words-"); at != std::string::npos; at = text.find("words-", at + 1))
        found.push_back(text.substr(at, text.find('-', at + 6) + 1 - at));
    return found;
}

} // namespace hallway::test
