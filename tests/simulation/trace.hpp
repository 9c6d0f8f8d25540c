// What happened in a run: always as one number, and in words when it is to be read.
#pragma once

#include "tests/simulation/world.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>

namespace hallway::simulation {

class trace {
public:
    /// `lines_kept`: so many of the last ones, in words; 0: none.
    trace(const world& in, std::size_t lines_kept) : in_(in), lines_kept_(lines_kept) {}

    /// `who` and `what` count towards the number, and the moment does.
    void note(std::string_view who, std::string_view arrow, std::string_view what)
    {
        const auto moment = in_.clock().count();
        mix({reinterpret_cast<const char*>(&moment), sizeof moment});
        mix(who);
        mix(what);
        if (lines_kept_ == 0)
            return;
        char stamp[64];
        std::snprintf(stamp, sizeof stamp, "%11.3f ms ", static_cast<double>(moment) / 1e6);
        lines_.push_back(stamp + std::string{who} + " " + std::string{arrow} + " " + std::string{what.substr(0, 400)} + "\n");
        if (lines_.size() > lines_kept_)
            lines_.pop_front();
    }

    std::uint64_t number() const { return number_; }

    /// What was kept.
    std::string tail() const
    {
        std::string text;
        for (const auto& each : lines_)
            text += each;
        return text;
    }

private:
    /// Like FNV-1a (Fowler, Noll, Vo), but eight bytes at a time; the shift brings high bits down, as a multiplication does not.
    void mix(std::string_view bytes)
    {
        mix_word(bytes.size());
        for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(8, bytes.size()))) {
            std::uint64_t word = 0;
            std::memcpy(&word, bytes.data(), std::min<std::size_t>(8, bytes.size()));
            mix_word(word);
        }
    }
    void mix_word(std::uint64_t word)
    {
        number_ = (number_ ^ word) * 0x100000001B3u;
        number_ ^= number_ >> 29;
    }

    const world& in_;
    std::size_t lines_kept_;
    std::uint64_t number_ = 0xCBF29CE484222325u;
    std::deque<std::string> lines_;
};

} // namespace hallway::simulation
