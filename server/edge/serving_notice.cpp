#include "edge/serving_notice.hpp"

#include "support/qr.hpp"

#include <fmt/format.h>

namespace hallway {

namespace {

bool is_any(const std::string& host) { return host == "0.0.0.0" || host == "::"; }

std::string address_of(const settings& all, const std::string& host, std::uint16_t port)
{
    return (all.tls.is_there() ? "https://" : "http://") + to_string(listen_address{.host = host, .port = port});
}

} // namespace

std::string serving_notice(
    const settings& all, std::uint16_t port, const std::optional<std::string>& lan, const std::string& staff_token)
{
    auto host = all.listen.host;
    if (is_any(host))
        host = all.lan && lan ? *lan : host == "::" ? "::1" : "127.0.0.1";
    const auto reached_at = address_of(all, host, port);
    const auto base = all.public_url.empty() ? reached_at : all.public_url;
    const auto link = fmt::format("{}/r/{}", base, all.rooms.front().id);

    auto text = fmt::format("listening {}\nattendee {}\nmoderator {}#token={}\n", reached_at, link, link, staff_token);
    if (all.demo)
        text += "a demo: its talks and its people are made up, and nothing that is written here is kept\n";
    if (all.public_url.empty() && (!all.lan || (is_any(all.listen.host) && !lan))) {
        text += is_loopback(all.listen)
                    ? "this machine only: --lan opens it to this network, --public URL names another address\n"
                    : "what others reach it by is not known here: --public URL puts it into the links\n";
        return text;
    }
    return text + qr_for_terminal(link);
}

} // namespace hallway
