#include "bench/bench_command.hpp"

#include "bench/bench_machine.hpp"
#include "bench/bench_report.hpp"
#include "bench/child_server.hpp"
#include "bench/scenario.hpp"
#include "outside/text_file.hpp"
#include "support/exit_codes.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <optional>
#include <random>
#include <stdexcept>

namespace hallway {
namespace {

using namespace bench;

struct bench_settings {
    std::vector<std::string> urls;
    bool is_own = false;
    bool has_tls = false;
    bool is_quick = false;
    bool is_mine = false;
    std::vector<std::string> scenarios;
    std::size_t members = 0;
    std::size_t rooms = 0;
    double rate = 0;
    double seconds = 0;
    std::size_t cores = 0;
    std::string data = ".";
    std::vector<int> pids;
    std::string room;
    std::string token_file;
    std::string json;
    std::string wire = "hallway";
};

/// Said instead of doing anything.
void note(const std::string& sentence) { fmt::print(stderr, "{}\n", sentence); }

struct misused : std::runtime_error {
    using runtime_error::runtime_error;
};

/// As large as was asked for, and no larger than the files that this process may open.
load_size size_of(const scenario& what, const bench_settings& how, std::size_t files)
{
    auto size = how.is_quick ? what.quick : what.usual;
    if (how.rooms > 0)
        size.rooms = how.rooms;
    if (how.members > 0)
        size.members = std::min(how.members, std::string_view(what.name) == "posts" ? size.members : how.members);
    if (how.rate > 0 && size.rate > 0)
        size.rate = how.rate;
    if (how.seconds > 0)
        size.seconds = how.seconds;
    constexpr double posts_of_a_member = 0.4; // a second: flood control permits one every two seconds
    if (what.wants_limits)
        size.rate = std::min(size.rate, posts_of_a_member * static_cast<double>(size.members));
    constexpr std::size_t others = 300; // files that are not connections, of the generator and of the server
    const auto most = files > 2 * others ? files - others : files / 2;
    if (connections_of(size) > most) {
        size.members = std::max<std::size_t>(1, most * 5 / (5 * size.rooms + 1));
        note(fmt::format(
            "   {} files may be open: {} members a room instead of more (ulimit -n; LimitNOFILE= of systemd).", files,
            size.members));
    }
    return size;
}

std::vector<const scenario*> chosen(const bench_settings& how)
{
    std::vector<const scenario*> found;
    for (const auto& each : all_scenarios())
        if (how.scenarios.empty() || std::ranges::find(how.scenarios, each.name) != how.scenarios.end())
            found.push_back(&each);
    for (const auto& name : how.scenarios)
        if (std::ranges::find(all_scenarios(), name, &scenario::name) == all_scenarios().end())
            throw misused(fmt::format("There is no scenario \"{}\"; hallway bench --help lists them.", name));
    return found;
}

/// Why it is not done to a server that runs elsewhere or otherwise; empty: it can be.
std::string why_not(const scenario& what, const load_size& size, const bench_settings& how, const bench_target& target)
{
    if (what.is_hallways_own && !target.speech->is_hallway())
        return "other servers have nothing of the kind";
    if (!how.is_own && what.wants_limits)
        return "it wants a server of its own: --own";
    if (size.rooms > 1 && !how.room.empty())
        return "it wants several rooms, and --room names one";
    return {};
}

bench_target target_of(const bench_settings& how, const bench_additions& more)
{
    bench_target target;
    target.speech = more.wires.at(how.wire).get();
    target.counters = more.counters;
    for (const auto& url : how.urls) {
        const auto address = parse_server_address(url);
        if (!address)
            throw misused(address.error().message);
        observed_server one{.where = look_up(*address), .has_metrics = target.speech->is_hallway()};
        if (!one.where.is_loopback && !how.is_mine)
            throw misused(fmt::format(
                "{} is another machine. A bench looks like an attack, and disturbs everybody there: say "
                "--yes-this-is-mine if it is yours and nobody needs it.",
                address->host));
        if (target.servers.size() < how.pids.size())
            one.pid = how.pids[target.servers.size()];
        target.servers.push_back(std::move(one));
    }
    if (!how.pids.empty() && how.pids.size() != how.urls.size())
        throw misused("Give --pid once for each address, or not at all.");
    if (!target.speech->is_hallway())
        return target;
    target.room = how.room;
    if (how.room.empty()) {
        const auto token = read_text_file(how.token_file);
        if (!token)
            throw misused(
                token.error().message + " The bench opens rooms of its own with an organiser's token (--token-file), or "
                                        "posts into one that you name (--room).");
        target.token = trimmed(*token);
        target.opens_rooms = true;
    }
    return target;
}

/// Rooms are named anew for each: what one leaves behind is no part of the next.
void use_new_room(bench_target& target)
{
    if (target.opens_rooms || !target.speech->is_hallway())
        target.room = fmt::format("bench-{:08x}", std::random_device{}());
}

bench_target start_own(const bench_settings& how, bool is_unlimited, std::optional<child_server>& server)
{
    server.emplace(child_server_settings{how.data, how.cores, is_unlimited, how.has_tls});
    bench_target target;
    const auto address = parse_server_address(server->url());
    target.servers.push_back({look_up(*address), server->pid(), true});
    target.token = trimmed(*read_text_file(server->token_file()));
    return target;
}

/// \returns whether it could be done and was without a fault
bool measure(const scenario& what, const bench_target& target, const load_size& size, bench_run& run)
{
    scenario_figures figures;
    figures.name = what.name;
    figures.title = what.title(size);
    try {
        what.measure(target, size, figures);
    } catch (const interrupted&) {
        throw;
    } catch (const std::exception& error) {
        figures.faults.emplace_back(error.what());
    }
    fmt::print("  {}\n", line_of(figures));
    std::fflush(stdout);
    const bool is_faultless = figures.faults.empty();
    run.scenarios.push_back(std::move(figures));
    return is_faultless;
}

/// As it was given, without where the binary lies.
std::string command_line()
{
    std::ifstream in("/proc/self/cmdline");
    std::string words;
    for (std::string word; std::getline(in, word, '\0');)
        words += words.empty() ? word.substr(word.rfind('/') + 1) : ' ' + word;
    return words;
}

int run_bench(const bench_settings& how, const bench_additions& more)
{
    const auto scenarios = chosen(how);
    const auto files = raise_file_limit();
    bench_run run{
        .server = how.is_own ? fmt::format("its own, {} cores{}", how.cores, how.has_tls ? ", TLS" : "")
                             : fmt::format("{}", fmt::join(how.urls, " ")),
        .command = command_line()};
    run.load_average_before = load_average();
    end_crowds_on_signals();
    bench_target target;
    if (how.is_own) {
        if (lies_in_memory(how.data))
            note("The data folder lies in memory: the figures say nothing about posts that have to be on disk (--data DIR).");
        target.speech = more.wires.at("hallway").get();
    } else {
        target = target_of(how, more);
    }

    bool is_faultless = true;
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        const auto& what = *scenarios[i];
        const auto size = size_of(what, how, files);
        if (const auto why = why_not(what, size, how, target); !why.empty()) {
            note(fmt::format("{} is left out: {}", what.name, why));
            continue;
        }
        fmt::print("{} of {}  {}) {}\n", i + 1, scenarios.size(), what.name, what.title(size));
        std::fflush(stdout);
        std::optional<child_server> server;
        if (how.is_own) {
            const auto* speech = target.speech;
            target = start_own(how, !what.wants_limits, server);
            target.speech = speech;
            keep_to_last_core();
        }
        use_new_room(target);
        is_faultless = measure(what, target, size, run) && is_faultless;
    }
    if (target.speech->is_hallway())
        fmt::print("\n{}", summary_of(run));
    if (!how.json.empty() && !(std::ofstream(how.json) << as_json(run)))
        throw std::runtime_error(how.json + " cannot be written.");
    return is_faultless ? 0 : 1;
}

std::string about_scenarios()
{
    std::string out = "Scenarios:\n";
    for (const auto& each : all_scenarios())
        out += fmt::format("  {:<11}{} ({})\n", each.name, each.about, each.title(each.usual));
    return out;
}

} // namespace

CLI::App* add_bench_command(CLI::App& app, int& exit_code, const bench_additions& more)
{
    auto* command = app.add_subcommand("bench", "How much does this machine carry? Loads a server and measures it");
    const auto how = std::make_shared<bench_settings>();
    auto known = more;
    known.wires.emplace("hallway", std::make_shared<hallway_wire>());
    how->token_file = "hallway-data/organiser.token";
    how->cores = static_cast<std::size_t>(std::max(::sysconf(_SC_NPROCESSORS_ONLN) - 1, 1L));

    command->add_option(
        "url", how->urls, "A server that runs, started with --unlimited; several nodes of one event may be given");
    command->add_flag("--own", how->is_own, "Starts a server for each scenario, with fresh data, and ends it");
    command->add_flag("--tls", how->has_tls, "With --own: over TLS");
    command->add_option("--scenario", how->scenarios, "Only these, such as a,storm")->delimiter(',');
    command->add_flag("--quick", how->is_quick, "Smaller and shorter: all of it in two minutes");
    command->add_option("--members", how->members, "So many in each room, instead of each scenario's usual number")
        ->check(CLI::PositiveNumber);
    command->add_option("--rooms", how->rooms, "So many rooms")->check(CLI::PositiveNumber);
    command->add_option("--rate", how->rate, "So many posts (in storms: arrivals) a second")->check(CLI::PositiveNumber);
    command->add_option("--seconds", how->seconds, "How long each is loaded")->check(CLI::PositiveNumber);
    command->add_option("--cores", how->cores, "With --own: the server's; the generator takes one more if there is one")
        ->check(CLI::PositiveNumber);
    command->add_option("--data", how->data, "With --own: on which disk; a folder is made in it, and removed")
        ->check(CLI::ExistingDirectory);
    command->add_option(
        "--pid", how->pids,
        "The server's process, one for each url, if it runs here: its CPU and memory are the kernel's figures then");
    command->add_option("--room", how->room, "Post into this room, instead of opening new ones");
    command->add_option("--token-file", how->token_file, "An organiser's token, to open rooms")->capture_default_str();
    command->add_option("--json", how->json, "A file for all figures, and the machine they were measured on");
    command->add_flag("--yes-this-is-mine", how->is_mine, "Allow another machine than this one");
    if (known.wires.size() > 1) {
        std::vector<std::string> names;
        for (const auto& [name, wire] : known.wires)
            names.push_back(name);
        command->add_option("--wire", how->wire, "How the server is spoken to")->check(CLI::IsMember(names));
    }
    command->footer(about_scenarios());
    command->callback([how, known, &exit_code] {
        try {
            if (how->is_own == !how->urls.empty())
                throw misused("Say which server: the address of one that runs, or --own.");
            if (how->has_tls && !how->is_own)
                throw misused("--tls is about a server of the bench's own; one that runs is given by its https:// address.");
            if (how->is_own && (!how->pids.empty() || !how->room.empty() || how->wire != "hallway"))
                throw misused("--pid, --room and --wire are about a server that runs.");
            exit_code = run_bench(*how, known);
        } catch (const misused& error) {
            exit_code = complain(wrong_usage, error.what());
        } catch (const interrupted& stop) {
            exit_code = complain(failed, stop.what());
        }
    });
    return command;
}

} // namespace hallway
