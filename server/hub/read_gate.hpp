// How many pages of the store's a core holds at once.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <utility>

namespace hallway {

/// A page that is being looked up takes its bytes in memory, and a storm of readers asks for thousands at once. So many are looked up at a time; who asked first comes
/// first, and none is served later for it: the store reads no faster.
class read_gate {
public:
    explicit read_gate(std::size_t most) : most_(most) {}

    /// Calls `read` now or when its turn comes. It returns whether it reads; then end() is to be called, once, when that is over.
    void begin(std::function<bool()> read)
    {
        waiting_.push_back(std::move(read));
        go_on();
    }

    void end()
    {
        --under_way_;
        go_on();
    }

    std::size_t waiting() const { return waiting_.size(); }

private:
    void go_on()
    {
        while (under_way_ < most_ && !waiting_.empty()) {
            const auto read = std::move(waiting_.front());
            waiting_.pop_front();
            ++under_way_; // before the call: it may end at once
            if (!read())
                --under_way_;
        }
    }

    std::size_t most_;
    std::size_t under_way_ = 0;
    std::deque<std::function<bool()>> waiting_;
};

/// Ends a read when it goes out of scope.
class read_turn {
public:
    explicit read_turn(read_gate& of) : of_(of) {}
    read_turn(const read_turn&) = delete;
    read_turn& operator=(const read_turn&) = delete;
    ~read_turn() { of_.end(); }

private:
    read_gate& of_;
};

} // namespace hallway
