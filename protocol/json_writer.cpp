#include "protocol/json_writer.hpp"

#include "protocol/text.hpp"

#include <array>
#include <charconv>

namespace hallway {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd"; // U+FFFD

/// Each byte that belongs to no well-formed sequence becomes U+FFFD.
std::string repaired(std::string_view text)
{
    std::string good;
    while (!text.empty()) {
        std::size_t size = 1;
        while (size <= 4 && size <= text.size() && !is_utf8(text.substr(0, size)))
            ++size;
        if (size > 4 || size > text.size()) {
            good.append(replacement);
            size = 1;
        } else {
            good.append(text.substr(0, size));
        }
        text.remove_prefix(size);
    }
    return good;
}

void append_escape(std::string& out, char c)
{
    constexpr std::string_view hex = "0123456789abcdef";
    switch (c) {
    case '"': out.append("\\\""); return;
    case '\\': out.append("\\\\"); return;
    case '\n': out.append("\\n"); return;
    case '\t': out.append("\\t"); return;
    default:
        out.append("\\u00");
        out.push_back(hex[static_cast<unsigned char>(c) >> 4]);
        out.push_back(hex[static_cast<unsigned char>(c) & 0xf]);
    }
}

void append_escaped(std::string& out, std::string_view text)
{
    std::size_t plain = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\')
            continue;
        out.append(text.substr(plain, at - plain));
        append_escape(out, c);
        plain = at + 1;
    }
    out.append(text.substr(plain));
}

template <class Integer>
void append_number(std::string& out, Integer value)
{
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

} // namespace

void append_json_string(std::string& out, std::string_view text)
{
    out.push_back('"');
    if (is_utf8(text))
        append_escaped(out, text);
    else
        append_escaped(out, repaired(text));
    out.push_back('"');
}

void json_writer::begin(std::string_view name)
{
    if (!out_.empty() && out_.back() != '{' && out_.back() != '[' && out_.back() != ':')
        out_.push_back(',');
    if (name.empty())
        return;
    out_.push_back('"');
    out_.append(name);
    out_.append("\":");
}

json_writer& json_writer::open_object(std::string_view name)
{
    begin(name);
    out_.push_back('{');
    return *this;
}

json_writer& json_writer::close_object()
{
    out_.push_back('}');
    return *this;
}

json_writer& json_writer::open_array(std::string_view name)
{
    begin(name);
    out_.push_back('[');
    return *this;
}

json_writer& json_writer::close_array()
{
    out_.push_back(']');
    return *this;
}

json_writer& json_writer::text(std::string_view name, std::string_view value)
{
    begin(name);
    append_json_string(out_, value);
    return *this;
}

json_writer& json_writer::number(std::string_view name, std::uint64_t value)
{
    begin(name);
    append_number(out_, value);
    return *this;
}

json_writer& json_writer::signed_number(std::string_view name, std::int64_t value)
{
    begin(name);
    append_number(out_, value);
    return *this;
}

json_writer& json_writer::flag(std::string_view name, bool value)
{
    begin(name);
    out_.append(value ? "true" : "false");
    return *this;
}

json_writer& json_writer::text_if(std::string_view name, std::string_view value)
{
    return value.empty() ? *this : text(name, value);
}

json_writer& json_writer::flag_if(std::string_view name, bool value) { return value ? flag(name, value) : *this; }

json_writer& json_writer::null(std::string_view name)
{
    begin(name);
    out_.append("null");
    return *this;
}

json_writer& json_writer::id(std::string_view name, event_id value) { return text(name, to_string(value)); }

json_writer& json_writer::id(std::string_view name, member_id value) { return text(name, to_string(value)); }

json_writer& json_writer::time(std::string_view name, time_point value)
{
    begin(name);
    append_number(out_, std::int64_t{value.time_since_epoch().count()});
    return *this;
}

json_writer& json_writer::raw(std::string_view json)
{
    if (json.empty())
        return *this;
    begin({});
    out_.append(json);
    return *this;
}

} // namespace hallway
