#include "outside/server_address.hpp"

#include <algorithm>
#include <charconv>

namespace hallway {
namespace {

bool is_port(std::string_view text)
{
    unsigned value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    return ec == std::errc{} && end == text.data() + text.size() && value > 0 && value < 65'536;
}

bool is_host(std::string_view text)
{
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' ||
               c == ':';
    };
    return !text.empty() && std::all_of(text.begin(), text.end(), is_allowed);
}

refusal not_an_address(std::string_view url)
{
    return {errc::bad_request, "\"" + std::string(url) + "\" is not an address such as http://127.0.0.1:8080", "url"};
}

} // namespace

std::string server_address::authority() const
{
    return (host.find(':') == std::string::npos ? host : '[' + host + ']') + ':' + port;
}

outcome<server_address> parse_server_address(std::string_view url)
{
    server_address found;
    const auto colon = url.find("://");
    if (colon == std::string_view::npos)
        return not_an_address(url);
    const auto scheme = url.substr(0, colon);
    found.is_secure = scheme == "https" || scheme == "wss";
    if (!found.is_secure && scheme != "http" && scheme != "ws")
        return not_an_address(url);

    auto rest = url.substr(colon + 3);
    rest = rest.substr(0, rest.find_first_of("?#"));
    const auto slash = std::min(rest.find('/'), rest.size());
    auto place = rest.substr(0, slash);
    auto path = rest.substr(slash);

    if (place.starts_with('[')) {
        const auto end = place.find(']');
        if (end == std::string_view::npos)
            return not_an_address(url);
        found.host = place.substr(1, end - 1);
        place.remove_prefix(end + 1);
    } else {
        const auto end = std::min(place.find(':'), place.size());
        found.host = place.substr(0, end);
        place.remove_prefix(end);
    }
    found.port = found.is_secure ? "443" : "80";
    if (!place.empty())
        found.port = place.substr(1);
    if (!is_host(found.host) || !is_port(found.port) || (!place.empty() && place.front() != ':'))
        return not_an_address(url);

    while (path.ends_with('/'))
        path.remove_suffix(1);
    found.path = path.ends_with("/v1/ws") ? std::string(path) : std::string(path) + "/v1/ws";
    return found;
}

} // namespace hallway
