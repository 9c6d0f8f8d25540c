// The fixtures of policies, sanctions, invites and announcements: what this version writes for each.
#include "protocol/codec.hpp"
#include "tests/unit/protocol_fixture_values.hpp"

#include <string>

namespace hallway {

namespace {

using namespace std::chrono_literals;

const auto made_by = *parse_event_id("e-1f2k03xq7d1ma");
const auto ada = *parse_member_id("u-2k2m4s81qx7da");
const auto bob = *parse_member_id("u-03ct8w5jz6r1b");
const author by_bob{bob, role::organiser};
const auto then = time_point{1'700'000'000'123ms};
const auto later = then + 1h;

std::string_view present_name(member_id id) { return id == ada ? "Ada" : id == bob ? "Bob" : ""; }

} // namespace

void add_moderation_fixtures(std::map<std::string, std::string>& all)
{
    const sanction muted{{ada, sanction_kind::mute, "lobby", later, "Ten minutes to cool down."}, by_bob, then};
    const sanction banned{{ada, sanction_kind::ban, {}, std::nullopt, "Insults after a warning."}, by_bob, then};
    const member_kicked sent{ada, "lobby", "Please come back calmer."};
    const invite asked{
        .id = made_by, .what = {ada, "Ada", role::moderator, "s-main-hall", later}, .by = by_bob, .at = then, .devices = 2};
    auto revoked = asked;
    revoked.is_revoked = true;
    const announcement lunch{made_by, {"Lunch is served in hall 2.", "s-main-hall", later}, by_bob, then};
    const policy_changed slower{30s, false, false, true, false};

    all["sanction-own"] = encode_sanction(muted, false, false, present_name);
    all["sanction-staff"] = encode_sanction(banned, false, true, present_name);
    all["sanction-lifted"] =
        encode_sanction({{ada, sanction_kind::mute, "lobby", std::nullopt, {}}, by_bob, then}, true, true, present_name);
    all["kick-own"] = encode_kick(sent, by_bob, false, present_name);
    all["kick-staff"] = encode_kick(sent, by_bob, true, present_name);
    all["announcement"] = encode_announcement(lunch);
    all["announcement-ended"] = encode_announcement_end(made_by);
    all["policy-changed"] = encode_event("lobby", {made_by, 7, then, by_bob, "c1f0a93b5d7e4f60", slower}, true, present_name);
    policy_changed lively;
    lively.takes_applause = false;
    lively.tells_typing = true;
    all["policy-lively"] = encode_event("lobby", {made_by, 7, then, by_bob, "c1f0a93b5d7e4f60", lively}, false, present_name);
    all["store-policy-lively"] = encode_body(lively);
    all["invited"] = encode_invited(9, {made_by, 7, then, false}, "hi1.aW52aXRl.bWFj");
    all["sanctions-page"] = encode_sanctions(9, {&muted, &banned}, ada, present_name);
    all["invites-page"] = encode_invites(9, {&asked, &revoked}, made_by, [](const invite& each) {
        return each.is_revoked ? std::string{} : std::string{"hi1.aW52aXRl.bWFj"};
    });

    welcome told{
        .me = {ada, "Ada", role::attendee},
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
    all["store-sanction-lifted"] = encode_body(sanction_lifted{ada, sanction_kind::mute, "lobby"});
    all["store-member-kicked"] = encode_body(sent);
    all["store-member-invited"] = encode_body(asked.what);
    all["store-invite-redeemed"] = encode_body(invite_redeemed{made_by});
    all["store-invite-revoked"] = encode_body(invite_revoked{made_by});
    all["store-announced"] = encode_body(lunch.what);
    all["store-announcement-ended"] = encode_body(announcement_ended{made_by});

    all["snapshot-room-policy"] = encode_snapshot(room_snapshot{.offset = 7, .id = made_by, .policy = strict});
    space_snapshot space{.offset = 7, .id = made_by};
    space.standing.sanctions[ada] = {muted, banned};
    add_invite(space.standing, asked);
    add_invite(space.standing, revoked);
    space.standing.announcements = {lunch};
    space.standing.staff[bob] = role::organiser;
    all["snapshot-space-standing"] = encode_snapshot(space);
}

} // namespace hallway
