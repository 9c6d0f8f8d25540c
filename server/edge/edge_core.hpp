// What the connections of one core share: its buffer, its decoders, its clock of seconds, its handlers and counts.
#pragma once

#include "edge/connection.hpp"
#include "edge/door.hpp"
#include "edge/frame_reader.hpp"
#include "edge/settings.hpp"
#include "edge/ws_decoder.hpp"
#include "support/asio_scheduler.hpp"
#include "support/http_message.hpp"
#include "support/metrics.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <span>

namespace hallway {

/// Counted by one core.
class edge_counts {
public:
    explicit edge_counts(metrics& all);

    /// A WebSocket that ended with this code: told by us or by the peer, or 1006. Codes that nobody defined are counted together.
    void closed(std::uint16_t code);

    void answered(int status);

    /// Of TLS: agreed, or refused.
    void shook_hands(const tls_session& with);
    /// Plain HTTP came instead.
    void shook_no_hands();
    /// Nothing had come of it when the connection ended.
    void never_shook_hands();

    /// A connection was not let in, told or not.
    void turned_away(door::verdict why);

    /// By the listener, without a descriptor of its own.
    counter& turned_away_without_descriptor;

    counter& accepts;
    counter& accept_pauses;
    counter& hellos_refused;
    counter& sheds;
    level& connections;
    level& outbox_bytes;

private:
    std::map<std::uint16_t, counter*> closes_;
    counter& other_closes_;
    std::array<counter*, 4> answers_; // 2xx to 5xx
    std::array<counter*, 3> turned_away_;
    counter& handshakes_full_;
    counter& handshakes_resumed_;
    counter& handshakes_failed_;
    counter& handshakes_plain_;
};

/// All on the core's thread. Whoever owns it destroys it when its scheduler runs no more, and before its scheduler.
class edge_core {
public:
    edge_core(
        asio_scheduler& on, edge_settings settings, door& entrance, http_handler site, reader_maker readers, metrics& counts);
    ~edge_core();
    edge_core(const edge_core&) = delete;
    edge_core& operator=(const edge_core&) = delete;

    /// Takes a socket in and speaks HTTP with it, or tells it to come back if there are too many.
    void adopt(edge_socket socket);

    /// What to send to somebody who cannot be taken in because there is no descriptor: a whole response, 503.
    std::string farewell();

    /// What it shows from the next TLS connection on. It speaks TLS from the beginning, or never.
    void show(tls_identity identity) { settings_.tls = std::move(identity); }

    /// Looks at the deadlines from now on.
    void start();

    /// Ends every connection that is between two HTTP requests; upgrades are answered 503 from now on.
    void drain();

    /// Ends every connection at once.
    void drop_all();

    std::size_t open_connections() const { return count_; }
    bool is_draining() const { return is_draining_; }

    // --- for connections and dialogues ---

    boost::asio::io_context& io() { return on_.io(); }
    const edge_settings& settings() const { return settings_; }
    const http_handler& site() const { return site_; }
    const reader_maker& readers() const { return readers_; }
    door& entrance() { return door_; }
    ws_decoder_pool& decoders() { return decoders_; }
    edge_counts& counts() { return counts_; }

    bool speaks_tls() const { return settings_.tls.context != nullptr; }
    std::unique_ptr<tls_session> new_tls_session();

    /// Null: each connection sends for itself.
    shared_sends* sends() const { return settings_.sends; }

    /// The time of the last sweep: exact enough for deadlines of seconds, and it costs nothing.
    uptime now() const { return now_; }
    uptime now_exactly() const { return on_.monotonic(); }

    /// Where a connection reads into; what lies in it is used before anything else of this core runs.
    std::span<char> buffer() { return {buffer_.get(), read_bytes_max}; }

    /// Seconds after which to come back, another number for each.
    int retry_after();

    void remove(connection& ended);

    /// For whom this request's connection was made. Says once in the log if a proxy speaks that nobody lists.
    address_bytes client_of(const http_request& request, const address_bytes& peer);

private:
    void sweep();
    void sweep_later();
    void shed_largest();

    asio_scheduler& on_;
    edge_settings settings_;
    door& door_;
    http_handler site_;
    reader_maker readers_;
    edge_counts counts_;
    ws_decoder_pool decoders_;
    std::unique_ptr<char[]> buffer_;
    std::unique_ptr<tls_desk> desk_; // null: no TLS
    boost::intrusive::list<connection, boost::intrusive::constant_time_size<false>> open_;
    std::size_t count_ = 0;
    uptime now_;
    boost::asio::steady_timer timer_;
    bool is_draining_ = false;
    bool has_warned_of_proxy_ = false;
};

} // namespace hallway
