// What a source says, taken into the settings by the table.
#include "support/setting_table.hpp"
#include "support/setting_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace hallway {

namespace {

using texts = std::vector<std::string>;
using rooms = std::vector<room_setting>;

texts split(std::string_view list)
{
    texts parts;
    while (!list.empty()) {
        const auto end = list.find(';');
        if (const auto part = list.substr(0, end); !part.empty())
            parts.emplace_back(part);
        list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
    }
    return parts;
}

} // namespace

const setting* find_setting(std::string_view key)
{
    const auto found = std::ranges::find(setting_table(), key, [](const setting& one) { return one.form.key; });
    return found == setting_table().end() ? nullptr : &*found;
}

std::string variable_of(const setting& one)
{
    std::string name = "HALLWAY_";
    for (const char c : one.form.key)
        name += c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return name;
}

std::optional<setting_value> value_of_text(setting_kind of, const std::string& text)
{
    switch (of) {
    case setting_kind::text: return text;
    case setting_kind::whole: return parse_number<std::int64_t>(text);
    case setting_kind::yes_no:
        if (text == "true" || text == "1")
            return true;
        if (text == "false" || text == "0")
            return false;
        return std::nullopt;
    case setting_kind::texts: return split(text);
    case setting_kind::rooms: {
        rooms all;
        for (const auto& part : split(text)) {
            const auto equals = part.find('=');
            all.push_back({part.substr(0, equals), equals == std::string::npos ? std::string{} : part.substr(equals + 1)});
        }
        return all;
    }
    }
    return std::nullopt;
}

std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j)
            diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, diagonal + (a[i] == b[j] ? 0 : 1)}));
    }
    return row.back();
}

std::string_view nearest(std::string_view name, std::span<const std::string_view> names)
{
    return *std::ranges::min_element(names, {}, [&](std::string_view one) { return distance(name, one); });
}

std::string in_quotes(std::string_view text) { return fmt::format("\"{}\"", text.size() > 80 ? text.substr(0, 80) : text); }

void settings_reading::take(
    const setting& one, const std::optional<setting_value>& value, const std::string& where, const std::string& shown)
{
    auto changed = all;
    if (value && one.set(changed, *value))
        all = std::move(changed);
    else
        problems.push_back(fmt::format("{} must be {}, not {}.", where, one.must_be, shown));
}

} // namespace hallway
