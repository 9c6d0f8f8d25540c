#include "room/reports.hpp"

#include "protocol/limits.hpp"
#include "room/permissions.hpp"

#include <algorithm>
#include <bit>

namespace hallway {

namespace {

bool is_open(const report& each) { return !each.closed; }

} // namespace

const report* find_report(const safety_desk& in, event_id id)
{
    const auto at = std::ranges::find(in.reports, id, &report::id);
    return at == in.reports.end() ? nullptr : &*at;
}

bool may_read(const report& what, member_id who, role as) { return may(as, action::keep_safe) && what.what.about != who; }

bool is_newcomer(const safety_desk& in, member_id who, time_point now)
{
    const auto at = in.newcomers.find(who);
    return at != in.newcomers.end() && at->second + limits::newcomer_time > now;
}

std::vector<member_id> blocked_by(const safety_desk& in, member_id who)
{
    const auto at = in.blocks.find(who);
    return at == in.blocks.end() ? std::vector<member_id>{} : at->second;
}

outcome<event_body> decide(const safety_desk& in, const file_report& what, const author& who, member_id about, bool is_known)
{
    if (about == who.id)
        return refusal{errc::forbidden, "You wrote that yourself. You can delete it."};
    const auto open = std::ranges::count_if(in.reports, is_open);
    const auto own = std::ranges::count_if(in.reports, [&](const report& each) { return is_open(each) && each.by.id == who.id; });
    if (static_cast<std::size_t>(own) >= limits::reports_per_member)
        return refusal{
            errc::limit_exceeded, "The safety team has five reports of yours already. Speak to the organisers if it is urgent."};
    const bool is_again = std::ranges::any_of(in.reports, [&](const report& each) {
        return is_open(each) && each.by.id == who.id && each.what.about == about && each.what.target == what.target;
    });
    if (is_again)
        return refusal{errc::conflict, "You have reported that already. The safety team has it."};
    const auto most = is_known ? limits::reports_open_max : limits::reports_open_max / 2;
    if (static_cast<std::size_t>(open) >= most)
        return refusal{errc::limit_exceeded, "Too many reports wait at present. Please speak to the organisers."};
    return event_body{report_filed{what.room, what.target, about, what.kind, what.text}};
}

outcome<event_body> decide(const safety_desk& in, const settle_report& what, const author& who, time_point)
{
    const auto* found = find_report(in, what.target);
    if (found == nullptr || !may_read(*found, who.id, who.as))
        return refusal{errc::not_found, "There is no such report.", "target"};
    if (found->closed)
        return refusal{errc::conflict, "That report is closed already."};
    return event_body{report_settled{what.target, what.note}};
}

outcome<event_body> decide(const safety_desk& in, const block_member& what, const author& who, time_point)
{
    if (what.what.member == who.id)
        return refusal{errc::forbidden, "That is you.", "member"};
    const auto own = blocked_by(in, who.id);
    const bool is_there = std::ranges::find(own, what.what.member) != own.end();
    if (what.what.on && !is_there && own.size() >= limits::blocks_per_member)
        return refusal{errc::limit_exceeded, "You have blocked 200 people: that is as many as can be kept."};
    return event_body{what.what};
}

/// Those who are none any more are left out now and then: each time that there are twice as many.
void note_newcomer(safety_desk& in, member_id who, time_point at)
{
    constexpr std::size_t few = 256;
    if (in.newcomers.size() >= few && std::has_single_bit(in.newcomers.size()))
        std::erase_if(in.newcomers, [&](const auto& each) { return each.second + limits::newcomer_time <= at; });
    in.newcomers[who] = at;
}

/// What was closed long ago is forgotten first.
bool fold(safety_desk& in, const report_filed& what, const event& e)
{
    std::erase_if(
        in.reports, [&](const report& each) { return each.closed && each.closed->at + limits::kept_for_safety <= e.at; });
    if (in.reports.size() >= limits::reports_max) {
        const auto oldest = std::ranges::find_if_not(in.reports, is_open);
        in.reports.erase(oldest == in.reports.end() ? in.reports.begin() : oldest);
    }
    in.reports.push_back({e.id, e.from, e.at, what, {}});
    return true;
}

bool fold(safety_desk& in, const report_settled& what, const event& e)
{
    const auto at = std::ranges::find(in.reports, what.target, &report::id);
    if (at == in.reports.end() || at->closed)
        return false;
    at->closed = settlement{e.from, e.at, what.note};
    return true;
}

bool fold(safety_desk& in, const member_blocked& what, const event& e)
{
    auto& own = in.blocks[e.from.id];
    const auto at = std::ranges::find(own, what.member);
    const bool is_there = at != own.end();
    if (what.on && !is_there)
        own.push_back(what.member);
    else if (!what.on && is_there)
        own.erase(at);
    if (own.empty())
        in.blocks.erase(e.from.id);
    return is_there != what.on;
}

} // namespace hallway
