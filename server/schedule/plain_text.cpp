#include "schedule/plain_text.hpp"

#include "protocol/text.hpp"
#include "schedule/schedule.hpp"

#include <unicode/translit.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <memory>
#include <utility>

namespace hallway {

namespace {

enum class tag_kind { none, inline_text, line, item, hidden };

struct known_tag {
    std::string_view name;
    tag_kind kind;
};

constexpr std::array known_tags{
    known_tag{"a", tag_kind::inline_text},
    known_tag{"abbr", tag_kind::inline_text},
    known_tag{"b", tag_kind::inline_text},
    known_tag{"blockquote", tag_kind::line},
    known_tag{"br", tag_kind::line},
    known_tag{"center", tag_kind::line},
    known_tag{"cite", tag_kind::inline_text},
    known_tag{"code", tag_kind::inline_text},
    known_tag{"dd", tag_kind::line},
    known_tag{"del", tag_kind::inline_text},
    known_tag{"div", tag_kind::line},
    known_tag{"dl", tag_kind::line},
    known_tag{"dt", tag_kind::line},
    known_tag{"em", tag_kind::inline_text},
    known_tag{"font", tag_kind::inline_text},
    known_tag{"h1", tag_kind::line},
    known_tag{"h2", tag_kind::line},
    known_tag{"h3", tag_kind::line},
    known_tag{"h4", tag_kind::line},
    known_tag{"h5", tag_kind::line},
    known_tag{"h6", tag_kind::line},
    known_tag{"hr", tag_kind::line},
    known_tag{"i", tag_kind::inline_text},
    known_tag{"iframe", tag_kind::inline_text},
    known_tag{"img", tag_kind::inline_text},
    known_tag{"ins", tag_kind::inline_text},
    known_tag{"kbd", tag_kind::inline_text},
    known_tag{"li", tag_kind::item},
    known_tag{"ol", tag_kind::line},
    known_tag{"p", tag_kind::line},
    known_tag{"pre", tag_kind::line},
    known_tag{"q", tag_kind::inline_text},
    known_tag{"s", tag_kind::inline_text},
    known_tag{"script", tag_kind::hidden},
    known_tag{"small", tag_kind::inline_text},
    known_tag{"span", tag_kind::inline_text},
    known_tag{"strike", tag_kind::inline_text},
    known_tag{"strong", tag_kind::inline_text},
    known_tag{"style", tag_kind::hidden},
    known_tag{"sub", tag_kind::inline_text},
    known_tag{"sup", tag_kind::inline_text},
    known_tag{"table", tag_kind::line},
    known_tag{"tbody", tag_kind::line},
    known_tag{"td", tag_kind::line},
    known_tag{"th", tag_kind::line},
    known_tag{"thead", tag_kind::line},
    known_tag{"tr", tag_kind::line},
    known_tag{"tt", tag_kind::inline_text},
    known_tag{"u", tag_kind::inline_text},
    known_tag{"ul", tag_kind::line},
};

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

struct tag {
    tag_kind kind = tag_kind::none;
    std::string_view name;
    bool is_end = false;
    std::size_t size = 0; // with its brackets
};

/// The HTML tag that begins at the '<' in front of `text`; of kind none if none does. Looks no further than the next bracket.
tag tag_at(std::string_view text)
{
    const auto end = text.find_first_of("<>", 1);
    if (end == std::string_view::npos || text[end] == '<')
        return {};
    auto inner = text.substr(1, end - 1);
    tag found;
    found.size = end + 1;
    found.is_end = inner.starts_with('/');
    if (found.is_end)
        inner.remove_prefix(1);
    constexpr std::size_t longest_name = 10;
    std::string name;
    while (name.size() < inner.size() && name.size() <= longest_name && is_name_char(lowered(inner[name.size()])))
        name.push_back(lowered(inner[name.size()]));
    const auto behind = inner.substr(name.size());
    if (!behind.empty() && behind[0] != ' ' && behind[0] != '\t' && behind[0] != '\n' && behind[0] != '\r' && behind[0] != '/')
        return {};
    const auto known = std::find_if(known_tags.begin(), known_tags.end(), [&](const known_tag& one) { return one.name == name; });
    if (known == known_tags.end())
        return {};
    found.kind = known->kind;
    found.name = known->name;
    return found;
}

struct reference {
    std::string_view name, text;
};

constexpr std::array references{
    reference{"amp", "&"},    reference{"apos", "'"},   reference{"bull", "•"},  reference{"copy", "©"},  reference{"gt", ">"},
    reference{"hellip", "…"}, reference{"laquo", "«"},  reference{"ldquo", "“"}, reference{"lsquo", "‘"}, reference{"lt", "<"},
    reference{"mdash", "—"},  reference{"middot", "·"}, reference{"nbsp", " "},  reference{"ndash", "–"}, reference{"quot", "\""},
    reference{"raquo", "»"},  reference{"rdquo", "”"},  reference{"rsquo", "’"},
};

/// Appends what the reference in front of `text` ("&amp;", "&#39;", "&#x27;") stands for; \returns its size, 0 if it is none.
std::size_t resolve(std::string_view text, std::string& out)
{
    constexpr std::size_t longest = 10;
    const auto end = text.substr(0, longest).find(';');
    if (end == std::string_view::npos || end < 2)
        return 0;
    auto name = text.substr(1, end - 1);
    if (name.starts_with('#')) {
        name.remove_prefix(1);
        const auto is_hex = name.starts_with('x') || name.starts_with('X');
        name.remove_prefix(is_hex ? 1 : 0);
        std::uint32_t code = 0;
        const auto read = std::from_chars(name.data(), name.data() + name.size(), code, is_hex ? 16 : 10);
        if (name.empty() || read.ptr != name.data() + name.size() || !U_IS_UNICODE_CHAR(code) || code == 0)
            return 0;
        std::array<std::uint8_t, U8_MAX_LENGTH> bytes{};
        std::int32_t size = 0;
        U8_APPEND_UNSAFE(bytes.data(), size, code);
        out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
        return end + 1;
    }
    const auto known = std::find_if(references.begin(), references.end(), [&](const reference& one) { return one.name == name; });
    if (known == references.end())
        return 0;
    out += known->text;
    return end + 1;
}

/// Whether there is a tag at all: else angles and ampersands are the author's own.
bool has_markup(std::string_view text)
{
    for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1))
        if (tag_at(text.substr(at)).kind != tag_kind::none)
            return true;
    return false;
}

void begin_line(std::string& out)
{
    while (out.ends_with(' '))
        out.pop_back();
    if (!out.empty() && !out.ends_with('\n'))
        out.push_back('\n');
}

} // namespace

std::string without_markup(std::string_view text)
{
    if (!has_markup(text))
        return std::string(text);
    std::string out;
    out.reserve(text.size());
    std::string_view hidden; // the tag whose content is not to be read
    while (!text.empty()) {
        if (text[0] == '<') {
            const auto found = tag_at(text);
            if (found.kind != tag_kind::none) {
                text.remove_prefix(found.size);
                if (found.kind == tag_kind::hidden)
                    hidden = found.is_end ? std::string_view() : found.name;
                else if (hidden.empty() && found.kind != tag_kind::inline_text)
                    begin_line(out);
                if (hidden.empty() && found.kind == tag_kind::item && !found.is_end)
                    out += "• ";
                continue;
            }
        }
        if (!hidden.empty()) {
            text.remove_prefix(1);
            continue;
        }
        if (const auto size = text[0] == '&' ? resolve(text, out) : 0; size > 0) {
            text.remove_prefix(size);
            continue;
        }
        out.push_back(text[0]);
        text.remove_prefix(1);
    }
    return out;
}

std::string tidy_url(std::string_view written, std::string_view base)
{
    const auto first = written.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return {};
    std::string url(written.substr(first, written.find_last_not_of(" \t\r\n") - first + 1));
    if (url.starts_with('/') && !url.starts_with("//") && !base.empty()) {
        const auto authority = base.find("://");
        if (authority == std::string_view::npos)
            return {};
        url.insert(0, base.substr(0, base.find('/', authority + 3)));
    }
    std::string scheme(url.substr(0, std::min(url.find(':'), url.size())));
    std::transform(scheme.begin(), scheme.end(), scheme.begin(), lowered);
    const auto is_web = (scheme == "http" || scheme == "https") && url.substr(scheme.size()).starts_with("://");
    const auto is_allowed = is_web || (scheme == "mailto" && url.size() > scheme.size() + 1);
    const auto is_plain =
        url.find_first_of(" \"'<>\\^`{|}") == std::string::npos && is_utf8(url) && tidy_line(url, url.size() + 1) == url;
    return is_allowed && is_plain && url.size() <= schedule_limits::url_bytes_max ? url : std::string();
}

std::string slug_of(std::string_view name)
{
    constexpr std::size_t slug_bytes_max = 60;
    constexpr std::size_t looked_at_max = 400; // bytes: transliteration is not for novels
    static const auto* const to_latin = [] {
        UErrorCode ec = U_ZERO_ERROR;
        UParseError where{};
        return icu::Transliterator::createInstance("Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, where, ec);
    }();
    auto letters = icu::UnicodeString::fromUTF8(tidy_line(name.substr(0, looked_at_max), looked_at_max));
    if (to_latin != nullptr)
        to_latin->transliterate(letters);
    std::string latin;
    letters.toUTF8String(latin);
    std::string slug;
    for (const char c : latin) {
        if (slug.size() == slug_bytes_max)
            break;
        if (is_name_char(lowered(c)))
            slug.push_back(lowered(c));
        else if (!slug.empty() && slug.back() != '-')
            slug.push_back('-');
    }
    if (slug.ends_with('-'))
        slug.pop_back();
    return slug;
}

} // namespace hallway
