#include "protocol/text.hpp"
#include "tests/unit/any_values.hpp"

#include <utility>

namespace hallway::test {

namespace {

hold_reason a_reason() { return hold_reason(*rc::gen::inRange(0, 5)); }

report_kind a_report_kind() { return report_kind(*rc::gen::inRange(0, 5)); }

std::string a_line() { return tidy_line(any_text(), limits::reason_code_points_max); }

message_held a_held_body() { return {any_text(), perhaps(an_event), a_reason(), perhaps(a_time)}; }

report_filed a_report_body() { return {a_room(), perhaps(an_event), a_member(), a_report_kind(), any_text()}; }

file_report a_report()
{
    file_report made{a_room(), a_key(), a_report_kind(), perhaps(an_event), {}, a_flag() ? a_text() : std::string{}};
    if (!made.target)
        made.member = a_member();
    return made;
}

} // namespace

std::deque<dropped_message> some_dropped()
{
    const auto all = some([] { return dropped_message{an_event(), an_integer(), a_time(), a_member()}; });
    return {all.begin(), all.end()};
}

std::deque<tended_item> some_tended()
{
    const auto all = some([] { return tended_item{an_event(), an_author(), a_time()}; });
    return {all.begin(), all.end()};
}

std::vector<held_message> some_held()
{
    return some([] { return held_message{an_event(), an_integer(), a_time(), an_author(), a_held_body()}; });
}

safety_desk a_safety_desk()
{
    safety_desk made;
    made.reports = some([] {
        report one{an_event(), an_author(), a_time(), a_report_body(), {}};
        if (a_flag())
            one.closed = settlement{an_author(), a_time(), any_text()};
        return one;
    });
    for (auto count = *rc::gen::inRange(0, 3); count > 0; --count)
        made.blocks[a_member()].push_back(a_member());
    for (auto count = *rc::gen::inRange(0, 3); count > 0; --count)
        made.newcomers[a_member()] = a_time();
    return made;
}

command_body a_safety_command()
{
    switch (*rc::gen::inRange(0, 9)) {
    case 0: return release_held{a_room(), a_key(), an_event()};
    case 1: return tend_item{a_room(), a_key(), an_event()};
    case 2: return wipe_member{a_room(), a_key(), a_member()};
    case 3: return list_held{a_room(), perhaps(an_event)};
    case 4: return a_report();
    case 5: return list_reports{perhaps(an_event)};
    case 6: return settle_report{a_key(), an_event(), a_line()};
    case 7: return read_kept{a_room(), an_event()};
    default: return block_member{a_key(), {a_member(), a_flag()}};
    }
}

event_body a_safety_body()
{
    switch (*rc::gen::inRange(0, 7)) {
    case 0: return a_held_body();
    case 1: return held_dropped{an_event(), a_member()};
    case 2: return tended{an_event()};
    case 3: return a_report_body();
    case 4: return report_settled{an_event(), any_text()};
    case 5: return member_blocked{a_member(), a_flag()};
    default: return room_waits{a_room(), a_time(), alarm_reach(*rc::gen::inRange(0, 3))};
    }
}

} // namespace hallway::test
