// What the bench can do to a server: a scenario each, by name, and the figures that come of it.
#pragma once

#include "bench/crowd.hpp"
#include "bench/observed_process.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hallway::bench {

/// How much; each scenario has its own usual size.
struct load_size {
    std::size_t rooms = 1;
    std::size_t members = 1'000; // in each room
    double rate = 0;             // posts a second over all rooms; arrivals a second in storms
    std::size_t outstanding = 0; // above 0: instead of a rate, so many unanswered posts a room
    std::size_t text_bytes = 120;
    double seconds = 5;
    std::size_t missed = 20; // posts while everybody is away
};

/// Whom it is done to.
struct bench_target {
    std::vector<observed_server> servers;
    const wire* speech = nullptr;
    std::string room = "lobby"; // what rooms are called; it is there unless `token` opens it
    std::string token;          // an organiser's
    bool opens_rooms = false;   // also if it is one

    /// What others count meanwhile (a Redis its commands): figures of what grew, by name.
    std::function<std::map<std::string, double>()> counters;
};

inline constexpr double settle_seconds = 20; // that members have at the start and at the end, to hear of each other

/// What came of it. A figure that is not known is missing.
class scenario_figures {
public:
    void set(const std::string& figure, double value) { values_.emplace_back(figure, value); }
    double at(std::string_view figure, double otherwise = -1) const;
    const std::vector<std::pair<std::string, double>>& all() const { return values_; }

    std::string name;
    std::string title;
    std::vector<std::string> faults; // sentences; empty: everything that should arrive did, once and in order

private:
    std::vector<std::pair<std::string, double>> values_;
};

struct scenario {
    const char* name;
    const char* about; // a line for people
    load_size usual;
    load_size quick;
    bool wants_limits;    // of flood control: the others want a server without
    bool is_hallways_own; // other servers have nothing of the kind
    std::string (*title)(const load_size&);
    void (*measure)(const bench_target&, const load_size&, scenario_figures&);
};

/// In the order in which they are run.
const std::vector<scenario>& all_scenarios();

/// How many connections a scenario of this size has.
std::size_t connections_of(const load_size& size);

/// The parts that scenarios are made of.
/// @{
crowd_settings crowd_of(const bench_target& target, const load_size& size);

/// \throws std::runtime_error with a sentence
void open_rooms(const bench_target& target, const load_size& size);

/// Posts so many, as fast as they are taken, by somebody who then leaves.
void fill_room(const bench_target& target, const load_size& size, std::size_t posts);

process_sample sample(const bench_target& target);

void add_arrivals(scenario_figures& out, crowd& people, double cpu_seconds);
void add_delays(scenario_figures& out, crowd& people);
void add_server(scenario_figures& out, const process_sample& from, const process_sample& to, double seconds);
void add_counters(scenario_figures& out, const std::map<std::string, double>& from, const std::map<std::string, double>& to);

/// Faults of a crowd whose load has settled.
void add_faults(scenario_figures& out, const crowd& people, std::uint64_t missing);

/// The same where the server was to be asked for too much: of what counts, not of all.
void add_delivery_faults(scenario_figures& out, const delivery_faults& found, std::uint64_t connections_lost);
/// @}

// Each measures one kind of scenario.
void measure_fan_out(const bench_target& target, const load_size& size, scenario_figures& out);
void measure_most(const bench_target& target, const load_size& size, scenario_figures& out);
void measure_idle(const bench_target& target, const load_size& size, scenario_figures& out);
void measure_storm(const bench_target& target, const load_size& size, scenario_figures& out);
void measure_keynote(const bench_target& target, const load_size& size, scenario_figures& out);
void measure_reconnect(const bench_target& target, const load_size& size, scenario_figures& out);
void measure_slow(const bench_target& target, const load_size& size, scenario_figures& out);
void measure_raid(const bench_target& target, const load_size& size, scenario_figures& out);

} // namespace hallway::bench
