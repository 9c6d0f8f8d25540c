// A node of two cores, its log service and a store that can be stubborn, on clocks that a test turns: one task after the other. And those who talk to it.
#pragma once

#include "hub/core.hpp"
#include "hub/session.hpp"
#include "identity/tokens.hpp"
#include "log/log_service.hpp"
#include "protocol/codec.hpp"
#include "tests/simulation/stubborn_store.hpp"
#include "tests/support/test_scheduler.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hallway::simulation {

/// A mailbox that is soon full, and a ring that does not reach back far.
inline bounds narrow_mailbox()
{
    bounds held;
    held.requests_per_core = 20;
    held.mailbox_items = 21;
    held.ring_events = 2;
    held.snapshot_every = 1'000;
    return held;
}

/// What resets() has of who was sent out of the lobby once.
inline const std::vector<std::string> told_once{"lobby epoch"};

/// Two threads' worth of schedulers: one for a core, the log service and the store, one for the other core.
class small_node {
public:
    explicit small_node(bool is_unlimited = true, const bounds& held = {}, bool is_shared = false);

    core& at(std::size_t which) { return *cores_[which]; }

    /// Runs what is to be done, on both threads.
    void settle();
    /// The other core's thread gets no processor meanwhile.
    void settle_first();
    void advance(uptime by);
    void jump(std::chrono::hours by);

    // The lobby's log, as the store has it.
    std::vector<stored_event> events();
    std::optional<stored_snapshot> snapshot();
    void trim(std::uint64_t below);

    std::array<test::test_scheduler, 2> turns{test::test_scheduler(1), test::test_scheduler(2)};
    token_keeper tokens{std::string(32, 't')};
    stubborn_store keeper;

private:
    metrics counts_;
    log_service service_;
    std::array<std::unique_ptr<core>, 2> cores_;
};

/// A session and what it is told.
class talker final : public wire {
public:
    talker(small_node& in, std::size_t core_number, std::string token = {});

    /// \returns the command's number
    std::uint64_t say(command_body what);

    /// "ok", or the refusal's code.
    std::string ask(command_body what);
    std::string answer(std::uint64_t number) const;
    std::string answer() const { return answer(last_); }

    std::string post_something();

    /// What it was told of an event; null: nothing.
    const server_document* told_at(std::uint64_t offset) const;
    const server_document* answered(std::uint64_t number) const;

    /// The rooms that it was sent out of, each with the reason.
    std::vector<std::string> resets() const;

    hallway::session& seat() { return *session_; }

    // wire
    void push(shared_bytes frames) override;
    void flush() override { unflushed_ = 0; }
    std::size_t queued_bytes() const override { return unread + unflushed_; }
    void close(close_code code, std::string) override { closed = code; }

    std::vector<server_document> told;
    std::optional<close_code> closed;
    std::size_t unread = 0;     // bytes, as the wire tells it
    std::size_t bytes_each = 0; // as if each push had so many, which are taken when they are flushed

private:
    small_node& in_;
    std::uint64_t last_ = 0;
    std::size_t unflushed_ = 0;
    std::unique_ptr<session> session_;
};

} // namespace hallway::simulation
