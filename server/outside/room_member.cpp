#include "outside/room_member.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace hallway {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr auto counts_as_up = 5s;           // a connection that lasted so long was a success
constexpr milliseconds retry_pause = 500ms; // after a refusal that does not say when

/// Whether the server's answer to the handshake may be another one later.
bool is_lasting(unsigned http_status)
{
    return http_status >= 400 && http_status < 500 && http_status != 408 && http_status != 429;
}

command_body command_of(const outgoing& what, const std::string& room)
{
    if (what.answers)
        return answer_question{room, what.key, what.answers->question, {.message = what.answers->message}};
    if (what.asks)
        return ask{room, what.key, what.text};
    return post{room, what.key, what.text, what.reply_to};
}

} // namespace

milliseconds comeback_pause(unsigned failures, std::uint64_t random, milliseconds most)
{
    constexpr std::uint64_t first_ms = 500;
    const auto highest = std::min(static_cast<std::uint64_t>(most.count()), first_ms << std::min(failures, 6U));
    return milliseconds(random % (highest + 1));
}

room_member::room_member(boost::asio::io_context& io, room_member_settings settings, handlers call)
    : io_(io), settings_(std::move(settings)), call_(std::move(call)), follower_(
                                                                           settings_.room, settings_.from_the_start,
                                                                           [this](const server_document& event) {
                                                                               if (call_.heard)
                                                                                   call_.heard(event);
                                                                           }),
      random_(settings_.seed), comeback_(io), post_pause_(io), page_pause_(io), answer_watch_(io)
{
}

room_member::~room_member() = default;

void room_member::start() { connect(); }

void room_member::leave()
{
    is_gone_ = true;
    is_in_room_ = false;
    comeback_.cancel();
    post_pause_.cancel();
    page_pause_.cancel();
    answer_watch_.cancel();
    if (client_)
        client_->close();
}

void room_member::connect()
{
    client_settings how;
    const auto which = attempts_++ % (settings_.others.size() + 1);
    how.server = which == 0 ? settings_.server : settings_.others[which - 1];
    how.skims = !settings_.reads;
    if (!settings_.name.empty())
        how.greeting.name = settings_.name;
    if (!settings_.token.empty())
        how.greeting.token = settings_.token;
    if (!settings_.space.empty())
        how.greeting.space = settings_.space;

    client::handlers call;
    call.welcomed = [this](const server_document& answer) { welcomed(answer); };
    call.told = [this](const server_document& document) { told(document); };
    call.ended = [this](const connection_end& end) { lost(end); };
    client_ = std::make_unique<client>(io_, std::move(how), std::move(call));
}

void room_member::welcomed(const server_document& answer)
{
    if (answer.is_error) {
        if (!answer.retryable)
            return give_up(answer.error);
        return come_back_in(
            answer.error.retry_after.value_or(0ms) + comeback_pause(failures_++, random_(), settings_.comeback_max));
    }
    ++figures_.connects;
    up_since_ = steady_clock::now();
    if (!answer.token.empty() && answer.token != settings_.token) {
        settings_.token = answer.token;
        if (call_.known_as)
            call_.known_as(settings_.token);
    }
    send_join();
}

void room_member::send_join()
{
    is_in_room_ = false;
    auto how = follower_.next_join();
    if (!settings_.reads)
        how.since.reset(); // nothing was read, so nothing is to be made up for
    client_->send(std::move(how), [this](const server_document& answer) { join_answered(answer); });
}

void room_member::join_answered(const server_document& answer)
{
    if (answer.is_error) {
        if (!answer.retryable)
            return give_up(answer.error);
        return come_back_in(
            answer.error.retry_after.value_or(0ms) + comeback_pause(failures_++, random_(), settings_.comeback_max));
    }
    if (settings_.reads && !follower_.joined(answer))
        return send_join();
    is_in_room_ = true;
    fill();
    if (call_.joined)
        call_.joined();
    flush();
}

void room_member::told(const server_document& document)
{
    if (document.ev == "left" && document.room == settings_.room)
        return give_up({document.error.code, "The server took this member out of the room."});
    if (!document.re && document.is_error)
        return; // about a document of ours that could not be read: its command stays unanswered, the watch finds it
    if (!settings_.reads) {
        if (document.ev == "reset" && document.room == settings_.room)
            send_join();
        return;
    }
    if (!follower_.told(document))
        return send_join();
    fill();
}

void room_member::fill()
{
    auto page = follower_.next_page();
    if (!page)
        return;
    client_->send(std::move(*page), [this](const server_document& answer) {
        if (!answer.is_error) {
            follower_.filled(answer);
            return fill();
        }
        follower_.interrupted();
        page_pause_.expires_after(answer.error.retry_after.value_or(retry_pause));
        page_pause_.async_wait([this](boost::system::error_code ec) {
            if (!ec && is_in_room_)
                fill();
        });
    });
}

void room_member::post(outgoing what, std::function<void(const posted&)> then)
{
    outbox_.push_back({std::move(what), std::move(then), {}, false});
    flush();
}

void room_member::flush()
{
    if (!is_in_room_ || is_paused_)
        return;
    for (auto& entry : outbox_) {
        if (in_flight_ >= settings_.posts_in_flight_max)
            break;
        if (std::exchange(entry.in_flight, true))
            continue;
        ++in_flight_;
        ++entry.state.sends;
        entry.state.sent_at = steady_clock::now();
        client_->send(command_of(entry.what, settings_.room), [this, key = entry.what.key](const server_document& answer) {
            post_answered(key, answer);
        });
    }
    watch_answers();
}

void room_member::post_answered(const std::string& key, const server_document& answer)
{
    const auto found = std::find_if(outbox_.begin(), outbox_.end(), [&](const unsettled& one) { return one.what.key == key; });
    if (found == outbox_.end())
        return;
    found->in_flight = false;
    --in_flight_;
    if (answer.is_error && answer.retryable) {
        ++figures_.refused;
        return pause_posts(answer.error.retry_after.value_or(retry_pause));
    }

    auto entry = std::move(*found);
    outbox_.erase(found);
    entry.state.answered_at = steady_clock::now();
    entry.state.is_ok = !answer.is_error;
    entry.state.why = answer.error;
    entry.state.id = answer.id.value_or(event_id{});
    entry.state.offset = answer.offset;
    entry.state.duplicate = answer.duplicate;
    entry.then(entry.state);
    flush();
}

void room_member::pause_posts(milliseconds time)
{
    is_paused_ = true;
    post_pause_.expires_after(time);
    post_pause_.async_wait([this](boost::system::error_code ec) {
        if (ec)
            return;
        is_paused_ = false;
        flush();
    });
}

/// Gives the connection up if the oldest post on its way is not answered in time.
void room_member::watch_answers()
{
    if (is_watching_ || in_flight_ == 0)
        return;
    is_watching_ = true;
    const auto oldest = std::find_if(outbox_.begin(), outbox_.end(), [](const unsettled& one) { return one.in_flight; });
    answer_watch_.expires_at(oldest->state.sent_at + settings_.answer_patience);
    answer_watch_.async_wait([this](boost::system::error_code ec) {
        is_watching_ = false;
        if (ec || is_gone_)
            return;
        const auto late = std::find_if(outbox_.begin(), outbox_.end(), [](const unsettled& one) { return one.in_flight; });
        if (late != outbox_.end() && late->state.sent_at + settings_.answer_patience <= steady_clock::now()) {
            ++figures_.timeouts;
            return lost({1006, "No answer came in time.", 0});
        }
        watch_answers();
    });
}

void room_member::lost(const connection_end& end)
{
    is_in_room_ = false;
    last_trouble_ = end.reason;
    if (is_gone_)
        return;
    if (!comes_back(end.code) && end.code != 1000)
        return give_up({errc::unavailable, end.reason.empty() ? "The server closed the connection for good." : end.reason});
    if (is_lasting(end.http_status))
        return give_up({errc::unavailable, "The server answered with HTTP " + std::to_string(end.http_status) + '.'});

    if (figures_.connects > 0 && steady_clock::now() - up_since_ >= counts_as_up)
        failures_ = 0;
    auto pause = comeback_pause(failures_++, random_(), settings_.comeback_max);
    int window_ms = 0;
    if (end.code == static_cast<std::uint16_t>(close_code::drain)) {
        std::from_chars(end.reason.data(), end.reason.data() + end.reason.size(), window_ms);
        pause += milliseconds(static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(std::max(window_ms, 0) + 1)));
    }
    come_back_in(pause);
}

void room_member::come_back_in(milliseconds pause)
{
    client_.reset(); // whatever it still brings belongs to a connection that was given up
    is_in_room_ = false;
    in_flight_ = 0;
    for (auto& entry : outbox_)
        entry.in_flight = false;
    follower_.interrupted();
    comeback_.expires_after(pause);
    comeback_.async_wait([this](boost::system::error_code ec) {
        if (!ec && !is_gone_)
            connect();
    });
}

void room_member::give_up(const refusal& why)
{
    if (std::exchange(is_gone_, true))
        return;
    is_in_room_ = false;
    comeback_.cancel();
    post_pause_.cancel();
    page_pause_.cancel();
    if (client_)
        client_->close();
    if (call_.gave_up)
        call_.gave_up(why);
}

} // namespace hallway
