#include "bench/scenario.hpp"

#include "outside/room_opening.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <random>
#include <stdexcept>

namespace hallway::bench {
namespace {

std::string with_commas(double number)
{
    auto text = fmt::format("{:.0f}", number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), 1, ',');
    return text;
}

std::string rooms_of(const load_size& size)
{
    const auto members = with_commas(static_cast<double>(size.members));
    return size.rooms == 1 ? "1 room of " + members : fmt::format("{} rooms of {}", size.rooms, members);
}

std::string title_of_load(const load_size& size)
{
    if (size.outstanding > 0)
        return fmt::format(
            "{}, saturated, {} posts outstanding{}", rooms_of(size), size.outstanding, size.rooms > 1 ? " in each" : "");
    return fmt::format("{}, {} posts/s", rooms_of(size), with_commas(size.rate));
}

std::string title_of_most(const load_size& size) { return rooms_of(size) + ", the most posts/s that arrive in time"; }
std::string title_of_idle(const load_size& size) { return rooms_of(size) + ", silent"; }

std::string title_of_storm(const load_size& size)
{
    return fmt::format("{}, who come at {} a second", rooms_of(size), with_commas(size.rate));
}

std::string title_of_keynote(const load_size& size)
{
    return fmt::format("{}, who come at {} a second with flood control on, and applaud", rooms_of(size), with_commas(size.rate));
}

std::string title_of_reconnect(const load_size& size)
{
    return fmt::format(
        "{}, all cut off, who come back at {} a second and missed {} posts", rooms_of(size), with_commas(size.rate),
        with_commas(static_cast<double>(size.missed)));
}

std::string title_of_slow(const load_size& size)
{
    return fmt::format("{}, a fifth of whom stop reading, {} posts/s of {} bytes", rooms_of(size), size.rate, size.text_bytes);
}

std::string title_of_raid(const load_size& size)
{
    return fmt::format("{}, {} posts/s, and a fifth as many raiders who post all the time", rooms_of(size), size.rate);
}

} // namespace

const std::vector<scenario>& all_scenarios()
{
    static const std::vector<scenario> all{
        {"a",
         "a keynote: one room, everybody reads",
         {1, 1'000, 100},
         {1, 1'000, 100, 0, 120, 2},
         false,
         false,
         title_of_load,
         measure_fan_out},
        {"b", "a very large room", {1, 10'000, 5}, {1, 4'000, 10, 0, 120, 2}, false, false, title_of_load, measure_fan_out},
        {"c",
         "a conference: many rooms",
         {200, 50, 500},
         {100, 50, 500, 0, 120, 2},
         false,
         false,
         title_of_load,
         measure_fan_out},
        {"d",
         "one room, as much as it takes",
         {1, 1'000, 0, 20},
         {1, 1'000, 0, 20, 120, 2},
         false,
         false,
         title_of_load,
         measure_fan_out},
        {"many",
         "many rooms, as much as they take",
         {200, 50, 0, 2},
         {100, 50, 0, 2, 120, 2},
         false,
         false,
         title_of_load,
         measure_fan_out},
        {"posts",
         "durable posts, hardly anybody reads",
         {1, 20, 0, 400},
         {1, 20, 0, 400, 120, 2},
         false,
         false,
         title_of_load,
         measure_fan_out},
        {"most",
         "how often one room can be posted in",
         {1, 1'000, 50, 0, 120, 3},
         {1, 1'000, 50, 0, 120, 1},
         false,
         false,
         title_of_most,
         measure_most},
        {"idle",
         "what members cost who only sit there",
         {1, 10'000},
         {1, 5'000, 0, 0, 120, 2},
         false,
         false,
         title_of_idle,
         measure_idle},
        {"storm", "everybody comes at once", {1, 10'000, 3'000}, {1, 2'000, 2'000}, false, false, title_of_storm, measure_storm},
        {"keynote",
         "all of a venue come within a minute, from one address, and applaud",
         {1, 9'900, 170}, // half of 20,000 open files, which many machines allow
         {1, 1'000, 170},
         true,
         true,
         title_of_keynote,
         measure_keynote},
        {"reconnect",
         "the network fails, and everybody comes back",
         {1, 5'000, 2'000},
         {1, 2'000, 2'000},
         false,
         true,
         title_of_reconnect,
         measure_reconnect},
        {"behind",
         "they come back after more than a room remembers",
         {1, 500, 500, 0, 120, 5, 1'500},
         {1, 100, 100, 0, 120, 5, 1'500},
         false,
         true,
         title_of_reconnect,
         measure_reconnect},
        {"slow",
         "some stop reading",
         {1, 5'000, 8, 0, 900}, // half of what one core carries: at its limit anything doubles a p99
         {1, 1'000, 20, 0, 900, 2},
         false,
         true,
         title_of_slow,
         measure_slow},
        {"raid",
         "some post without end, with flood control on",
         {1, 1'000, 20},
         {1, 500, 20, 0, 120, 2},
         true,
         true,
         title_of_raid,
         measure_raid},
    };
    return all;
}

std::size_t connections_of(const load_size& size) { return size.rooms * size.members + size.members / 5 + 2; }

double scenario_figures::at(std::string_view figure, double otherwise) const
{
    const auto found = std::ranges::find(values_, figure, &std::pair<std::string, double>::first);
    return found == values_.end() ? otherwise : found->second;
}

crowd_settings crowd_of(const bench_target& target, const load_size& size)
{
    crowd_settings settings;
    for (const auto& each : target.servers)
        settings.servers.push_back(each.where);
    settings.speech = target.speech;
    settings.room = target.room;
    settings.rooms = size.rooms;
    settings.members = size.members;
    settings.text_bytes = size.text_bytes;
    return settings;
}

void open_rooms(const bench_target& target, const load_size& size)
{
    if (!target.speech->is_hallway() || (size.rooms == 1 && !target.opens_rooms))
        return;
    const auto names = crowd_of(target, size);
    for (std::size_t room = 0; room < size.rooms; ++room) {
        boost::asio::io_context io;
        room_opening_settings what{
            target.servers.front().where.server,
            {},
            room_name(names, room),
            {},
            target.token,
            fmt::format("bench-open-{:08x}-{:04}", std::random_device{}(), room)};
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

void fill_room(const bench_target& target, const load_size& size, std::size_t posts)
{
    auto alone = size;
    alone.members = 1;
    crowd author(crowd_of(target, alone));
    author.bring_in(30);
    constexpr std::size_t at_once = 32; // a session may have 64 commands under way
    for (std::size_t post = 0; post < posts * size.rooms; ++post) {
        while (author.figures().posts - author.figures().answers >= at_once && author.figures().refusals == 0)
            author.turn(1);
        author.post_next(now_ns());
    }
    if (author.settle(30) > 0)
        throw std::runtime_error("The room could not be filled: " + author.figures().first_refusal);
}

process_sample sample(const bench_target& target) { return sample_all(target.servers); }

void add_arrivals(scenario_figures& out, crowd& people, double cpu_seconds)
{
    if (cpu_seconds >= 0)
        out.set("cpu_us_per_join", cpu_seconds * 1e6 / static_cast<double>(people.size()));
    out.set("join_p50_ms", people.arrivals().quantile_ms(0.50));
    out.set("join_p99_ms", people.arrivals().quantile_ms(0.99));
    out.set("join_max_ms", people.arrivals().quantile_ms(1));
}

void add_delays(scenario_figures& out, crowd& people)
{
    out.set("p50_ms", people.delays().quantile_ms(0.50));
    out.set("p90_ms", people.delays().quantile_ms(0.90));
    out.set("p99_ms", people.delays().quantile_ms(0.99));
    out.set("p999_ms", people.delays().quantile_ms(0.999));
    out.set("max_ms", people.delays().quantile_ms(1));
}

void add_server(scenario_figures& out, const process_sample& from, const process_sample& to, double seconds)
{
    if (to.is_known) {
        const auto cpu = to.cpu_seconds - from.cpu_seconds;
        out.set("server_cpu_seconds", cpu);
        out.set("server_cpu_percent", 100 * cpu / seconds);
        out.set("rss_bytes", static_cast<double>(to.rss_bytes));
    }
    if (const auto fsyncs = metric_growth(from, to, "fsync"); fsyncs >= 0)
        out.set("fsyncs", fsyncs);
    if (const auto p99 = histogram_quantile_ms(from, to, "hallway_append_seconds", 0.99); p99 >= 0)
        out.set("append_p99_ms_at_most", p99);
    if (to.written_bytes > 0)
        out.set("disk_bytes_written", static_cast<double>(to.written_bytes - from.written_bytes));
}

void add_counters(scenario_figures& out, const std::map<std::string, double>& from, const std::map<std::string, double>& to)
{
    for (const auto& [name, value] : to) {
        const auto before = from.find(name);
        out.set(name, value - (before == from.end() ? 0 : before->second));
    }
}

void add_faults(scenario_figures& out, const crowd& people, std::uint64_t missing)
{
    const auto& all = people.figures();
    auto found = all.faults;
    found.lost = std::max(missing, found.lost);
    add_delivery_faults(out, found, all.gone);
    out.set("refusals", static_cast<double>(all.refusals));
    if (all.refusals > 0) {
        out.faults.push_back(fmt::format("{} posts were refused", all.refusals));
        out.faults.push_back("the first refusal: " + all.first_refusal.substr(0, 200));
    }
}

void add_delivery_faults(scenario_figures& out, const delivery_faults& found, std::uint64_t connections_lost)
{
    const auto add = [&](const char* name, std::uint64_t count, const char* what) {
        out.set(name, static_cast<double>(count));
        if (count > 0)
            out.faults.push_back(fmt::format("{} {}", count, what));
    };
    add("lost", found.lost, "deliveries were lost");
    add("doubled", found.doubled, "deliveries came twice");
    add("out_of_order", found.out_of_order, "deliveries came out of order");
    add("connections_lost", connections_lost, "connections were lost");
}

} // namespace hallway::bench
