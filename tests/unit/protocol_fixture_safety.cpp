// The fixtures of what waits, of reports and of blocks: what this version writes for each.
#include "tests/unit/protocol_fixture_values.hpp"

#include <string>

namespace hallway {

namespace {

using namespace std::chrono_literals;

const auto held_id = *parse_event_id("e-1f2k03xq7d1ma");
const auto message_id = *parse_event_id("e-0000000000001");
const author by_safety{bob_id, role::safety};
const auto later = then + 10s;

} // namespace

void add_safety_fixtures(std::map<std::string, std::string>& all)
{
    const message_held delayed{"See https://example.org/", message_id, hold_reason::delay, later};
    const message_held suspect{"Buy this", std::nullopt, hold_reason::words, std::nullopt};
    const held_message first{held_id, 7, then, from_ada, delayed};
    const held_message second{message_id, 8, then, from_ada, suspect};
    const held_part waiting{{&first, &second}, true};
    message out;
    out.text = delayed.text;
    out.reply_to = delayed.reply_to;
    out.was = held_id;
    policy_changed watched;
    watched.holds_all = false;
    watched.delay = 10s;
    watched.held_words = {"spam*", "buy this"};
    watched.holds_links = true;
    watched.holds_repeats = true;

    all["held"] = encode_event("lobby", {held_id, 7, then, from_ada, sent_key, delayed}, false, present_name);
    all["held-own"] = encode_event("lobby", {held_id, 7, then, from_ada, sent_key, suspect}, true, present_name);
    all["held-out"] = encode_event("lobby", {message_id, 9, later, from_ada, "release.e", out}, false, present_name);
    all["dropped"] =
        encode_event("lobby", {message_id, 9, later, by_safety, sent_key, held_dropped{held_id, ada_id}}, false, present_name);
    all["tended"] = encode_event("lobby", {message_id, 9, later, by_safety, sent_key, tended{held_id}}, false, present_name);
    all["policy-watched"] = encode_event("lobby", {held_id, 7, then, by_safety, sent_key, watched}, false, present_name);
    all["receipt-held"] = encode_held_receipt(3, {held_id, 7, then, false});
    all["held-page"] = encode_held_page(9, "lobby", waiting, present_name);
    all["wiped"] = encode_wiped(9, 12);
    all["unattended"] = encode_unattended("lobby", held_id);
    all["unattended-over"] = encode_unattended("lobby", held_id, true);
    all["waiting"] = encode_waiting({"lobby", then, alarm_reach::space});

    room_policy strict;
    strict.delay = 10s;
    strict.held_words = {"spam*"};
    const viewer staff{.me = {}, .is_staff = true};
    const dropped_message lost{message_id, 5, then, ada_id};
    const tended_item looked_after{held_id, by_safety, later};
    const auto body = encode_fresh_join_body(
        {"lobby", "Lobby"}, {"k3v9", 8, message_id}, 0, {}, std::nullopt, present_name, {}, staff, strict, waiting);
    all["joined-held"] = encode_fresh_join(
        2, body, std::nullopt,
        {.held = encode_held_elements({&second}, present_name),
         .dropped = encode_dropped_elements({&lost}),
         .tended = encode_tended_elements({&looked_after}, present_name)});

    const report filed{held_id, from_ada, then, {"lobby", message_id, bob_id, report_kind::abuse, "It is about me."}, {}};
    auto settled = filed;
    settled.closed = settlement{by_safety, later, "Spoken to."};
    all["report-filed"] = encode_report(filed, present_name);
    all["reports-page"] = encode_reports(9, {&filed, &settled}, held_id, present_name);
    all["kept-answer"] = encode_kept(9, "lobby", message_id, {from_ada, then, "Buy this", later}, present_name);
    all["block-told"] = encode_block({bob_id, true});
    welcome told{
        .me = {ada_id, "Ada", role::attendee},
        .space = "main",
        .space_title = "Hallway",
        .rooms = {{"lobby", "Lobby"}},
        .token = "hk1.cGF5bG9hZA.bWFj"};
    told.now = then;
    told.blocked = {bob_id};
    all["welcome-blocked"] = encode_welcome(1, told);

    all["store-message-held"] = encode_body(delayed);
    all["store-message-released"] = encode_body(out);
    all["store-held-dropped"] = encode_body(held_dropped{held_id, ada_id});
    all["store-tended"] = encode_body(tended{held_id});
    all["store-policy-watched"] = encode_body(watched);
    all["store-report-filed"] = encode_body(filed.what);
    all["store-report-settled"] = encode_body(report_settled{held_id, "Spoken to."});
    all["store-member-blocked"] = encode_body(member_blocked{bob_id, true});
    all["store-room-waits"] = encode_body(room_waits{"lobby", then, alarm_reach::space});

    room_snapshot room{.offset = 8, .id = message_id, .policy = strict};
    room.held = {first, second};
    room.dropped = {lost};
    room.tended = {looked_after};
    all["snapshot-room-held"] = encode_snapshot(room);
    space_snapshot space{.offset = 7, .id = held_id};
    space.safety.reports = {filed, settled};
    space.safety.blocks[ada_id] = {bob_id};
    space.safety.newcomers[ada_id] = then;
    all["snapshot-space-safety"] = encode_snapshot(space);
}

} // namespace hallway
