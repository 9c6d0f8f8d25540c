#include "hub/read_marks.hpp"

#include "protocol/limits.hpp"

#include <algorithm>

namespace hallway {

namespace {

constexpr uptime marks_after = std::chrono::milliseconds{100};
constexpr uptime marks_look_every = std::chrono::seconds{1};

} // namespace

// --- a core's share ---

reading_line::reading_line(read_marks& whole, std::size_t index, scheduler& core) : whole_(whole), index_(index), core_(core) {}

void reading_line::arrived(member_id who, std::uint64_t session, bool is_new)
{
    auto& it = readers_[who];
    it.sessions.push_back(session);
    if (it.sessions.size() > 1)
        return;
    it.is_known = is_new;
    passages_.push_back({who, true, is_new});
    is_new ? report_soon() : report_now();
}

void reading_line::gone(member_id who, std::uint64_t session)
{
    const auto at = readers_.find(who);
    if (at == readers_.end())
        return;
    std::erase(at->second.sessions, session);
    if (!at->second.sessions.empty())
        return;
    readers_.erase(at);
    passages_.push_back({who, false, false});
    report_soon();
}

bool reading_line::is_known(member_id who) const
{
    const auto at = readers_.find(who);
    return at == readers_.end() || at->second.is_known;
}

void reading_line::when_known(member_id who, task then)
{
    const auto at = readers_.find(who);
    if (at == readers_.end() || at->second.is_known)
        core_.post(std::move(then));
    else
        at->second.waiting.push_back(std::move(then));
}

std::optional<std::uint64_t> reading_line::mark(member_id who, const std::string& room, const std::string& epoch) const
{
    const auto at = readers_.find(who);
    return at == readers_.end() ? std::nullopt : at->second.marks.of(room, epoch);
}

void reading_line::move(member_id who, std::uint64_t session, read_mark to)
{
    const auto at = readers_.find(who);
    if (at == readers_.end() || !at->second.marks.move(to))
        return;
    moved_[{who, to.room}] = {std::move(to), session};
    report_soon();
}

void reading_line::report_soon()
{
    if (std::exchange(is_reporting_, true))
        return;
    core_.after(marks_after, [this] {
        is_reporting_ = false;
        report();
    });
}

/// Somebody waits for it; what this turn brings travels together.
void reading_line::report_now()
{
    if (std::exchange(is_hurrying_, true))
        return;
    core_.post([this] {
        is_hurrying_ = false;
        report();
    });
}

void reading_line::report()
{
    if (passages_.empty() && moved_.empty())
        return;
    auto what = std::make_shared<news>();
    what->passages = std::exchange(passages_, {});
    for (auto& [whose, moved] : std::exchange(moved_, {})) {
        what->movements.push_back({whose.first, std::move(moved.first)});
        tell(what->movements.back(), moved.second);
    }
    whole_.where_.post([&whole = whole_, index = index_, what] { whole.take(index, *what); });
}

void reading_line::take(member_id who, const member_marks& kept)
{
    const auto at = readers_.find(who);
    if (at == readers_.end())
        return;
    at->second.marks.merge_older(kept);
    at->second.is_known = true;
    for (auto& then : std::exchange(at->second.waiting, {}))
        then();
}

void reading_line::take(const movement& what)
{
    const auto at = readers_.find(what.who);
    if (at != readers_.end() && at->second.marks.move(what.to))
        tell(what, 0);
}

void reading_line::tell(const movement& what, std::uint64_t except)
{
    const auto at = readers_.find(what.who);
    if (at == readers_.end())
        return;
    for (const auto session : at->second.sessions)
        if (session != except)
            on_moved_(session, what.to);
}

// --- the whole node ---

read_marks::read_marks(scheduler& where, store* keeper, std::string space)
    : where_(where), keeper_(keeper), space_(std::move(space))
{
}

reading_line& read_marks::attach(scheduler& core)
{
    lines_.push_back(std::make_unique<reading_line>(*this, lines_.size(), core));
    return *lines_.back();
}

std::string read_marks::name_of(member_id who) const { return "read/" + space_ + "/" + to_string(who); }

void read_marks::take(std::size_t core, const reading_line::news& what)
{
    for (const auto& one : what.passages)
        take(core, one);
    for (const auto& one : what.movements)
        take(core, one);
    // Not before: who has gone may have read something last.
    for (const auto& one : what.passages)
        forget_unless_needed(one.who);
    for (const auto& one : what.movements)
        forget_unless_needed(one.who);
}

void read_marks::take(std::size_t core, const reading_line::passage& what)
{
    auto& it = readers_[what.who];
    if (!what.is_here) {
        it.cores.erase(core);
        it.waiting.erase(core);
        return;
    }
    it.cores.insert(core);
    it.is_loaded = it.is_loaded || what.is_new || keeper_ == nullptr;
    if (what.is_new)
        return;
    if (it.is_loaded)
        return give(core, what.who, it.marks);
    it.waiting.insert(core);
    load(what.who);
}

void read_marks::take(std::size_t core, const reading_line::movement& what)
{
    auto& it = readers_[what.who];
    if (!it.marks.move(what.to))
        return;
    for (const auto other : it.cores)
        if (other != core)
            lines_[other]->core_.post([&line = *lines_[other], what] { line.take(what); });
    write_later(what.who, it);
}

// --- the record ---

void read_marks::load(member_id who)
{
    auto& it = readers_[who];
    if (std::exchange(it.is_loading, true))
        return;
    keeper_->get(name_of(who), [this, who](const outcome<record>& got) { loaded(who, got); });
}

void read_marks::loaded(member_id who, const outcome<record>& got)
{
    auto& it = readers_[who];
    it.is_loading = false;
    it.is_loaded = got || got.error().code == errc::not_found;
    it.is_dirty = it.is_dirty && (it.is_loaded || !it.cores.empty()); // as in written()
    if (got)
        it.marks.merge_older(member_marks::of_text(got->value));
    it.version = got ? got->version : 0;
    for (const auto core : std::exchange(it.waiting, {}))
        give(core, who, it.marks);
    if (it.is_dirty && !it.is_queued) // write() asked for it
        it.is_loaded ? write(who) : write_later(who, it);
    forget_unless_needed(who);
}

void read_marks::give(std::size_t core, member_id who, const member_marks& marks)
{
    lines_[core]->core_.post([&line = *lines_[core], who, marks] { line.take(who, marks); });
}

void read_marks::write_later(member_id who, reader& it)
{
    it.is_dirty = true;
    if (keeper_ == nullptr || it.is_queued || it.is_writing)
        return;
    it.is_queued = true;
    due_.emplace_back(where_.monotonic() + limits::read_mark_interval, who);
    look_soon();
}

void read_marks::look_soon()
{
    if (due_.empty() || std::exchange(is_looking_, true))
        return;
    where_.after(std::max(due_.front().first - where_.monotonic(), marks_look_every), [this] {
        is_looking_ = false;
        write_due();
        look_soon();
    });
}

void read_marks::write_due()
{
    const auto now = where_.monotonic();
    for (std::size_t i = 0; i < limits::read_mark_writes_per_second && !due_.empty() && due_.front().first <= now; ++i) {
        const auto who = due_.front().second;
        due_.pop_front();
        readers_[who].is_queued = false;
        write(who);
    }
}

void read_marks::write(member_id who)
{
    auto& it = readers_[who];
    if (!it.is_loaded)
        return load(who); // what is kept may be above; loaded() comes back here, later
    it.is_dirty = false;
    it.is_writing = true;
    keeper_->put(
        name_of(who), it.marks.text(), it.version, where_.now() + limits::read_marks_kept,
        [this, who](const outcome<std::uint64_t>& became) { written(who, became); });
}

void read_marks::written(member_id who, const outcome<std::uint64_t>& became)
{
    auto& it = readers_[who];
    it.is_writing = false;
    if (became)
        it.version = *became;
    else if (became.error().code == errc::conflict)
        it.is_loaded = false; // another node wrote it: look again
    // If the store takes nothing at present it is asked again for those who are still here; for the others that would have no end.
    if (!became)
        it.is_dirty = became.error().code == errc::conflict || !it.cores.empty();
    if (it.is_dirty)
        write_later(who, it);
    forget_unless_needed(who);
}

void read_marks::write_all()
{
    for (auto& [who, it] : readers_)
        if (keeper_ != nullptr && it.is_dirty && it.is_loaded && !it.is_writing)
            keeper_->put(
                name_of(who), it.marks.text(), it.version, where_.now() + limits::read_marks_kept,
                [](const outcome<std::uint64_t>&) {});
}

void read_marks::forget_unless_needed(member_id who)
{
    const auto at = readers_.find(who);
    if (at == readers_.end())
        return;
    const auto& it = at->second;
    const bool is_busy = it.is_loading || it.is_writing || it.is_queued;
    if (it.cores.empty() && !is_busy)
        readers_.erase(at);
}

} // namespace hallway
