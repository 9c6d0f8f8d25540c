#include "protocol/text.hpp"

#include "protocol/limits.hpp"

#include <algorithm>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cassert>
#include <cstdint>
#include <utility>

namespace hallway {

namespace {

/// Takes the code point that begins at `at` and moves `at` behind it; negative if the bytes there are no UTF-8.
UChar32 take(std::string_view text, std::size_t& at)
{
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    auto index = static_cast<std::int64_t>(at);
    const auto size = static_cast<std::int64_t>(text.size());
    UChar32 c = 0;
    U8_NEXT(bytes, index, size, c);
    at = static_cast<std::size_t>(index);
    return c;
}

void append(std::string& text, UChar32 c)
{
    std::uint8_t bytes[U8_MAX_LENGTH];
    std::int32_t size = 0;
    U8_APPEND_UNSAFE(bytes, size, c);
    text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

bool in(UChar32 c, std::uint32_t categories) { return (U_GET_GC_MASK(c) & categories) != 0; }

/// Counts the marks on a base. Invisible characters are no new base: else they would let a flood of marks through.
class mark_counter {
public:
    bool keeps(UChar32 c)
    {
        if (in(c, U_GC_M_MASK))
            return ++on_this_base_ <= limits::combining_marks_max;
        if (!in(c, U_GC_CF_MASK))
            on_this_base_ = 0;
        return true;
    }

private:
    std::size_t on_this_base_ = 0;
};

std::string with_few_marks(std::string_view text)
{
    std::string kept;
    kept.reserve(text.size());
    mark_counter marks;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = at;
        if (marks.keeps(take(text, at)))
            kept.append(text.substr(begin, at - begin));
    }
    return kept;
}

/// ICU makes it once and lets all threads share it. Our own static does the handing over: ThreadSanitizer sees into it, and not into ICU.
const icu::Normalizer2& nfc()
{
    static const icu::Normalizer2* const shared = [] {
        UErrorCode ec = U_ZERO_ERROR;
        const auto* const made = icu::Normalizer2::getNFCInstance(ec);
        assert(U_SUCCESS(ec));
        return made;
    }();
    return *shared;
}

/// NFC with few marks. Marks are dropped first, since reordering a long run of them takes quadratic time, and again afterwards, since some
/// characters decompose even in NFC.
std::string normalized(std::string_view text)
{
    auto few = with_few_marks(text);
    UErrorCode ec = U_ZERO_ERROR;
    while (!nfc().isNormalizedUTF8(few, ec) && U_SUCCESS(ec)) {
        std::string composed;
        icu::StringByteSink<std::string> sink(&composed);
        nfc().normalizeUTF8(0, few, sink, nullptr, ec);
        few = with_few_marks(composed);
    }
    return few;
}

std::string_view trimmed(std::string_view text)
{
    std::size_t begin = 0;
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto before = at;
        if (u_isUWhiteSpace(take(text, at)))
            continue;
        if (end == 0)
            begin = before;
        end = at;
    }
    return text.substr(begin, end - begin);
}

bool is_visible(UChar32 c)
{
    constexpr UChar32 braille_blank = 0x2800;
    return c != braille_blank && !u_isUWhiteSpace(c) && !in(c, U_GC_M_MASK | U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CS_MASK) &&
           !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool has_visible(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();)
        if (is_visible(take(text, at)))
            return true;
    return false;
}

/// Line breaks of every kind as "\n"; no control character but "\n" and tab.
std::string without_controls(std::string_view raw)
{
    constexpr UChar32 line_separator = 0x2028;
    constexpr UChar32 paragraph_separator = 0x2029;
    std::string kept;
    kept.reserve(raw.size());
    for (std::size_t at = 0; at < raw.size();) {
        const auto c = take(raw, at);
        if (c == '\r') {
            kept.push_back('\n');
            if (at < raw.size() && raw[at] == '\n')
                ++at;
        } else if (c == line_separator || c == paragraph_separator) {
            kept.push_back('\n');
        } else if (c == '\n' || c == '\t' || !in(c, U_GC_CC_MASK)) {
            append(kept, c);
        }
    }
    return kept;
}

void limit_line_breaks(std::string& text)
{
    std::size_t breaks = 0;
    for (char& c : text)
        if (c == '\n' && ++breaks > limits::line_breaks_max)
            c = ' ';
}

/// Whether `c` may stand in a name behind `previous`. A variation selector may only choose how an emoji looks.
bool may_stand_in_name(UChar32 c, UChar32 previous)
{
    constexpr UChar32 text_style = 0xfe0e;
    constexpr UChar32 emoji_style = 0xfe0f;
    if (c == text_style || c == emoji_style)
        return previous > 0x7f && u_hasBinaryProperty(previous, UCHAR_EMOJI);
    return !in(c, U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CS_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK) && !U_IS_UNICODE_NONCHAR(c) &&
           !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) && !u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL);
}

std::string with_single_spaces(std::string_view text)
{
    std::string kept;
    kept.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto c = take(text, at);
        if (!u_isUWhiteSpace(c))
            append(kept, c);
        else if (!kept.ends_with(' '))
            kept.push_back(' ');
    }
    return kept;
}

refusal refused(const char* field, std::string sentence) { return refusal{errc::bad_request, std::move(sentence), field}; }

/// What names and titles have in common: one line of visible characters.
outcome<std::string> clean_line(std::string_view raw, const char* field, std::size_t code_points_max)
{
    if (!is_utf8(raw))
        return refused(field, "This is not UTF-8.");
    UChar32 previous = 0;
    for (std::size_t at = 0; at < raw.size();) {
        const auto c = take(raw, at);
        if (!may_stand_in_name(c, previous))
            return refused(field, std::string{"A "} + field + " may not contain invisible characters.");
        previous = c;
    }
    auto line = normalized(with_single_spaces(trimmed(raw)));
    if (!has_visible(line))
        return refused(field, std::string{"A "} + field + " needs a visible character.");
    if (code_points(line) > code_points_max)
        return refused(field, std::string{"A "} + field + " has at most " + std::to_string(code_points_max) + " characters.");
    return line;
}

/// Bytes that are no UTF-8 as U+FFFD.
std::string as_utf8(std::string_view raw)
{
    constexpr UChar32 replacement = 0xfffd;
    std::string kept;
    kept.reserve(raw.size());
    for (std::size_t at = 0; at < raw.size();) {
        const auto c = take(raw, at);
        append(kept, c < 0 ? replacement : c);
    }
    return kept;
}

/// Ends with "…" if it had to be cut. The start of a normalized text is normalized.
std::string shortened(std::string text, std::size_t code_points_max)
{
    if (code_points(text) <= code_points_max)
        return text;
    std::size_t at = 0;
    for (std::size_t count = 1; count < code_points_max; ++count)
        take(text, at);
    return std::string(trimmed(std::string_view(text).substr(0, at))) + "…";
}

std::string without_empty_lines(std::string_view text)
{
    std::string kept;
    kept.reserve(text.size());
    for (const char c : text)
        if (c != '\n' || !kept.ends_with("\n\n"))
            kept.push_back(c);
    return kept;
}

} // namespace

outcome<std::string> clean_text(std::string_view raw)
{
    if (!is_utf8(raw))
        return refused("text", "This is not UTF-8.");
    const auto whole = normalized(without_controls(raw));
    std::string text{trimmed(whole)};
    limit_line_breaks(text);
    if (!has_visible(text))
        return refused("text", "There is nothing to read in it.");
    if (code_points(text) > limits::text_code_points_max)
        return refusal{
            errc::too_large, "A text has at most " + std::to_string(limits::text_code_points_max) + " characters.", "text"};
    return text;
}

outcome<std::string> clean_name(std::string_view raw) { return clean_line(raw, "name", limits::name_code_points_max); }

outcome<std::string> clean_title(std::string_view raw) { return clean_line(raw, "title", limits::title_code_points_max); }

outcome<std::string> clean_rules(std::string_view raw) { return clean_line(raw, "rules", limits::rules_code_points_max); }

std::string tidy_line(std::string_view raw, std::size_t code_points_max)
{
    const auto valid = as_utf8(raw);
    std::string kept;
    kept.reserve(valid.size());
    UChar32 previous = 0;
    for (std::size_t at = 0; at < valid.size();) {
        auto c = take(valid, at);
        if (u_isUWhiteSpace(c))
            c = ' '; // a line break too parts words
        if (!may_stand_in_name(c, previous))
            continue;
        append(kept, c);
        previous = c;
    }
    auto line = normalized(with_single_spaces(trimmed(kept)));
    return has_visible(line) ? shortened(std::move(line), code_points_max) : std::string();
}

std::string tidy_text(std::string_view raw, std::size_t code_points_max)
{
    const auto whole = normalized(without_controls(as_utf8(raw)));
    auto text = without_empty_lines(trimmed(whole));
    return has_visible(text) ? shortened(std::move(text), code_points_max) : std::string();
}

bool is_url(std::string_view text)
{
    const auto begins = [&](std::string_view scheme) { return text.starts_with(scheme); };
    return text.size() <= limits::url_bytes_max && (begins("https://") || begins("http://") || begins("mailto:")) &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::size_t code_points(std::string_view text)
{
    std::size_t count = 0;
    for (const char c : text)
        if ((static_cast<unsigned char>(c) & 0xc0) != 0x80)
            ++count;
    return count;
}

bool is_utf8(std::string_view bytes) { return !first_not_utf8(bytes); }

std::optional<std::size_t> first_not_utf8(std::string_view bytes)
{
    for (std::size_t at = 0; at < bytes.size();) {
        const auto begin = at;
        if (static_cast<unsigned char>(bytes[at]) < 0x80)
            ++at;
        else if (take(bytes, at) < 0)
            return begin;
    }
    return std::nullopt;
}

} // namespace hallway
