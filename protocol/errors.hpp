// The closed lists of the protocol: refusal codes, close codes, and the sentence that goes with each.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace hallway {

/// Why a command was refused. The names are the wire's (protocol/README.md, "Errors").
enum class errc : std::uint8_t {
    bad_request,
    unknown_command,
    bad_room,
    not_found,
    unauthorized,
    forbidden,
    banned,
    muted,
    slow_mode,
    locked,
    held_full,
    conflict,
    gone,
    too_large,
    limit_exceeded,
    rate_limited,
    unavailable,
    storage_full,
    expired,
    draining,
};

/// The code as it stands on the wire, "slow_mode".
std::string_view code_of(errc code);

/// The code with that name; nothing if there is none.
std::optional<errc> errc_named(std::string_view name);

/// A sentence for the person who meets it, in English, with its full stop.
std::string_view sentence_for(errc code);

/// Whether the same command may succeed later.
bool is_retryable(errc code);

/// A refused command: the code, and what only this case knows.
struct refusal {
    errc code = errc::bad_request;
    std::string message; // empty: sentence_for(code)
    std::string field;   // the one to blame; empty: none
    std::optional<std::chrono::milliseconds> retry_after;

    refusal() = default;
    refusal(errc why) : code(why) {}
    refusal(errc why, std::string sentence, std::string which_field = {})
        : code(why), message(std::move(sentence)), field(std::move(which_field))
    {
    }
};

/// For the person who meets it: its message, or else the sentence of its code, with how long to wait if that is known.
std::string sentence_of(const refusal& why);

/// WebSocket close codes that the server sends (RFC 6455, 7.4; 4000-4999 are ours).
enum class close_code : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    unsupported_data = 1003,
    bad_payload = 1007,
    policy = 1008,
    too_big = 1009,
    internal = 1011,
    try_later = 1013,
    drain = 4001,
    token_expired = 4005,
    slow_reader = 4008,
    no_hello = 4010,
    rate = 4029,
    replaced = 4030,
    unreadable = 4400,
    token_refused = 4401,
    banned = 4403,
};

/// Whether a client should connect again by itself after this close code (any code, also foreign ones).
bool comes_back(std::uint16_t code);

/// A value or the refusal instead of it. Small and own, since std::expected is C++23.
template <class T>
class [[nodiscard]] outcome {
public:
    outcome(T value) : held_(std::move(value)) {}
    outcome(refusal why) : held_(std::move(why)) {}
    outcome(errc why) : held_(refusal{why}) {}

    explicit operator bool() const { return std::holds_alternative<T>(held_); }
    T& operator*() & { return std::get<T>(held_); }
    const T& operator*() const& { return std::get<T>(held_); }
    T&& operator*() && { return std::get<T>(std::move(held_)); }
    T* operator->() { return &std::get<T>(held_); }
    const T* operator->() const { return &std::get<T>(held_); }
    const refusal& error() const { return std::get<refusal>(held_); }

private:
    std::variant<T, refusal> held_;
};

} // namespace hallway
