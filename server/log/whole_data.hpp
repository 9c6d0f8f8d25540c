// All that a store keeps, as it lies there: read from one and laid into another without a server in between. For `hallway migrate`.
#pragma once

#include "log/store.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace hallway {

/// An event with what the contract does not show: what a later store needs to answer as the first one would.
struct whole_event {
    stored_event event;
    std::optional<event_id> previous; // id of the event before it; nothing: it is the first
    std::string digest;               // empty without a key, since nobody asks for it then
    bool is_row = false;
    std::uint64_t version = 0;          // of the last amendment
    std::optional<std::string> verdict; // code_of(errc)
    bool operator==(const whole_event&) const = default;
};

/// A log without its events. `top.offset` + 1 is `top.first` if there are none.
struct whole_log {
    std::string name;
    log_top top;
    std::optional<stored_snapshot> snapshot;

    bool has_events() const { return top.offset >= top.first; }
};

struct whole_record {
    std::string name;
    std::string value;
    std::uint64_t version = 0;
    std::optional<time_point> expires;
    bool operator==(const whole_record&) const = default;
};

/// What was read is not what was written, or a part of it is missing.
struct data_damaged : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Data that nobody writes to meanwhile. Every call waits for its answer.
/// \throws data_damaged; store_refused if it cannot be read
class data_source {
public:
    virtual ~data_source() = default;

    /// Names, byte for byte in order.
    virtual std::vector<std::string> logs() = 0;

    virtual std::optional<whole_log> log(const std::string& name) = 0;

    /// Events after an offset, oldest first, at most `events_at_once`.
    virtual std::vector<whole_event> events(const std::string& log, std::uint64_t after) = 0;

    /// Records after a name, in order, at most `records_at_once`; those that have expired among them.
    virtual std::vector<whole_record> records(const std::string& after) = 0;

    static constexpr std::size_t events_at_once = 256;
    static constexpr std::size_t records_at_once = 256;
};

/// Where data is laid. It reads as what was laid there so far, by this process or by one that was killed; no server finds any of it before commit().
class data_target : public data_source {
public:
    /// What servers find there already, for as long as this lives; null: nothing.
    virtual std::unique_ptr<data_source> present() = 0;

    /// Begins a log that is not there, without events: at `first`, and with the newest event's id and time only if it has none to come.
    virtual void begin(const whole_log& what) = 0;

    /// Adds events behind those that are there, all or none of them.
    virtual void add(const std::string& log, const std::vector<whole_event>& events) = 0;

    /// Replaces the snapshot, or takes it away.
    virtual void set_snapshot(const whole_log& of) = 0;

    virtual void drop(const std::string& log) = 0;

    virtual void put(const std::vector<whole_record>& records) = 0;
    virtual void erase(const std::string& record) = 0;

    /// Lets everything take effect in one step; the last call. \throws store_refused if there is other data by now
    virtual void commit() = 0;
};

} // namespace hallway
