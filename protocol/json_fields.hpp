// Reads members of JSON objects by name and type; what is absent or of another type is nothing. Private to the codec.
#pragma once

#include "protocol/events.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

/// The greatest integer that every JSON library reads exactly.
inline constexpr std::uint64_t json_integer_max = (std::uint64_t{1} << 53) - 1;

/// A parsed object; nothing if the bytes are not JSON, or another kind of it.
std::optional<nlohmann::json> parse_object(std::string_view bytes);

/// The member of that name; null if `object` has none or is no object.
const nlohmann::json* member_of(const nlohmann::json& object, const char* name);

std::optional<std::uint64_t> integer_of(const nlohmann::json& value);

std::optional<std::string> text_in(const nlohmann::json& object, const char* name);
std::string text_or_nothing(const nlohmann::json& object, const char* name); // empty if there is none
std::optional<std::uint64_t> integer_in(const nlohmann::json& object, const char* name);
std::optional<std::int64_t> signed_in(
    const nlohmann::json& object, const char* name); // as far as every JSON library reads exactly
std::optional<bool> flag_in(const nlohmann::json& object, const char* name);
std::optional<time_point> time_in(const nlohmann::json& object, const char* name);
std::optional<event_id> event_id_in(const nlohmann::json& object, const char* name);
std::optional<member_id> member_id_in(const nlohmann::json& object, const char* name);
std::optional<role> role_in(const nlohmann::json& object, const char* name);

/// Whether a flag is there and true.
bool is_set(const nlohmann::json& object, const char* name);

/// Reads each element of a member that is an array. \returns whether it is there and `read` liked every element
bool read_each(const nlohmann::json& object, const char* name, const std::function<bool(const nlohmann::json&)>& read);

} // namespace hallway
