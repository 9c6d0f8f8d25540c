#include "support/setting_table.hpp"

#include "protocol/ids.hpp"
#include "protocol/limits.hpp"
#include "protocol/text.hpp"
#include "support/redis_settings.hpp"
#include "support/setting_values.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <type_traits>
#include <utility>

namespace hallway {

namespace {

constexpr std::int64_t cores_max = 64;
constexpr std::int64_t redis_replicas_max = 8;
constexpr std::chrono::minutes pause_max{10};
constexpr std::int64_t backups_kept_max = 10'000;

using texts = std::vector<std::string>;
using rooms = std::vector<room_setting>;

template <auto Member>
bool set_yes_no(settings& all, const setting_value& value)
{
    all.*Member = std::get<bool>(value);
    return true;
}

template <auto Member>
bool set_path(settings& all, const setting_value& value)
{
    all.*Member = std::get<std::string>(value);
    return true;
}

template <auto Member, std::int64_t Min, std::int64_t Max>
bool set_whole(settings& all, const setting_value& value)
{
    const auto number = std::get<std::int64_t>(value);
    if (number < Min || number > Max)
        return false;
    auto& member = all.*Member;
    member = std::remove_reference_t<decltype(member)>(number);
    return true;
}

bool set_trusted_proxies(settings& all, const setting_value& value)
{
    all.trusted_proxies.clear();
    for (const auto& text : std::get<texts>(value)) {
        const auto one = parse_network(text);
        if (!one)
            return false;
        all.trusted_proxies.push_back(*one);
    }
    return true;
}

bool set_listen(settings& all, const setting_value& value)
{
    const auto address = parse_address(std::get<std::string>(value));
    if (address)
        all.listen = *address;
    return address.has_value();
}

bool set_public_url(settings& all, const setting_value& value)
{
    auto url = std::get<std::string>(value);
    if (url.ends_with('/'))
        url.pop_back();
    if (!url.empty() && !is_origin(url))
        return false;
    all.public_url = std::move(url);
    return true;
}

template <auto Member>
bool set_tls_file(settings& all, const setting_value& value)
{
    all.tls.*Member = std::get<std::string>(value);
    return true;
}

bool set_origins(settings& all, const setting_value& value)
{
    all.origins = std::get<texts>(value);
    return std::ranges::all_of(all.origins, is_origin);
}

bool set_data(settings& all, const setting_value& value)
{
    all.data = std::get<std::string>(value);
    return !all.data.empty();
}

bool set_store(settings& all, const setting_value& value)
{
    const auto& name = std::get<std::string>(value);
    all.store = name == "memory" ? store_kind::memory : name == "redis" ? store_kind::redis : store_kind::sqlite;
    return name == "memory" || name == "sqlite" || name == "redis";
}

bool set_sends(settings& all, const setting_value& value)
{
    const auto& name = std::get<std::string>(value);
    all.sends = name == "together" ? send_path::together : name == "one_by_one" ? send_path::one_by_one : send_path::automatic;
    return name == "auto" || name == "together" || name == "one_by_one";
}

bool set_retention_days(settings& all, const setting_value& value)
{
    const auto days = std::get<std::int64_t>(value);
    if (days != 0 && (days < limits::retention_days_min || days > limits::retention_days_max))
        return false;
    all.retention_days = static_cast<int>(days);
    return true;
}

bool set_logs(settings& all, const setting_value& value)
{
    const auto& name = std::get<std::string>(value);
    all.logs = name == "json" ? log_form::json : name == "text" ? log_form::text : log_form::automatic;
    return name == "json" || name == "text" || name == "auto";
}

bool set_backup_every(settings& all, const setting_value& value)
{
    const auto every = parse_interval(std::get<std::string>(value));
    if (!every || *every % std::chrono::seconds{1} != std::chrono::milliseconds{0})
        return false;
    all.backup_every = std::chrono::duration_cast<std::chrono::seconds>(*every);
    return true;
}

template <auto Member>
bool set_pause(settings& all, const setting_value& value)
{
    const auto pause = parse_interval(std::get<std::string>(value));
    if (!pause || *pause > pause_max)
        return false;
    all.*Member = *pause;
    return true;
}

bool set_space(settings& all, const setting_value& value)
{
    all.space = std::get<std::string>(value);
    return is_slug(all.space);
}

bool set_space_title(settings& all, const setting_value& value)
{
    auto title = clean_title(std::get<std::string>(value));
    if (title)
        all.space_title = *std::move(title);
    return static_cast<bool>(title);
}

bool set_space_rules(settings& all, const setting_value& value)
{
    const auto& line = std::get<std::string>(value);
    auto rules = line.empty() ? outcome<std::string>{line} : clean_rules(line);
    if (rules)
        all.space_rules = *std::move(rules);
    return static_cast<bool>(rules);
}

bool set_brand_colour(settings& all, const setting_value& value)
{
    all.brand_colour = std::get<std::string>(value);
    constexpr std::string_view digits = "0123456789abcdefABCDEF";
    return all.brand_colour.empty() || (all.brand_colour.size() == 7 && all.brand_colour.front() == '#' &&
                                        all.brand_colour.find_first_not_of(digits, 1) == std::string::npos);
}

bool set_rooms(settings& all, const setting_value& value)
{
    all.rooms = std::get<rooms>(value);
    std::set<std::string_view> ids;
    for (auto& room : all.rooms) {
        auto title = clean_title(room.title.empty() ? room.id : room.title);
        if (!is_slug(room.id) || !ids.insert(room.id).second || !title)
            return false;
        room.title = *std::move(title);
    }
    return !all.rooms.empty() && all.rooms.size() <= limits::rooms_told_max;
}

constexpr std::array table{
    setting{
        {"listen", "--listen", "HOST:PORT", "where to listen (127.0.0.1:8000); port 0: any that is free"},
        setting_kind::text,
        "a numeric address and a port, such as 127.0.0.1:8000 or [::1]:8000",
        set_listen},
    setting{
        {"lan", "--lan", "", "for every device of this network, unencrypted"},
        setting_kind::yes_no,
        "true or false",
        set_yes_no<&settings::lan>},
    setting{
        {"behind_proxy", "--behind-proxy", "", "a proxy that speaks TLS stands in front"},
        setting_kind::yes_no,
        "true or false",
        set_yes_no<&settings::behind_proxy>},
    setting{
        {"public_url", "--public", "URL", "the address by which people reach the server; all links carry it"},
        setting_kind::text,
        "an address without a path, such as https://chat.example.org",
        set_public_url},
    setting{
        {"tls.certificate", "--tls-certificate", "FILE",
         "TLS with this certificate and those that lead to its authority, as PEM"},
        setting_kind::text,
        "a file",
        set_tls_file<&tls_files::certificate>},
    setting{
        {"tls.key", "--tls-key", "FILE", "the key to it, as PEM"}, setting_kind::text, "a file", set_tls_file<&tls_files::key>},
    setting{
        {"origins", "--origin", "URL", "another site whose pages may connect", true},
        setting_kind::texts,
        "addresses without a path, such as https://www.example.org",
        set_origins},
    setting{
        {"trusted_proxies", "--trusted-proxy", "NETWORK", "a proxy whose X-Forwarded-For is believed", true},
        setting_kind::texts,
        "addresses or networks, such as 127.0.0.1 or 10.0.0.0/8",
        set_trusted_proxies},
    setting{{"data", "--data", "DIR", "the folder of all that is kept (hallway-data)"}, setting_kind::text, "a folder", set_data},
    setting{
        {"store", "--store", "KIND", "sqlite, redis or memory (sqlite)"},
        setting_kind::text,
        "sqlite, redis or memory",
        set_store},
    setting{
        {"redis.url", "--redis", "URL", "where it is, if it is the store (redis://127.0.0.1:6379)"},
        setting_kind::text,
        "redis://HOST:PORT/DATABASE, rediss://… for TLS, with a user as USER@HOST, or unix:/PATH; the password lies in "
        "redis.password_file",
        set_redis_url},
    setting{
        {"redis.password_file", "--redis-password-file", "FILE", "a file whose first line is its password"},
        setting_kind::text,
        "a file",
        set_path<&settings::redis_password_file>},
    setting{
        {"redis.ca_file", "--redis-ca-file", "FILE", "authorities for its TLS, as PEM; the system's without"},
        setting_kind::text,
        "a file",
        set_redis_authorities},
    setting{
        {"redis.sentinels", "--redis-sentinel", "URL", "a Sentinel that knows where it is, instead of redis.url's host", true},
        setting_kind::texts,
        "addresses such as redis://10.0.0.1:26379, or rediss://… for TLS",
        set_redis_sentinels},
    setting{
        {"redis.master", "--redis-master", "NAME", "what the Sentinels call it (main)"},
        setting_kind::text,
        "a name",
        set_redis_master},
    setting{
        {"redis.cluster", "--redis-cluster", "URL", "a node of the Redis Cluster that is the store, instead of redis.url", true},
        setting_kind::texts,
        "addresses such as redis://10.0.0.1:6379, or rediss://… for TLS, all with the same user and none with a database",
        set_redis_cluster},
    setting{
        {"redis.prefix", "--redis-prefix", "PREFIX", "what all keys begin with (hallway:)"},
        setting_kind::text,
        "at most 64 letters, digits and -_.:/",
        set_redis_prefix},
    setting{
        {"redis.replicas", "--redis-replicas", "N", "how many replicas must have what is acknowledged (0)"},
        setting_kind::whole,
        "a whole number from 0 to 8",
        set_whole<&settings::redis_replicas, 0, redis_replicas_max>},
    setting{
        {"retention_days", "--retention-days", "N", "how long messages are kept; 0: for ever (90)"},
        setting_kind::whole,
        "0, or a whole number of days from 7 to 36500",
        set_retention_days},
    setting{
        {"cores", "--cores", "N", "threads that serve connections; 0: one for each core (0)"},
        setting_kind::whole,
        "a whole number from 0 to 64",
        set_whole<&settings::cores, 0, cores_max>},
    setting{
        {"sends", "--sends", "HOW", "auto, together (io_uring) or one_by_one (auto)"},
        setting_kind::text,
        "\"auto\", \"together\" or \"one_by_one\"",
        set_sends},
    setting{
        {"memory", "--memory", "MIB", "how much it may use; 0: three quarters of what there is (0)"},
        setting_kind::whole,
        "a whole number of MiB from 0 to 16777216",
        set_whole<&settings::memory_mib, 0, 16'777'216>},
    setting{
        {"web_root", "--web-root", "DIR", "the folder of the page"},
        setting_kind::text,
        "a folder",
        set_path<&settings::web_root>},
    setting{
        {"log_format", "--log-format", "FORMAT", "auto, json or text (auto)"},
        setting_kind::text,
        "auto, json or text",
        set_logs},
    setting{
        {"unlimited", "--unlimited", "", "no flood control, for load tests on this machine"},
        setting_kind::yes_no,
        "true or false",
        set_yes_no<&settings::unlimited>},
    setting{
        {"demo", "--demo", "", "a made-up conference to look around in; nothing is kept"},
        setting_kind::yes_no,
        "true or false",
        set_yes_no<&settings::demo>},
    setting{
        {"backup.every", "--backup-every", "TIME", "how often all that is kept is backed up (1h); 0: only when asked"},
        setting_kind::text,
        "a whole number with its unit, such as 15min or 1h, or 0",
        set_backup_every},
    setting{
        {"backup.keep", "--backup-keep", "N", "how many backups are kept, the newest ones (24)"},
        setting_kind::whole,
        "a whole number from 1 to 10000",
        set_whole<&settings::backup_keep, 1, backups_kept_max>},
    setting{
        {"backup.folder", "--backup-folder", "DIR", "the folder of backups (backups in the data folder)"},
        setting_kind::text,
        "a folder",
        set_path<&settings::backup_folder>},
    setting{
        {"door.connections", "--connections", "N", "of the whole server; 0: as many as descriptors allow (0)"},
        setting_kind::whole,
        "a whole number from 0 to 1000000",
        set_whole<&settings::connections, 0, 1'000'000>},
    setting{
        {"door.newcomers", "--newcomers", "N", "connections that have not said hello; 0: half of all (0)"},
        setting_kind::whole,
        "a whole number from 0 to 1000000",
        set_whole<&settings::newcomers, 0, 1'000'000>},
    setting{
        {"door.connections_per_address", "--connections-per-address", "N", "from one address; 0: half of all (0)"},
        setting_kind::whole,
        "a whole number from 0 to 1000000",
        set_whole<&settings::connections_per_address, 0, 1'000'000>},
    setting{
        {"door.hellos_per_second", "--hellos-per-second", "N", "from one address, after a burst (200)"},
        setting_kind::whole,
        "a whole number from 1 to 100000",
        set_whole<&settings::hellos_per_second, 1, 100'000>},
    setting{
        {"door.hello_burst", "--hello-burst", "N", "hellos from one address at once (1000)"},
        setting_kind::whole,
        "a whole number from 1 to 1000000",
        set_whole<&settings::hello_burst, 1, 1'000'000>},
    setting{
        {"sessions_per_member", "--sessions-per-member", "N", "connections of one person at once (10)"},
        setting_kind::whole,
        "a whole number from 1 to 10000",
        set_whole<&settings::sessions_per_member, 1, 10'000>},
    setting{
        {"drain.grace", "--drain-grace", "TIME", "from SIGTERM until people are sent away (10s)"},
        setting_kind::text,
        "0 to 10min, such as 10s or 500ms",
        set_pause<&settings::drain_grace>},
    setting{
        {"drain.window", "--drain-window", "TIME", "over which they are sent away (10s)"},
        setting_kind::text,
        "0 to 10min, such as 10s or 500ms",
        set_pause<&settings::drain_window>},
    setting{
        {"talk.opens_before_minutes", "--talk-opens-before", "MINUTES", "when a talk's room takes posts (30)"},
        setting_kind::whole,
        "a whole number of minutes from 0 to 10080",
        set_whole<&settings::talk_opens_before, 0, 10'080>},
    setting{
        {"talk.qa_minutes", "--talk-qa", "MINUTES", "after its end, in which questions are taken (15)"},
        setting_kind::whole,
        "a whole number of minutes from 0 to 1440",
        set_whole<&settings::talk_qa, 0, 1'440>},
    setting{
        {"talk.locks_after_days", "--talk-locks-after", "DAYS", "after its end, when its room is read-only (14)"},
        setting_kind::whole,
        "a whole number of days from 0 to 3650",
        set_whole<&settings::talk_locks_after, 0, 3'650>},
    setting{
        {"safety.keep_deleted_days", "--safety-keep", "DAYS", "that the safety team can read what was deleted (30)"},
        setting_kind::whole,
        "a whole number of days from 0 to 30",
        set_whole<&settings::safety_keep_deleted, 0, 30>},
    setting{
        {"space.id", "--space", "ID", "id of the conference or course (main)"},
        setting_kind::text,
        "up to 64 of a-z, 0-9 and \"-\", not \"-\" first",
        set_space},
    setting{
        {"space.title", "--space-title", "TITLE", "its title (Hallway)"},
        setting_kind::text,
        "1 to 120 visible characters",
        set_space_title},
    setting{
        {"space.rules", "--space-rules", "LINE", "what people agree to before they write; empty: nothing"},
        setting_kind::text,
        "one line of at most 200 visible characters, or empty",
        set_space_rules},
    setting{
        {"brand.colour", "--brand-colour", "#RRGGBB", "the page's own colour"},
        setting_kind::text,
        "a colour such as #7a1f5c, or empty",
        set_brand_colour},
    setting{
        {"brand.logo", "--brand-logo", "FILE", "the page's logo: SVG, PNG or WebP, 64 KiB at most"},
        setting_kind::text,
        "a file",
        set_path<&settings::brand_logo>},
    setting{
        {"rooms", "--room", "ID[=TITLE]", "a room that exists from the start (lobby=Lobby)", true},
        setting_kind::rooms,
        "1 to 100 rooms, each with an id of its own (up to 64 of a-z, 0-9 and \"-\") and a title of at most 120 characters",
        set_rooms},
};

} // namespace

std::span<const setting> setting_table() { return table; }

} // namespace hallway
