#include "support/origin.hpp"

#include "support/config.hpp"
#include "support/http_message.hpp"

#include <algorithm>

namespace hallway {

namespace {

/// Without the port, if it is the one that goes without saying.
std::string_view without_port(std::string_view host, std::string_view port)
{
    return host.ends_with(port) ? host.substr(0, host.size() - port.size()) : host;
}

bool is_same_origin(std::string_view a, std::string_view b)
{
    const auto plain = [](std::string_view one) {
        return one.starts_with("https:") ? without_port(one, ":443") : without_port(one, ":80");
    };
    return is_same_token(plain(a), plain(b));
}

} // namespace

std::vector<std::string> origins_of(const settings& all)
{
    auto origins = all.origins;
    if (!all.public_url.empty())
        origins.push_back(all.public_url);
    return origins;
}

bool is_origin_allowed(std::string_view origin, std::string_view host, const std::vector<std::string>& allowed)
{
    if (origin.empty())
        return true;
    // Either scheme: behind a proxy that speaks TLS the server itself does not see which one the page has.
    for (const std::string_view scheme : {"https://", "http://"})
        if (!host.empty() && is_same_origin(origin, std::string(scheme).append(host)))
            return true;
    return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& one) { return is_same_origin(origin, one); });
}

} // namespace hallway
