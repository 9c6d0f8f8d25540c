#include "redis/redis_link.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

redis_link::redis_link(asio_scheduler& turns, redis_link_settings settings, redis_link_user& user)
    : turns_(turns), settings_(std::move(settings)), user_(user)
{
    if (settings_.where.is_encrypted && !settings_.tls)
        settings_.tls = std::make_shared<boost::asio::ssl::context>(tls_for(settings_.where));
}

redis_link::~redis_link() = default;

void redis_link::start() { attempt(); }

void redis_link::attempt()
{
    const auto number = ++attempts_;
    if (!settings_.find)
        return attempt_at(settings_.where);
    settings_.find([this, number](const std::optional<redis_address>& where) {
        if (number == attempts_ && !socket_ && !is_stopped_)
            attempt_at(where);
    });
}

void redis_link::attempt_at(const std::optional<redis_address>& where)
{
    if (!where)
        return drop({redis_errc::away, "nobody knows where Redis is"});
    there_ = *where;
    reader_ = std::make_unique<redis_reply_reader>(settings_.replies);
    out_.clear();
    is_writing_ = false;
    redis_socket_owner& owner = *this; // which is nobody else's business
    socket_ = std::make_unique<redis_socket>(turns_.io(), there_, settings_.tls.get(), owner);
    socket_->connect();
    turns_.after(settings_.connect_patience, [this, number = attempts_] {
        if (number == attempts_ && socket_ && !is_open_)
            drop({redis_errc::away, "connecting took too long"});
    });
}

void redis_link::connected()
{
    greet();
    if (greetings_left_ == 0)
        open();
}

void redis_link::greet()
{
    std::vector<std::vector<std::string>> greetings;
    if (!there_.password.empty())
        greetings.push_back(authentication_of(there_));
    if (there_.database != 0)
        greetings.push_back({"SELECT", std::to_string(there_.database)});
    greetings_left_ = greetings.size();
    std::string bytes;
    for (const auto& each : greetings)
        write_redis_command(bytes, each);
    write(bytes);
}

void redis_link::take_greeting(const redis_reply& reply)
{
    if (reply.is_error())
        return drop(failure_of(reply));
    if (--greetings_left_ == 0)
        open();
}

void redis_link::open()
{
    is_open_ = true;
    opened_at_ = heard_at_ = turns_.monotonic();
    user_.opened();
}

void redis_link::arrived(std::string_view bytes)
{
    heard_at_ = turns_.monotonic();
    reader_->feed(bytes);
    const auto number = attempts_;
    while (auto reply = reader_->next()) {
        if (is_open_)
            user_.received(std::move(*reply));
        else
            take_greeting(*reply);
        if (number != attempts_ || !socket_)
            return; // it was dropped meanwhile
    }
    if (reader_->is_broken())
        drop({redis_errc::unknown, "it answered with what is no reply, or with too long a one"});
}

void redis_link::write(std::string_view bytes)
{
    out_.append(bytes);
    flush();
}

void redis_link::flush()
{
    if (is_writing_ || out_.empty() || !socket_)
        return;
    is_writing_ = true;
    socket_->write(std::exchange(out_, {}));
}

void redis_link::written()
{
    is_writing_ = false;
    flush();
}

void redis_link::failed(const std::string& why) { drop({is_open_ ? redis_errc::unknown : redis_errc::away, why}); }

void redis_link::drop(redis_failure why)
{
    if (is_stopped_)
        return;
    if (is_open_ && turns_.monotonic() - opened_at_ >= settings_.good_after)
        failures_ = 0;
    is_open_ = false;
    if (socket_) {
        socket_->close();
        ended_.push_back(std::move(socket_));
    }
    turns_.after(next_pause(), [this, number = attempts_] {
        if (number == attempts_ && !socket_ && !is_stopped_)
            attempt();
    });
    user_.closed(why);
}

/// Full jitter: anything up to a limit that doubles, so that many nodes do not come back at once.
uptime redis_link::next_pause()
{
    constexpr unsigned doublings_max = 16;
    const auto limit = std::min(settings_.pause_most, settings_.pause_least * (1U << std::min(failures_, doublings_max)));
    ++failures_;
    return std::chrono::milliseconds(turns_.random() % (static_cast<std::uint64_t>(limit.count()) + 1));
}

void redis_link::stop()
{
    is_stopped_ = true;
    is_open_ = false;
    if (socket_) {
        socket_->close();
        ended_.push_back(std::move(socket_));
    }
}

void redis_link::idle()
{
    turns_.post([this] { std::erase_if(ended_, [](const auto& each) { return each->is_idle(); }); });
}

} // namespace hallway
