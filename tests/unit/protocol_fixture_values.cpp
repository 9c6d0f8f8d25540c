#include "tests/unit/protocol_fixture_values.hpp"

#include "room/room.hpp"

#include <vector>

namespace hallway {

namespace {

using namespace std::chrono_literals;
using documents = std::map<std::string, std::string>;

const auto question_id = *parse_event_id("e-1f2k03xq7d1ma");
const auto reply = *parse_event_id("e-0b6t91zr44wcp");
const auto change = *parse_event_id("e-27hd20vk5y9ng");
const std::string asked_text = "Is there a recording?";
const std::string asked_better = "Is there a recording of this?";
const std::string token = "hk1.Zm9yIHRlc3RzIG9ubHk";

const room_card lobby{"lobby", "Lobby"};
const room_card talk_card{"t-0123456789ab", "Caches, and how to leave them"};

event told(event_id id, std::uint64_t offset, const author& from, event_body what)
{
    return event{id, offset, then + std::chrono::milliseconds{offset - 132}, from, sent_key, std::move(what)};
}

std::string encoded(const event& what, bool with_key = false) { return encode_event("lobby", what, with_key, present_name); }

event asking() { return told(question_id, 132, from_ada, message{.text = asked_text}); }

event replying() { return told(reply, 133, from_bob, message{.text = "Yes, tomorrow.", .reply_to = question_id}); }

event editing() { return told(change, 134, from_ada, message_edited{question_id, asked_better}); }

event deleting() { return told(change, 134, from_bob, message_deleted{question_id}); }

event as_edited()
{
    return told(question_id, 132, from_ada, message{.text = asked_better, .edited_at = then + 9s, .version = 134});
}

event as_deleted() { return told(question_id, 132, from_ada, message{.deleted = true, .version = 134}); }

void add_welcomes(documents& all)
{
    welcome dressed{{ada_id, "Ada", role::attendee}, "main", "Main", {lobby, talk_card}, token};
    dressed.now = then;
    auto more = dressed;
    more.has_more_rooms = true;
    all["welcome-more-rooms"] = encode_welcome(1, more);
    dressed.rules = "Be kind.";
    dressed.looks = {"#7a1f5c", "/brand/logo.svg"};
    all["welcome"] = encode_welcome(1, dressed);
    welcome spectator{{ada_id, "", role::attendee}, "main", "Main", {}, token};
    spectator.now = then;
    all["welcome-spectator"] = encode_welcome(1, spectator);
    welcome scheduled{{ada_id, "Ada", role::attendee}, "main", "Main", {{"lobby", "Lobby", "K7M2QX"}}, token};
    scheduled.now = then;
    scheduled.schedule = 417;
    scheduled.time_zone = "Europe/Brussels";
    scheduled.code = "9ZXW4R";
    all["welcome-schedule"] = encode_welcome(1, scheduled);
    all["rooms-page"] = encode_rooms(8, {lobby, talk_card}, true);
    all["rooms-last"] = encode_rooms(8, {lobby}, false);
}

void add_joins(documents& all)
{
    const auto body =
        encode_fresh_join_body(lobby, {"k3v9", 134, change}, 131, {row_of(as_edited()), row_of(replying())}, 132, present_name);
    const join_extras some_are_here{.here = head_count{10, 4}, .read = 131};
    all["joined"] = encode_fresh_join(2, body, std::nullopt, some_are_here);
    all["joined-anew-epoch"] = encode_fresh_join(2, body, recovery_loss::epoch);
    all["joined-anew-ahead"] = encode_fresh_join(2, body, recovery_loss::ahead);
    all["joined-anew-forked"] = encode_fresh_join(2, body, recovery_loss::forked);
    all["joined-anew-trimmed"] = encode_fresh_join(2, body, recovery_loss::trimmed);
    all["joined-anew-too-far"] = encode_fresh_join(2, body, recovery_loss::too_far);
    all["joined-anew-audience"] = encode_fresh_join(2, body, recovery_loss::audience);
    all["joined-empty"] = encode_fresh_join(
        2, encode_fresh_join_body(lobby, {"k3v9", 0, std::nullopt}, 0, {}, std::nullopt, present_name), std::nullopt);

    const std::vector<std::string> missed{encoded(asking()), encoded(replying())};
    auto all_missed = missed;
    all_missed.push_back(encoded(editing()));
    all["joined-recovered"] = encode_recovered_join(2, lobby, {"k3v9", 134, change}, all_missed, false, some_are_here);
    all["joined-recovered-nothing-new"] = encode_recovered_join(2, lobby, {"k3v9", 134, change}, {}, false);
    all["joined-shed"] =
        encode_recovered_join(2, lobby, {"k3v9", 134, change}, {}, false, {.here = head_count{120, 0}, .shed = {.typing = true}});
    all["joined-recovered-more"] = encode_recovered_join(2, lobby, {"k3v9", 133, reply}, missed, true);
}

void add_other_answers(documents& all)
{
    all["ok"] = encode_ok(5);
    all["receipt"] = encode_receipt(3, {question_id, 132, then, false});
    all["receipt-duplicate"] = encode_receipt(3, {question_id, 132, then, true});
    all["page"] = encode_page(7, "lobby", "k3v9", {row_of(as_edited()), row_of(replying())}, 132, 133, present_name);
    all["page-empty"] = encode_page(7, "lobby", "k3v9", {}, std::nullopt, std::nullopt, present_name);
    all["page-last"] = encode_page(7, "lobby", "k3v9", {row_of(as_deleted())}, std::nullopt, 132, present_name);
}

void add_refusals(documents& all)
{
    for (int i = 0; i <= static_cast<int>(errc::draining); ++i) {
        const auto code = static_cast<errc>(i);
        std::string name{"error-"};
        for (const char c : code_of(code))
            name += c == '_' ? '-' : c;
        all[name] = encode_refusal(4, code);
    }
    all["error-bad-request"] =
        encode_refusal(4, {errc::bad_request, "A key is 16 to 64 letters, digits, hyphens or underscores.", "key"});
    all["error-bad-room"] = encode_refusal(4, {errc::bad_room, {}, "room"});
    all["error-unreadable"] = encode_refusal(std::nullopt, {errc::bad_request, "This is not JSON."});
    refusal wait{errc::slow_mode};
    wait.retry_after = 12s;
    all["error-slow-mode"] = encode_refusal(4, wait);
    wait = errc::rate_limited;
    wait.retry_after = 1'500ms;
    all["error-rate-limited"] = encode_refusal(4, wait);
}

void add_events(documents& all)
{
    all["message"] = encoded(asking());
    all["message-own"] = encoded(asking(), true);
    all["message-reply"] = encoded(replying());
    all["message-edited"] = encoded(as_edited());
    all["message-deleted"] = encoded(as_deleted());
    all["message-escapes"] =
        encoded(told(question_id, 132, from_ada, message{.text = "a \"b\" \\c\n\t<script>&amp; \u2028 \U0001f600"}));
    all["edited"] = encoded(editing());
    all["edited-own"] = encoded(editing(), true);
    all["deleted"] = encoded(deleting());
    all["deleted-own"] = encoded(deleting(), true);
    all["at"] = encode_at("lobby", 134, change);
}

void add_signals(documents& all)
{
    all["gap"] = encode_gap("lobby", 140, 171);
    all["reset-epoch"] = encode_reset("lobby", recovery_loss::epoch);
    all["reset-forked"] = encode_reset("lobby", recovery_loss::forked);
    all["reset-trimmed"] = encode_reset("lobby", recovery_loss::trimmed);
    all["left-banned"] = encode_left("lobby", errc::banned);
    all["left-forbidden"] = encode_left("lobby", errc::forbidden);
    all["left-gone"] = encode_left("lobby", errc::gone);
    all["here"] = encode_here("lobby", {120, 0});
    all["read-elsewhere"] = encode_read("lobby", 131);
    all["applause"] = encode_applause("lobby", {12, 0, 0, 1, 0}, 17);
    all["typing-told"] = encode_typing("lobby", {ada_id}, present_name);
    all["typing-told-nobody"] = encode_typing("lobby", {}, present_name);
    all["shed"] = encode_shedding("lobby", {true, 2s});
    all["shed-nothing"] = encode_shedding("lobby", {});
    all["member"] = encode_member({ada_id, "Ada L.", role::speaker});
    all["draining"] = encode_draining(10s);
}

void add_bodies(documents& all)
{
    all["store-message"] = encode_body(message{.text = asked_text});
    all["store-message-reply"] = encode_body(message{.text = "Yes, tomorrow.", .reply_to = question_id});
    all["store-message-edited"] =
        encode_body(message{.text = asked_better, .reply_to = reply, .edited_at = then + 9s, .version = 134});
    all["store-message-deleted"] = encode_body(message{.deleted = true, .version = 135});
    all["store-edited"] = encode_body(message_edited{question_id, asked_better});
    all["store-deleted"] = encode_body(message_deleted{question_id});
    all["store-room-opened"] = encode_body(room_opened{"lobby", "Lobby"});
    all["store-member-named"] = encode_body(member_named{"Ada"});
    all["store-later"] = encode_body(unknown_event{"poll_opened"});
}

void add_snapshots(documents& all)
{
    room_snapshot room{.offset = 135, .id = change, .messages = 131};
    room.rows = {row{question_id, 132, then, from_ada, message{.deleted = true, .version = 135}}, row_of(replying())};
    room.alterations[event_id{1}] = alteration{101, true, "", then - 5s};
    room.alterations[event_id{2}] = alteration{102, false, "Better so.", then - 4s};
    all["snapshot-room"] = encode_snapshot(room);
    all["snapshot-room-empty"] = encode_snapshot(room_snapshot{});

    space_snapshot space{.offset = 4, .id = reply, .rooms = {{lobby.id, lobby.title}, {talk_card.id, talk_card.title}}};
    space.names = {{ada_id, "Ada"}, {bob_id, "Bob"}};
    all["snapshot-space"] = encode_snapshot(space);
    all["snapshot-space-empty"] = encode_snapshot(space_snapshot{});
}

// --- the schedule ---

const auto nine_in_brussels = time_point{1'707'033'600'000ms};
const std::string queues = "t-ba9876543210";
const std::string pointers = "t-00000000000a";

planned_talk a_talk()
{
    return {
        .room = talk_card.id,
        .title = talk_card.title,
        .slot = {"s-janson", nine_in_brussels, nine_in_brussels + 50min},
        .persons = {"Ada", "Grace"},
        .track = "Databases",
        .language = "en",
        .url = "https://example.org/talk/1",
        .digest = "0123456789abcdef"};
}

timetable a_timetable()
{
    timetable all{.version = 418, .title = "FOSDEM 2024", .time_zone = "Europe/Brussels", .stages = {{"s-janson", "Janson"}}};
    all.talks[talk_card.id] = {a_talk(), {"s-janson", nine_in_brussels + 10min, nine_in_brussels + 60min}};
    const talk_slot second{"s-janson", nine_in_brussels + 60min, nine_in_brussels + 90min};
    all.talks[queues] = {{.room = queues, .title = "Queues", .slot = second, .cancelled = true}, second};
    all.lessons = {{pointers, "Pointers", "Week 1", "https://example.org/1", nine_in_brussels, "fedcba9876543210"}};
    all.removed["t-0000000000ff"] = "What was";
    return all;
}

std::string_view join_code(const std::string& room)
{
    return room == talk_card.id ? "K7M2QX"
           : room == queues     ? "9ZXW4R"
           : room == pointers   ? "22QQQQ"
           : room == "s-janson" ? "QQQQ22"
                                : "";
}

std::string joined(const room_card& room)
{
    return encode_fresh_join(
        2, encode_fresh_join_body(room, {"k3v9", 0, std::nullopt}, 0, {}, std::nullopt, present_name), std::nullopt);
}

void add_cards(documents& all)
{
    room_card card{talk_card.id, talk_card.title, "K7M2QX", room_kind::talk, a_talk().slot};
    card.window = talk_window{nine_in_brussels - 30min, nine_in_brussels + 65min, nine_in_brussels + 50min + 14 * 24h};
    card.cancelled = true;
    all["joined-talk"] = joined(card);
    all["joined-stage"] = joined({"s-janson", "Janson", "QQQQ22", room_kind::stage});
    room_card lesson{pointers, "Pointers", "22QQQQ", room_kind::lesson};
    lesson.unit = "Week 1";
    all["joined-lesson"] = joined(lesson);
}

void add_schedules(documents& all)
{
    add_cards(all);
    const about text{"A tale", "Why.", "How.\n\nAnd when.", {{"https://example.org/slides.pdf", "Slides"}}, "CC-BY 4.0",
                     "talk",   true};
    all["about-told"] = encode_about(10, talk_card.id, text);
    all["about-nothing"] = encode_about(10, talk_card.id, {});
    all["planned"] = encode_planned(9, 417, 3);
    const auto scheduled = a_timetable();
    all["schedule"] = encode_schedule_change(scheduled, {talk_card.id}, {"t-0000000000ff"}, false, join_code);
    all["schedule-reload"] = encode_schedule_change(scheduled, {talk_card.id}, {}, true, join_code);
    all["http-schedule"] = encode_schedule("main", "Main", scheduled, join_code);
    all["http-schedule-empty"] = encode_schedule("main", "Main", {}, join_code);

    auto planned = a_talk();
    planned.cancelled = true;
    all["store-schedule-planned"] = encode_body(schedule_planned{
        "FOSDEM 2024", "Europe/Brussels", scheduled.stages, {planned}, scheduled.lessons, {"t-0000000000ff", "s-k1"}});
    all["store-clock-moved"] = encode_body(clock_moved{clock_act::shift, talk_card.id, -15, {}});
    all["store-clock-swapped"] = encode_body(clock_moved{clock_act::swap, talk_card.id, 0, queues});
    space_snapshot space{.offset = 418, .id = reply, .rooms = {{lobby.id, lobby.title}}, .schedule = scheduled};
    space.code_numbers[queues] = 1;
    all["snapshot-space-schedule"] = encode_snapshot(space);
}

} // namespace

std::map<std::string, std::string> encoded_fixtures()
{
    documents all;
    add_welcomes(all);
    add_joins(all);
    add_other_answers(all);
    add_refusals(all);
    add_events(all);
    add_signals(all);
    add_bodies(all);
    add_snapshots(all);
    add_schedules(all);
    add_board_fixtures(all);
    add_moderation_fixtures(all);
    add_safety_fixtures(all);
    return all;
}

} // namespace hallway
