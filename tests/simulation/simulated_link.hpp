// One connection between a client and a core: bytes that take their time, buffers that fill, and an end that both sides may hear of at different times.
#pragma once

#include "edge/outbox.hpp"
#include "hub/core.hpp"
#include "tests/simulation/coverage.hpp"
#include "tests/simulation/profile.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hallway::simulation {

/// The client's side of a link.
class link_reader {
public:
    virtual ~link_reader() = default;
    virtual void arrived(std::string_view bytes) = 0;
    virtual void lost() = 0;
};

/// Stands for the edge's connection and the network behind it. Shared by those who hold it and by what is on its way.
class simulated_link final : public wire, public std::enable_shared_from_this<simulated_link> {
public:
    /// `clients`: the thread on which the reader lives. The core and its thread live until server_is_gone().
    simulated_link(
        world& in, const network_faults& faults, simulated_thread& clients, core& to, simulated_thread& core_thread,
        link_reader& reader, coverage& seen);

    /// The handshake; the session begins when it has come through.
    void open();

    // --- the client's side ---

    void send(std::string frame);

    /// The client stops or starts taking what arrives.
    void stop_reading() { is_reading_ = false; }
    void start_reading();

    /// The client lets go.
    void leave();

    // --- the world's ---

    /// Nothing comes through any more, in either direction; what was on its way is lost. Each side hears of it when it does.
    void cut(uptime server_hears_after, uptime client_hears_after);

    /// The process is gone: the session ends now, and what the kernel had taken may still arrive.
    void server_is_gone(uptime client_hears_after);

    bool is_served() const { return session_.has_value(); }
    std::size_t most_queued() const { return most_queued_; }

    // wire
    void push(shared_bytes frames) override;
    void flush() override;
    std::size_t queued_bytes() const override { return outbox_.bytes(); }
    void close(close_code code, std::string reason) override;

private:
    void on_core(void (simulated_link::*what)());
    void send_some();
    void writable();
    void watch();
    void end_session();
    void receive(const std::string& frame);
    void arrive(const std::string& bytes);
    void hear_of_loss(uptime after);
    uptime travel(uptime& last, std::size_t bytes);

    world& in_;
    const network_faults& faults_;
    simulated_thread& clients_;
    core* core_;
    simulated_thread* core_thread_;
    link_reader* reader_;
    coverage& seen_;
    std::optional<session> session_;
    outbox outbox_;
    std::string unread_;
    std::size_t in_kernel_ = 0;
    std::size_t most_queued_ = 0;
    uptime last_up_{}, last_down_{}, progress_at_{};
    bool is_reading_ = true;
    bool is_cut_ = false;
    bool is_blocked_ = false;
    bool is_watched_ = false;
    bool is_closing_ = false;
};

} // namespace hallway::simulation
