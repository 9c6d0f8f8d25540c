// A node with one core on the clock of a test, and visitors who keep all that they are told.
#pragma once

#include "hub/core.hpp"
#include "identity/tokens.hpp"
#include "log/log_service.hpp"
#include "log/memory_store.hpp"
#include "tests/support/test_scheduler.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hallway::simulation {

using namespace std::chrono_literals;
using nlohmann::json;

/// What the node forgets unless a test says otherwise.
inline constexpr std::chrono::days kept{30};

/// A session that keeps what it is told, document by document.
class visitor : public wire {
public:
    /// Says hello and asks to join the lobby; `since`: a position, as JSON.
    void enter(core& to, const std::string& since);
    void leave() { who_.reset(); }

    /// \returns the command's number
    std::uint64_t send(json what);
    std::uint64_t post(const std::string& text);
    std::uint64_t reply(const std::string& text, const json& to);

    /// The answer to a command; null if none came.
    json answer(std::uint64_t command) const;
    /// What the join was answered.
    json joined() const;
    /// The position of that answer.
    json position() const;

    void push(shared_bytes frames) override;
    void flush() override {}
    std::size_t queued_bytes() const override { return 0; }
    void close(close_code, std::string) override {}

private:
    std::unique_ptr<session> who_;
    std::vector<std::string> told_; // documents
    std::string token_;
    std::uint64_t last_ = 0;
    std::uint64_t join_ = 0;
};

/// The node, on a store that outlives it, all on one clock.
struct one_core {
    test::test_scheduler turns;
    std::unique_ptr<store> keeper = make_memory_store(turns);
    std::unique_ptr<metrics> counts;
    token_keeper tokens{std::string(32, 't')};
    std::unique_ptr<log_service> service;
    std::unique_ptr<core> home;
    std::vector<visitor*> inside; // since the start

    void start(std::chrono::days keep = kept);

    /// As SIGKILL does.
    void kill();

    void pass(uptime time) { turns.advance(time); }
    void let_in(visitor& who);
    void let_in(visitor& who, const json& since);

    template <class T, class Ask>
    outcome<T> wait(Ask ask)
    {
        std::optional<outcome<T>> got;
        ask(handler<T>([&](outcome<T> answer) { got.emplace(std::move(answer)); }));
        turns.run_until_idle();
        REQUIRE(got);
        return std::move(*got);
    }

    // The lobby's log, as the store has it.
    log_top top();
    room_snapshot saved();
    void save(const room_snapshot& what);

    /// A counter of /metrics.
    std::uint64_t counted(const std::string& name) const;
};

} // namespace hallway::simulation
