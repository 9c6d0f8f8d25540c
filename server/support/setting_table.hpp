// The table of all settings: how each is written, what it must be, and how it is set.
#pragma once

#include "support/config.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hallway {

enum class setting_kind : std::uint8_t { text, whole, yes_no, texts, rooms };

/// A value of one of those kinds, in their order.
using setting_value = std::variant<std::string, std::int64_t, bool, std::vector<std::string>, std::vector<room_setting>>;

struct setting {
    setting_form form;
    setting_kind of = setting_kind::text;
    std::string_view must_be;
    bool (*set)(settings& all, const setting_value& value); // false: it must be something else, and `all` may be half changed
};

std::span<const setting> setting_table();

/// Null if there is none.
const setting* find_setting(std::string_view key);

/// "HALLWAY_SPACE_ID" of "space.id".
std::string variable_of(const setting& one);

/// As the environment and flags write it. \returns nothing if it is not of that kind.
std::optional<setting_value> value_of_text(setting_kind of, const std::string& text);

/// Letters to insert, remove or replace to make one of the other (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b);

/// The one of `names` that is nearest to `name`; there is at least one.
std::string_view nearest(std::string_view name, std::span<const std::string_view> names);

/// For a message: in quotation marks, cut if it is long.
std::string in_quotes(std::string_view text);

/// What is read so far, and what was wrong with it.
struct settings_reading {
    settings all;
    std::vector<std::string> problems;

    /// Sets one, or complains. \param where it stands, for the sentence: "--cores"; \param shown the value, for the sentence
    void take(const setting& one, const std::optional<setting_value>& value, const std::string& where, const std::string& shown);
};

} // namespace hallway
