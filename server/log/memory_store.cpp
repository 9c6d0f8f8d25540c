#include "log/memory_store.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <unordered_map>
#include <utility>

namespace hallway {
namespace {

struct kept_event {
    stored_event event;
    std::string digest;
    bool is_row = false;
    std::uint64_t version = 0;
    std::optional<errc> verdict;
};

struct kept_log {
    log_top top;
    std::map<std::uint64_t, kept_event> events; // by offset, first to top
    std::unordered_map<event_id, std::uint64_t> by_id;
    std::map<std::pair<member_id, std::string>, std::uint64_t> by_key;
    std::optional<stored_snapshot> snapshot;
};

struct kept_record {
    record what;
    std::optional<time_point> expires;
    bool is_there(time_point now) const { return !expires || *expires > now; }
};

append_outcome outcome_of_known(const kept_event& known, const std::string& digest)
{
    append_outcome out;
    if (known.digest != digest) {
        out.code = errc::conflict;
        return out;
    }
    out.offset = known.event.offset;
    out.id = known.event.id;
    out.at = known.event.at;
    out.duplicate = true;
    out.verdict = known.verdict;
    return out;
}

append_outcome refused(errc why)
{
    append_outcome out;
    out.code = why;
    return out;
}

class memory_store final : public store {
public:
    explicit memory_store(scheduler& where) : where_(where) {}

    void open(std::string log, handler<log_top> then) override
    {
        answer(std::move(then), [&]() -> outcome<log_top> {
            const auto [it, is_new] = logs_.try_emplace(std::move(log));
            if (is_new)
                it->second.top.epoch = make_epoch(where_.random());
            return it->second.top;
        });
    }

    void append(std::vector<append_request> requests, std::function<void(std::vector<append_outcome>)> then) override
    {
        std::vector<append_outcome> outcomes;
        for (auto& request : requests)
            outcomes.push_back(is_stopped_ ? refused(errc::unavailable) : append_one(std::move(request)));
        where_.post([then = std::move(then), outcomes = std::move(outcomes)]() mutable { then(std::move(outcomes)); });
    }

    void read(std::string log, event_range range, handler<std::vector<stored_event>> then) override
    {
        answer(std::move(then), [&]() -> outcome<std::vector<stored_event>> {
            const auto* kept = find_log(log);
            if (kept == nullptr)
                return errc::not_found;
            std::vector<stored_event> found;
            if (range.after >= kept->top.offset)
                return found;
            if (range.after + 1 < kept->top.first)
                return errc::gone;
            std::size_t bytes = 0;
            for (auto it = kept->events.upper_bound(range.after); it != kept->events.end(); ++it) {
                bytes += it->second.event.body.size();
                if (found.size() >= range.events_max || (bytes > range.bytes_max && !found.empty()))
                    break;
                found.push_back(it->second.event);
            }
            return found;
        });
    }

    void rows(std::string log, row_range range, handler<row_page> then) override
    {
        answer(std::move(then), [&]() -> outcome<row_page> {
            const auto* kept = find_log(log);
            if (kept == nullptr)
                return errc::not_found;
            return range.backwards ? rows_before(*kept, range) : rows_after(*kept, range);
        });
    }

    void find(std::string log, event_id id, handler<stored_event> then) override
    {
        answer(std::move(then), [&]() -> outcome<stored_event> {
            const auto* kept = find_log(log);
            if (kept == nullptr || !kept->by_id.contains(id))
                return errc::not_found;
            return kept->events.at(kept->by_id.at(id)).event;
        });
    }

    void find_key(std::string log, member_id member, std::string key, std::string digest, handler<append_outcome> then) override
    {
        answer(std::move(then), [&]() -> outcome<append_outcome> {
            const auto* kept = find_log(log);
            const auto place = std::pair(member, std::move(key));
            if (kept == nullptr || !kept->by_key.contains(place))
                return errc::not_found;
            return outcome_of_known(kept->events.at(kept->by_key.at(place)), digest);
        });
    }

    void amend(amendment what, handler<done> then) override
    {
        answer(std::move(then), [&]() -> outcome<done> {
            auto* kept = find_log(what.log);
            if (kept != nullptr && !what.epoch.empty() && what.epoch != kept->top.epoch)
                return errc::gone;
            if (kept == nullptr || what.offset == 0 || what.offset > kept->top.offset)
                return errc::not_found;
            if (what.offset < kept->top.first)
                return errc::gone;
            auto& event = kept->events.at(what.offset);
            if (what.version <= event.version)
                return done{};
            event.version = what.version;
            if (what.body)
                event.event.body = std::move(*what.body);
            if (what.verdict)
                event.verdict = what.verdict;
            return done{};
        });
    }

    void trim(std::string log, std::uint64_t below, handler<done> then) override
    {
        answer(std::move(then), [&]() -> outcome<done> {
            auto* kept = find_log(log);
            if (kept == nullptr)
                return errc::not_found;
            if (below <= kept->top.first)
                return done{};
            if (!kept->snapshot || below > kept->snapshot->offset + 1)
                return errc::conflict;
            const auto end = kept->events.lower_bound(below);
            for (auto it = kept->events.begin(); it != end; ++it) {
                kept->by_id.erase(it->second.event.id);
                kept->by_key.erase({it->second.event.member, it->second.event.key});
            }
            kept->events.erase(kept->events.begin(), end);
            kept->top.first = below;
            return done{};
        });
    }

    void drop(std::string log, handler<done> then) override
    {
        answer(std::move(then), [&]() -> outcome<done> {
            logs_.erase(log);
            records_.erase(trimmed_fold_name(log));
            return done{};
        });
    }

    void list(std::string prefix, std::string after, std::size_t most, handler<std::vector<std::string>> then) override
    {
        answer(std::move(then), [&]() -> outcome<std::vector<std::string>> {
            std::vector<std::string> found;
            auto it = after < prefix ? logs_.lower_bound(prefix) : logs_.upper_bound(after);
            for (; it != logs_.end() && it->first.starts_with(prefix) && found.size() < most; ++it)
                found.push_back(it->first);
            return found;
        });
    }

    void save_snapshot(std::string log, stored_snapshot what, handler<done> then) override
    {
        answer(std::move(then), [&]() -> outcome<done> {
            auto* kept = find_log(log);
            if (kept == nullptr)
                return errc::not_found;
            if (what.offset > kept->top.offset)
                return errc::conflict;
            if (kept->snapshot && kept->snapshot->offset > what.offset)
                return done{};
            const auto it = kept->events.find(what.offset);
            if (it != kept->events.end() && it->second.event.id != what.id)
                return errc::conflict;
            kept->snapshot = std::move(what);
            return done{};
        });
    }

    void load_snapshot(std::string log, handler<stored_snapshot> then) override
    {
        answer(std::move(then), [&]() -> outcome<stored_snapshot> {
            const auto* kept = find_log(log);
            if (kept == nullptr || !kept->snapshot)
                return errc::not_found;
            return *kept->snapshot;
        });
    }

    void get(std::string name, handler<record> then) override
    {
        answer(std::move(then), [&]() -> outcome<record> {
            const auto it = records_.find(name);
            if (it == records_.end() || !it->second.is_there(where_.now()))
                return errc::not_found;
            return it->second.what;
        });
    }

    void put(
        std::string name, std::string value, std::optional<std::uint64_t> expected, std::optional<time_point> expires,
        handler<std::uint64_t> then) override
    {
        answer(std::move(then), [&]() -> outcome<std::uint64_t> {
            const auto it = records_.find(name);
            const bool is_there = it != records_.end() && it->second.is_there(where_.now());
            const auto present = is_there ? it->second.what.version : 0;
            if (expected && *expected != present)
                return errc::conflict;
            records_[std::move(name)] = kept_record{record{std::move(value), present + 1}, expires};
            return present + 1;
        });
    }

    void erase(std::string name, handler<done> then) override
    {
        answer(std::move(then), [&]() -> outcome<done> {
            records_.erase(name);
            return done{};
        });
    }

    void records(
        std::string prefix, std::string after, std::size_t most,
        handler<std::vector<std::pair<std::string, record>>> then) override
    {
        answer(std::move(then), [&]() -> outcome<std::vector<std::pair<std::string, record>>> {
            std::vector<std::pair<std::string, record>> found;
            auto it = after < prefix ? records_.lower_bound(prefix) : records_.upper_bound(after);
            for (; it != records_.end() && it->first.starts_with(prefix) && found.size() < most; ++it) {
                if (it->second.is_there(where_.now()))
                    found.emplace_back(it->first, it->second.what);
            }
            return found;
        });
    }

    std::optional<std::string> trouble() const override
    {
        return is_stopped_ ? std::optional<std::string>("The store has stopped.") : std::nullopt;
    }

    void stop() override { is_stopped_ = true; }

private:
    /// Does it now, tells it later.
    template <class T, class Work>
    void answer(handler<T> then, Work work)
    {
        auto found = is_stopped_ ? outcome<T>(errc::unavailable) : work();
        where_.post([then = std::move(then), found = std::move(found)]() mutable { then(std::move(found)); });
    }

    kept_log* find_log(const std::string& log)
    {
        const auto it = logs_.find(log);
        return it == logs_.end() ? nullptr : &it->second;
    }

    append_outcome append_one(append_request request)
    {
        auto* kept = find_log(request.log);
        if (kept == nullptr || (!request.epoch.empty() && request.epoch != kept->top.epoch))
            return refused(errc::gone);
        const auto place = std::pair(request.member, request.key);
        if (const auto it = kept->by_key.find(place); it != kept->by_key.end())
            return outcome_of_known(kept->events.at(it->second), request.digest);
        if (kept->by_id.contains(request.id))
            return refused(errc::conflict);
        auto& top = kept->top;
        const auto previous = top.id;
        ++top.offset;
        top.at = std::max(top.at, where_.now());
        top.id = request.id;
        kept->by_id[request.id] = top.offset;
        if (!request.key.empty())
            kept->by_key[place] = top.offset;
        stored_event event{
            top.offset, request.id, top.at, request.member, std::move(request.role), request.key, std::move(request.body)};
        kept->events.emplace(
            top.offset, kept_event{std::move(event), std::move(request.digest), request.is_row, 0, std::nullopt});
        append_outcome out;
        out.offset = top.offset;
        out.id = request.id;
        out.at = top.at;
        out.previous = previous;
        return out;
    }

    /// Takes a row unless the page is full. \returns whether it was taken
    static bool take(row_page& page, std::size_t& bytes, const kept_event& event, const row_range& range)
    {
        bytes += event.event.body.size();
        page.has_more = page.rows.size() >= range.rows_max || (bytes > range.bytes_max && !page.rows.empty());
        if (!page.has_more)
            page.rows.push_back(event.event);
        return !page.has_more;
    }

    static row_page rows_after(const kept_log& log, const row_range& range)
    {
        row_page page;
        std::size_t bytes = 0;
        for (auto it = log.events.upper_bound(range.from); it != log.events.end(); ++it) {
            if (it->second.is_row && !take(page, bytes, it->second, range))
                break;
        }
        return page;
    }

    static row_page rows_before(const kept_log& log, const row_range& range)
    {
        row_page page;
        std::size_t bytes = 0;
        for (auto it = log.events.lower_bound(range.from); it != log.events.begin();) {
            --it;
            if (it->second.is_row && !take(page, bytes, it->second, range))
                break;
        }
        std::ranges::reverse(page.rows);
        return page;
    }

    scheduler& where_;
    std::map<std::string, kept_log> logs_;
    std::map<std::string, kept_record> records_;
    std::atomic<bool> is_stopped_ = false; // trouble() may be asked from any thread
};

} // namespace

std::unique_ptr<store> make_memory_store(scheduler& where) { return std::make_unique<memory_store>(where); }

} // namespace hallway
