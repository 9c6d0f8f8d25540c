// Does a round again and again until a signal ends it; a round that fails is told once, and tried again later.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace hallway {

/// How long to wait after so many failed rounds in a row: `every`, doubled for each up to a quarter of an hour (or `every`, if that is longer), and of that
/// between a half and the whole, but never less than `every`.
/// \param random in [0, 1)
std::chrono::milliseconds wait_after(std::size_t failures, std::chrono::milliseconds every, double random);

/// For the main thread of a command.
class import_follower {
public:
    struct handlers {
        /// One round; `is_first` until one has come through. \returns what to tell of it, a line; empty: nothing. \throws import_refused, not_reached
        std::function<std::string(bool is_first)> round;
        std::function<void(const std::string& line)> tell;         // what was done
        std::function<void(const std::string& sentence)> complain; // what goes wrong, once; and when it is over
    };

    import_follower(std::chrono::milliseconds every, handlers call);
    ~import_follower();

    /// Until SIGTERM or SIGINT. \returns the exit code: 0; another one if the first round found that it can never work (exit code 2)
    int run();

    /// False once a signal has come. To be asked while a round works.
    bool is_wanted();

private:
    class running;
    std::unique_ptr<running> running_;
};

} // namespace hallway
