// `hallway bench` with what only contributors need: other servers' wires, and what a Redis behind the nodes counts.
#include "bench/bench_command.hpp"
#include "tests/bench/member_bytes.hpp"
#include "tests/bench/peer_wires.hpp"
#include "tests/bench/redis_counters.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App app{"Loads a server, Hallway or another", "bench_load"};
    app.require_subcommand(1);
    std::string redis;
    hallway::bench_additions more;
    more.wires = {
        {"documents", std::make_shared<hallway::bench::documents_wire>()},
        {"socket.io", std::make_shared<hallway::bench::socket_io_wire>()},
        {"nats", std::make_shared<hallway::bench::nats_wire>()},
    };
    more.counters = [&redis] { return redis.empty() ? std::map<std::string, double>() : hallway::bench::redis_counters(redis); };
    int exit_code = 0;
    auto* command = hallway::add_bench_command(app, exit_code, more);
    command->add_option("--redis", redis, "The Unix socket of the nodes' Redis: what it is asked meanwhile is counted");
    hallway::bench::add_member_command(app);
    try {
        app.parse(argc, argv);
        return exit_code;
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
