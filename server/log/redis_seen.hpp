// The newest event of each log that this node has been told of: as long as Redis has that, it has lost nothing that matters here.
#pragma once

#include "log/redis_answers.hpp"
#include "log/store.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace hallway {

/// On the worker's thread.
class redis_seen {
public:
    struct event {
        std::string epoch; // of the log as it was opened; empty: it was not
        std::uint64_t offset = 0;
        std::optional<event_id> id;

        // As the scripts take it.
        std::string offset_word() const { return id ? std::to_string(offset) : "0"; }
        std::string id_word() const { return id ? redis_answers::hex_of(id->value) : ""; }
    };

    event in(const std::string& log) const
    {
        const auto it = newest_.find(log);
        return it == newest_.end() ? event{} : it->second;
    }

    /// What an append that names an epoch is compared with: nothing of another one. \param epoch empty: whatever the log is
    event in(const std::string& log, const std::string& epoch) const
    {
        auto found = in(log);
        return epoch.empty() || found.epoch == epoch ? found : event{};
    }

    /// What has to be where it was if this is to be right. With what has been seen since, a fork may have been read that nobody has looked at yet.
    event before(const amendment& what) const
    {
        if (what.change)
            return {what.epoch, what.change_offset(), what.change};
        auto found = in(what.log);
        return found.epoch == what.epoch ? found : event{};
    }

    void opened(const std::string& log, const log_top& top) { newest_[log] = {top.epoch, top.offset, top.id}; }

    // What is heard or read of a log that was opened counts if it follows what was seen. Else it may be of a fork that nobody has looked at yet, which would be found no
    // more if it took the place of what was seen before.

    void heard(const heard_event& what)
    {
        const auto it = newest_.find(what.log);
        if (it == newest_.end() || it->second.epoch != what.epoch)
            return;
        auto& seen = it->second;
        if (what.event.offset == seen.offset + 1 && what.previous == seen.id)
            seen = {seen.epoch, what.event.offset, what.event.id};
    }

    /// \param events of the log, contiguous
    void read(const std::string& log, const std::vector<stored_event>& events)
    {
        const auto it = newest_.find(log);
        if (it == newest_.end() || events.empty() || events.back().offset <= it->second.offset)
            return;
        auto& seen = it->second;
        const bool is_from_beginning = seen.offset == 0 && events.front().offset == 1;
        const bool leads_on = std::ranges::any_of(
            events, [&](const stored_event& each) { return each.offset == seen.offset && each.id == seen.id; });
        if (is_from_beginning || leads_on)
            seen = {seen.epoch, events.back().offset, events.back().id};
    }

    /// What this node has appended itself, also to a log that it has not opened since that became another; what was seen was there then.
    void appended(const std::string& log, const std::string& epoch, std::uint64_t offset, event_id id)
    {
        auto& seen = newest_.try_emplace(log, event{epoch, 0, std::nullopt}).first->second;
        if (offset > seen.offset)
            seen = {seen.epoch, offset, id};
    }

    /// It is another log now, or none; whoever opens it learns where that stands.
    void forget(const std::string& log) { newest_.erase(log); }

private:
    std::unordered_map<std::string, event> newest_;
};

} // namespace hallway
