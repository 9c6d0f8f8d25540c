// What survives a killed process: logs and records, and what was on its way to them. It remembers how it came to be, so that it can forget the end of it.
#pragma once

#include "log/memory_store.hpp"
#include "tests/simulation/world.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hallway::simulation {

/// The contract's plain implementation, answering at once, is the platter; delays and faults are simulated_store's.
class simulated_disk {
public:
    explicit simulated_disk(world& in) : hand_(in), platter_(make_memory_store(hand_)) {}

    using change = std::function<void(store&)>;

    /// Does it, durably.
    void write(change what)
    {
        hand_.begin();
        what(*platter_);
        journal_.push_back({hand_.moment(), hand_.luck(), std::move(what)});
    }

    /// Asks. `what` may call anything that does not change logs.
    void read(const change& what)
    {
        hand_.begin();
        what(*platter_);
    }

    /// What an interrupted write may yet turn out to have done, after the next start.
    void leave_in_doubt(change what) { doubtful_.push_back(std::move(what)); }
    void start(bool has_happened)
    {
        for (auto& each : std::exchange(doubtful_, {}))
            if (has_happened)
                write(std::move(each));
    }

    /// As it was `writes` earlier: a disk that lied about what is safe, or an old backup put in its place.
    void rewind(std::size_t writes)
    {
        journal_.resize(journal_.size() - std::min(writes, journal_.size()));
        platter_ = make_memory_store(hand_);
        epochs_.clear();
        for (const auto& each : journal_) {
            hand_.again(each.moment, each.luck);
            each.what(*platter_);
        }
    }
    std::size_t writes() const { return journal_.size(); }

    // What a shared one does besides.

    /// From now on the log has another epoch.
    void begin_epoch(const std::string& log, const std::string& epoch)
    {
        write([this, log, epoch](store&) { epochs_[log] = epoch; });
    }

    void forget_everything()
    {
        write([this](store& all) {
            epochs_.clear();
            all.list("", "", 1'000, [&](const outcome<std::vector<std::string>>& names) {
                for (const auto& each : *names)
                    all.drop(each, [](const outcome<done>&) {});
            });
            all.records("", "", 100'000, [&](const auto& found) {
                for (const auto& each : *found)
                    all.erase(each.first, [](const outcome<done>&) {});
            });
        });
    }

    // What the laws ask for.
    std::vector<std::string> logs()
    {
        return ask<std::vector<std::string>>([](store& all, auto then) { all.list("", "", 1'000, then); }).value();
    }
    bool has(const std::string& log)
    {
        const auto found = ask<std::vector<std::string>>([&](store& all, auto then) { all.list(log, "", 1, then); }).value();
        return !found.empty() && found.front() == log;
    }
    /// Of a log that is there.
    std::optional<log_top> top(const std::string& log)
    {
        auto found = ask<log_top>([&](store& all, auto then) { all.open(log, then); });
        if (const auto another = epochs_.find(log); found && another != epochs_.end())
            found->epoch = another->second;
        return found;
    }
    /// Of any.
    std::optional<log_top> known_top(const std::string& log) { return has(log) ? top(log) : std::nullopt; }
    std::optional<std::uint64_t> offset_of(const std::string& log, event_id id)
    {
        const auto found = ask<stored_event>([&](store& all, auto then) { all.find(log, id, then); });
        return found ? std::optional{found->offset} : std::nullopt;
    }
    std::optional<stored_snapshot> snapshot(const std::string& log)
    {
        return ask<stored_snapshot>([&](store& all, auto then) { all.load_snapshot(log, then); });
    }
    std::vector<stored_event> events(const std::string& log, std::uint64_t after)
    {
        const event_range all_of_it{.after = after, .events_max = 1'000'000, .bytes_max = 1'000'000'000};
        return ask<std::vector<stored_event>>([&](store& all, auto then) { all.read(log, all_of_it, then); })
            .value_or(std::vector<stored_event>{});
    }

private:
    /// Runs what is posted at once; its clock and its luck can be repeated.
    class steady_hand final : public scheduler {
    public:
        explicit steady_hand(world& in) : in_(in) {}
        void begin() { again(in_.wall(), in_.random()()); }
        void again(time_point moment, std::uint64_t luck)
        {
            moment_ = moment;
            luck_ = luck;
        }
        time_point moment() const { return moment_; }
        std::uint64_t luck() const { return luck_; }

        void post(task what) override { what(); }
        void after(uptime, task what) override { what(); }
        time_point now() const override { return moment_; }
        uptime monotonic() const override { return in_.clock(); }
        std::uint64_t random() override { return luck_; }

    private:
        world& in_;
        time_point moment_;
        std::uint64_t luck_ = 0;
    };

    struct written {
        time_point moment;
        std::uint64_t luck = 0;
        change what;
    };

    template <class T, class Call>
    std::optional<T> ask(Call call)
    {
        std::optional<T> found;
        read([&](store& all) {
            call(all, handler<T>([&](outcome<T> got) {
                     if (got)
                         found = std::move(*got);
                 }));
        });
        return found;
    }

    steady_hand hand_;
    std::unique_ptr<store> platter_;
    std::map<std::string, std::string> epochs_; // of logs that did not keep the one which they were made with
    std::vector<written> journal_;
    std::vector<change> doubtful_;
};

} // namespace hallway::simulation
