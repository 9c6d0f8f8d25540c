#include "hub/attendance.hpp"

#include "hub/attendance_elsewhere.hpp"

#include <algorithm>

namespace hallway {

namespace {

constexpr uptime report_after = std::chrono::milliseconds{100}; // the first change; what comes until then travels with it
constexpr uptime look_every = std::chrono::seconds{1};

} // namespace

std::uint64_t rounded(std::uint64_t count)
{
    if (count == 0)
        return 0;
    if (count <= 4)
        return 4;
    const std::uint64_t step = count <= 50 ? 5 : count <= 200 ? 10 : count <= 1'000 ? 50 : 100;
    return (count + step / 2) / step * step;
}

head_count rounded(const head_count& exact) { return {rounded(exact.people), rounded(exact.watching)}; }

std::string staff_seated_in(const std::string& room) { return "seated@" + room; }
std::string staff_of(const std::string& scope) { return "role@" + scope; }
std::string staff_anywhere() { return "staff@"; }

// --- a core's share ---

attendance_line::attendance_line(attendance& whole, std::size_t index, scheduler& core)
    : whole_(whole), index_(index), core_(core)
{
}

void attendance_line::arrived(member_id who, std::uint64_t session, bool is_staff)
{
    passages_.push_back({who, session, is_staff, true, core_.monotonic()});
    report_soon();
}

void attendance_line::gone(member_id who, std::uint64_t session)
{
    passages_.push_back({who, session, false, false, {}});
    report_soon();
}

void attendance_line::entered(const std::string& name, member_id who, bool is_named)
{
    auto& it = rooms_[name];
    if (!is_named)
        ++it.watching;
    else if (++it.people[who] == 1)
        it.changed.insert(who);
    changed_.insert(name);
    report_soon();
}

void attendance_line::left(const std::string& name, member_id who, bool is_named)
{
    auto& it = rooms_[name];
    if (!is_named) {
        --it.watching;
    } else if (const auto at = it.people.find(who); at != it.people.end() && --at->second == 0) {
        it.people.erase(at);
        it.changed.insert(who);
    }
    changed_.insert(name);
    report_soon();
}

head_count attendance_line::here(const std::string& name)
{
    auto& it = rooms_[name];
    if (!it.shown)
        it.shown = rounded({it.people.size(), it.watching}); // until the whole node is known
    return *it.shown;
}

void attendance_line::report_soon()
{
    if (!std::exchange(is_reporting_, true))
        core_.after(report_after, [this] { send_report(); });
}

void attendance_line::send_report()
{
    is_reporting_ = false;
    auto what = std::make_shared<attendance_line::report>();
    what->passages = std::exchange(passages_, {});
    for (const auto& name : std::exchange(changed_, {})) {
        const auto at = rooms_.find(name);
        auto& told = what->rooms[name];
        told.watching = at->second.watching;
        for (const auto who : std::exchange(at->second.changed, {}))
            told.people.emplace_back(who, at->second.people.contains(who));
        // Only now: whoever came back meanwhile is told what the others were.
        if (at->second.people.empty() && at->second.watching == 0)
            rooms_.erase(at);
    }
    whole_.where_.post([&whole = whole_, index = index_, what] { whole.take(index, *what); });
}

void attendance_line::take(
    const std::vector<std::pair<std::string, head_count>>& counts, const std::vector<std::uint64_t>& replaced)
{
    const bool is_telling = !to_tell_.empty();
    to_tell_.insert(to_tell_.end(), counts.begin(), counts.end());
    if (!is_telling && !to_tell_.empty())
        tell_next();
    for (const auto session : replaced)
        on_replaced_(session);
}

/// Each room in a turn of its own: hundreds of them in one would keep messages waiting.
void attendance_line::tell_next()
{
    const auto [name, now] = std::move(to_tell_.front());
    const auto at = rooms_.find(name);
    if (at != rooms_.end() && at->second.shown != now) {
        at->second.shown = now;
        on_count_(name, now);
    }
    to_tell_.pop_front();
    if (!to_tell_.empty())
        core_.post([this] { tell_next(); });
}

// --- the whole node ---

attendance::attendance(scheduler& where, session_caps caps, attendance_elsewhere* elsewhere)
    : where_(where), caps_(caps), elsewhere_(elsewhere)
{
    if (elsewhere_ != nullptr)
        elsewhere_->on_changed([this](const std::set<std::string>& names) { offer(names); });
}

attendance_line& attendance::attach(scheduler& core)
{
    lines_.push_back(std::make_unique<attendance_line>(*this, lines_.size(), core));
    return *lines_.back();
}

void attendance::take(std::size_t core, const attendance_line::report& what)
{
    std::vector<news> to_tell(lines_.size());
    for (const auto& one : what.passages)
        take(core, one, to_tell);
    for (const auto& [name, changed] : what.rooms) {
        take(core, name, changed);
        tell_elsewhere(name);
        offer(name, to_tell);
    }
    send(to_tell);
}

void attendance::take(std::size_t core, const attendance_line::passage& what, std::vector<news>& to_tell)
{
    auto& theirs = sessions_[what.who];
    if (!what.has_come) {
        std::erase_if(theirs, [&](const seen_session& one) { return one.core == core && one.session == what.session; });
    } else {
        const auto place = std::ranges::upper_bound(theirs, what.at, {}, &seen_session::came_at);
        theirs.insert(place, {core, what.session, what.at});
        const auto most = what.is_staff ? caps_.staff : caps_.member;
        while (most != 0 && theirs.size() > most) {
            to_tell[theirs.front().core].replaced.push_back(theirs.front().session);
            theirs.erase(theirs.begin());
        }
    }
    if (theirs.empty())
        sessions_.erase(what.who);
}

void attendance::take(std::size_t core, const std::string& name, const attendance_line::room_report& what)
{
    auto& it = rooms_[name];
    it.parts.resize(lines_.size());
    auto& its = it.parts[core];
    for (const auto& [who, is_there] : what.people) {
        // A member may have come and gone between two reports, or the other way round: then nothing changed.
        const auto was = its.people.contains(who);
        if (is_there == was)
            continue;
        if (is_there) {
            its.people.insert(who);
            ++it.people[who];
        } else {
            its.people.erase(who);
            if (--it.people[who] == 0)
                it.people.erase(who);
        }
    }
    it.watching = it.watching - its.watching + what.watching;
    its.watching = what.watching;
    if (its.people.empty() && its.watching == 0)
        its.told.reset(); // nobody there to have been told
}

void attendance::tell_elsewhere(const std::string& name)
{
    if (elsewhere_ == nullptr)
        return;
    const auto& it = rooms_[name];
    elsewhere_->count(name, {it.people.size(), it.watching});
}

/// Tells each core that has somebody in the room how many are there on all nodes, unless it knows, or was told something else a moment ago.
void attendance::offer(const std::string& name, std::vector<news>& to_tell)
{
    const auto at = rooms_.find(name);
    if (at == rooms_.end())
        return;
    auto& it = at->second;
    const auto others = elsewhere_ != nullptr ? elsewhere_->of(name) : head_count{};
    const auto total = rounded({it.people.size() + others.people, it.watching + others.watching});
    const auto now = where_.monotonic();
    bool is_owed = false;
    for (std::size_t core = 0; core < it.parts.size(); ++core) {
        auto& its = it.parts[core];
        if ((its.people.empty() && its.watching == 0) || its.told == total)
            continue;
        if (its.told && now - its.told_at < limits::here_interval) {
            is_owed = true;
            continue;
        }
        its.told = total;
        its.told_at = now;
        to_tell[core].counts.emplace_back(name, total);
    }
    if (is_owed)
        owed_.insert(name);
    else
        owed_.erase(name);
    if (it.people.empty() && it.watching == 0)
        rooms_.erase(at);
    if (!owed_.empty())
        look_soon();
}

void attendance::offer(const std::set<std::string>& names)
{
    std::vector<news> to_tell(lines_.size());
    for (const auto& name : names)
        offer(name, to_tell);
    send(to_tell);
}

void attendance::send(std::vector<news>& to_tell)
{
    for (std::size_t core = 0; core < to_tell.size(); ++core) {
        if (to_tell[core].counts.empty() && to_tell[core].replaced.empty())
            continue;
        auto told = std::make_shared<news>(std::move(to_tell[core]));
        auto& line = *lines_[core];
        line.core_.post([&line, told] { line.take(told->counts, told->replaced); });
    }
}

void attendance::look_soon()
{
    if (std::exchange(is_looking_, true))
        return;
    where_.after(look_every, [this] {
        is_looking_ = false;
        offer(std::set<std::string>{owed_});
    });
}

} // namespace hallway
