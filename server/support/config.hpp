// The server's settings: what they are by default, and how a file, the environment and flags change them.
#pragma once

#include "protocol/limits.hpp"
#include "support/logging.hpp"
#include "support/network.hpp"
#include "support/redis_address.hpp"
#include "support/tls_identity.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// A numeric address and a port; port 0: any that is free.
struct listen_address {
    std::string host = "127.0.0.1"; // IPv4 or IPv6, without brackets
    std::uint16_t port = 8000;
    bool operator==(const listen_address&) const = default;
};

/// "127.0.0.1:8000", "[::1]:8000".
std::string to_string(const listen_address& address);

/// Whether only programs of this machine reach it.
bool is_loopback(const listen_address& address);

struct room_setting {
    std::string id;
    std::string title;
    bool operator==(const room_setting&) const = default;
};

enum class store_kind : std::uint8_t { sqlite, memory, redis };

/// How what a turn brings its connections is handed to the kernel.
enum class send_path : std::uint8_t {
    automatic, // together if the machine allows it, else one by one
    together,  // in one call, by io_uring
    one_by_one,
};

/// Checked: every value is in its range, and they go together.
struct settings {
    listen_address listen;
    bool lan = false;
    bool behind_proxy = false;
    std::string public_url; // "https://chat.example.org", without a slash at the end; empty: the address that is listened on
    tls_files tls;          // none: what reaches the server is plain
    std::vector<std::string> origins; // beside the server's own
    std::vector<network> trusted_proxies;
    std::filesystem::path data = "hallway-data";
    store_kind store = store_kind::sqlite;
    redis_address redis;                        // without its password
    std::filesystem::path redis_password_file;  // empty: it wants none
    std::string redis_prefix = "hallway:";      // of all keys
    unsigned redis_replicas = 0;                // that have what is acknowledged
    std::vector<redis_address> redis_sentinels; // who know where it is; empty: it is at `redis`
    std::string redis_master = "main";          // their name for it
    std::vector<redis_address> redis_cluster;   // some nodes of it; empty: it is none
    int retention_days = 90;                    // how long messages are kept; 0: for ever
    unsigned cores = 0;                         // 0: as many as the machine has
    send_path sends = send_path::automatic;
    std::size_t memory_mib = 0;     // that the process may use; 0: three quarters of what there is
    std::filesystem::path web_root; // empty: where the build put the page
    log_form logs = log_form::automatic;
    bool unlimited = false;
    bool demo = false;                        // a made-up conference: everything else is as that needs it
    std::chrono::seconds backup_every{3'600}; // 0: only when asked
    std::size_t backup_keep = 24;
    std::filesystem::path backup_folder;                           // empty: "backups" in the data folder
    std::size_t connections = 0;                                   // of the process; 0: as many as descriptors allow
    std::size_t newcomers = 0;                                     // of those, how many that have not said hello; 0: half
    std::size_t connections_per_address = 0;                       // 0: half of all
    int hellos_per_second = 200;                                   // of an address
    int hello_burst = 1'000;                                       // of an address
    std::size_t sessions_per_member = limits::sessions_per_member; // at once; staff may have limits::sessions_per_staff at least
    std::chrono::milliseconds drain_grace{10'000};
    std::chrono::milliseconds drain_window{10'000};
    std::chrono::minutes talk_opens_before{30}; // posts are taken from so long before a talk
    std::chrono::minutes talk_qa{15};           // questions, until so long after it
    std::chrono::days talk_locks_after{14};     // posts, until so long after it
    std::chrono::days safety_keep_deleted{30};  // words that were deleted or reported, for the safety team; 0: not at all
    std::string space = "main";
    std::string space_title = "Hallway";
    std::string space_rules = "Be kind: no insults, no harassment, no advertising. Moderators have the last word."; // empty: none
    std::string brand_colour;         // "#7a1f5c"; empty: Hallway's own
    std::filesystem::path brand_logo; // empty: Hallway's own
    std::vector<room_setting> rooms{{"lobby", "Lobby"}};
    bool operator==(const settings&) const = default;
};

/// What can be set: its key in the file (and from it the variable: "space.id" is HALLWAY_SPACE_ID), its flag, and how its value is written.
struct setting_form {
    std::string_view key;
    std::string_view flag;
    std::string_view value;       // empty: the flag takes none, and means true
    std::string_view explanation; // one line
    bool is_list = false;
};

/// All of them, in the order of the file.
std::span<const setting_form> setting_forms();

/// A setting as text, from the environment or a flag. In a list, ";" stands between the items.
struct setting_text {
    std::string key;
    std::string value;
};

/// Where settings come from; the later of these overrule the earlier.
struct setting_sources {
    std::string file_name; // for messages
    std::string file_text; // TOML
    std::vector<setting_text> environment;
    std::vector<setting_text> flags;
};

/// Settings that cannot be used. what() has one sentence a line, each naming the key, where it stands and what it must be.
struct config_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The settings that these sources give. Throws config_error with all that is wrong.
settings settings_from(const setting_sources& sources);

/// Where the conversation is kept, for people: "memory", "Redis at 127.0.0.1:6379", or the data folder.
std::string place_of_store(const settings& all);

/// The address of Redis with the password that its file holds. Throws config_error if that cannot be read, or is empty.
redis_address redis_with_password(const settings& all);

/// The nodes of the cluster that are known, with password and authorities; nothing if it is none. Throws as redis_with_password() does.
std::vector<redis_address> redis_cluster_with_password(const settings& all);

/// The folder that the server writes its backups to.
std::filesystem::path backup_folder(const settings& all);

/// The folder whose files browsers are given.
std::filesystem::path page_folder(const settings& all);

/// The text of a configuration file; throws config_error if it cannot be read or is above 1 MiB.
std::string read_config_file(const std::filesystem::path& path);

/// The variables of a process (`environ`) that are settings.
std::vector<setting_text> settings_of_environment(const char* const* variables);

/// Variables that begin with HALLWAY_ and are so close to a setting's that they are probably meant to be it: a sentence each.
std::vector<std::string> doubts_about_environment(const char* const* variables);

/// config/hallway.toml as it was when this was built: every setting, explained, with its default.
std::string_view default_config();

} // namespace hallway
