// Reads of what many want at about the same time: when a network fails, all who come back have missed the same.
#pragma once

#include "log/log_service.hpp"
#include "log/store.hpp"
#include "protocol/events.hpp"
#include "support/bounds.hpp"
#include "support/metrics.hpp"
#include "support/scheduler.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hallway {

/// An open log, as it is known.
struct readable_log {
    std::uint64_t number = 0; // names it for as long as it is open
    std::string name;
    std::uint64_t first = 1; // oldest offset that is kept
    std::uint64_t top = 0;   // of the newest event that was published: none above is told, since the store may lose it yet
};

/// Reads logs in chunks that begin at the same offsets for everybody. Who wants some of a chunk that is being read waits for it; what was read is kept for a while, within
/// bounds::shared_read_bytes in all. Lives on one scheduler, as the store's handlers do.
class shared_reads {
public:
    static constexpr uptime kept_for = std::chrono::seconds{10};

    /// `where` and `keeper` outlive it. `shared`: reads for which the store was not asked.
    shared_reads(scheduler& where, store& keeper, const bounds& held, counter& shared)
        : where_(where), keeper_(keeper), held_(held), shared_(shared)
    {
    }

    /// As store::read(), but for what is above the log's top. `then` may be called at once.
    void read(readable_log log, event_range range, handler<std::vector<shared_event>> then);

    /// Something of this log is other than it was read: who asks from now on is told nothing of what was asked of the store before.
    void forget(std::uint64_t log);

    /// Bytes, roughly: never more than bounds::shared_read_bytes.
    std::size_t kept_bytes() const { return kept_bytes_; }

private:
    using place = std::pair<std::uint64_t, std::uint64_t>; // a log, and the offset behind which a chunk begins

    struct reading {
        readable_log log;
        event_range range;
        handler<std::vector<shared_event>> then;
        std::vector<shared_event> found{};
        std::size_t bytes = 0; // of their bodies
        bool is_full = false;
        bool is_at_chunks = true; // else it reads on from just where it is
        bool has_asked = false;

        std::uint64_t reached() const { return found.empty() ? range.after : found.back()->offset; }
    };
    struct chunk {
        place at;
        std::uint64_t last = 0; // offset of its newest event; while it is under way, of the newest that is asked for
        bool is_under_way = true;
        std::vector<std::pair<shared_event, std::size_t>> events{}; // with the bytes of their bodies
        std::vector<std::shared_ptr<reading>> waiting{};
        std::size_t bytes = 0;
        uptime asked_at{};
        std::list<place>::iterator age{}; // its place in by_age_, once it is not under way any more
    };
    using shared_chunk = std::shared_ptr<chunk>;

    void go_on(const std::shared_ptr<reading>& who);
    shared_chunk chunk_behind(const place& where) const;
    shared_chunk ask(reading& who);
    void arrived(const shared_chunk& what, outcome<std::vector<stored_event>> read);
    void give_up(const shared_chunk& what, const std::shared_ptr<reading>& who, const outcome<std::vector<stored_event>>& read);
    static void take(const chunk& from, reading& who);
    void keep(const shared_chunk& what);
    void drop(place which);
    void drop_old();

    scheduler& where_;
    store& keeper_;
    const bounds held_;
    counter& shared_;
    std::map<place, shared_chunk> chunks_;
    std::list<place> by_age_; // of those that are not under way
    std::size_t kept_bytes_ = 0;
    bool is_waiting_ = false; // to drop old ones
};

} // namespace hallway
