// How many people the other nodes of a space have where: each tells its own counts, and everybody adds up.
#pragma once

#include "log/signals.hpp"
#include "protocol/codec.hpp"
#include "support/metrics.hpp"
#include "support/scheduler.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hallway {

/// Lives on the scheduler that the store calls back on; everything is called there.
///
/// A node signals all its counts when it comes, and when somebody asks; then, once a second at most, those that changed; and when nothing did, that it is still there. Its signals are
/// numbered, so who missed one asks for all. What a node said counts for as long as its lease, which each signal renews: limits::node_lease. A lease does not end while
/// nothing can be heard: then it is not known who is there, which is another thing than nobody.
class attendance_elsewhere final : signal_listener {
public:
    /// All outlive it.
    attendance_elsewhere(scheduler& where, signals& others, const std::string& space, metrics& counts);
    ~attendance_elsewhere();
    attendance_elsewhere(const attendance_elsewhere&) = delete;
    attendance_elsewhere& operator=(const attendance_elsewhere&) = delete;

    void start();

    /// How many this node has in a room now.
    void count(const std::string& room, head_count here);

    /// How many the others have there, all together. Who is at two nodes counts twice.
    head_count of(const std::string& room) const;

    /// Called when of() says something else of these rooms. Set before start().
    void on_changed(std::function<void(const std::set<std::string>& rooms)> then) { on_changed_ = std::move(then); }

    /// Tells the others that this node goes. The last that is asked of it.
    void end();

private:
    using counts_of_rooms = std::map<std::string, head_count, std::less<>>;

    struct other_node {
        counts_of_rooms rooms;
        std::uint64_t number = 0; // of its last signal that was counted
        bool is_whole = false;    // all up to that were heard
        uptime until{};           // the end of its lease
        uptime asked_at{};        // for all of its counts
    };

    void connected() override;
    void disconnected() override;
    void heard(const std::string& topic, const std::string& text) override;

    void take(std::uint64_t from, std::uint64_t number, std::string_view kind, std::string_view counts);
    void ask(std::uint64_t from, other_node& who);
    void set(other_node& who, const std::string& room, head_count now, std::set<std::string>& changed);
    void clear(other_node& who, std::set<std::string>& changed);
    void forget(std::uint64_t whom, const char* why);
    void look_after();
    void say_what_is_due();
    void say(std::string_view kind, const counts_of_rooms& counts);
    void tell(const std::set<std::string>& changed);

    scheduler& where_;
    signals& others_;
    const std::string topic_;
    const std::uint64_t own_id_; // random, of this run
    level& nodes_;
    counts_of_rooms here_;    // as it is now, without those where nobody is
    counts_of_rooms changed_; // what the others do not know of that yet
    std::map<std::uint64_t, other_node> nodes_heard_;
    std::unordered_map<std::string, head_count> elsewhere_; // all of theirs
    std::uint64_t number_ = 0;                              // of the last signal that told a count
    uptime said_at_{};
    bool is_connected_ = false;
    bool is_whole_due_ = false;
    bool has_ended_ = false;
    std::function<void(const std::set<std::string>&)> on_changed_ = [](const std::set<std::string>&) {};
};

} // namespace hallway
