// Writes JSON by hand: what is told is encoded once per event, so building a tree first would be most of the cost. Private to the codec.
#pragma once

#include "protocol/events.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace hallway {

/// Appends `text` as a JSON string. No byte of the result is a raw line break; what is not UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// Members and elements in the order of the calls; commas are set by itself. Names of members are literals and need no escape.
class json_writer {
public:
    explicit json_writer(std::size_t bytes_expected = 256) { out_.reserve(bytes_expected); }

    /// Opens an object or array: the document itself or an element without a name, else a member.
    json_writer& open_object(std::string_view name = {});
    json_writer& close_object();
    json_writer& open_array(std::string_view name = {});
    json_writer& close_array();

    json_writer& text(std::string_view name, std::string_view value);
    json_writer& text_if(std::string_view name, std::string_view value); // left out if it is empty
    json_writer& number(std::string_view name, std::uint64_t value);
    json_writer& signed_number(std::string_view name, std::int64_t value);
    json_writer& flag(std::string_view name, bool value);
    json_writer& flag_if(std::string_view name, bool value); // left out if it is not set
    json_writer& null(std::string_view name);
    json_writer& id(std::string_view name, event_id value);
    json_writer& id(std::string_view name, member_id value);
    json_writer& time(std::string_view name, time_point value);

    /// JSON that is written already: members of an object, or elements of an array. Nothing if empty.
    json_writer& raw(std::string_view json);

    std::string take() { return std::move(out_); }

private:
    void begin(std::string_view name);

    std::string out_;
};

} // namespace hallway
