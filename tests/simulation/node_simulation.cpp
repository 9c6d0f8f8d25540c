// A whole node on simulated threads: two cores, the log service, a store, and clients that come, go, read slowly and write, while the node is killed.
#include "hub/core.hpp"
#include "identity/tokens.hpp"
#include "log/log_service.hpp"
#include "log/memory_store.hpp"
#include "tests/simulation/simulated_client.hpp"
#include "tests/simulation/world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>

using namespace hallway;
using namespace hallway::simulation;
using namespace std::chrono_literals;

namespace {

/// Where the store's handlers run: the log service's thread of the node that lives at present.
class relay : public scheduler {
public:
    explicit relay(world& in) : in_(in) {}
    void lead_to(scheduler* to) { to_ = to; }
    void post(task what) override
    {
        if (to_ != nullptr)
            to_->post(std::move(what));
    }
    void after(uptime delay, task what) override
    {
        if (to_ != nullptr)
            to_->after(delay, std::move(what));
    }
    time_point now() const override
    {
        return time_point{std::chrono::milliseconds{1'700'000'000'000}} +
               std::chrono::duration_cast<std::chrono::milliseconds>(in_.clock());
    }
    uptime monotonic() const override { return in_.clock(); }
    std::uint64_t random() override { return in_.random()(); }

private:
    world& in_;
    scheduler* to_ = nullptr;
};

/// What dies with the process: everything but the store.
class simulated_node {
public:
    simulated_node(world& in, store& keeper, relay& answers, std::size_t cores)
        : in_(in), answers_(answers), logs_thread_(in.make_thread())
    {
        answers_.lead_to(&logs_thread_);
        service_ = std::make_unique<log_service>(logs_thread_, keeper, counts_, std::string(32, 's'));
        core_settings settings;
        settings.rooms = {{"lobby", "Lobby"}};
        settings.is_unlimited = true;
        for (std::size_t i = 0; i < cores; ++i) {
            threads_.push_back(&in.make_thread());
            cores_.push_back(
                std::make_unique<core>(*threads_.back(), service_->attach(*threads_.back()), tokens_, settings, counts_));
            cores_.back()->start([this](const outcome<done>& ready) {
                REQUIRE(ready);
                ++ready_;
            });
        }
    }

    ~simulated_node()
    {
        answers_.lead_to(nullptr);
        in_.kill(logs_thread_);
        for (auto* each : threads_)
            in_.kill(*each);
    }

    bool is_ready() const
    {
        return ready_ == cores_.size() && cores_.front()->here().find_room("lobby") != nullptr &&
               cores_.back()->here().find_room("lobby") != nullptr;
    }
    core& some_core(std::uint64_t random) { return *cores_[random % cores_.size()]; }

private:
    world& in_;
    relay& answers_;
    metrics counts_;
    token_keeper tokens_{std::string(32, 't')};
    simulated_thread& logs_thread_;
    std::unique_ptr<log_service> service_;
    std::vector<simulated_thread*> threads_;
    std::vector<std::unique_ptr<core>> cores_;
    std::size_t ready_ = 0;
};

struct run_result {
    std::string trace; // what everybody saw in the end
    std::size_t fresh_starts = 0;
    std::size_t gaps = 0;
    std::size_t events = 0;
};

/// The store survives the node: it stands for the disk.
run_result simulate(std::uint64_t seed, int rounds, std::size_t text_bytes = 0)
{
    world in{seed};
    relay answers{in};
    const auto keeper = make_memory_store(answers);
    auto node = std::make_unique<simulated_node>(in, *keeper, answers, 2);
    const auto settle = [&] { in.run(in.clock() + 500ms); };
    while (!node->is_ready())
        settle();

    std::vector<std::unique_ptr<simulated_client>> clients;
    for (int i = 0; i < 6; ++i)
        clients.push_back(std::make_unique<simulated_client>("Guest " + std::to_string(i), i == 5));
    auto& random = in.random();
    int written = 0;

    for (int round = 0; round < rounds; ++round) {
        auto& one = *clients[random() % clients.size()];
        const auto dice = random() % 100;
        if (!one.is_connected()) {
            one.connect(node->some_core(random()));
        } else if (one.is_closed_by_server() || (dice < 4 && (text_bytes == 0 || &one != clients.back().get()))) {
            one.disconnect();
        } else if (dice < 70) {
            auto text = "text " + std::to_string(++written) + " ";
            text.resize(std::max(text.size() - 1, text_bytes), '.');
            one.post(text, random());
        } else if (dice < 80) {
            if (const auto target = one.some_message(random()))
                one.edit(*target, "edit " + std::to_string(round), random());
        } else if (dice < 85) {
            if (const auto target = one.some_message(random()))
                one.remove(*target, random());
        } else if (dice < 90) {
            // With long texts the slow one falls behind for good.
            if (text_bytes == 0 || random() % 8 == 0)
                one.take_waiting();
        } else if (dice < 91 && text_bytes == 0) {
            // SIGKILL: sockets break, what was not stored is gone.
            for (auto& each : clients)
                each->disconnect();
            node.reset();
            node = std::make_unique<simulated_node>(in, *keeper, answers, 2);
            while (!node->is_ready())
                settle();
        } else {
            settle();
        }
        for (auto steps = random() % 12; steps > 0; --steps)
            in.step();
        for (auto& each : clients)
            each->read();
    }

    // Everybody comes back, sends what was not answered, and reads to the end.
    for (auto& each : clients)
        if (each->is_closed_by_server())
            each->disconnect();
    for (int calm = 0; calm < 30; ++calm)
        for (auto& each : clients) {
            if (!each->is_connected())
                each->connect(node->some_core(random()));
            settle();
            each->take_waiting();
            each->read();
            if (each->is_joined())
                each->send_unsent();
        }

    run_result result;
    simulated_client witness{"Witness", false};
    witness.connect(node->some_core(random()));
    settle();
    witness.read();
    std::set<std::uint64_t> doubled;
    for (auto& each : clients) {
        CHECK_FALSE(each->has_unsent());
        CHECK(each->offset() == witness.offset());
        // What a client holds is what a newcomer is shown: old snapshot + events == fresh snapshot.
        for (const auto& [offset, shown] : witness.shown()) {
            const auto same = each->shown().find(offset);
            if (same != each->shown().end())
                CHECK(same->second == shown);
        }
        // Whatever gaps there were, they are filled: from where both begin, two members hold the same.
        const auto& other = clients.front()->shown();
        if (!other.empty() && !each->shown().empty()) {
            const auto from = std::max(other.begin()->first, each->shown().begin()->first);
            CHECK(std::equal(other.lower_bound(from), other.end(), each->shown().lower_bound(from), each->shown().end()));
        }
        // An answered post stands once, under the id it was answered with.
        for (const auto& [text, id] : each->answered())
            CHECK(doubled.insert(id.value).second);
        result.fresh_starts += each->fresh_starts();
        result.gaps += each->gaps();
        for (const auto& [offset, shown] : each->shown())
            result.trace += std::to_string(offset) + to_string(shown.first) + shown.second.text + "\n";
    }
    result.events = witness.offset();
    witness.disconnect();
    for (auto& each : clients)
        each->disconnect();
    return result;
}

std::uint64_t first_seed()
{
    const char* given = std::getenv("HALLWAY_SEED");
    return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

} // namespace

TEST_CASE("members are told everything once, in order, whatever comes between", "[simulation]")
{
    const auto seed = first_seed();
    const int seeds = std::getenv("HALLWAY_LONG") != nullptr ? 2'000 : 12;
    std::size_t events = 0;
    for (int i = 0; i < seeds; ++i) {
        CAPTURE(seed + i);
        const auto result = simulate(seed + i, 600);
        events += result.events;
        // Each client starts fresh once; afterwards its position is good on either core, whatever was killed.
        CHECK(result.fresh_starts == 6);
    }
    WARN(seeds << " seeds from " << seed << ", " << events << " events");
}

TEST_CASE("a reader who is too slow is skipped, told so, and whole again in the end", "[simulation]")
{
    const auto seed = first_seed();
    std::size_t gaps = 0;
    // Not every seed makes the slow one slow enough.
    for (int i = 0; i < 30 && gaps == 0; ++i) {
        CAPTURE(seed + i);
        gaps += simulate(seed + i, 2'500, 900).gaps;
    }
    CAPTURE(seed);
    CHECK(gaps > 0);
}

TEST_CASE("the same seed replays the same run, byte for byte", "[simulation]")
{
    const auto seed = first_seed();
    CAPTURE(seed);
    CHECK(simulate(seed, 400).trace == simulate(seed, 400).trace);
}
