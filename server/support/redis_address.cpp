#include "support/redis_address.hpp"

#include <charconv>

namespace hallway {
namespace {

constexpr unsigned databases_max = 1'000'000;

template <class Number>
std::optional<Number> number_in(std::string_view text, Number least, Number most)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
        return std::nullopt;
    return value;
}

/// "host", "host:port", "[v6]", "[v6]:port"
bool set_host(redis_address& made, std::string_view text)
{
    std::string_view host = text;
    std::string_view port;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos || (end + 1 < text.size() && text[end + 1] != ':'))
            return false;
        host = text.substr(1, end - 1);
        port = end + 1 < text.size() ? text.substr(end + 2) : std::string_view{};
        if (end + 1 < text.size() && port.empty())
            return false;
    } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon + 1);
        if (port.empty())
            return false;
    }
    if (host.empty() || host.find_first_of(" /?#@") != std::string_view::npos)
        return false;
    made.host = host;
    if (port.empty())
        return true;
    const auto number = number_in<std::uint16_t>(port, 1, 65'535);
    made.port = number.value_or(0);
    return number.has_value();
}

bool set_database(redis_address& made, std::string_view text)
{
    const auto number = number_in<unsigned>(text, 0, databases_max);
    made.database = number.value_or(0);
    return number.has_value();
}

std::optional<redis_address> parse_socket(std::string_view rest)
{
    redis_address made;
    const auto query = rest.find('?');
    made.socket = rest.substr(0, query);
    if (!made.socket.starts_with('/') || made.socket.find('\0') != std::string::npos)
        return std::nullopt;
    constexpr std::string_view database = "db=";
    if (query == std::string_view::npos)
        return made;
    const auto asked = rest.substr(query + 1);
    if (!asked.starts_with(database) || !set_database(made, asked.substr(database.size())))
        return std::nullopt;
    return made;
}

} // namespace

std::optional<redis_address> parse_redis_url(std::string_view url, std::uint16_t usual_port)
{
    constexpr std::string_view plain = "redis://";
    constexpr std::string_view encrypted = "rediss://";
    constexpr std::string_view unix_socket = "unix:";
    if (url.starts_with(unix_socket)) {
        auto path = url.substr(unix_socket.size());
        return parse_socket(path.starts_with("//") ? path.substr(2) : path);
    }
    redis_address made;
    made.port = usual_port;
    made.is_encrypted = url.starts_with(encrypted);
    if (!made.is_encrypted && !url.starts_with(plain))
        return std::nullopt;
    auto rest = url.substr(made.is_encrypted ? encrypted.size() : plain.size());
    if (const auto at = rest.find('@'); at != std::string_view::npos) {
        made.user = rest.substr(0, at);
        rest.remove_prefix(at + 1);
        if (made.user.empty() || made.user.find(':') != std::string::npos)
            return std::nullopt;
    }
    if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
        const auto database = rest.substr(slash + 1);
        rest = rest.substr(0, slash);
        if (!database.empty() && !set_database(made, database))
            return std::nullopt;
    }
    if (!set_host(made, rest))
        return std::nullopt;
    return made;
}

std::string to_string(const redis_address& address)
{
    if (!address.socket.empty())
        return address.socket;
    const bool is_v6 = address.host.find(':') != std::string::npos;
    return (is_v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

} // namespace hallway
