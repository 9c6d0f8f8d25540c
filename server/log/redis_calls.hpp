// The order of the contract where a call is several commands: what is asked about its log meanwhile waits behind it. Used on the worker's thread alone.
#pragma once

#include "support/scheduler.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>

namespace hallway {

class redis_calls {
public:
    /// Runs `what`, at once or when the calls before it that hold the log have ended.
    void of_log(const std::string& log, task what);

    bool is_held(const std::string& log) const { return held_.contains(log); }

    /// Runs `begin` as of_log() does, and then holds the log until that calls `end` back, once.
    void hold(const std::string& log, std::function<void(task end)> begin);

    /// Runs `what` when all calls that have been asked for and hold a log, or wait to, have ended.
    void behind_holds(task what);

private:
    void released(const std::string& log, std::uint64_t number);

    struct waiting {
        task what;
        bool is_hold = false;
    };

    std::unordered_map<std::string, std::deque<waiting>> held_; // by log: what waits behind the call that holds it
    std::map<std::uint64_t, std::deque<task>>
        holds_; // asked for and not ended, by their numbers: what waits for all up to this one
    std::uint64_t last_number_ = 0;
};

} // namespace hallway
