#include "tests/simulation/banning.hpp"

#include "tests/simulation/simulated_client.hpp"

#include <algorithm>
#include <utility>

namespace hallway::simulation {

namespace {

// From the decision to the store: through the log service's thread, which may stall as the core's may.
constexpr uptime on_its_way = 100ms;
constexpr uptime stalls_max = 900ms;

const member_sanctioned* ban_of(const event& what, member_id who)
{
    const auto* found = std::get_if<member_sanctioned>(&what.what);
    return found != nullptr && found->member == who && found->kind == sanction_kind::ban ? found : nullptr;
}

bool lets_in(const event& what, member_id who)
{
    const auto* found = std::get_if<sanction_lifted>(&what.what);
    return found != nullptr && found->member == who && found->kind == sanction_kind::ban;
}

} // namespace

// --- the law ---

void ban_law::asked(const append_request& what)
{
    const auto lives = truth_.lives("main").size();
    if (std::exchange(lives_, lives) != lives)
        began_ = in_.clock(); // who was banned in the life before may not be in this, and nodes have to find out
    const auto* space = truth_.log("main");
    if (space == nullptr || what.log.find('/') == std::string::npos)
        return; // no room's
    const auto last = std::find_if(space->events.rbegin(), space->events.rend(), [&](const event& each) {
        return ban_of(each, what.member) != nullptr || lets_in(each, what.member);
    });
    const auto* ban = last != space->events.rend() ? ban_of(*last, what.member) : nullptr;
    const auto told = ban != nullptr ? answered_.find(last->key) : answered_.end();
    if (told == answered_.end())
        return;
    // When a ban ends says the wall clock of whoever decides.
    if (ban->until && (may_jump_ || in_.wall() + on_its_way >= *ban->until))
        return;
    const auto since = in_.clock() - std::max(told->second, began_);
    seen_.count("ban: somebody banned still writes");
    if (since > limits::space_unconfirmed_max + on_its_way + (may_stall_ ? stalls_max : uptime{}))
        complain_(
            "a member writes " + std::to_string(since / 1ms) + " ms after the moderator was told of their ban: " + what.log +
            ", " + what.key);
}

bool ban_law::was_banned(member_id who) const
{
    const auto is_it = [&](const event& each) { return ban_of(each, who) != nullptr; };
    const auto lives = truth_.lives("main");
    return std::ranges::any_of(lives, [&](const booked_log* space) { return std::ranges::any_of(space->events, is_it); });
}

// --- who bans ---

void bouncer::want(command_body what)
{
    wanted_.push_back(std::move(what));
    tick();
}

void bouncer::ban(member_id whom, std::optional<time_point> until)
{
    want(sanction_member{new_key(), {whom, sanction_kind::ban, {}, until, "a reason"}});
}

void bouncer::let_in(member_id whom) { want(lift_sanction{new_key(), {whom, sanction_kind::ban, {}}}); }

void bouncer::tick()
{
    if (is_under_way_ || wanted_.empty() || world_.in.clock() < waits_until_)
        return;
    is_under_way_ = send_(wanted_.front());
    if (const auto* ban = std::get_if<sanction_member>(&wanted_.front()); ban != nullptr && is_under_way_)
        world_.bans->on_sent(ban->what.member);
}

bool bouncer::answered(const server_document& what, const command_body& asked)
{
    const auto* ban = std::get_if<sanction_member>(&asked);
    if (ban == nullptr && !std::holds_alternative<lift_sanction>(asked))
        return false;
    if (wanted_.empty() || !(wanted_.front() == asked))
        return true;
    world_.seen.count(
        std::string{ban != nullptr ? "ban: " : "ban lifted: "} + (what.is_error ? std::string{code_of(what.error.code)} : "ok"));
    is_under_way_ = false;
    if (what.is_error && what.retryable) {
        waits_until_ = world_.in.clock() + what.error.retry_after.value_or(500ms);
        return true;
    }
    const bool may_be_so = what.error.code == errc::not_found || what.error.code == errc::bad_request; // it has ended by itself
    if (what.is_error && !may_be_so)
        world_.complain("staff may not ban: " + what.error.message);
    if (ban != nullptr && !what.is_error)
        world_.bans->answered(ban->key);
    wanted_.pop_front();
    tick();
    return true;
}

std::string bouncer::unsettled() const
{
    return wanted_.empty() ? std::string{} : "a moderator has no answer to " + encode(command{0, wanted_.front()});
}

} // namespace hallway::simulation
