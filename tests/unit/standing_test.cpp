// Roles, sanctions, invites and announcements of a space: what is decided, what it folds to, and that replicas and snapshots agree.
#include "protocol/codec.hpp"
#include "room/permissions.hpp"
#include "room/space.hpp"
#include "tests/unit/members.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

const author olga_organises{member_id{0x0195a}, role::organiser};

/// A space with a lobby and a stage's talk, and its log.
class told_space {
public:
    told_space()
    {
        append(olga_organises, room_opened{"lobby", "Lobby"});
        schedule_planned day;
        day.stages.push_back({.room = "s-hall", .title = "Hall"});
        planned_talk talk{.room = "t-0123456789ab"};
        talk.title = "A talk";
        talk.slot = {"s-hall", at_second(0), at_second(3'600)};
        day.talks.push_back(talk);
        append(olga_organises, day);
    }

    event_id append(const author& who, event_body what)
    {
        const auto offset = it.top() + 1;
        log.push_back({id_of(offset), offset, at_second(offset), who, key, std::move(what)});
        last = it.apply(log.back());
        return id_of(offset);
    }

    template <class Command>
    outcome<event_id> ask_for(const author& who, const Command& what)
    {
        const auto decided = it.decide(what, who, at_second(it.top()));
        if (!decided)
            return decided.error();
        return append(who, *decided);
    }

    event_id invited(member_id whom, role as, std::string scope = {}, std::optional<time_point> until = std::nullopt)
    {
        const auto id = append(olga_organises, member_invited{whom, "Somebody", as, std::move(scope), until});
        append({whom, role::attendee}, invite_redeemed{id});
        return id;
    }

    role role_of(member_id who, const std::string& room, role by_token = role::attendee, std::uint64_t when = 1'000) const
    {
        return role_in(it.standing(), it.schedule(), who, by_token, room, at_second(when));
    }

    bool is_kept(member_id who, sanction_kind kind, const std::string& room, std::uint64_t when = 1'000) const
    {
        return sanction_on(it.standing(), it.schedule(), who, kind, room, at_second(when)) != nullptr;
    }

    space it{"k1"};
    space::change last;
    std::vector<event> log;
};

sanction_member against(
    member_id whom, sanction_kind kind, std::string scope = {}, std::optional<time_point> until = std::nullopt)
{
    return {key, {whom, kind, std::move(scope), until, "Why."}};
}

} // namespace

TEST_CASE("which role may do what about members and rooms", "[standing][permissions]")
{
    using enum action;
    const auto all = {role::attendee, role::speaker, role::moderator, role::safety, role::organiser, role::bot};
    const auto who_may = [&](action what) {
        std::string names;
        for (const auto each : all)
            if (may(each, what))
                names += std::string{name_of(each)} + " ";
        return names;
    };
    CHECK(who_may(send_away) == "moderator safety organiser ");
    CHECK(who_may(set_policy) == "moderator organiser ");
    CHECK(who_may(announce) == "moderator organiser ");
    CHECK(who_may(invite) == "organiser ");
    CHECK(who_may(write_locked) == "moderator safety organiser ");
    CHECK(who_may(write_unslowed) == "speaker moderator safety organiser ");
}

TEST_CASE("what holds in a stage holds in the rooms of its talks, and follows a talk that moves", "[standing]")
{
    told_space here;
    const auto& schedule = here.it.schedule();
    CHECK(covers(schedule, "", "lobby"));
    CHECK(covers(schedule, "", ""));
    CHECK(covers(schedule, "lobby", "lobby"));
    CHECK_FALSE(covers(schedule, "lobby", "s-hall"));
    CHECK_FALSE(covers(schedule, "lobby", ""));
    CHECK(covers(schedule, "s-hall", "s-hall"));
    CHECK(covers(schedule, "s-hall", "t-0123456789ab"));
    CHECK_FALSE(covers(schedule, "t-0123456789ab", "s-hall"));
}

TEST_CASE("a role holds where its invite says, the highest one counts, and it ends with the invite", "[standing][invites]")
{
    told_space here;
    const auto id = here.invited(bob, role::moderator, "s-hall", at_second(2'000));
    here.invited(bob, role::speaker);
    CHECK(here.role_of(bob, "t-0123456789ab") == role::moderator);
    CHECK(here.role_of(bob, "lobby") == role::speaker);
    CHECK(here.role_of(bob, "lobby", role::organiser) == role::organiser);
    CHECK(here.role_of(bob, "s-hall", role::attendee, 2'000) == role::speaker);
    CHECK(here.role_of(ada, "s-hall") == role::attendee);
    CHECK(is_staff_somewhere(here.it.standing(), bob, role::attendee, at_second(1'000)));
    CHECK_FALSE(is_staff_somewhere(here.it.standing(), bob, role::attendee, at_second(2'000)));
    here.append(olga_organises, invite_revoked{id});
    CHECK(here.role_of(bob, "s-hall") == role::speaker);
}

TEST_CASE("an invite is worth nothing before it is redeemed, and is redeemed on three devices", "[standing][invites]")
{
    told_space here;
    const auto id = here.append(olga_organises, member_invited{bob, "Bob", role::moderator, {}, std::nullopt});
    CHECK(here.role_of(bob, "lobby") == role::attendee);
    CHECK(here.it.name_of(bob) == "Bob");
    for (int device = 0; device < 3; ++device) {
        CHECK_FALSE(why_not_redeemed(here.it.standing(), id, at_second(10)));
        here.append({bob, role::attendee}, invite_redeemed{id});
        CHECK_FALSE(here.last.is_void);
    }
    CHECK(why_not_redeemed(here.it.standing(), id, at_second(10))->code == errc::unauthorized);
    here.append({bob, role::attendee}, invite_redeemed{id}); // it crossed another
    CHECK(here.last.is_void);
    CHECK(find_invite(here.it.standing(), id)->devices == 3);
}

TEST_CASE("a sanction holds in its scope until its end or until it is lifted", "[standing]")
{
    told_space here;
    REQUIRE(here.ask_for(mia_moderates, against(ada, sanction_kind::ban, "s-hall", at_second(500))));
    CHECK(here.is_kept(ada, sanction_kind::ban, "t-0123456789ab", 499));
    CHECK_FALSE(here.is_kept(ada, sanction_kind::ban, "t-0123456789ab", 500));
    CHECK_FALSE(here.is_kept(ada, sanction_kind::ban, "lobby", 100));
    CHECK_FALSE(here.is_kept(ada, sanction_kind::mute, "s-hall", 100));
    REQUIRE(here.ask_for(mia_moderates, against(ada, sanction_kind::mute)));
    CHECK(here.is_kept(ada, sanction_kind::mute, ""));
    REQUIRE(here.ask_for(mia_moderates, lift_sanction{key, {ada, sanction_kind::mute, {}}}));
    CHECK_FALSE(here.is_kept(ada, sanction_kind::mute, "lobby"));
    CHECK(why(here.ask_for(mia_moderates, lift_sanction{key, {ada, sanction_kind::mute, {}}})) == errc::not_found);
    // A later one takes the place of the one before.
    REQUIRE(here.ask_for(mia_moderates, against(ada, sanction_kind::ban, "s-hall")));
    CHECK(sanctions_on(here.it.standing(), ada, at_second(1'000)).size() == 1);
}

TEST_CASE("nobody sends away themselves, staff only organisers, and what an organiser decided stays", "[standing]")
{
    told_space here;
    here.append(olga_organises, member_named{"Olga"});
    here.append(mia_moderates, member_named{"Mia"});
    here.invited(bob, role::safety, "lobby");
    const author max_moderates{member_id{77}, role::moderator};
    CHECK(why(here.ask_for(ada_asks, against(bob, sanction_kind::mute))) == errc::forbidden);
    CHECK(why(here.ask_for(mia_moderates, against(mia, sanction_kind::mute))) == errc::forbidden);
    CHECK(why(here.ask_for(max_moderates, against(mia, sanction_kind::mute))) == errc::forbidden);
    CHECK(why(here.ask_for(mia_moderates, against(bob, sanction_kind::ban))) == errc::forbidden);
    CHECK(why(here.ask_for(mia_moderates, kick_member{key, {olga_organises.id, {}, {}}})) == errc::forbidden);
    CHECK(here.ask_for(olga_organises, against(mia, sanction_kind::mute)));
    CHECK(why(here.ask_for(max_moderates, lift_sanction{key, {mia, sanction_kind::mute, {}}})) == errc::forbidden);
    CHECK(why(here.ask_for(mia_moderates, against(ada, sanction_kind::mute, "nowhere"))) == errc::not_found);
    CHECK(why(here.ask_for(mia_moderates, against(ada, sanction_kind::mute, {}, at_second(0)))) == errc::bad_request);
}

TEST_CASE("announcements end, and there are five at most", "[standing]")
{
    told_space here;
    const auto begun = here.it.top();
    for (int i = 0; i < 5; ++i)
        REQUIRE(here.ask_for(mia_moderates, announce{key, {"Said.", {}, at_second(begun + 20 + static_cast<unsigned>(i))}}));
    CHECK(why(here.ask_for(mia_moderates, announce{key, {"One more.", {}, std::nullopt}})) == errc::limit_exceeded);
    CHECK(standing_announcements(here.it.standing(), at_second(begun + 21)).size() == 3);
    const auto last = here.it.standing().announcements.back().id;
    REQUIRE(here.ask_for(mia_moderates, end_announcement{key, last}));
    CHECK(why(here.ask_for(mia_moderates, end_announcement{key, last})) == errc::not_found);
}

TEST_CASE(
    "random measures, reports and blocks fold alike on every replica, and from every snapshot; who may not read a report does "
    "not",
    "[standing][reports][law]")
{
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random{seed};
    for (int round = 0; round < 40; ++round) {
        told_space here;
        std::vector<event_id> made;
        const auto somebody = [&] { return member_id{1 + random() % 6}; };
        const auto scope = [&] { return std::array<std::string, 4>{"", "lobby", "s-hall", "t-0123456789ab"}[random() % 4]; };
        const auto end = [&] {
            return random() % 2 == 0 ? std::nullopt : std::optional{at_second(here.it.top() + random() % 40)};
        };
        const auto one = [&] { return made.empty() ? event_id{1} : made[random() % made.size()]; };
        const auto kind = [&] { return random() % 2 == 0 ? sanction_kind::mute : sanction_kind::ban; };
        while (here.log.size() < 150) {
            const author who{somebody(), role(random() % 6)};
            switch (random() % 13) {
            case 0: here.append(who, member_sanctioned{somebody(), kind(), scope(), end(), "Why."}); break;
            case 1: here.append(who, sanction_lifted{somebody(), kind(), scope()}); break;
            case 2: here.append(who, member_kicked{somebody(), scope(), {}}); break;
            case 3:
                made.push_back(here.append(who, member_invited{somebody(), "Name", role(random() % 6), scope(), end()}));
                break;
            case 4: here.append(who, invite_redeemed{one()}); break;
            case 5: here.append(who, invite_revoked{one()}); break;
            case 6: made.push_back(here.append(who, announced{"Said.", scope(), end()})); break;
            case 7: here.append(who, announcement_ended{one()}); break;
            case 8:
                made.push_back(here.append(who, report_filed{scope(), one(), somebody(), report_kind::abuse, "Rude."}));
                break;
            case 9: here.append(who, report_settled{one(), "Spoken to."}); break;
            case 10: here.append(who, member_blocked{member_id{who.id.value % 6 + 1}, random() % 3 != 0}); break;
            case 11: here.append(who, room_waits{"lobby", at_second(1), alarm_reach::space}); break;
            default: here.append(who, member_named{"Name"}); break;
            }
        }
        const auto cut = random() % here.log.size();
        space first{"k1"};
        for (std::size_t i = 0; i < cut; ++i)
            first.apply(here.log[i]);
        space resumed{"k1", decode_space_snapshot(encode_snapshot(first.state())).value()};
        for (std::size_t i = cut; i < here.log.size(); ++i)
            resumed.apply(here.log[i]);
        REQUIRE(resumed.state() == here.it.state());
        for (const auto& each : here.it.standing().invites)
            CHECK(each.devices <= limits::invite_devices_max);
        for (const auto& each : here.it.safety().reports)
            for (std::uint64_t reader = 1; reader <= 6; ++reader)
                for (const auto as : {role::attendee, role::speaker, role::moderator, role::safety, role::organiser, role::bot})
                    if (may_read(each, member_id{reader}, as))
                        REQUIRE((as == role::safety && each.what.about.value != reader));
        for (std::uint64_t reader = 1; reader <= 6; ++reader)
            for (const auto each : blocked_by(here.it.safety(), member_id{reader}))
                CHECK(each.value != reader);
    }
}
