#include "protocol/text.hpp"
#include "tests/unit/any_values.hpp"

#include <algorithm>
#include <utility>

namespace hallway::test {

namespace {

std::string a_scope() { return a_flag() ? a_room() : std::string{}; }

role any_role() { return role(*rc::gen::inRange(0, 6)); }

sanction_kind a_kind() { return a_flag() ? sanction_kind::mute : sanction_kind::ban; }

member_sanctioned a_sanctioning()
{
    return {a_member(), a_kind(), a_scope(), perhaps(a_time), tidy_line(any_text(), limits::reason_code_points_max)};
}

sanction_lifted a_lifting() { return {a_member(), a_kind(), a_scope()}; }

member_kicked a_kick() { return {a_member(), a_scope(), tidy_line(any_text(), limits::reason_code_points_max)}; }

member_invited an_invitation() { return {a_member(), a_name(), any_role(), a_scope(), perhaps(a_time)}; }

announced an_announcement() { return {a_text(), a_scope(), perhaps(a_time)}; }

std::chrono::seconds a_pace() { return std::chrono::seconds{*rc::gen::inRange(0, 21'601)}; }

std::chrono::seconds a_delay() { return std::chrono::seconds{*rc::gen::element(0, 3, 5, 10, 15)}; }

/// As they are told: tidied, and each once.
std::vector<std::string> some_words()
{
    std::vector<std::string> words;
    for (const auto& each : some(a_name))
        if (auto word = tidy_line(each, limits::held_word_code_points_max);
            !word.empty() && std::ranges::find(words, word) == words.end())
            words.push_back(std::move(word));
    return words;
}

policy_changed a_policy_change()
{
    policy_changed made{a_pace(), perhaps(a_flag), perhaps(a_flag), perhaps(a_flag), perhaps(a_flag)}; // says something
    made.holds_all = perhaps(a_flag);
    made.delay = perhaps(a_delay);
    made.held_words = perhaps(some_words);
    made.holds_links = perhaps(a_flag);
    made.holds_repeats = perhaps(a_flag);
    made.takes_applause = perhaps(a_flag);
    made.tells_typing = perhaps(a_flag);
    return made;
}

} // namespace

room_policy a_policy()
{
    room_policy made{a_pace(), a_flag(), a_flag(), a_flag(), a_flag(), a_flag(), a_delay(), some_words()};
    made.holds_links = a_flag();
    made.holds_repeats = a_flag();
    made.takes_applause = a_flag();
    made.tells_typing = a_flag();
    return made;
}

member_standing a_standing()
{
    member_standing made;
    for (auto count = *rc::gen::inRange(0, 4); count > 0; --count) {
        const auto what = a_sanctioning();
        made.sanctions[what.member].push_back({what, an_author(), a_time()});
    }
    for (auto count = *rc::gen::inRange(0, 4); count > 0; --count)
        add_invite(made, {an_event(), an_invitation(), an_author(), a_time(), *rc::gen::inRange(0U, 4U), a_flag()});
    made.announcements = some([] { return announcement{an_event(), an_announcement(), an_author(), a_time()}; });
    for (auto count = *rc::gen::inRange(0, 3); count > 0; --count)
        made.staff[a_member()] = any_role();
    return made;
}

command_body a_moderation_command()
{
    switch (*rc::gen::inRange(0, 10)) {
    case 0: return change_policy{a_room(), a_key(), a_policy_change()};
    case 1: return sanction_member{a_key(), a_sanctioning()};
    case 2: return lift_sanction{a_key(), a_lifting()};
    case 3: return kick_member{a_key(), a_kick()};
    case 4: return invite_member{a_key(), a_name(), any_role(), a_scope(), perhaps(a_time)};
    case 5: return revoke_invite{a_key(), an_event()};
    case 6: return announce{a_key(), an_announcement()};
    case 7: return end_announcement{a_key(), an_event()};
    case 8: return list_sanctions{perhaps(a_member)};
    default: return list_invites{perhaps(an_event)};
    }
}

event_body a_moderation_body()
{
    switch (*rc::gen::inRange(0, 9)) {
    case 0: return a_policy_change();
    case 1: return a_sanctioning();
    case 2: return a_lifting();
    case 3: return a_kick();
    case 4: return an_invitation();
    case 5: return invite_redeemed{an_event()};
    case 6: return invite_revoked{an_event()};
    case 7: return an_announcement();
    default: return announcement_ended{an_event()};
    }
}

} // namespace hallway::test
