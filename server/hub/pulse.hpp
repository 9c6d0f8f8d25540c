// What goes on in rooms at the moment, over all cores and nodes: applause, which is added up, and who is typing. Told about once a second, and forgotten.
#pragma once

#include "log/signals.hpp"
#include "protocol/limits.hpp"
#include "protocol/signals.hpp"
#include "support/scheduler.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hallway {

class room_pulse;

/// What came of a room in one tick.
struct heartbeat {
    std::string room;
    applause_counts applause{};                   // since the last
    std::uint64_t version = 0;                    // of the applause: rises
    std::optional<std::vector<member_id>> typing; // all of them, if they may be others than before; the first of many
};

/// One core's share. On its core's thread, but for the constructor.
class pulse_line {
public:
    pulse_line(room_pulse& whole, scheduler& core) : whole_(whole), core_(core) {}

    /// Somebody applauded: a number is raised, no more.
    void applaud(const std::string& room, applause_kind kind);

    /// A member said so, and does until typing_heartbeat and typing_grace have passed.
    void type(const std::string& room, member_id who, bool on);

    /// Called with what every core is told of a room, also of rooms where nobody of this core is. Set before anybody comes.
    void on_beat(std::function<void(const heartbeat&)> then) { on_beat_ = std::move(then); }

private:
    friend class room_pulse;

    /// What a core has to say of a room.
    struct room_report {
        applause_counts applause{};
        std::vector<std::pair<member_id, bool>> typing; // each once, in the order in which they began
    };
    static void note(room_report& in, member_id who, bool on);
    using report = std::map<std::string, room_report, std::less<>>;

    void report_soon();

    room_pulse& whole_;
    scheduler& core_;
    report untold_;
    bool is_reporting_ = false;
    std::function<void(const heartbeat&)> on_beat_ = [](const heartbeat&) {};
};

/// The whole node's. Lives on a scheduler of its own choice, that on which the store calls back if there are other nodes. While nobody applauds or types nothing is sent
/// and no timer runs.
class room_pulse final : signal_listener {
public:
    /// `others`: outlives it; null: there are no other nodes.
    explicit room_pulse(scheduler& where, signals* others = nullptr, const std::string& space = {});
    ~room_pulse();
    room_pulse(const room_pulse&) = delete;
    room_pulse& operator=(const room_pulse&) = delete;

    /// A core's share; before anything runs. Lives as long as this.
    pulse_line& attach(scheduler& core);

    /// Listens to the other nodes.
    void start();

private:
    friend class pulse_line;

    struct typist {
        member_id who;
        uptime until{};
    };

    struct room {
        applause_counts applause{}; // not told yet
        std::vector<typist> typing; // who began first stands first
        std::vector<member_id> typing_told;
        bool is_renewed = false; // somebody has said that they are typing: rooms may have taken them for done
    };

    void connected() override {}
    void disconnected() override {}
    void heard(const std::string& topic, const std::string& text) override;

    void take(const pulse_line::report& what);
    void take_line(std::string_view line);
    void note_typing(room& where, member_id who, bool on) const;
    void tick_soon();
    void tick();
    heartbeat beat_of(const std::string& name, room& where);
    void say();

    scheduler& where_;
    signals* others_;
    const std::string topic_;
    const std::uint64_t own_id_; // random, of this run
    std::vector<std::unique_ptr<pulse_line>> lines_;
    std::map<std::string, room, std::less<>> rooms_; // where something goes on
    pulse_line::report unsaid_;                      // what the other nodes do not know yet
    std::uint64_t version_ = 0;
    std::optional<uptime> ticked_;
    bool is_ticking_ = false;
};

} // namespace hallway
