// Several nodes' views of one store on one clock, as if they shared it.
#pragma once

#include "tests/support/forwarding_store.hpp"
#include "tests/support/signal_bus.hpp"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hallway::test {

/// Of what one view appends the others are told that they may have missed something, which is all that a store must say.
class shared_view final : public forwarding_store {
public:
    /// What the views of one store have in common.
    struct common {
        signal_bus bus;
        std::set<shared_view*> views;
    };

    /// All outlive it.
    shared_view(scheduler& where, store& under, common& with)
        : forwarding_store(under), where_(where), line_(with.bus, where), with_(with)
    {
        with_.views.insert(this);
    }
    ~shared_view() override { with_.views.erase(this); }

    void append(std::vector<append_request> requests, std::function<void(std::vector<append_outcome>)> then) override
    {
        std::set<std::string> logs;
        for (const auto& each : requests)
            logs.insert(each.log);
        forwarding_store::append(std::move(requests), [this, logs, then = std::move(then)](std::vector<append_outcome> outcomes) {
            then(std::move(outcomes));
            for (shared_view* each : with_.views)
                for (const auto& log : logs)
                    if (each != this)
                        each->tell(log);
        });
    }

    bool is_shared() const override { return true; }
    void listen(store_listener* who) override { listener_ = who; }
    void follow(std::string log) override
    {
        followed_.insert(log);
        tell(log);
    }
    void unfollow(std::string log) override { followed_.erase(log); }
    void tops(std::vector<std::string> logs, handler<std::vector<std::optional<log_top>>> then) override
    {
        auto found = std::make_shared<std::vector<std::optional<log_top>>>();
        for (const auto& log : logs)
            open(log, [found, then, count = logs.size()](outcome<log_top> top) {
                found->push_back(top ? std::optional{*std::move(top)} : std::nullopt);
                if (found->size() == count)
                    then(std::move(*found));
            });
    }
    void hear(std::string topic, signal_listener* who) override { line_.hear(std::move(topic), who); }
    void signal(std::string topic, std::string text) override { line_.signal(std::move(topic), std::move(text)); }

    signal_bus::line& line() { return line_; }

private:
    void tell(const std::string& log)
    {
        where_.post([this, log] {
            if (listener_ != nullptr && followed_.contains(log))
                listener_->missed(log);
        });
    }

    scheduler& where_;
    signal_bus::line line_;
    common& with_;
    std::set<std::string> followed_;
    store_listener* listener_ = nullptr;
};

} // namespace hallway::test
