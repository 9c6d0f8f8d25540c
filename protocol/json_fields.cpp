#include "protocol/json_fields.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

#include <utility>

namespace hallway {

using nlohmann::json;

std::optional<json> parse_object(std::string_view bytes)
{
    auto parsed = json::parse(bytes.begin(), bytes.end(), nullptr, /*allow_exceptions=*/false);
    if (!parsed.is_object())
        return std::nullopt;
    return parsed;
}

const json* member_of(const json& object, const char* name)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> integer_of(const json& value)
{
    if (!value.is_number_unsigned())
        return std::nullopt;
    const auto number = value.get<std::uint64_t>();
    return number <= json_integer_max ? std::optional{number} : std::nullopt;
}

std::optional<std::string> text_in(const json& object, const char* name)
{
    const auto* const value = member_of(object, name);
    if (!value || !value->is_string())
        return std::nullopt;
    return value->get_ref<const std::string&>();
}

std::string text_or_nothing(const json& object, const char* name) { return text_in(object, name).value_or(std::string{}); }

std::optional<std::uint64_t> integer_in(const json& object, const char* name)
{
    const auto* const value = member_of(object, name);
    return value ? integer_of(*value) : std::nullopt;
}

std::optional<std::int64_t> signed_in(const json& object, const char* name)
{
    const auto* const value = member_of(object, name);
    if (!value || !value->is_number_integer())
        return std::nullopt;
    if (const auto number = integer_of(*value))
        return static_cast<std::int64_t>(*number);
    const auto number = value->is_number_unsigned() ? std::int64_t{0} : value->get<std::int64_t>();
    const bool is_negative = number < 0 && number >= -static_cast<std::int64_t>(json_integer_max);
    return is_negative ? std::optional{number} : std::nullopt;
}

std::optional<bool> flag_in(const json& object, const char* name)
{
    const auto* const value = member_of(object, name);
    if (!value || !value->is_boolean())
        return std::nullopt;
    return value->get<bool>();
}

std::optional<time_point> time_in(const json& object, const char* name)
{
    if (const auto milliseconds = integer_in(object, name))
        return time_point{std::chrono::milliseconds{static_cast<std::int64_t>(*milliseconds)}};
    return std::nullopt;
}

std::optional<event_id> event_id_in(const json& object, const char* name)
{
    const auto text = text_in(object, name);
    return text ? parse_event_id(*text) : std::nullopt;
}

std::optional<member_id> member_id_in(const json& object, const char* name)
{
    const auto text = text_in(object, name);
    return text ? parse_member_id(*text) : std::nullopt;
}

std::optional<role> role_in(const json& object, const char* name)
{
    const auto text = text_in(object, name);
    return text ? role_named(*text) : std::nullopt;
}

bool is_set(const json& object, const char* name) { return flag_in(object, name).value_or(false); }

bool read_each(const json& object, const char* name, const std::function<bool(const json&)>& read)
{
    const auto* const list = member_of(object, name);
    return list && list->is_array() && std::all_of(list->begin(), list->end(), read);
}

} // namespace hallway
