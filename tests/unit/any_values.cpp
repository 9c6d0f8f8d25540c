#include "tests/unit/any_values.hpp"

#include "protocol/text.hpp"

#include <algorithm>
#include <utility>

namespace hallway::test {

constexpr std::uint64_t integer_max = (std::uint64_t{1} << 53) - 1;

bool a_flag() { return *rc::gen::arbitrary<bool>(); }

std::uint64_t an_integer()
{
    return *rc::gen::weightedOneOf<std::uint64_t>(
        {{4, rc::gen::inRange<std::uint64_t>(0, 1'000)},
         {1, rc::gen::inRange<std::uint64_t>(0, integer_max)},
         {1, rc::gen::just(integer_max)}});
}

event_id an_event() { return event_id{*rc::gen::arbitrary<std::uint64_t>()}; }

member_id a_member() { return member_id{*rc::gen::arbitrary<std::uint64_t>()}; }

time_point a_time() { return time_point{std::chrono::milliseconds{an_integer()}}; }

/// Any valid UTF-8, with what JSON must escape.
std::string any_text()
{
    const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(
        rc::gen::element<std::string>(
            "\"", "\\", "\n", "\t", "/", "{", "\x01", "\x1f", "\x7f", "\u00e9", "\u2028", "\U0001f600", "\uffff", "\\u0041"),
        rc::gen::map(rc::gen::inRange<char>(' ', '~'), [](char c) { return std::string(1, c); })));
    std::string all;
    for (const auto& part : parts)
        all += part;
    return all;
}

std::string a_text()
{
    const auto cleaned = clean_text("x" + any_text());
    RC_PRE(static_cast<bool>(cleaned));
    return *cleaned;
}

std::string of(const std::string& alphabet, std::size_t least, std::size_t most)
{
    const auto size = *rc::gen::inRange(least, most + 1);
    return *rc::gen::container<std::string>(size, rc::gen::elementOf(alphabet));
}

const std::string small = "abcdefghijklmnopqrstuvwxyz0123456789";

std::string a_room() { return of(small, 1, 1) + of(small + "-", 0, 63); }

std::string a_key() { return of(small + "ABCXYZ_-", 16, 64); }

std::string a_name() { return "Ada " + of("abc\"\\'<>&", 1, 60); }

std::optional<position> a_position()
{
    position at{of(small, 1, 16), an_integer(), perhaps(an_event)};
    if (at.offset == 0)
        at.id.reset();
    return at;
}

history_place a_place()
{
    switch (*rc::gen::inRange(0, 4)) {
    case 0: return before_offset{an_integer()};
    case 1: return after_offset{an_integer()};
    case 2: return around_event{an_event()};
    default: return latest_rows{};
    }
}

std::string a_talk_room() { return "t-" + of("0123456789abcdef", 12, 12); }

std::string a_stage_room() { return "s-" + of(small + "-", 1, 62); }

talk_slot a_slot()
{
    const auto starts = time_point{std::chrono::milliseconds{*rc::gen::inRange<std::int64_t>(0, 7'000'000'000'000)}};
    return {a_stage_room(), starts, starts + std::chrono::milliseconds{*rc::gen::inRange(1, 604'800'001)}};
}

std::string a_digest() { return of("0123456789abcdef", 16, 16); }

planned_talk a_talk(bool with_digest)
{
    planned_talk made{.room = a_talk_room(), .title = a_name(), .slot = a_slot()};
    for (auto count = *rc::gen::inRange(0, 4); count > 0; --count)
        made.persons.push_back(a_name());
    made.track = perhaps(a_name).value_or("");
    made.language = of(small, 0, 5);
    made.url = *rc::gen::element<std::string>("", "https://example.org/?a=\"b\"", "mailto:ada@example.org");
    made.cancelled = a_flag();
    made.digest = with_digest ? perhaps(a_digest).value_or("") : "";
    return made;
}

planned_lesson a_lesson(bool with_digest)
{
    planned_lesson made{a_talk_room(), a_name(), a_name()};
    made.url = *rc::gen::element<std::string>("", "https://example.org/");
    if (a_flag())
        made.starts = a_slot().starts;
    made.digest = with_digest ? perhaps(a_digest).value_or("") : "";
    return made;
}

about an_about()
{
    return {
        .subtitle = tidy_line(any_text(), 120),
        .abstract = tidy_text(any_text(), 200),
        .description = tidy_text(any_text(), 200),
        .links = {{"https://example.org/", tidy_line(any_text(), 120)}},
        .license = tidy_line(any_text(), 120),
        .do_not_record = a_flag()};
}

plan a_plan()
{
    plan made{a_key(), perhaps(a_name)};
    if (a_flag())
        made.time_zone = "Europe/Brussels";
    made.stages = some([] { return planned_stage{a_stage_room(), a_name()}; });
    made.talks = some([] { return planned_entry<planned_talk>{a_talk(false), perhaps(an_about)}; });
    made.lessons = some([] { return planned_entry<planned_lesson>{a_lesson(false), perhaps(an_about)}; });
    made.remove = some([] { return a_flag() ? a_talk_room() : a_stage_room(); });
    return made;
}

clock_act an_act()
{
    return *rc::gen::element(clock_act::start, clock_act::end, clock_act::extend, clock_act::shift, clock_act::swap);
}

move_clock a_clock()
{
    move_clock made{a_key(), a_talk_room(), an_act()};
    if (made.act == clock_act::extend)
        made.minutes = *rc::gen::inRange(1, 241);
    if (made.act == clock_act::shift)
        made.minutes = *rc::gen::inRange(-240, 0);
    if (made.act == clock_act::swap)
        made.with = a_talk_room();
    RC_PRE(made.with != made.talk);
    return made;
}

schedule_planned what_was_planned()
{
    schedule_planned made{perhaps(a_name), perhaps(any_text)};
    made.stages = some([] { return planned_stage{a_stage_room(), a_name()}; });
    made.talks = some([] { return a_talk(true); });
    made.lessons = some([] { return a_lesson(true); });
    made.removed = some(a_talk_room);
    return made;
}

timetable a_timetable()
{
    timetable made{.version = 1 + an_integer() / 2, .title = any_text(), .time_zone = any_text()};
    made.stages = some([] { return planned_stage{a_stage_room(), a_name()}; });
    for (auto& each : some([] { return timetable_talk{a_talk(true), a_slot()}; }))
        made.talks[each.plan.room] = each;
    made.lessons = some([] { return a_lesson(true); });
    for (const auto& room : some(a_talk_room))
        made.removed[room] = a_name();
    return made;
}

command_body a_command()
{
    static_assert(std::variant_size_v<command_body> == 45, "a new command belongs here, too");
    switch (*rc::gen::inRange(0, 36)) {
    case 0: return hello{perhaps(a_name), perhaps([] { return of(small + ".~!\"\\", 1, 200); }), perhaps(a_room)};
    case 1: return join{a_room(), a_flag() ? a_position() : std::nullopt};
    case 2: return leave{a_room()};
    case 3: return post{a_room(), a_key(), a_text(), perhaps(an_event)};
    case 4: return edit{a_room(), a_key(), an_event(), a_text()};
    case 5: return hallway::remove{a_room(), a_key(), an_event()};
    case 6: return open_room{a_room(), a_key(), perhaps(a_name).value_or("")};
    case 7: return history{a_room(), a_place(), *rc::gen::inRange<std::size_t>(1, limits::page_rows_max + 1), perhaps(a_member)};
    case 8: return list_rooms{perhaps(a_room)};
    case 9: return ask_about{a_room()};
    case 10: return a_plan();
    case 11: return a_clock();
    case 12: return mark_read{a_room(), an_integer()};
    case 13: return ask{a_room(), a_key(), a_text(), a_flag(), a_flag()};
    case 14: return promote{a_room(), a_key(), an_event()};
    case 15: return vote{a_room(), a_key(), an_event(), a_flag()};
    case 16: return move_question{a_room(), a_key(), an_event(), a_question_state()};
    case 17: return merge_questions{a_room(), a_key(), an_event(), an_event()};
    case 18: return answer_question{a_room(), a_key(), an_event(), an_answer(a_text())};
    case 19: return a_mark();
    case 20: return pin_item{a_room(), a_key(), an_event(), an_integer(), perhaps(a_time)};
    case 21: return unpin_item{a_room(), a_key(), an_event()};
    case 22: return ask_questions{a_room(), perhaps(an_event)};
    case 23: return ping{};
    case 34: return applaud{a_room(), static_cast<applause_kind>(*rc::gen::inRange<std::size_t>(0, applause_kinds))};
    case 35: return note_typing{a_room(), a_flag()};
    case 24:
    case 25:
    case 26:
    case 27: return a_safety_command();
    default: return a_moderation_command();
    }
}

message a_message()
{
    message made{any_text(), perhaps(an_event), perhaps(a_time), a_flag(), an_integer(), perhaps(an_event)};
    if (made.deleted)
        made.text.clear();
    return made;
}

author an_author()
{
    return author{
        a_member(), *rc::gen::element(role::attendee, role::speaker, role::moderator, role::safety, role::organiser, role::bot)};
}

event_body a_body()
{
    static_assert(std::variant_size_v<event_body> == 32, "a new event belongs here, too");
    switch (*rc::gen::inRange(0, 26)) {
    case 0: return a_message();
    case 1: return message_edited{an_event(), any_text()};
    case 2: return message_deleted{an_event()};
    case 3: return room_opened{a_room(), any_text()};
    case 4: return member_named{any_text()};
    case 5: return what_was_planned();
    case 6: return clock_moved{an_act(), a_talk_room(), *rc::gen::inRange(-240, 241), perhaps(a_talk_room).value_or("")};
    case 7: return a_question_asked();
    case 8: return question_moved{an_event(), a_question_state()};
    case 9: return question_voted{an_event(), a_flag()};
    case 10: return questions_merged{an_event(), an_event()};
    case 11: return question_answered{an_event(), an_answer(any_text())};
    case 12: return answer_marked{an_event(), a_flag(), a_flag()};
    case 13: return a_pinned();
    case 14: return unpinned{an_event()};
    case 15: return unknown_event{"of a later version " + any_text()};
    case 16:
    case 17:
    case 18: return a_safety_body();
    default: return a_moderation_body();
    }
}

row a_row() { return row{an_event(), an_integer(), a_time(), an_author(), a_message()}; }

room_snapshot a_room_snapshot()
{
    room_snapshot made{.offset = an_integer(), .id = perhaps(an_event), .messages = an_integer()};
    for (auto count = *rc::gen::inRange(0, 5); count > 0; --count)
        made.rows.push_back(a_row());
    for (auto count = *rc::gen::inRange(0, 5); count > 0; --count)
        made.alterations[an_event()] = alteration{an_integer(), a_flag(), any_text(), a_time()};
    made.board = a_board();
    made.policy = a_policy();
    made.held = some_held();
    made.dropped = some_dropped();
    made.tended = some_tended();
    made.has_unknown = a_flag();
    return made;
}

space_snapshot a_space_snapshot()
{
    space_snapshot made{.offset = an_integer(), .id = perhaps(an_event)};
    for (auto count = *rc::gen::inRange(0, 5); count > 0; --count)
        made.rooms.push_back({a_room(), any_text()});
    for (auto count = *rc::gen::inRange(0, 5); count > 0; --count)
        made.names[a_member()] = any_text();
    if (a_flag())
        made.schedule = a_timetable();
    made.standing = a_standing();
    made.safety = a_safety_desk();
    for (auto count = *rc::gen::inRange(0, 3); count > 0; --count)
        made.code_numbers[a_room()] = *rc::gen::inRange(1u, 5u);
    made.has_unknown = a_flag();
    return made;
}

} // namespace hallway::test
