// What the processes that share a store tell each other of trimmed logs, so that nobody goes on showing what is forgotten.
#pragma once

#include "log/signals.hpp"
#include "protocol/ids.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace hallway {

class trim_news final : signal_listener {
public:
    /// `others` outlives it. `trimmed` is told of the oldest offset that a log keeps, and of the event before that; `missed`: of any logs, unheard.
    trim_news(
        signals& others, std::function<void(const std::string& log, std::uint64_t first, event_id before_first)> trimmed,
        std::function<void()> missed);
    ~trim_news();
    trim_news(const trim_news&) = delete;
    trim_news& operator=(const trim_news&) = delete;

    void tell(const std::string& log, std::uint64_t first, event_id before_first);

private:
    void connected() override;
    void disconnected() override {}
    void heard(const std::string& topic, const std::string& text) override;

    signals& others_;
    const std::function<void(const std::string&, std::uint64_t, event_id)> trimmed_;
    const std::function<void()> missed_;
};

} // namespace hallway
