#include "edge/ws_session.hpp"

#include "edge/edge_core.hpp"
#include "protocol/limits.hpp"

#include <utility>

namespace hallway {

namespace {

// Codes that no frame carries (RFC 6455, 7.4.1).
constexpr std::uint16_t no_code = 1005; // the peer's close frame had none
constexpr std::uint16_t lost = 1006;    // there was no close frame

/// RFC 6455, 5.5.1. Ours rather than Beast's, because it must be the last thing in the outbox, at once, whatever Beast is reading.
shared_bytes close_frame(close_code code, std::string_view reason)
{
    constexpr std::size_t reason_bytes_max = 123;
    reason = reason.substr(0, reason_bytes_max);
    const auto number = static_cast<std::uint16_t>(code);
    std::string frame{
        '\x88', static_cast<char>(reason.size() + 2), static_cast<char>(number >> 8), static_cast<char>(number & 0xFF)};
    frame += reason;
    return std::make_shared<const std::string>(std::move(frame));
}

const shared_bytes& ping_frame()
{
    // One a thread: the count of owners is then touched by one thread only.
    thread_local const auto frame = std::make_shared<const std::string>("\x89\x00", 2);
    return frame;
}

} // namespace

ws_session::ws_session(edge_core& home, connection& over)
    : home_(home), over_(over), reader_(home.readers()(*this)), opened_at_(home.now()), heard_at_(home.now())
{
}

ws_session::~ws_session()
{
    reader_.reset();
    if (!is_closing_)
        home_.counts().closed(lost);
}

void ws_session::push(shared_bytes frames)
{
    if (is_closing_)
        return;
    over_.push(std::move(frames));
    if (over_.waiting_bytes() > limits::outbox_bytes_max)
        close(close_code::slow_reader, "You read too slowly.");
}

void ws_session::close(close_code code, std::string reason)
{
    if (is_closing_)
        return;
    is_closing_ = true;
    closed_at_ = home_.now();
    home_.counts().closed(static_cast<std::uint16_t>(code));
    if (code == close_code::slow_reader)
        over_.drop_unbegun(); // it would not be read, and would keep the close frame from arriving
    over_.push(close_frame(code, reason));
    over_.flush();
}

std::optional<uptime> ws_session::hello_wait()
{
    const auto wait = over_.at_door().hello_wait(home_.now_exactly());
    if (wait)
        home_.counts().hellos_refused.add();
    return wait;
}

void ws_session::received(std::string_view bytes)
{
    heard_at_ = home_.now();
    is_pinged_ = false;
    if (!decoder_) {
        decoder_ = home_.decoders().lend();
        message_number_ = decoder_->messages();
        message_at_ = heard_at_;
    }
    if (const auto why = decoder_->feed(bytes, *this))
        return end(*why);
    if (decoder_->is_idle()) {
        home_.decoders().give_back(std::move(decoder_));
    } else if (message_number_ != decoder_->messages()) {
        message_number_ = decoder_->messages();
        message_at_ = heard_at_;
    }
}

void ws_session::on_message(std::string_view text)
{
    if (!reader_ || is_closing_)
        return;
    reader_->receive(text);
    if (!is_known_ && reader_->is_known()) {
        is_known_ = true;
        over_.at_door().is_known();
    }
}

void ws_session::on_ping()
{
    if (reader_ && !is_closing_)
        reader_->pinged();
}

void ws_session::on_reply(std::string frame)
{
    // After our close frame nothing may follow, not even Beast's answer to the peer's (RFC 6455, 5.5.1).
    push(std::make_shared<const std::string>(std::move(frame)));
    over_.flush();
}

void ws_session::end(const ws_end& why)
{
    if (!why.is_answered)
        close(static_cast<close_code>(why.code), {});
    if (!is_closing_)
        home_.counts().closed(why.code == 0 ? no_code : why.code);
    is_closing_ = true;
    decoder_.reset();
    over_.finish();
}

void ws_session::peer_finished()
{
    over_.drop(); // without a close frame: lost, unless we had closed
}

void ws_session::drained()
{
    if (reader_ && !is_closing_)
        reader_->drained();
}

void ws_session::stalled() { close(close_code::slow_reader, "You read too slowly."); }

void ws_session::swept(uptime now)
{
    const auto& deadlines = home_.settings().deadlines;
    if (is_closing_) {
        reader_.reset(); // nothing reaches it any more, so it need not keep its seats until the peer has answered
        if (now - closed_at_ >= deadlines.close)
            over_.drop();
        return;
    }
    if (!is_known_ && now - opened_at_ >= deadlines.hello)
        close(close_code::no_hello, "Say hello first.");
    else if (decoder_ && now - message_at_ >= deadlines.message)
        close(close_code::policy, "The message did not arrive in time.");
    else
        look_alive(now);
}

void ws_session::look_alive(uptime now)
{
    const auto& deadlines = home_.settings().deadlines;
    const auto silence = now - heard_at_;
    if (silence >= deadlines.ping + deadlines.pong) {
        over_.drop(); // there is nobody left to be told
    } else if (silence >= deadlines.ping && !is_pinged_) {
        is_pinged_ = true;
        push(ping_frame());
        flush();
    }
}

} // namespace hallway
