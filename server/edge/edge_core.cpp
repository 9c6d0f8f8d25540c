#include "edge/edge_core.hpp"

#include "edge/http_session.hpp"
#include "support/logging.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

namespace hallway {

namespace {

constexpr std::array<std::uint16_t, 22> known_codes{1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1011, 1012,
                                                    1013, 4001, 4005, 4008, 4010, 4029, 4030, 4400, 4401, 4403, 4404};
constexpr auto closes_name = "hallway_closes_total";
constexpr std::array turned_away_reasons{"connections", "newcomers", "address"};
constexpr auto turned_away_name = "hallway_turned_away_total";
constexpr auto turned_away_help = "Connections that were not let in, by what there was too much of.";
constexpr auto handshakes_name = "hallway_tls_handshakes_total";
constexpr auto handshakes_help =
    "TLS connections, by how they began: full, resumed (with a ticket), failed, or plain HTTP instead.";
constexpr auto closes_help = "WebSocket connections that ended, by close code.";

address_bytes address_of(const edge_socket& socket)
{
    boost::system::error_code ec;
    const auto peer = socket.remote_endpoint(ec).address();
    if (ec)
        return {}; // gone already
    if (peer.is_v6())
        return peer.to_v6().to_bytes();
    return boost::asio::ip::make_address_v6(boost::asio::ip::v4_mapped, peer.to_v4()).to_bytes();
}

std::chrono::seconds in_seconds(uptime time) { return std::chrono::duration_cast<std::chrono::seconds>(time); }

} // namespace

edge_counts::edge_counts(metrics& all)
    : turned_away_without_descriptor(all.count(turned_away_name, turned_away_help, "why=\"descriptors\"")),
      accepts(all.count("hallway_accepts_total", "Connections accepted.")),
      accept_pauses(all.count("hallway_accept_pauses_total", "Times that accepting paused for want of descriptors or memory.")),
      hellos_refused(all.count("hallway_hellos_refused_total", "Hellos that came too fast from one address.")),
      sheds(all.count("hallway_sheds_total", "Connections given up for want of memory.")),
      connections(all.show("hallway_connections", "Open connections, HTTP and WebSocket.")),
      outbox_bytes(all.show("hallway_outbox_bytes", "Bytes that wait to be sent, at the last sweep.")),
      other_closes_(all.count(closes_name, closes_help, "code=\"other\"")),
      handshakes_full_(all.count(handshakes_name, handshakes_help, "how=\"full\"")),
      handshakes_resumed_(all.count(handshakes_name, handshakes_help, "how=\"resumed\"")),
      handshakes_failed_(all.count(handshakes_name, handshakes_help, "how=\"failed\"")),
      handshakes_plain_(all.count(handshakes_name, handshakes_help, "how=\"plain\""))
{
    for (const auto code : known_codes)
        closes_[code] = &all.count(closes_name, closes_help, fmt::format("code=\"{}\"", code));
    for (std::size_t i = 0; i < turned_away_.size(); ++i)
        turned_away_[i] = &all.count(turned_away_name, turned_away_help, fmt::format("why=\"{}\"", turned_away_reasons[i]));
    for (std::size_t i = 0; i < answers_.size(); ++i)
        answers_[i] = &all.count("hallway_http_responses_total", "HTTP responses.", fmt::format("class=\"{}xx\"", i + 2));
}

void edge_counts::turned_away(door::verdict why)
{
    if (why != door::verdict::come_in)
        turned_away_[static_cast<std::size_t>(why) - 1]->add();
}

void edge_counts::closed(std::uint16_t code)
{
    const auto known = closes_.find(code);
    (known == closes_.end() ? other_closes_ : *known->second).add();
}

void edge_counts::answered(int status)
{
    if (status >= 200 && status < 600)
        answers_[static_cast<std::size_t>(status / 100 - 2)]->add();
}

void edge_counts::shook_hands(const tls_session& with)
{
    if (with.now() == tls_session::state::failed)
        handshakes_failed_.add();
    else
        (with.is_resumed() ? handshakes_resumed_ : handshakes_full_).add();
}

void edge_counts::shook_no_hands() { handshakes_plain_.add(); }

void edge_counts::never_shook_hands() { handshakes_failed_.add(); }

edge_core::edge_core(
    asio_scheduler& on, edge_settings settings, door& entrance, http_handler site, reader_maker readers, metrics& counts)
    : on_(on), settings_(std::move(settings)), door_(entrance), site_(std::move(site)), readers_(std::move(readers)),
      counts_(counts), decoders_(on.io()), buffer_(std::make_unique_for_overwrite<char[]>(read_bytes_max)),
      desk_(speaks_tls() ? std::make_unique<tls_desk>() : nullptr), now_(on.monotonic()), timer_(on.io())
{
}

edge_core::~edge_core()
{
    open_.clear_and_dispose([](connection* one) { delete one; });
}

void edge_core::adopt(edge_socket socket)
{
    counts_.accepts.add();
    const auto peer = address_of(socket);
    auto pass = door_.knock(peer);
    const auto said = pass.said();
    counts_.turned_away(said);
    if (said != door::verdict::come_in && (speaks_tls() || !pass.may_be_told()))
        return; // closes it: in a flood words cost more than they help, and sealed ones much more
    auto* const one = new connection(*this, std::move(socket), peer, std::move(pass)); // owned by the list, until remove()
    open_.push_back(*one);
    counts_.connections.set(static_cast<std::int64_t>(++count_));
    auto speaks = std::make_unique<http_session>(*this, *one);
    if (said != door::verdict::come_in)
        speaks->refuse_for_now();
    one->start(std::move(speaks));
}

void edge_core::remove(connection& ended)
{
    open_.erase_and_dispose(open_.iterator_to(ended), [](connection* one) { delete one; });
    counts_.connections.set(static_cast<std::int64_t>(--count_));
}

std::string edge_core::farewell()
{
    counts_.turned_away_without_descriptor.add();
    if (speaks_tls())
        return {};
    return http_session::farewell(retry_after());
}

std::unique_ptr<tls_session> edge_core::new_tls_session() { return std::make_unique<tls_session>(settings_.tls.context, *desk_); }

address_bytes edge_core::client_of(const http_request& request, const address_bytes& peer)
{
    std::vector<std::string_view> named;
    for (const auto& [name, value] : request.headers)
        if (is_same_token(name, "X-Forwarded-For"))
            named.push_back(value);
    if (!named.empty() && !door_.is_trusted_proxy(peer) && !std::exchange(has_warned_of_proxy_, true))
        log_warn(
            "X-Forwarded-For from an address that is not among trusted_proxies; if it is a proxy of yours, everybody behind it "
            "counts as one address");
    return client_behind(peer, named, door_.trusted_proxies());
}

void edge_core::start()
{
    now_ = on_.monotonic();
    sweep_later();
}

void edge_core::sweep_later()
{
    timer_.expires_after(settings_.deadlines.sweep);
    timer_.async_wait([this](const boost::system::error_code& ec) {
        if (ec)
            return; // this may be gone
        sweep();
        sweep_later();
    });
}

void edge_core::sweep()
{
    now_ = on_.monotonic();
    std::size_t waiting = 0;
    const bool is_short = settings_.memory != nullptr && settings_.memory->now() == memory_watch::need::shed;
    for (auto at = open_.begin(); at != open_.end();) {
        auto& one = *at++; // the sweep may destroy it
        waiting += one.waiting_bytes();
        if (is_short && one.is_shaking_hands())
            one.drop(); // nobody yet, and its handshake may hold more than a member does
        one.sweep(now_);
    }
    door_.sweep(now_);
    if (is_short)
        shed_largest();
    counts_.outbox_bytes.set(static_cast<std::int64_t>(waiting));
}

/// Those for whom most waits are slow by definition, and can be caught up when they come back. As many as this core's share of what is too much.
void edge_core::shed_largest()
{
    std::vector<connection*> large;
    for (auto& one : open_)
        if (one.waiting_bytes() >= shed_bytes_min)
            large.push_back(&one);
    std::ranges::sort(large, std::greater{}, &connection::waiting_bytes);
    const auto wanted = settings_.memory->excess() / settings_.cores;
    std::size_t freed = 0;
    for (auto* one : large) {
        if (freed >= wanted)
            return;
        freed += one->waiting_bytes();
        one->shed();
        counts_.sheds.add();
    }
}

void edge_core::drain() { is_draining_ = true; }

void edge_core::drop_all()
{
    for (auto at = open_.begin(); at != open_.end();) {
        auto& one = *at++;
        one.drop();
        one.sweep(now_);
    }
}

int edge_core::retry_after()
{
    const auto spread = static_cast<std::uint64_t>(in_seconds(retry_after_spread).count());
    return static_cast<int>(in_seconds(retry_after_min).count()) + static_cast<int>(on_.random() % (spread + 1));
}

} // namespace hallway
