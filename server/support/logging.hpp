// What the server tells its operator: events with fields, one line each on stderr. Plain text on a terminal, JSON anywhere else.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace hallway {

/// A named value of a log line. Views only: valid during the call.
class log_field {
public:
    log_field(std::string_view key, std::string_view value) : key_(key), text_(value) {}
    log_field(std::string_view key, const std::string& value) : key_(key), text_(value) {}
    log_field(std::string_view key, const char* value) : key_(key), text_(value) {}
    log_field(std::string_view key, bool value) : key_(key), text_(value ? "true" : "false"), is_text_(false) {}
    log_field(std::string_view key, std::integral auto value) : key_(key), number_(std::to_string(value)), is_text_(false) {}
    log_field(std::string_view key, std::floating_point auto value) : key_(key), number_(std::to_string(value)), is_text_(false)
    {
    }

    std::string_view key() const { return key_; }
    std::string_view value() const { return number_.empty() ? text_ : std::string_view(number_); }
    bool is_text() const { return is_text_; }

private:
    std::string_view key_;
    std::string_view text_;
    std::string number_;
    bool is_text_ = true;
};

using log_fields = std::initializer_list<log_field>;

/// Where an error is handled, it is logged, once. `event` is a short constant phrase, "accept failed"; what varies goes into the fields.
/// Never a message's text, a token, or a full address (masked_address). Any thread.
void log_info(std::string_view event, log_fields fields = {});
void log_warn(std::string_view event, log_fields fields = {});
void log_error(std::string_view event, log_fields fields = {});

/// How lines look; automatic unless a test or a flag says otherwise. Call before the first line.
enum class log_form : std::uint8_t { automatic, text, json, silent };
void log_as(log_form form);

/// The line without its time, as a terminal shows it: `accept failed reason="too many open files"`.
std::string text_line(std::string_view event, log_fields fields);

/// The line as JSON; `at` is RFC 3339.
std::string json_line(std::string_view at, std::string_view level, std::string_view event, log_fields fields);

/// "192.0.2.x" or "2001:db8:1::x": enough to see a pattern, too little to see a person.
std::string masked_address(std::string_view address);

} // namespace hallway
