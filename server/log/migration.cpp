#include "log/migration.hpp"

#include "log/store_refused.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace hallway {
namespace {

bool is_room(const std::string& log) { return log.find('/') != std::string::npos; }

std::uint64_t events_of(const log_top& top) { return top.offset + 1 - std::min(top.first, top.offset + 1); }

bool is_same(const log_top& one, const log_top& other)
{
    return one.epoch == other.epoch && one.offset == other.offset && one.id == other.id && one.first == other.first &&
           one.at == other.at;
}

/// Records in order, without those that have expired.
class record_walk {
public:
    record_walk(data_source& of, time_point now) : of_(of), now_(now) { step(); }

    /// Null behind the last.
    const whole_record* at() const { return place_ < page_.size() ? &page_[place_] : nullptr; }

    void step()
    {
        do {
            if (++place_ >= page_.size() && !is_over_) {
                page_ = of_.records(last_);
                place_ = 0;
                is_over_ = page_.empty();
                last_ = is_over_ ? last_ : page_.back().name;
            }
        } while (at() != nullptr && at()->expires && *at()->expires <= now_);
    }

private:
    data_source& of_;
    const time_point now_;
    std::vector<whole_record> page_;
    std::size_t place_ = 0;
    std::string last_;
    bool is_over_ = false;
};

/// Whether two logs are the same in everything that a store keeps.
bool is_equal_log(data_source& one, data_source& other, const std::string& name, const std::function<void(std::size_t)>& tell)
{
    const auto here = one.log(name);
    const auto there = other.log(name);
    if (!here || !there || !is_same(here->top, there->top) || here->snapshot != there->snapshot)
        return false;
    for (auto after = here->top.first - 1; after < here->top.offset;) {
        const auto events = one.events(name, after);
        if (events.empty() || events != other.events(name, after))
            return false;
        after = events.back().event.offset;
        tell(events.size());
    }
    return other.events(name, here->top.offset).empty();
}

/// \returns the number of records, if they are the same
std::optional<std::uint64_t> equal_records(data_source& one, data_source& other, time_point now)
{
    std::uint64_t count = 0;
    record_walk here(one, now);
    record_walk there(other, now);
    for (; here.at() != nullptr && there.at() != nullptr; here.step(), there.step(), ++count)
        if (*here.at() != *there.at())
            return std::nullopt;
    if (here.at() != nullptr || there.at() != nullptr)
        return std::nullopt;
    return count;
}

class migrating {
public:
    migrating(data_source& from, data_target& to, const migration_order& order) : from_(from), to_(to), order_(order) {}

    migrated_data run()
    {
        tops_ = tops();
        if (tops_.empty())
            throw data_damaged("There is nothing to copy: no log was found.");
        for (const auto& [name, top] : tops_) {
            ++made_.logs;
            made_.rooms += is_room(name) ? 1 : 0;
            made_.events += events_of(top);
        }
        if (const auto present = to_.present()) {
            begin_step("comparing");
            require_done(*present);
            return made_;
        }
        copy();
        compare();
        to_.commit();
        return made_;
    }

private:
    std::map<std::string, log_top> tops()
    {
        std::map<std::string, log_top> found;
        for (const auto& name : from_.logs())
            if (auto log = from_.log(name))
                found.emplace(name, std::move(log->top));
        return found;
    }

    void begin_step(const char* step)
    {
        progress_ = {step, 0, made_.rooms, 0, made_.events};
        tell();
    }

    void tell() const
    {
        if (order_.tell)
            order_.tell(progress_);
    }

    void tell_events(std::size_t count)
    {
        progress_.events_done += count;
        tell();
    }

    void tell_end_of(const std::string& log)
    {
        progress_.rooms_done += is_room(log) ? 1 : 0;
        tell();
    }

    /// What is there already is this very data, or somebody else's.
    void require_done(data_source& present)
    {
        const auto there = present.logs();
        bool is_all = std::ranges::equal(there, tops_, {}, {}, [](const auto& each) { return each.first; });
        for (auto it = tops_.begin(); is_all && it != tops_.end(); ++it) {
            is_all = is_equal_log(from_, present, it->first, [this](std::size_t count) { tell_events(count); });
            tell_end_of(it->first);
        }
        const auto records = is_all ? equal_records(from_, present, order_.now) : std::nullopt;
        if (!records)
            throw store_refused("There is other data at the target. Nothing was changed; name an empty place.");
        made_.records = *records;
        made_.was_done = true;
    }

    void copy()
    {
        begin_step("copying");
        for (const auto& name : to_.logs())
            if (!tops_.contains(name))
                to_.drop(name);
        for (const auto& [name, top] : tops_) {
            copy_log(name);
            tell_end_of(name);
        }
        copy_records();
    }

    void copy_log(const std::string& name)
    {
        const auto log = from_.log(name);
        if (!log)
            throw migration_failed(changed_sentence());
        const auto& top = log->top;
        auto there = to_.log(name);
        const bool is_begun = there && there->top.epoch == top.epoch && there->top.first == top.first &&
                              there->top.offset <= top.offset && (log->has_events() || is_same(there->top, top));
        if (there && !is_begun) // of other data, or the log was trimmed since
            to_.drop(name);
        if (!is_begun)
            to_.begin(*log);
        auto after = is_begun ? there->top.offset : top.first - 1;
        const auto found = after + 1 - top.first;
        if (found > 0 || (is_begun && !log->has_events()))
            found_.insert(name);
        made_.events_found += found;
        tell_events(found);
        while (after < top.offset) {
            const auto events = from_.events(name, after);
            require_whole(name, after, top, events);
            to_.add(name, events);
            after = events.back().event.offset;
            tell_events(events.size());
        }
        if (!is_begun || there->snapshot != log->snapshot)
            to_.set_snapshot(*log);
    }

    /// The next events of a log, without a hole, up to its top.
    static void require_whole(
        const std::string& name, std::uint64_t after, const log_top& top, const std::vector<whole_event>& events)
    {
        if (events.empty())
            throw data_damaged(fmt::format("{}: the events from offset {} to {} are missing.", name, after + 1, top.offset));
        for (const auto& each : events) {
            if (each.event.offset != ++after)
                throw data_damaged(fmt::format("{}: the event at offset {} is missing.", name, after));
            if (after > top.offset || (after == top.offset && (each.event.id != top.id || each.event.at != top.at)))
                throw data_damaged(
                    fmt::format("{}: the newest event, at offset {}, is not the one that was written last.", name, after));
        }
    }

    /// Puts what is missing or another, and erases what is not in the source: what was copied before may have changed there since.
    void copy_records()
    {
        std::vector<whole_record> missing;
        std::vector<std::string> extra;
        record_walk here(from_, order_.now);
        record_walk there(to_, order_.now);
        while (here.at() != nullptr || there.at() != nullptr) {
            const auto* mine = here.at();
            const auto* its = there.at();
            if (mine == nullptr || (its != nullptr && its->name < mine->name)) {
                extra.push_back(its->name);
                there.step();
                continue;
            }
            if (its == nullptr || *mine != *its)
                missing.push_back(*mine);
            if (its != nullptr && its->name == mine->name)
                there.step();
            here.step();
            if (missing.size() >= data_source::records_at_once)
                to_.put(std::exchange(missing, {}));
        }
        if (!missing.empty())
            to_.put(missing);
        for (const auto& name : extra)
            to_.erase(name);
    }

    void compare()
    {
        begin_step("comparing");
        for (const auto& [name, top] : tops_) {
            compare_log(name);
            tell_end_of(name);
        }
        const auto records = equal_records(from_, to_, order_.now);
        if (!records)
            throw migration_failed("The records at the target are not those of the source. Run it again.");
        made_.records = *records;
        const auto now = tops();
        if (!std::ranges::equal(now, tops_, [](const auto& one, const auto& other) {
                return one.first == other.first && is_same(one.second, other.second);
            }))
            throw migration_failed(changed_sentence());
        if (std::ranges::equal(to_.logs(), now, {}, {}, [](const auto& each) { return each.first; }))
            return;
        throw migration_failed("There are other logs at the target than at the source.");
    }

    void compare_log(const std::string& name)
    {
        const auto telling = [this](std::size_t count) { tell_events(count); };
        if (is_equal_log(from_, to_, name, telling))
            return;
        if (found_.contains(name)) { // it changed at the source (a message was edited) after the migration that was cut off
            to_.drop(name);
            copy_log(name);
            if (is_equal_log(from_, to_, name, telling))
                return;
        }
        throw migration_failed(fmt::format("{} is not the same at the target as at the source.", name));
    }

    static std::string changed_sentence()
    {
        return "The source changed while it was copied. Stop every server that uses it, and run this again: it goes on where it "
               "was.";
    }

    data_source& from_;
    data_target& to_;
    const migration_order& order_;
    std::map<std::string, log_top> tops_;
    std::set<std::string> found_; // logs of which an earlier run had copied something
    migration_progress progress_;
    migrated_data made_;
};

} // namespace

migrated_data migrate(data_source& from, data_target& to, const migration_order& order)
{
    return migrating(from, to, order).run();
}

} // namespace hallway
