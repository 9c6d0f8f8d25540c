#include "support/config.hpp"

#include "protocol/text.hpp"
#include "support/config_file.hpp"
#include "support/setting_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace hallway {

namespace {

constexpr std::size_t file_bytes_max = 1024 * 1024;
constexpr std::size_t redis_password_bytes_max = 1'000;
constexpr std::string_view variable_prefix = "HALLWAY_";

/// Nobody is to take it for an event of his own: nothing is kept, every title says so, and it stops at once.
void apply_demo(settings& all)
{
    if (!all.demo)
        return;
    const settings usual;
    all.store = store_kind::memory;
    all.drain_grace = all.drain_window = std::chrono::milliseconds{0};
    if (all.space_title == usual.space_title)
        all.space_title = "Harbour Days";
    if (all.rooms == usual.rooms)
        all.rooms = {{"lobby", "Lobby"}, {"coffee", "Coffee corner"}, {"help", "Help desk"}};
    const auto mark = [](std::string& title) { title = tidy_line(title, limits::title_code_points_max - 7) + " (demo)"; };
    mark(all.space_title);
    for (auto& room : all.rooms)
        mark(room.title);
}

void apply_network(settings_reading& result)
{
    auto& all = result.all;
    if (all.tls.certificate.empty() != all.tls.key.empty())
        result.problems.emplace_back("tls.certificate and tls.key go together: set both, or none.");
    if (all.lan && is_loopback(all.listen))
        all.listen.host = all.listen.host == "::1" ? "::" : "0.0.0.0";
    if (is_loopback(all.listen))
        return;
    if (!all.lan && !all.behind_proxy && !all.tls.is_there())
        result.problems.push_back(fmt::format(
            "listen is {}, which other machines can reach, and there is no certificate for TLS. Set tls.certificate and tls.key, "
            "or say --behind-proxy (behind_proxy = true) if only a proxy that speaks TLS reaches that address, or --lan "
            "(lan = true) if all of that network may read along; else listen on 127.0.0.1.",
            to_string(all.listen)));
    if (all.unlimited)
        result.problems.push_back(fmt::format(
            "unlimited lifts flood control, so it is refused on {}, which other machines can reach. Listen on 127.0.0.1, or "
            "leave "
            "unlimited out.",
            to_string(all.listen)));
}

void check_redis(settings_reading& result)
{
    if (!result.all.redis_cluster.empty() && !result.all.redis_sentinels.empty() && result.all.store == store_kind::redis)
        result.problems.emplace_back(
            "redis.cluster and redis.sentinels are two ways to find a Redis: set one of them. A cluster needs no Sentinels.");
}

} // namespace

std::string to_string(const listen_address& address)
{
    return address.host.find(':') == std::string::npos ? fmt::format("{}:{}", address.host, address.port)
                                                       : fmt::format("[{}]:{}", address.host, address.port);
}

bool is_loopback(const listen_address& address) { return address.host.starts_with("127.") || address.host == "::1"; }

std::span<const setting_form> setting_forms()
{
    static const auto forms = [] {
        std::vector<setting_form> all;
        std::ranges::transform(setting_table(), std::back_inserter(all), &setting::form);
        return all;
    }();
    return forms;
}

settings settings_from(const setting_sources& sources)
{
    settings_reading result;
    read_config(sources.file_text, sources.file_name, result);
    for (const auto& [key, value] : sources.environment) {
        if (const auto* one = find_setting(key))
            result.take(*one, value_of_text(one->of, value), variable_of(*one), in_quotes(value));
    }
    for (const auto& [key, value] : sources.flags) {
        if (const auto* one = find_setting(key))
            result.take(*one, value_of_text(one->of, value), std::string{one->form.flag}, in_quotes(value));
    }
    if (result.problems.empty()) {
        apply_demo(result.all);
        apply_network(result);
        check_redis(result);
    }
    if (!result.problems.empty())
        throw config_error(fmt::format("{}", fmt::join(result.problems, "\n")));
    return result.all;
}

std::string place_of_store(const settings& all)
{
    switch (all.store) {
    case store_kind::memory: return "memory";
    case store_kind::redis:
        if (!all.redis_cluster.empty())
            return "the Redis Cluster of " + to_string(all.redis_cluster.front());
        return all.redis_sentinels.empty()
                   ? "Redis at " + to_string(all.redis)
                   : "the Redis that the Sentinel at " + to_string(all.redis_sentinels.front()) + " names";
    case store_kind::sqlite: break;
    }
    return all.data.string();
}

redis_address redis_with_password(const settings& all)
{
    auto address = all.redis;
    if (all.redis_password_file.empty())
        return address;
    std::ifstream file(all.redis_password_file, std::ios::binary);
    std::getline(file, address.password);
    if (address.password.ends_with('\r'))
        address.password.pop_back();
    if (!file || address.password.empty() || address.password.size() > redis_password_bytes_max)
        throw config_error(fmt::format(
            "redis.password_file, {}, cannot be read, or its first line is no password.", all.redis_password_file.string()));
    return address;
}

std::vector<redis_address> redis_cluster_with_password(const settings& all)
{
    const auto as = redis_with_password(all);
    auto nodes = all.redis_cluster;
    for (auto& each : nodes) {
        each.password = as.password;
        each.authorities = as.authorities;
    }
    return nodes;
}

std::filesystem::path backup_folder(const settings& all)
{
    return all.backup_folder.empty() ? all.data / "backups" : all.backup_folder;
}

std::filesystem::path page_folder(const settings& all)
{
    return all.web_root.empty() ? std::filesystem::path{HALLWAY_WEB_ROOT} : all.web_root;
}

std::string read_config_file(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string text;
    if (!file || std::filesystem::is_directory(path))
        throw config_error(fmt::format("{} cannot be read.", path.string()));
    text.resize(file_bytes_max + 1);
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > file_bytes_max)
        throw config_error(fmt::format("{} is longer than 1 MiB, so it is not a configuration.", path.string()));
    return text;
}

std::vector<setting_text> settings_of_environment(const char* const* variables)
{
    std::vector<setting_text> found;
    for (; *variables; ++variables) {
        const std::string_view variable = *variables;
        const auto equals = variable.find('=');
        for (const auto& one : setting_table()) {
            if (equals != std::string_view::npos && variable.substr(0, equals) == variable_of(one))
                found.push_back({std::string{one.form.key}, std::string{variable.substr(equals + 1)}});
        }
    }
    return found;
}

std::vector<std::string> doubts_about_environment(const char* const* variables)
{
    // Not an error: what starts servers adds variables of its own, such as HALLWAY_SERVICE_HOST for a service of that name.
    std::vector<std::string> known;
    for (const auto& one : setting_table())
        known.push_back(variable_of(one));
    const std::vector<std::string_view> names(known.begin(), known.end());
    std::vector<std::string> doubts;
    for (; *variables; ++variables) {
        const std::string_view variable = *variables;
        const auto name = variable.substr(0, variable.find('='));
        if (!name.starts_with(variable_prefix) || std::ranges::find(names, name) != names.end())
            continue;
        const auto near = nearest(name, names);
        if (distance(name, near) <= (name.size() - variable_prefix.size() < 5 ? 1u : 2u))
            doubts.push_back(fmt::format("{} is not a setting, so it is ignored; {} is one.", name, near));
    }
    return doubts;
}

} // namespace hallway
