#include "support/redis_settings.hpp"

#include "support/redis_address.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hallway {

bool set_redis_url(settings& all, const setting_value& value)
{
    auto address = parse_redis_url(std::get<std::string>(value));
    if (!address)
        return false;
    address->authorities = std::move(all.redis.authorities);
    all.redis = *std::move(address);
    return true;
}

bool set_redis_authorities(settings& all, const setting_value& value)
{
    all.redis.authorities = std::get<std::string>(value);
    return true;
}

bool set_redis_sentinels(settings& all, const setting_value& value)
{
    constexpr std::uint16_t usual_port = 26'379;
    all.redis_sentinels.clear();
    for (const auto& text : std::get<std::vector<std::string>>(value)) {
        auto one = parse_redis_url(text, usual_port);
        if (!one || !one->socket.empty() || one->database != 0 || !one->user.empty())
            return false;
        all.redis_sentinels.push_back(*std::move(one));
    }
    return true;
}

bool set_redis_cluster(settings& all, const setting_value& value)
{
    all.redis_cluster.clear();
    for (const auto& text : std::get<std::vector<std::string>>(value)) {
        auto one = parse_redis_url(text);
        if (!one || !one->socket.empty() || one->database != 0)
            return false;
        const auto& first = all.redis_cluster.empty() ? *one : all.redis_cluster.front();
        if (one->user != first.user || one->is_encrypted != first.is_encrypted)
            return false;
        all.redis_cluster.push_back(*std::move(one));
    }
    return true;
}

bool set_redis_master(settings& all, const setting_value& value)
{
    all.redis_master = std::get<std::string>(value);
    return !all.redis_master.empty();
}

bool set_redis_prefix(settings& all, const setting_value& value)
{
    constexpr std::size_t characters_max = 64;
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/";
    all.redis_prefix = std::get<std::string>(value);
    return all.redis_prefix.size() <= characters_max && all.redis_prefix.find_first_not_of(allowed) == std::string::npos;
}

} // namespace hallway
