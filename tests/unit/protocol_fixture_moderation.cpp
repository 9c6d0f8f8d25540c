// The fixtures of policies, sanctions, invites and announcements: what this version writes for each.
#include "tests/unit/protocol_fixture_values.hpp"

#include <string>

namespace hallway {

namespace {

using namespace std::chrono_literals;

const auto made_by = *parse_event_id("e-1f2k03xq7d1ma");
const author by_organiser{bob_id, role::organiser};
const auto until = then + 1h;

} // namespace

void add_moderation_fixtures(std::map<std::string, std::string>& all)
{
    const sanction muted{{ada_id, sanction_kind::mute, "lobby", until, "Ten minutes to cool down."}, by_organiser, then};
    const sanction banned{{ada_id, sanction_kind::ban, {}, std::nullopt, "Insults after a warning."}, by_organiser, then};
    const member_kicked sent{ada_id, "lobby", "Please come back calmer."};
    const invite asked{
        .id = made_by,
        .what = {ada_id, "Ada", role::moderator, "s-main-hall", until},
        .by = by_organiser,
        .at = then,
        .devices = 2};
    auto revoked = asked;
    revoked.is_revoked = true;
    const announcement lunch{made_by, {"Lunch is served in hall 2.", "s-main-hall", until}, by_organiser, then};
    const policy_changed slower{30s, false, false, true, false};

    all["sanction-own"] = encode_sanction(muted, false, false, present_name);
    all["sanction-staff"] = encode_sanction(banned, false, true, present_name);
    all["sanction-lifted"] =
        encode_sanction({{ada_id, sanction_kind::mute, "lobby", std::nullopt, {}}, by_organiser, then}, true, true, present_name);
    all["kick-own"] = encode_kick(sent, by_organiser, false, present_name);
    all["kick-staff"] = encode_kick(sent, by_organiser, true, present_name);
    all["announcement"] = encode_announcement(lunch);
    all["announcement-ended"] = encode_announcement_end(made_by);
    all["policy-changed"] = encode_event("lobby", {made_by, 7, then, by_organiser, sent_key, slower}, true, present_name);
    policy_changed lively;
    lively.takes_applause = false;
    lively.tells_typing = true;
    all["policy-lively"] = encode_event("lobby", {made_by, 7, then, by_organiser, sent_key, lively}, false, present_name);
    all["store-policy-lively"] = encode_body(lively);
    all["invited"] = encode_invited(9, {made_by, 7, then, false}, "hi1.aW52aXRl.bWFj");
    all["sanctions-page"] = encode_sanctions(9, {&muted, &banned}, ada_id, present_name);
    all["invites-page"] = encode_invites(9, {&asked, &revoked}, made_by, [](const invite& each) {
        return each.is_revoked ? std::string{} : std::string{"hi1.aW52aXRl.bWFj"};
    });

    welcome told{
        .me = {ada_id, "Ada", role::attendee},
        .space = "main",
        .space_title = "Hallway",
        .rooms = {{"lobby", "Lobby"}},
        .token = "hk1.cGF5bG9hZA.bWFj"};
    told.now = then;
    told.roles = {{role::moderator, "s-main-hall"}};
    told.sanctions = {muted};
    told.announcements = {lunch};
    all["welcome-standing"] = encode_welcome(1, told);
    const room_policy strict{30s, true, true, true, false};
    const auto body =
        encode_fresh_join_body({"lobby", "Lobby"}, {"k3v9", 7, made_by}, 0, {}, std::nullopt, present_name, {}, {}, strict);
    all["joined-policy"] = encode_fresh_join(2, body, std::nullopt, {.as = role::moderator});

    all["store-policy-changed"] = encode_body(slower);
    all["store-member-sanctioned"] = encode_body(muted.what);
    all["store-sanction-lifted"] = encode_body(sanction_lifted{ada_id, sanction_kind::mute, "lobby"});
    all["store-member-kicked"] = encode_body(sent);
    all["store-member-invited"] = encode_body(asked.what);
    all["store-invite-redeemed"] = encode_body(invite_redeemed{made_by});
    all["store-invite-revoked"] = encode_body(invite_revoked{made_by});
    all["store-announced"] = encode_body(lunch.what);
    all["store-announcement-ended"] = encode_body(announcement_ended{made_by});

    all["snapshot-room-policy"] = encode_snapshot(room_snapshot{.offset = 7, .id = made_by, .policy = strict});
    space_snapshot space{.offset = 7, .id = made_by};
    space.standing.sanctions[ada_id] = {muted, banned};
    add_invite(space.standing, asked);
    add_invite(space.standing, revoked);
    space.standing.announcements = {lunch};
    space.standing.staff[bob_id] = role::organiser;
    all["snapshot-space-standing"] = encode_snapshot(space);
}

} // namespace hallway
