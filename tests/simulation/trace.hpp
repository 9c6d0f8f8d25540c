// What happened in a run: always as one number, and in words when it is to be read.
#pragma once

#include "tests/simulation/world.hpp"

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace hallway::simulation {

class trace {
public:
    trace(const world& in, bool is_kept) : in_(in), is_kept_(is_kept) {}

    /// `who` and `what` count towards the number, and the moment does.
    void note(std::string_view who, std::string_view arrow, std::string_view what)
    {
        const auto moment = in_.clock().count();
        mix({reinterpret_cast<const char*>(&moment), sizeof moment});
        mix(who);
        mix(what);
        if (!is_kept_)
            return;
        char stamp[64];
        std::snprintf(stamp, sizeof stamp, "%11.3f ms ", static_cast<double>(moment) / 1e6);
        lines_.push_back(stamp + std::string{who} + " " + std::string{arrow} + " " + std::string{what.substr(0, 400)} + "\n");
    }

    std::uint64_t number() const { return number_; }

    /// The last of what was kept.
    std::string tail(std::size_t lines) const
    {
        std::string text;
        for (auto i = lines_.size() - std::min(lines, lines_.size()); i < lines_.size(); ++i)
            text += lines_[i];
        return text;
    }

private:
    /// FNV-1a (Fowler, Noll, Vo), 64 bits.
    void mix(std::string_view bytes)
    {
        for (const char each : bytes)
            number_ = (number_ ^ static_cast<unsigned char>(each)) * 0x100000001B3u;
    }

    const world& in_;
    bool is_kept_;
    std::uint64_t number_ = 0xCBF29CE484222325u;
    std::vector<std::string> lines_;
};

} // namespace hallway::simulation
