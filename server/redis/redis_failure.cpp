#include "redis/redis_failure.hpp"

#include <array>
#include <utility>

namespace hallway {
namespace {

constexpr std::array<std::pair<std::string_view, redis_errc>, 16> words{{
    {"READONLY", redis_errc::read_only},
    {"MASTERDOWN", redis_errc::master_down},
    {"LOADING", redis_errc::loading},
    {"BUSY", redis_errc::busy},
    {"CLUSTERDOWN", redis_errc::cluster_down},
    {"TRYAGAIN", redis_errc::try_again},
    {"MOVED", redis_errc::moved},
    {"ASK", redis_errc::moved},
    {"OOM", redis_errc::out_of_memory},
    {"NOREPLICAS", redis_errc::no_replicas},
    {"MISCONF", redis_errc::cannot_persist},
    {"NOAUTH", redis_errc::no_auth},
    {"NOPERM", redis_errc::no_permission},
    {"WRONGPASS", redis_errc::wrong_password},
    {"NOSCRIPT", redis_errc::no_script},
    {"UNKILLABLE", redis_errc::busy},
}};

std::optional<redis_errc> code_named(std::string_view text)
{
    const auto word = text.substr(0, text.find(' '));
    for (const auto& [name, code] : words) {
        if (word == name)
            return code;
    }
    return std::nullopt;
}

} // namespace

redis_failure failure_of(const redis_reply& error)
{
    const std::string_view text = error.text;
    if (const auto code = code_named(text))
        return {*code, error.text};
    // Before 7.0 a script's error was wrapped: "ERR Error running script (call to f_…): @user_script:5: -OOM command not allowed …".
    if (const auto inner = text.find(": -"); text.starts_with("ERR Error running script") && inner != std::string_view::npos) {
        if (const auto code = code_named(text.substr(inner + 3)))
            return {*code, error.text};
    }
    if (text.starts_with("ERR invalid password") || text.starts_with("ERR AUTH"))
        return {redis_errc::wrong_password, error.text};
    return {redis_errc::other, error.text};
}

bool asks_for_another_connection(redis_errc code)
{
    switch (code) {
    case redis_errc::read_only:
    case redis_errc::master_down:
    case redis_errc::loading:
    case redis_errc::no_auth: return true;
    case redis_errc::away:
    case redis_errc::full:
    case redis_errc::stopped:
    case redis_errc::overtaken:
    case redis_errc::no_cluster:
    case redis_errc::unknown:
    case redis_errc::busy:
    case redis_errc::cluster_down:
    case redis_errc::try_again:
    case redis_errc::moved:
    case redis_errc::out_of_memory:
    case redis_errc::no_replicas:
    case redis_errc::cannot_persist:
    case redis_errc::no_permission:
    case redis_errc::wrong_password:
    case redis_errc::no_script:
    case redis_errc::other: return false;
    }
    return false;
}

bool is_elsewhere_or_later(redis_errc code)
{
    switch (code) {
    case redis_errc::away:
    case redis_errc::read_only:
    case redis_errc::master_down:
    case redis_errc::loading:
    case redis_errc::cluster_down:
    case redis_errc::try_again:
    case redis_errc::moved: return true;
    case redis_errc::full:
    case redis_errc::stopped:
    case redis_errc::overtaken:
    case redis_errc::no_cluster:
    case redis_errc::unknown:
    case redis_errc::busy:
    case redis_errc::out_of_memory:
    case redis_errc::no_replicas:
    case redis_errc::cannot_persist:
    case redis_errc::no_auth:
    case redis_errc::no_permission:
    case redis_errc::wrong_password:
    case redis_errc::no_script:
    case redis_errc::other: return false;
    }
    return false;
}

std::string_view sentence_for(redis_errc code)
{
    switch (code) {
    case redis_errc::away: return "Redis cannot be reached.";
    case redis_errc::full: return "Too much waits for Redis.";
    case redis_errc::stopped: return "The connection to Redis has been ended.";
    case redis_errc::overtaken: return "What was asked of Redis later has been done before.";
    case redis_errc::no_cluster: return "This Redis belongs to no cluster: set redis.url instead of redis.cluster.";
    case redis_errc::unknown: return "Redis did not answer in time.";
    case redis_errc::read_only: return "This Redis is a replica and takes no writes.";
    case redis_errc::master_down: return "This Redis is a replica that has lost its master.";
    case redis_errc::loading: return "Redis is still loading its data.";
    case redis_errc::busy: return "Redis is busy with a script.";
    case redis_errc::cluster_down: return "The Redis cluster is down.";
    case redis_errc::try_again: return "The Redis cluster is moving slots.";
    case redis_errc::moved: return "This Redis belongs to a cluster: set redis.cluster instead of redis.url.";
    case redis_errc::out_of_memory: return "Redis has no memory left for more (maxmemory).";
    case redis_errc::no_replicas: return "Redis has fewer replicas than it must have to take writes.";
    case redis_errc::cannot_persist: return "Redis cannot write to its disk, and refuses writes.";
    case redis_errc::no_auth: return "Redis wants a password: set redis.password_file.";
    case redis_errc::no_permission: return "The Redis user may not run a command that Hallway needs.";
    case redis_errc::wrong_password: return "Redis refuses the user or the password.";
    case redis_errc::no_script: return "Redis has forgotten a script.";
    case redis_errc::other: return "Redis answered with an error.";
    }
    return "Redis answered with an error.";
}

} // namespace hallway
