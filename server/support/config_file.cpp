#include "support/config_file.hpp"

#include <fmt/format.h>

// toml++ 3.3, Debian 12's, meets some malformed texts with undefined behaviour: "[[[" breaks an assertion (in a release build an assumption), and
// U+FECE where white space may stand reaches what it calls unreachable. So assertions throw in every build, and its tables of characters answer "no".
#undef NDEBUG
#define TOML_ASSERT(expression) ((expression) ? static_cast<void>(0) : throw broken_toml())

namespace {

struct broken_toml {};

} // namespace

#include <toml++/impl/forward_declarations.h>
#undef TOML_UNREACHABLE
// clang-format off
#define TOML_UNREACHABLE return {}
// clang-format on
#include <toml++/impl/unicode.h>
#undef TOML_UNREACHABLE
#define TOML_UNREACHABLE throw broken_toml()
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <utility>

namespace hallway {

namespace {

using texts = std::vector<std::string>;
using rooms = std::vector<room_setting>;

/// The settings of one TOML file.
class file_reader {
public:
    file_reader(settings_reading& into, std::string_view name) : into_(into), name_(name) {}

    void read(std::string_view text)
    {
        try {
            read_table(toml::parse(text, name_), "");
        } catch (const toml::parse_error& error) {
            into_.problems.push_back(
                fmt::format("{}:{}: this is not TOML: {}.", name_, error.source().begin.line, error.description()));
        } catch (const broken_toml&) {
            into_.problems.push_back(fmt::format("{} is not TOML.", name_));
        }
    }

private:
    void read_table(const toml::table& from, const std::string& prefix)
    {
        for (const auto& [name, node] : from) {
            const auto key = prefix + std::string{name.str()};
            if (const auto* one = find_setting(key))
                into_.take(*one, value_of(*one, node), at(node) + key, shown(node));
            else if (node.is_table() && is_table_of_settings(key))
                read_table(*node.as_table(), key + ".");
            else
                unknown(node, key);
        }
    }

    static bool is_table_of_settings(const std::string& key)
    {
        return std::ranges::any_of(setting_table(), [&](const setting& one) { return one.form.key.starts_with(key + "."); });
    }

    void unknown(const toml::node& node, const std::string& key)
    {
        std::vector<std::string_view> keys;
        for (const auto& one : setting_table())
            keys.push_back(one.form.key);
        into_.problems.push_back(
            fmt::format("{}there is no setting {}; the nearest is {}.", at(node), in_quotes(key), in_quotes(nearest(key, keys))));
    }

    std::optional<setting_value> value_of(const setting& one, const toml::node& node)
    {
        switch (one.of) {
        case setting_kind::text: return as<std::string>(node);
        case setting_kind::whole: return as<std::int64_t>(node);
        case setting_kind::yes_no: return as<bool>(node);
        case setting_kind::texts: return texts_of(node);
        case setting_kind::rooms: return rooms_of(node);
        }
        return std::nullopt;
    }

    template <class T>
    static std::optional<setting_value> as(const toml::node& node)
    {
        const auto value = node.value_exact<T>();
        return value ? std::optional<setting_value>(*value) : std::nullopt;
    }

    static std::optional<setting_value> texts_of(const toml::node& node)
    {
        const auto* array = node.as_array();
        if (!array)
            return std::nullopt;
        texts all;
        for (const auto& item : *array) {
            const auto text = item.value_exact<std::string>();
            if (!text)
                return std::nullopt;
            all.push_back(*text);
        }
        return all;
    }

    std::optional<setting_value> rooms_of(const toml::node& node)
    {
        const auto* array = node.as_array();
        if (!array)
            return std::nullopt;
        rooms all;
        for (const auto& item : *array) {
            const auto* fields = item.as_table();
            if (!fields)
                return std::nullopt;
            room_setting room;
            for (const auto& [name, field] : *fields) {
                const auto text = field.value_exact<std::string>();
                const std::array<std::string_view, 2> known{"id", "title"};
                if (name == "id" && text)
                    room.id = *text;
                else if (name == "title" && text)
                    room.title = *text;
                else if (name == "id" || name == "title")
                    into_.problems.push_back(
                        fmt::format("{}{} of a room must be text, not {}.", at(field), name.str(), shown(field)));
                else
                    into_.problems.push_back(fmt::format(
                        "{}a room has no {}; the nearest is {}.", at(field), in_quotes(name.str()),
                        in_quotes(nearest(name.str(), known))));
            }
            all.push_back(std::move(room));
        }
        return all;
    }

    std::string at(const toml::node& node) const { return fmt::format("{}:{}: ", name_, node.source().begin.line); }

    static std::string shown(const toml::node& node)
    {
        std::ostringstream text;
        if (node.is_table() || node.is_array())
            text << toml::json_formatter{node, toml::format_flags::none};
        else
            text << toml::toml_formatter{node, toml::format_flags::none};
        auto line = std::move(text).str();
        std::ranges::replace(line, '\n', ' ');
        return line.size() > 160 ? line.substr(0, 160) + "…" : line;
    }

    settings_reading& into_;
    std::string name_;
};

} // namespace

void read_config(std::string_view text, const std::string& file_name, settings_reading& into)
{
    file_reader(into, file_name).read(text);
}

} // namespace hallway
