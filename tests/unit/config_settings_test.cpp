// Settings: defaults, what overrules what, and the sentences for what is wrong.
#include "support/config.hpp"
#include "support/lan_address.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/flag_settings.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <string>

using namespace hallway;
using hallway::test::from_flags;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

settings from_file(const std::string& text) { return settings_from({"hallway.toml", text, {}, {}}); }

std::string complaint_about(const std::string& text)
{
    try {
        from_file(text);
    } catch (const config_error& error) {
        return error.what();
    }
    return "";
}

std::string complaint_about_flags(std::vector<setting_text> flags)
{
    try {
        from_flags(std::move(flags));
    } catch (const config_error& error) {
        return error.what();
    }
    return "";
}

std::string file_in_config_folder()
{
    std::ifstream file(HALLWAY_SOURCE_DIR "/config/hallway.toml", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_CASE("the default configuration is config/hallway.toml, and says what holds without it", "[config]")
{
    CHECK(std::string{default_config()} == file_in_config_folder());
    CHECK(from_file(std::string{default_config()}) == settings{});
    CHECK(settings_from({}) == settings{});
}

TEST_CASE("backups have an interval with a unit, a number, and a folder in the data folder unless it is said", "[config]")
{
    const auto with = [](std::vector<setting_text> flags) { return settings_from({{}, {}, {}, std::move(flags)}); };
    CHECK(with({}).backup_every == std::chrono::hours(1));
    CHECK(with({}).backup_keep == 24);
    CHECK(backup_folder(with({{"data", "here"}})) == "here/backups");
    CHECK(backup_folder(with({{"backup.folder", "/mnt/other"}})) == "/mnt/other");
    CHECK(with({{"backup.every", "0"}}).backup_every == std::chrono::seconds(0));
    CHECK(with({{"backup.every", "90s"}}).backup_every == std::chrono::seconds(90));
    CHECK(with({{"backup.every", "15min"}}).backup_every == std::chrono::minutes(15));
    for (const auto* wrong : {"1", "-1h", "h", "1d", "1 h", "99999999h", ""})
        CHECK_THROWS_AS(with({{"backup.every", wrong}}), config_error);
    CHECK_THROWS_AS(with({{"backup.keep", "0"}}), config_error);
}

TEST_CASE("the default configuration has every setting, and no line of it is wider than 120 columns", "[config]")
{
    const std::string text{default_config()};
    for (const auto& form : setting_forms()) {
        const auto key = std::string{form.key};
        if (const auto dot = key.find('.'); dot != std::string::npos)
            CHECK_THAT(text, Contains("\n[" + key.substr(0, dot) + "]\n") && Contains("\n" + key.substr(dot + 1) + " = "));
        else if (key == "rooms")
            CHECK_THAT(text, Contains("\n[[rooms]]"));
        else
            CHECK_THAT(text, Contains("\n" + key + " = "));
    }
    for (std::size_t at = 0; at < text.size();) {
        const auto next = std::min(text.find('\n', at), text.size());
        CHECK(next - at <= 120);
        at = next + 1;
    }
}

TEST_CASE("a file sets everything", "[config]")
{
    const auto all = from_file(R"(
listen = "[::1]:9000"
lan = true
behind_proxy = true
public_url = "https://chat.example.org/"
origins = ["https://www.example.org", "http://localhost:3000"]
data = "/var/lib/hallway"
store = "memory"
cores = 3
sends = "one_by_one"
web_root = "page"
log_format = "json"
memory = 512
sessions_per_member = 4
trusted_proxies = ["127.0.0.1", "fd00::/8"]
[tls]
certificate = "fullchain.pem"
key = "privkey.pem"
[redis]
url = "rediss://ada@db.example.org:7000/2"
password_file = "redis.password"
ca_file = "ca.pem"
prefix = "fosdem:"
replicas = 2
sentinels = ["redis://10.0.0.1", "rediss://10.0.0.2:7000"]
master = "chat"
cluster = ["rediss://ada@10.0.0.3", "rediss://ada@10.0.0.4:7000"]
[door]
connections = 500
newcomers = 100
connections_per_address = 50
hellos_per_second = 7
hello_burst = 9
[drain]
grace = "0"
window = "250ms"
[space]
id = "fosdem"
title = "FOSDEM"
rules = "Be  kind."
[brand]
colour = "#7A1f5c"
logo = "art/logo.svg"
[[rooms]]
id = "lobby"
title = "Lobby"
[[rooms]]
id = "main-hall"
)");
    CHECK(all.listen == listen_address{"::", 9000}); // of --lan
    CHECK(all.lan);
    CHECK(all.behind_proxy);
    CHECK(all.public_url == "https://chat.example.org");
    CHECK(all.origins == std::vector<std::string>{"https://www.example.org", "http://localhost:3000"});
    CHECK(all.tls == tls_files{"fullchain.pem", "privkey.pem"});
    CHECK(all.data == "/var/lib/hallway");
    CHECK(all.store == store_kind::memory);
    CHECK(
        all.redis == redis_address{
                         .host = "db.example.org",
                         .port = 7'000,
                         .is_encrypted = true,
                         .authorities = "ca.pem",
                         .user = "ada",
                         .database = 2});
    CHECK(all.redis_password_file == "redis.password");
    CHECK(all.redis_prefix == "fosdem:");
    CHECK(all.redis_replicas == 2);
    CHECK(
        all.redis_sentinels ==
        std::vector<redis_address>{
            {.host = "10.0.0.1", .port = 26'379}, {.host = "10.0.0.2", .port = 7'000, .is_encrypted = true}});
    CHECK(all.redis_master == "chat");
    CHECK(
        all.redis_cluster == std::vector<redis_address>{
                                 {.host = "10.0.0.3", .is_encrypted = true, .user = "ada"},
                                 {.host = "10.0.0.4", .port = 7'000, .is_encrypted = true, .user = "ada"}});
    CHECK(all.cores == 3);
    CHECK(all.sends == send_path::one_by_one);
    CHECK(all.web_root == "page");
    CHECK(page_folder(all) == "page");
    CHECK(all.logs == log_form::json);
    CHECK(all.trusted_proxies == std::vector<network>{*parse_network("127.0.0.1/32"), *parse_network("fd00::/8")});
    CHECK(all.memory_mib == 512);
    CHECK(all.sessions_per_member == 4);
    CHECK(all.connections == 500);
    CHECK(all.newcomers == 100);
    CHECK(all.connections_per_address == 50);
    CHECK(all.hellos_per_second == 7);
    CHECK(all.hello_burst == 9);
    CHECK(all.drain_grace == 0ms);
    CHECK(all.drain_window == 250ms);
    CHECK(all.space == "fosdem");
    CHECK(all.space_title == "FOSDEM");
    CHECK(all.space_rules == "Be kind.");
    CHECK(all.brand_colour == "#7A1f5c");
    CHECK(all.brand_logo == "art/logo.svg");
    CHECK(all.rooms == std::vector<room_setting>{{"lobby", "Lobby"}, {"main-hall", "main-hall"}});
}

TEST_CASE("a space has a line of rules unless it is told to have none", "[config]")
{
    CHECK_FALSE(settings{}.space_rules.empty());
    CHECK(from_file("[space]\nrules = \"\"").space_rules.empty());
    CHECK(from_flags({{"space.rules", std::string(200, 'a')}}).space_rules.size() == 200);
    CHECK_THROWS_AS(from_flags({{"space.rules", std::string(201, 'a')}}), config_error);
}

TEST_CASE("a demo keeps nothing, and all its titles say what it is", "[config]")
{
    const auto all = from_flags({{"demo", "true"}, {"store", "sqlite"}});
    CHECK(all.store == store_kind::memory);
    CHECK(all.drain_grace == 0ms);
    CHECK_THAT(all.space_title, Catch::EndsWith(" (demo)"));
    CHECK(all.rooms.size() == 3);
    const auto own = from_flags({{"demo", "true"}, {"space.title", std::string(120, 'a')}, {"rooms", "hall=Hall"}});
    CHECK_THAT(own.space_title, Catch::EndsWith(" (demo)"));
    CHECK(own.rooms == std::vector<room_setting>{{"hall", "Hall (demo)"}});
    CHECK(from_flags({}).store == store_kind::sqlite);
}

TEST_CASE("Redis' password comes from the first line of a file, and a file without one is refused", "[config]")
{
    const test::temporary_folder folder;
    const auto file = folder.path() / "password";
    auto all = from_flags(
        {{"store", "redis"},
         {"redis.url", "redis://ada@localhost"},
         {"redis.ca_file", "ca.pem"},
         {"redis.password_file", file.string()}});
    CHECK(all.store == store_kind::redis);
    CHECK(place_of_store(all) == "Redis at localhost:6379");
    CHECK_THROWS_AS(redis_with_password(all), config_error);
    std::ofstream(file) << "\n";
    CHECK_THROWS_AS(redis_with_password(all), config_error);
    std::ofstream(file) << "open sesame\r\nsecond line\n";
    CHECK(redis_with_password(all).password == "open sesame");
    CHECK(redis_with_password(all).authorities == "ca.pem");
    CHECK(redis_with_password(from_flags({})).password.empty());
    all.redis_sentinels = {redis_address{.host = "10.0.0.1", .port = 26'379}};
    CHECK(place_of_store(all) == "the Redis that the Sentinel at 10.0.0.1:26379 names");
    all.redis_cluster = {redis_address{.host = "10.0.0.2"}, redis_address{.host = "10.0.0.3"}};
    CHECK(place_of_store(all) == "the Redis Cluster of 10.0.0.2:6379");
    const auto nodes = redis_cluster_with_password(all);
    REQUIRE(nodes.size() == 2);
    CHECK(nodes.back() == redis_address{.host = "10.0.0.3", .authorities = "ca.pem", .password = "open sesame"});
}

TEST_CASE("a Redis that is a cluster is not behind Sentinels", "[config]")
{
    const std::vector<setting_text> one{{"store", "redis"}, {"redis.cluster", "redis://10.0.0.1"}};
    CHECK(from_flags(one).redis_cluster.size() == 1);
    auto both = one;
    both.push_back({"redis.sentinels", "redis://10.0.0.2"});
    CHECK_THROWS_WITH(from_flags(both), Catch::Contains("set one of them"));
}

TEST_CASE("the environment overrules the file, and a flag both", "[config]")
{
    setting_sources sources{"hallway.toml", "cores = 1\nstore = \"memory\"\n[space]\nid = \"file\"\n", {}, {}};
    sources.environment = {{"cores", "2"}, {"space.id", "environment"}};
    sources.flags = {{"cores", "3"}};
    const auto all = settings_from(sources);
    CHECK(all.cores == 3);
    CHECK(all.space == "environment");
    CHECK(all.store == store_kind::memory);
}

TEST_CASE("the environment is read by the names that the keys give", "[config]")
{
    const char* variables[] = {"HOME=/", "HALLWAY_CORES=2", "HALLWAY_SPACE_TITLE=A=B", "HALLWAY_LISTEN=", "CORES=9", nullptr};
    const auto found = settings_of_environment(variables);
    REQUIRE(found.size() == 3);
    CHECK(found[0].key == "cores");
    CHECK(found[0].value == "2");
    CHECK(found[1].key == "space.title");
    CHECK(found[1].value == "A=B");
    CHECK(found[2].key == "listen");
}

TEST_CASE("a variable that is nearly a setting is doubted, others are not", "[config]")
{
    const char* variables[] = {"HALLWAY_LISTN=x", "HALLWAY_CORES=1", "HALLWAY_SERVICE_HOST=10.0.0.1",
                               "HALLWAY_BIN=y",   "LISTN=z",         nullptr};
    const auto doubts = doubts_about_environment(variables);
    REQUIRE(doubts.size() == 1);
    CHECK_THAT(doubts[0], Contains("HALLWAY_LISTN") && Contains("HALLWAY_LISTEN"));
}

TEST_CASE("lists in flags and variables are parted by semicolons", "[config]")
{
    const auto all = from_flags({{"rooms", "lobby=Lobby;hall=Main, hall"}, {"origins", "https://a.example;https://b.example"}});
    CHECK(all.rooms == std::vector<room_setting>{{"lobby", "Lobby"}, {"hall", "Main, hall"}});
    CHECK(all.origins.size() == 2);
}

TEST_CASE("an unknown key is named with its line and the nearest key", "[config]")
{
    CHECK(
        complaint_about("cores = 1\nlistn = \"127.0.0.1:1\"\n") ==
        "hallway.toml:2: there is no setting \"listn\"; the nearest is \"listen\".");
    CHECK_THAT(complaint_about("[space]\ntitel = \"X\"\n"), Contains("hallway.toml:2: ") && Contains("\"space.title\""));
    CHECK_THAT(complaint_about("[[rooms]]\nid = \"lobby\"\nname = \"X\"\n"), Contains("hallway.toml:3: a room has no \"name\""));
    CHECK_THAT(
        complaint_about("[network]\nlisten = \"127.0.0.1:1\"\n"), Contains("hallway.toml:1: there is no setting \"network\""));
}

TEST_CASE("a wrong value is named with its key, line and what it must be", "[config]")
{
    for (const auto* const too_short : {"-1", "1", "6", "36501"})
        CHECK(
            complaint_about(std::string("retention_days = ") + too_short + "\n") ==
            std::string("hallway.toml:1: retention_days must be 0, or a whole number of days from 7 to 36500, not ") + too_short +
                ".");
    CHECK(complaint_about("\ncores = \"many\"\n") == "hallway.toml:2: cores must be a whole number from 0 to 64, not \"many\".");
    CHECK_THAT(complaint_about("cores = 65"), Contains("hallway.toml:1: cores must be") && Contains("not 65."));
    for (const auto* text :
         {"cores = -1",
          "cores = 1.5",
          "sessions_per_member = 0",
          "cores = true",
          "listen = 8000",
          "listen = \"8000\"",
          "listen = \"localhost:8000\"",
          "listen = \"127.0.0.1:65536\"",
          "listen = \"127.0.0.1:\"",
          "listen = \"::1:8000\"",
          "listen = \"[127.0.0.1]:8000\"",
          "listen = \"\"",
          "lan = \"yes\"",
          "lan = 1",
          "store = \"postgres\"",
          "[redis]\nurl = \"localhost\"",
          "[redis]\nurl = \"redis://ada:secret@localhost\"",
          "[redis]\nsentinels = [\"unix:/run/sentinel.sock\"]",
          "[redis]\nmaster = \"\"",
          "[redis]\ncluster = [\"unix:/run/redis.sock\"]",
          "[redis]\ncluster = [\"redis://10.0.0.1/1\"]",
          "[redis]\ncluster = [\"redis://10.0.0.1\", \"redis://ada@10.0.0.2\"]",
          "[redis]\ncluster = [\"redis://10.0.0.1\", \"rediss://10.0.0.2\"]",
          "[redis]\nprefix = \"{x}\"",
          "log_format = \"xml\"",
          "data = \"\"",
          "public_url = \"chat.example.org\"",
          "public_url = \"https://chat.example.org/path\"",
          "public_url = \"ftp://x\"",
          "public_url = \"https://\"",
          "public_url = \"https://a b\"",
          "origins = \"https://a.example\"",
          "origins = [1]",
          "origins = [\"*\"]",
          "origins = [\"https://a.example/\"]",
          "space = \"main\"",
          "[space]\nid = \"Main\"",
          "[space]\nid = \"\"",
          "[space]\ntitle = \"\"",
          "[space]\nrules = \"Be\\nkind\"",
          "[space]\nrules = \" \"",
          "[brand]\ncolour = \"red\"",
          "[brand]\ncolour = \"#7a1f5\"",
          "[brand]\ncolour = \"#7a1f5g\"",
          "[brand]\nlogo = 5",
          "rooms = []",
          "rooms = [\"lobby\"]",
          "[[rooms]]\ntitle = \"No id\"",
          "[[rooms]]\nid = \"../etc\"",
          "[[rooms]]\nid = 5",
          "[[rooms]]\nid = \"a\"\n[[rooms]]\nid = \"a\""}) {
        INFO(text);
        CHECK_THAT(complaint_about(text), Contains("hallway.toml:") && Catch::EndsWith("."));
    }
}

TEST_CASE("all that is wrong is told at once", "[config]")
{
    const auto complaint = complaint_about("cores = 99\nstore = \"tape\"\nroom = 1\n");
    CHECK(std::ranges::count(complaint, '\n') == 2);
}

TEST_CASE("what is not TOML is named with its line", "[config]")
{
    CHECK_THAT(complaint_about("cores = 1\nlisten = \n"), Contains("hallway.toml:2: this is not TOML"));
    CHECK_THAT(complaint_about("cores = 1\ncores = 2\n"), Contains("hallway.toml:2: this is not TOML"));
    CHECK_FALSE(complaint_about("\xff\xfe").empty());
    CHECK(complaint_about("[[[") == "hallway.toml is not TOML.");
    CHECK_THAT(complaint_about("data = 'x'\xef\xbb\x8e\n"), Contains("hallway.toml:1: this is not TOML"));
    CHECK_FALSE(complaint_about(std::string(100'000, '[')).empty());
    CHECK_FALSE(complaint_about("cores = " + std::string(100'000, '[')).empty());
}

TEST_CASE("a wrong flag or variable is named as it was written", "[config]")
{
    CHECK(complaint_about_flags({{"cores", "x"}}) == "--cores must be a whole number from 0 to 64, not \"x\".");
    CHECK_THAT(complaint_about_flags({{"public_url", "x"}}), Contains("--public must be"));
    CHECK_THROWS_WITH(settings_from({"", "", {{"lan", "maybe"}}, {}}), "HALLWAY_LAN must be true or false, not \"maybe\".");
}

TEST_CASE("another address than this machine's own is refused unless it is meant", "[config]")
{
    for (const auto* address : {"0.0.0.0:8000", "192.168.1.5:8000", "[::]:8000", "[2001:db8::1]:80"}) {
        INFO(address);
        CHECK_THAT(complaint_about_flags({{"listen", address}}), Contains("--lan") && Contains("behind_proxy"));
        CHECK_NOTHROW(from_flags({{"listen", address}, {"lan", "true"}}));
        CHECK_NOTHROW(from_flags({{"listen", address}, {"behind_proxy", "true"}}));
    }
    for (const auto* address : {"127.0.0.1:0", "127.1.2.3:8000", "[::1]:8000"})
        CHECK_NOTHROW(from_flags({{"listen", address}}));
}

TEST_CASE("--lan makes an address of this machine's own one of all addresses", "[config]")
{
    CHECK(from_flags({{"lan", "true"}}).listen == listen_address{"0.0.0.0", 8000});
    CHECK(from_flags({{"lan", "true"}, {"listen", "192.168.1.5:9000"}}).listen == listen_address{"192.168.1.5", 9000});
}

TEST_CASE("flood control is lifted on this machine's own address only", "[config]")
{
    CHECK(from_flags({{"unlimited", "true"}}).unlimited);
    CHECK_THAT(complaint_about_flags({{"unlimited", "true"}, {"lan", "true"}}), Contains("unlimited"));
    CHECK_THAT(
        complaint_about_flags({{"unlimited", "true"}, {"listen", "10.0.0.1:80"}, {"behind_proxy", "true"}}),
        Contains("unlimited"));
}

TEST_CASE("the operators' page has every setting with its variable and its flag", "[config]")
{
    std::ifstream file(HALLWAY_SOURCE_DIR "/config/README.md");
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    for (const auto& form : setting_forms()) {
        std::string variable = "HALLWAY_";
        for (const char c : form.key)
            variable += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        CHECK_THAT(page, Contains("\n| `" + std::string{form.key} + "` | `" + variable + "` | `" + std::string{form.flag}));
    }
}

TEST_CASE("a file that cannot be read is named", "[config]")
{
    CHECK_THROWS_WITH(read_config_file("no/such/file.toml"), Contains("no/such/file.toml"));
    CHECK_THROWS_WITH(read_config_file("/"), Contains("cannot be read"));
    CHECK(read_config_file(HALLWAY_SOURCE_DIR "/config/hallway.toml") == file_in_config_folder());
}

TEST_CASE("an address of the network is preferred to a bridge's, and this machine's own is none", "[config]")
{
    CHECK(lan_likelihood("wlp3s0", "192.168.1.20") > lan_likelihood("docker0", "172.17.0.1"));
    CHECK(lan_likelihood("eth0", "10.0.0.5") > lan_likelihood("virbr0", "192.168.122.1"));
    CHECK(lan_likelihood("eth0", "10.0.0.5") > lan_likelihood("eth1", "169.254.3.4"));
    CHECK(lan_likelihood("eth0", "203.0.113.7") > lan_likelihood("docker0", "172.17.0.1"));
    CHECK(lan_likelihood("lo", "127.0.0.1") == 0);
    CHECK(lan_likelihood("eth0", "fe80::1") == 0);
}
