// How often each fault and each verdict happened, so that a run can show that it tried what it says it tries.
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>

namespace hallway::simulation {

class coverage {
public:
    void count(std::string_view what, std::uint64_t by = 1)
    {
        if (by == 0)
            return;
        if (const auto at = counts_.find(what); at != counts_.end())
            at->second += by;
        else
            counts_.emplace(what, by);
    }

    void add(const coverage& other)
    {
        for (const auto& [what, times] : other.counts_)
            count(what, times);
    }

    std::uint64_t of(std::string_view what) const
    {
        const auto at = counts_.find(what);
        return at == counts_.end() ? 0 : at->second;
    }

    std::string table() const
    {
        std::string text;
        for (const auto& [what, times] : counts_) {
            char line[120];
            std::snprintf(line, sizeof line, "  %-48s %12llu\n", what.c_str(), static_cast<unsigned long long>(times));
            text += line;
        }
        return text;
    }

private:
    std::map<std::string, std::uint64_t, std::less<>> counts_;
};

} // namespace hallway::simulation
