// Saying hello: who a session turns out to be, and how the space learns a name.
#include "hub/core.hpp"
#include "hub/session.hpp"
#include "protocol/codec.hpp"

#include <utility>

namespace hallway {

void session::greet(std::uint64_t id, const hello& what)
{
    if (home_.is_draining()) {
        hello_refused_as_ = errc::draining;
        return refuse(id, {errc::draining});
    }
    if (!who_ && must_wait_at_door(id))
        return;
    if (what.space && *what.space != home_.settings().space)
        return refuse(id, {errc::not_found, "There is no such space here.", "space"});
    if (who_) {
        // Later ones only change the name.
        const bool was_named = !who_->name.empty();
        if (what.name)
            rename(*what.name);
        if (!was_named && !who_->name.empty())
            for (const auto& [desk, at] : seats_)
                desk->count_as_named(*this);
    } else {
        member_of_session me;
        if (what.token) {
            const auto shown = home_.tokens().check(*what.token, home_.turns().now());
            if (!shown || shown->space != home_.settings().space)
                return turn_away(
                    id, shown ? refusal{errc::unauthorized, "This key is for another space.", "token"} : shown.error());
            if (shown->invite)
                return redeem(id, what, *shown->invite);
            me.as = shown->as;
            me.id = shown->member.value_or(member_id{});
        }
        return let_in(id, what, std::move(me));
    }
    welcome_in(id);
}

void session::turn_away(std::uint64_t id, const refusal& why)
{
    refuse(id, why);
    close(close_code::token_refused, "token refused");
}

/// The first hello of a session. `me` has the id of a member who was here before, or none.
void session::let_in(std::uint64_t id, const hello& what, member_of_session me)
{
    const bool is_new = me.id == member_id{};
    if (is_new)
        me.id = {home_.turns().random()};
    who_ = std::move(me);
    known_since_ = home_.turns().now();
    if (is_banned(id))
        return;
    who_->name = home_.here().name_of(who_->id);
    if (what.name)
        rename(*what.name);
    home_.people().arrived(who_->id, number_, as_author().as != role::attendee);
    home_.reading().arrived(who_->id, number_, is_new);
    note_presence();
    welcome_in(id);
}

void session::welcome_in(std::uint64_t id)
{
    const auto now = home_.turns().now();
    const auto& standing = home_.here().standing();
    welcome told;
    told.me = {who_->id, who_->name, as_author().as};
    for (const auto& each : scoped_roles(standing, who_->id, now))
        told.roles.push_back({each.what.as, each.what.scope});
    told.sanctions = sanctions_on(standing, who_->id, now);
    told.announcements = standing_announcements(standing, now);
    told.blocked = blocked_by(home_.here().safety(), who_->id);
    told.space = home_.settings().space;
    told.space_title = home_.settings().space_title;
    told.rules = home_.settings().rules;
    told.looks = home_.settings().looks;
    const auto first = home_.here().rooms_after(std::nullopt, limits::rooms_told_max);
    for (const auto& room : first.rooms)
        told.rooms.push_back({room.room, room.title, std::string{home_.here().code_of(room.room)}});
    told.has_more_rooms = first.has_more;
    told.now = now;
    told.schedule = home_.here().schedule().version;
    told.time_zone = home_.here().schedule().time_zone;
    told.code = home_.here().code_of({});
    told.token = home_.tokens().guest_key(who_->id, who_->as, told.space);
    answer(encode_welcome(id, told));
}

/// The session stays, so that a client may just say hello again; the deadline of hello goes on. Everybody behind one address would come back at the
/// moment when the next permit is there, hence the spread.
bool session::must_wait_at_door(std::uint64_t id)
{
    const auto wait = out_.hello_wait();
    if (!wait)
        return false;
    refusal why{errc::rate_limited, "Many people come from your network at once. Trying again in a moment."};
    constexpr auto spread = std::chrono::milliseconds{limits::hello_retry_spread}.count();
    why.retry_after = std::chrono::ceil<std::chrono::milliseconds>(*wait) +
                      std::chrono::milliseconds{home_.turns().random() % static_cast<std::uint64_t>(spread)};
    hello_refused_as_ = why.code;
    refuse(id, why);
    if (++hellos_refused_ >= limits::hellos_refused_max)
        close(close_code::rate, "too many hellos");
    return true;
}

void session::rename(const std::string& name)
{
    who_->name = name;
    // Who never wrote is in no log; the first post tells the name.
    const auto known = home_.here().name_of(who_->id);
    if (known.empty() || known == name)
        return;
    if (!home_.settings().is_unlimited && home_.flood_wait(who_->id)) {
        who_->name = known;
        return;
    }
    home_.append_to_space(as_author(), home_.new_key(), member_named{name}, [](const append_outcome&) {});
}

/// Before the first thing that a member writes: the log of the space learns the name, and `first` waits until this core has it. What is committed after that reaches
/// every core behind the name.
void session::make_known_by_name(command first)
{
    hold();
    home_.append_to_space(
        as_author(), home_.new_key(), member_named{who_->name},
        [&home = home_, number = number_, first = std::move(first)](const append_outcome& became) {
            session* still = home.find(number);
            if (still == nullptr)
                return;
            if (became.code) {
                still->refuse(first.id, {became.code == errc::storage_full ? errc::storage_full : errc::unavailable});
                return still->release();
            }
            home.line().meet(home.space_log(), [&home, number, first](const outcome<done>&) { // if it could not: the name tells
                if (session* named = home.find(number))
                    named->write_when_known(first);
            });
            home.ask_soon();
        });
}

void session::write_when_known(command first)
{
    if (home_.here().name_of(who_->id).empty())
        refuse(first.id, {errc::unavailable});
    else if (!is_closing_)
        obey_now(std::move(first));
    release();
}

} // namespace hallway
