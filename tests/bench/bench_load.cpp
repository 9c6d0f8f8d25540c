// Loads a running server and measures: fan-out at a rate or saturated, and members who only sit there. See tests/bench/run.
#include "outside/room_opening.hpp"
#include "outside/text_file.hpp"
#include "tests/bench/bench_report.hpp"
#include "tests/bench/crowd.hpp"
#include "tests/bench/observed_process.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>

namespace hallway::bench {
namespace {

using json = nlohmann::ordered_json;

struct options {
    crowd_settings crowd;
    int server_pid = 0;
    std::string token_file;
    std::string title;
    std::string out;
    double rate = 100;
    std::size_t outstanding = 0; // above 0: saturated instead of at a rate
    double seconds = 5;
    double load_average_before = 0;
};

double quantile(std::vector<double>& samples, double part)
{
    if (samples.empty())
        return 0;
    const auto place = std::min(samples.size() - 1, static_cast<std::size_t>(part * static_cast<double>(samples.size())));
    std::nth_element(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(place), samples.end());
    return samples[place];
}

void open_rooms(const options& how)
{
    if (how.crowd.rooms == 1)
        return; // the lobby is there
    const auto token = read_text_file(how.token_file);
    if (!token)
        throw std::runtime_error(token.error().message);
    for (std::size_t room = 0; room < how.crowd.rooms; ++room) {
        boost::asio::io_context io;
        server_address server;
        server.host = "127.0.0.1";
        server.port = std::to_string(how.crowd.port);
        room_opening_settings what{
            server, {}, room_name(how.crowd, room), {}, trimmed(*token), fmt::format("bench-open-room-{:04}", room)};
        std::optional<refusal> trouble;
        const room_opening opening(io, std::move(what), [&](std::optional<refusal> why) {
            trouble = std::move(why);
            io.stop();
        });
        io.run();
        if (trouble)
            throw std::runtime_error("A room could not be opened: " + trouble->message);
    }
}

void add_crowd(json& out, const options& how, std::vector<double> arrivals_ms, double cpu_seconds)
{
    const auto all = how.crowd.rooms * how.crowd.members;
    out["rooms"] = how.crowd.rooms;
    out["members"] = all;
    out["cpu_us_per_join"] = cpu_seconds * 1e6 / static_cast<double>(all);
    out["join_p50_ms"] = quantile(arrivals_ms, 0.50);
    out["join_p99_ms"] = quantile(arrivals_ms, 0.99);
}

void add_metrics(json& out, const process_sample& from, const process_sample& to)
{
    if (const auto fsyncs = metric_growth(from, to, "fsync"); fsyncs >= 0)
        out["fsyncs"] = fsyncs;
    if (const auto commits = metric_growth(from, to, "commit_seconds_count"); commits >= 0)
        out["commits"] = commits;
    if (const auto p99 = histogram_quantile_ms(from, to, "hallway_append_seconds", 0.99); p99 >= 0)
        out["append_p99_ms_at_most"] = p99;
    out["disk_bytes_written"] = to.written_bytes - from.written_bytes;
}

/// What else the machine did is part of every figure.
double load_average()
{
    double average = -1;
    std::ifstream("/proc/loadavg") >> average;
    return average;
}

void finish(json out, const options& how)
{
    out["load_average_before"] = how.load_average_before;
    fmt::print("{}\n", out.dump());
    if (!how.out.empty())
        std::ofstream(how.out) << out.dump(2) << '\n';
}

int measure_fan_out(const options& how)
{
    open_rooms(how);
    crowd people(how.crowd);
    const auto before = sample_process(how.server_pid, how.crowd.port);
    auto arrivals_ms = people.bring_in(120);
    const auto arrived = sample_process(how.server_pid, how.crowd.port);

    const auto load = [&](double seconds) {
        if (how.outstanding > 0)
            people.post_with_outstanding(how.outstanding, seconds);
        else
            people.post_at(how.rate, seconds);
    };
    load(1); // warm
    people.settle(10);
    people.delays_ms().clear();
    const auto from = sample_process(how.server_pid, how.crowd.port);
    const auto first = people.figures();
    const auto begun = now_ns();
    load(how.seconds);
    const auto missing = people.settle(20);
    const auto seconds = static_cast<double>(now_ns() - begun) / 1e9;
    const auto to = sample_process(how.server_pid, how.crowd.port);
    const auto& last = people.figures();

    const auto deliveries = static_cast<double>(last.deliveries - first.deliveries);
    const auto cpu = to.cpu_seconds - from.cpu_seconds;
    json out;
    out["scenario"] = how.title;
    add_crowd(out, how, std::move(arrivals_ms), arrived.cpu_seconds - before.cpu_seconds);
    out["text_bytes"] = how.crowd.text_bytes;
    if (how.outstanding > 0)
        out["outstanding"] = how.outstanding;
    else
        out["posts_per_second"] = how.rate;
    out["seconds"] = seconds;
    out["posts"] = last.posts - first.posts;
    out["deliveries"] = deliveries;
    out["deliveries_per_second"] = deliveries / seconds;
    out["server_cpu_seconds"] = cpu;
    out["server_user_seconds"] = to.user_seconds - from.user_seconds;
    out["server_cpu_percent"] = 100 * cpu / seconds;
    out["deliveries_per_cpu_second"] = deliveries / std::max(cpu, 0.01);
    out["cpu_us_per_delivery"] = cpu * 1e6 / std::max(deliveries, 1.0);
    out["p50_ms"] = quantile(people.delays_ms(), 0.50);
    out["p99_ms"] = quantile(people.delays_ms(), 0.99);
    out["max_ms"] = quantile(people.delays_ms(), 1.0);
    out["lost"] = missing + last.holes;
    out["doubled"] = last.doubled;
    out["out_of_order"] = last.out_of_order;
    out["refusals"] = last.refusals;
    out["connections_lost"] = last.gone;
    out["rss_bytes"] = to.rss_bytes;
    add_metrics(out, from, to);
    finish(std::move(out), how);
    if (!last.first_refusal.empty())
        fmt::print(stderr, "The first refusal: {}\n", last.first_refusal);
    return missing + last.holes + last.doubled + last.out_of_order + last.refusals + last.gone == 0 ? 0 : 1;
}

/// Members who came, joined and are silent: what each costs in memory, and what it cost to let it in.
int measure_idle(const options& how)
{
    crowd_settings few = how.crowd;
    few.members = 1;
    crowd author(few); // joins are to carry a full page of rows
    author.bring_in(30);
    author.post_at(1'000, 0.1);
    author.settle(10);

    crowd people(how.crowd);
    author.idle(0.5);
    const auto from = sample_process(how.server_pid, how.crowd.port);
    const auto begun = now_ns();
    auto arrivals_ms = people.bring_in(300);
    const auto arrival_seconds = static_cast<double>(now_ns() - begun) / 1e9;
    const auto arrived = sample_process(how.server_pid, how.crowd.port);
    people.idle(how.seconds);
    const auto to = sample_process(how.server_pid, how.crowd.port);

    json out;
    out["scenario"] = how.title;
    add_crowd(out, how, std::move(arrivals_ms), arrived.cpu_seconds - from.cpu_seconds);
    out["arrival_seconds"] = arrival_seconds;
    out["rss_bytes_before"] = from.rss_bytes;
    out["rss_bytes"] = to.rss_bytes;
    const auto growth = static_cast<double>(to.rss_bytes) - static_cast<double>(from.rss_bytes);
    out["rss_bytes_per_member"] = growth / static_cast<double>(how.crowd.rooms * how.crowd.members);
    out["idle_cpu_percent"] = 100 * (to.cpu_seconds - arrived.cpu_seconds) / std::max(how.seconds, 0.01);
    out["connections_lost"] = people.figures().gone;
    finish(std::move(out), how);
    return people.figures().gone == 0 ? 0 : 1;
}

/// Some members stop reading: what the others notice of it, and what it costs in memory. Before and after in one run, on one server.
int measure_slow(options how)
{
    crowd_settings few = how.crowd;
    few.members = 1;
    crowd author(few); // a page of history is to be full
    author.bring_in(30);
    author.post_at(1'000, 0.35);
    author.settle(10);

    how.crowd.stalling_every = 5;
    crowd people(how.crowd);
    auto arrivals_ms = people.bring_in(120);
    people.post_at(how.rate, 1); // warm
    people.settle(10);
    people.delays_ms().clear();
    people.post_at(how.rate, how.seconds);
    auto missing = people.settle(20);
    const auto p99_without = quantile(people.delays_ms(), 0.99);
    const auto from = sample_process(how.server_pid, how.crowd.port);

    const auto stalled = people.stall();
    // Their pages are encoded once for each; what is to be measured begins when they all wait.
    const auto asked = now_ns();
    for (double before = -1, waiting = 0; waiting > before || waiting == 0;) {
        people.idle(1.2); // longer than the sweep that the metric is of
        before = waiting;
        waiting = metric_growth(from, sample_process(how.server_pid, how.crowd.port), "hallway_outbox_bytes");
        if (now_ns() - asked > 30'000'000'000)
            throw std::runtime_error("Nothing waits for those who stopped reading.");
    }
    const auto seconds_to_fill = static_cast<double>(now_ns() - asked) / 1e9;
    people.delays_ms().clear();
    people.post_at(how.rate, how.seconds);
    missing += people.settle(20);
    const auto to = sample_process(how.server_pid, how.crowd.port);
    const auto& all = people.figures();

    constexpr double outbox_bytes_max = 1024 * 1024;
    const auto growth = static_cast<double>(to.rss_bytes) - static_cast<double>(from.rss_bytes);
    const auto bound = static_cast<double>(stalled) * outbox_bytes_max * 1.2;
    json out;
    out["scenario"] = how.title;
    add_crowd(out, how, std::move(arrivals_ms), 0);
    out.erase("cpu_us_per_join");
    out["stalled"] = stalled;
    out["posts_per_second"] = how.rate;
    out["seconds_to_fill"] = seconds_to_fill;
    out["p99_ms_without_stalled"] = p99_without;
    out["p50_ms"] = quantile(people.delays_ms(), 0.50);
    out["p99_ms"] = quantile(people.delays_ms(), 0.99);
    out["outbox_bytes"] = metric_growth(from, to, "hallway_outbox_bytes");
    out["gaps"] = metric_growth(from, to, "hallway_gaps_total");
    out["rss_bytes_before"] = from.rss_bytes;
    out["rss_bytes"] = to.rss_bytes;
    out["rss_bytes_per_stalled"] = growth / static_cast<double>(stalled);
    out["rss_bytes_allowed"] = bound;
    out["lost"] = missing + all.holes;
    out["doubled"] = all.doubled;
    out["out_of_order"] = all.out_of_order;
    out["refusals"] = all.refusals;
    out["connections_lost"] = all.gone;
    finish(std::move(out), how);
    return missing + all.holes + all.doubled + all.out_of_order + all.refusals + all.gone == 0 && growth <= bound ? 0 : 1;
}

void add_common(CLI::App& command, options& how)
{
    command.add_option("--port", how.crowd.port)->required();
    command.add_option("--pid", how.server_pid, "The server's process")->required();
    command.add_option("--title", how.title)->required();
    command.add_option("--out", how.out, "A file for the figures");
    command.add_option("--rooms", how.crowd.rooms)->capture_default_str();
    command.add_option("--members", how.crowd.members, "In each room")->capture_default_str();
    command.add_option("--arriving", how.crowd.arriving_max, "Members on their way in at a time")->capture_default_str();
    command.add_option("--seconds", how.seconds)->capture_default_str();
}

int run(int argc, char** argv)
{
    CLI::App app{"Loads a Hallway server", "bench_load"};
    app.require_subcommand(1);
    options how;
    auto* fan_out = app.add_subcommand("fan-out", "Posts that reach everybody in a room");
    add_common(*fan_out, how);
    fan_out->add_option("--rate", how.rate, "Posts a second over all rooms")->capture_default_str();
    fan_out->add_option("--outstanding", how.outstanding, "Instead of a rate: so many unanswered posts a room, always");
    fan_out->add_option("--text-bytes", how.crowd.text_bytes)->capture_default_str();
    fan_out->add_option("--token-file", how.token_file, "To open rooms");
    auto* idle = app.add_subcommand("idle", "Members who joined and are silent");
    add_common(*idle, how);

    auto* slow = app.add_subcommand("slow", "One member in five stops reading");
    add_common(*slow, how);
    slow->add_option("--rate", how.rate, "Posts a second")->capture_default_str();
    slow->add_option("--text-bytes", how.crowd.text_bytes)->capture_default_str();

    auto* report = app.add_subcommand("report", "Puts scenarios together");
    std::string name;
    std::string version;
    std::string folder;
    std::vector<std::string> files;
    report->add_option("--name", name)->required();
    report->add_option("--server-version", version)->required();
    report->add_option("--folder", folder)->required();
    report->add_option("files", files)->required();

    try {
        app.parse(argc, argv);
        raise_file_limit();
        how.load_average_before = load_average();
        if (*report) {
            fmt::print("{}", write_report(name, version, {files.begin(), files.end()}, folder));
            return 0;
        }
        return *idle ? measure_idle(how) : *slow ? measure_slow(how) : measure_fan_out(how);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}

} // namespace
} // namespace hallway::bench

int main(int argc, char** argv) { return hallway::bench::run(argc, argv); }
