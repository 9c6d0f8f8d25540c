#include "redis/redis_sentinels.hpp"

#include <charconv>
#include <utility>

namespace hallway {

redis_sentinels::redis_sentinels(asio_scheduler& turns, redis_sentinel_settings settings)
    : turns_(turns), settings_(std::move(settings)), tls_(settings_.where.size())
{
    for (std::size_t i = 0; i < tls_.size(); ++i) {
        if (settings_.where[i].is_encrypted)
            tls_[i].emplace(tls_for(settings_.where[i]));
    }
}

redis_sentinels::~redis_sentinels() = default;

void redis_sentinels::find(std::function<void(std::optional<redis_address>)> then)
{
    close();
    then_ = std::move(then);
    tried_ = 0;
    ask_next();
}

void redis_sentinels::ask_next()
{
    close();
    if (tried_ == settings_.where.size())
        return answer(std::nullopt);
    if (tried_++ > 0)
        present_ = (present_ + 1) % settings_.where.size();
    reader_ = std::make_unique<redis_reply_reader>();
    redis_socket_owner& owner = *this;
    auto& tls = tls_[present_];
    socket_ = std::make_unique<redis_socket>(turns_.io(), settings_.where[present_], tls ? &*tls : nullptr, owner);
    socket_->connect();
    turns_.after(settings_.patience, [this, number = ++number_] {
        if (number == number_ && socket_)
            ask_next();
    });
}

void redis_sentinels::connected()
{
    const auto& as = settings_.where[present_];
    std::string bytes;
    replies_left_ = 1;
    if (!as.password.empty()) {
        ++replies_left_;
        write_redis_command(bytes, authentication_of(as));
    }
    write_redis_command(bytes, {"SENTINEL", "get-master-addr-by-name", settings_.master});
    socket_->write(std::move(bytes));
}

void redis_sentinels::arrived(std::string_view bytes)
{
    reader_->feed(bytes);
    const auto number = number_;
    while (auto reply = reader_->next()) {
        if (reply->is_error())
            return ask_next();
        if (--replies_left_ == 0)
            return take(*reply);
    }
    if (number == number_ && reader_->is_broken())
        ask_next();
}

void redis_sentinels::take(const redis_reply& reply)
{
    redis_address found;
    if (reply.elements.size() != 2) // it does not know that name
        return ask_next();
    const auto& port = reply.elements[1].text;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), found.port);
    if (error != std::errc{} || end != port.data() + port.size())
        return ask_next();
    found.host = reply.elements[0].text;
    close();
    answer(std::move(found));
}

void redis_sentinels::failed(const std::string&) { ask_next(); }

void redis_sentinels::answer(std::optional<redis_address> found)
{
    turns_.post([then = std::exchange(then_, nullptr), found = std::move(found)] {
        if (then)
            then(found);
    });
}

void redis_sentinels::close()
{
    ++number_;
    if (!socket_)
        return;
    socket_->close();
    ended_.push_back(std::move(socket_));
}

void redis_sentinels::stop()
{
    then_ = nullptr;
    close();
}

void redis_sentinels::idle()
{
    turns_.post([this] { std::erase_if(ended_, [](const auto& each) { return each->is_idle(); }); });
}

} // namespace hallway
