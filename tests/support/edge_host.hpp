// An edge without a hub behind it: a thread that serves a small site and WebSockets whose reader does what it is told.
#pragma once

#include "edge/server.hpp"
#include "tests/support/client_socket.hpp"
#include "tests/support/run_on.hpp"

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace hallway::test {

/// Lives as long as its WebSocket. Understands "close CODE REASON", "send COUNT BYTES" (frames of that many 'x'), "know" (hello, as it
/// were, if the wire lets it: else it answers "wait"); everything else it echoes.
class obedient_reader final : public frame_reader {
public:
    struct tally {
        std::atomic<int> open{0};
        std::atomic<int> pings{0};
        std::atomic<int> drained{0};
        std::atomic<int> messages{0};
    };

    obedient_reader(wire& out, tally& counts) : out_(out), counts_(counts) { ++counts_.open; }
    ~obedient_reader() override { --counts_.open; }

    void receive(std::string_view frame) override;
    void pinged() override { ++counts_.pings; }
    void drained() override { ++counts_.drained; }
    bool is_known() const override { return is_known_; }

private:
    wire& out_;
    tally& counts_;
    bool is_known_ = false;
};

/// With HALLWAY_TEST_TLS in the environment it speaks TLS, whatever its settings say: so a suite can be run both ways.
class edge_host {
public:
    explicit edge_host(edge_settings settings = {}, door_settings limits = {});
    ~edge_host();
    edge_host(const edge_host&) = delete;
    edge_host& operator=(const edge_host&) = delete;

    std::uint16_t port() const { return port_; }

    /// Connected, over TLS if that is spoken. `receive_buffer` as for client_socket.
    client_socket connect(int receive_buffer = 0) const;

    /// Connected and upgraded; `behind` is sent together with the request.
    client_socket open_websocket(std::string_view behind = {}) const;

    /// Runs on the server's thread, and waits for it.
    template <class F>
    auto ask(F act) const
    {
        return run_on(*turns_, std::move(act));
    }

    std::size_t open_connections() const
    {
        return ask([this] { return edge_->open_connections(); });
    }
    edge_server& edge() { return *edge_; }

    /// How many requests for /later there were whose answer nobody has given yet.
    std::size_t promised() const
    {
        return ask([this] { return promised_.size(); });
    }

    /// Answers the oldest of them.
    void keep_promise(std::string text);
    std::string metrics_text() const { return counts_.text(); }

    obedient_reader::tally told;

private:
    http_response site(const http_request& request);

    const bool speaks_tls_;
    std::deque<std::function<void(http_response)>> promised_; // on the server's thread
    metrics counts_;
    door door_;
    std::unique_ptr<asio_scheduler> turns_;
    std::unique_ptr<edge_server> edge_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

/// What an edge shows in tests; made once a process.
const tls_identity& own_identity();

/// The upgrade request of a client; `extra` are whole header lines.
std::string upgrade_request(std::string_view extra = {});

/// Asks `condition` until it holds; false after half a minute.
bool eventually(const std::function<bool()>& condition);

} // namespace hallway::test
