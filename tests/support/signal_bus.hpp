// What carries signals between nodes in a test: at once and in order, unless the test has one lost or a connection cut.
#pragma once

#include "log/signals.hpp"
#include "support/scheduler.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

namespace hallway::test {

class signal_bus {
public:
    /// One node's end. The bus outlives it.
    class line final : public signals {
    public:
        line(signal_bus& whole, scheduler& where) : whole_(whole), where_(where) { whole_.lines_.insert(this); }
        ~line() override { whole_.lines_.erase(this); }

        void hear(std::string topic, signal_listener* who) override
        {
            if (who == nullptr)
                listeners_.erase(topic);
            else
                listeners_[topic] = who;
            if (who != nullptr && is_up_)
                tell(topic, [](signal_listener& each) { each.connected(); });
        }

        void signal(std::string topic, std::string text) override
        {
            ++whole_.count;
            if (!is_up_ || whole_.lose_next > 0) {
                whole_.lose_next -= is_up_ ? 1 : 0;
                return;
            }
            for (line* each : whole_.lines_)
                if (each->is_up_)
                    each->tell(topic, [topic, text](signal_listener& who) { who.heard(topic, text); });
        }

        void cut()
        {
            is_up_ = false;
            for (const auto& [topic, who] : listeners_)
                tell(topic, [](signal_listener& each) { each.disconnected(); });
        }

        void mend()
        {
            is_up_ = true;
            for (const auto& [topic, who] : listeners_)
                tell(topic, [](signal_listener& each) { each.connected(); });
        }

    private:
        template <class Call>
        void tell(std::string topic, Call call)
        {
            where_.post([this, topic = std::move(topic), call = std::move(call)] {
                if (const auto at = listeners_.find(topic); at != listeners_.end())
                    call(*at->second);
            });
        }

        signal_bus& whole_;
        scheduler& where_;
        std::map<std::string, signal_listener*> listeners_;
        bool is_up_ = true;
    };

    std::size_t count = 0;     // signals so far
    std::size_t lose_next = 0; // so many of the next

private:
    std::set<line*> lines_;
};

} // namespace hallway::test
