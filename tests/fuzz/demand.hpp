// What a fuzz target asserts: a law that holds for every input. Also the bytes of an input as small decisions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace hallway::fuzz {

/// Ends the process with the law's words: libFuzzer then keeps the input, and a replay names it.
inline void demand(bool holds, const char* law)
{
    if (holds)
        return;
    std::fprintf(stderr, "\nA law is broken: %s\n", law);
    std::abort();
}

/// Reads an input from the front; zeros when it is used up, so that every input is a whole run.
class choices {
public:
    explicit choices(std::string_view bytes) : left_(bytes) {}

    bool is_used_up() const { return left_.empty(); }

    std::uint8_t byte()
    {
        if (left_.empty())
            return 0;
        const auto value = static_cast<std::uint8_t>(left_.front());
        left_.remove_prefix(1);
        return value;
    }

    /// 0 to count - 1.
    std::size_t below(std::size_t count) { return count == 0 ? 0 : (count <= 256 ? byte() : byte() << 8 | byte()) % count; }

    /// So many bytes, or what is left.
    std::string_view bytes(std::size_t count)
    {
        const auto taken = left_.substr(0, count);
        left_.remove_prefix(taken.size());
        return taken;
    }

    std::string_view rest() const { return left_; }

private:
    std::string_view left_;
};

} // namespace hallway::fuzz
