#include "support/json_text.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace hallway {

namespace {

/// Bytes of the UTF-8 sequence that `text` begins with; 0 if it begins with none. Surrogates and overlong forms count as none.
std::size_t sequence_length(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto follows = [&](std::size_t i, unsigned low, unsigned high) {
        return i < text.size() && byte(i) >= low && byte(i) <= high;
    };
    const unsigned first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return follows(1, 0x80, 0xBF) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const auto second = follows(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
        return second && follows(2, 0x80, 0xBF) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const auto second = follows(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
        return second && follows(2, 0x80, 0xBF) && follows(3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

} // namespace

std::string json_quoted(std::string_view text)
{
    std::string out = "\"";
    while (!text.empty()) {
        const auto length = sequence_length(text);
        const char first = text.front();
        if (length == 0)
            out += "\xEF\xBF\xBD";
        else if (first == '"' || first == '\\')
            (out += '\\') += first;
        else if (static_cast<unsigned char>(first) < 0x20)
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(first));
        else
            out += text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out += '"';
}

} // namespace hallway
