#include "edge/door.hpp"

#include "edge/settings.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

void door::limit_connections(std::size_t connections_max, std::size_t newcomers_max, std::size_t per_address_max)
{
    settings_.connections_max = connections_max;
    settings_.newcomers_max = newcomers_max;
    settings_.per_address_max = per_address_max;
}

bool door::is_trusted_proxy(const address_bytes& address) const
{
    return std::ranges::any_of(settings_.trusted_proxies, [&](const network& one) { return one.contains(address); });
}

door::pass door::knock(const address_bytes& from)
{
    const bool is_direct = !is_trusted_proxy(from);
    pass out;
    const std::scoped_lock locked(guard_);
    if (connections_ >= settings_.connections_max)
        out.said_ = verdict::full;
    else if (newcomers_ >= settings_.newcomers_max)
        out.said_ = verdict::too_many_newcomers;
    else if (is_direct && (out.at_ = take_place(from)) == nullptr)
        out.said_ = verdict::too_many_of_address;

    if (out.said_ == verdict::come_in) {
        out.home_ = this;
        out.is_newcomer_ = true;
        ++connections_;
        ++newcomers_;
    } else if (turned_away_ < turned_away_max) {
        out.home_ = this;
        ++turned_away_;
    }
    return out;
}

/// With the lock held. \returns null if the address has as many connections as it may have
door::place* door::take_place(const address_bytes& client)
{
    const guest_list fresh{0, token_bucket(std::max(settings_.hello_burst, 1), settings_.hello_refill)};
    auto& found = *by_address_.try_emplace(counted_as(client), fresh).first;
    if (found.second.connections >= settings_.per_address_max)
        return nullptr;
    ++found.second.connections;
    return &found;
}

void door::sweep(uptime now)
{
    using namespace std::chrono_literals;
    const std::scoped_lock locked(guard_);
    if (now - swept_at_ < 1s)
        return;
    swept_at_ = now;
    std::erase_if(by_address_, [&](const place& one) { return one.second.connections == 0 && one.second.hellos.is_full(now); });
}

std::size_t door::connections() const
{
    const std::scoped_lock locked(guard_);
    return connections_;
}

std::size_t door::newcomers() const
{
    const std::scoped_lock locked(guard_);
    return newcomers_;
}

std::size_t door::addresses() const
{
    const std::scoped_lock locked(guard_);
    return by_address_.size();
}

door::pass::pass(pass&& other) noexcept
    : home_(std::exchange(other.home_, nullptr)), at_(std::exchange(other.at_, nullptr)), said_(other.said_),
      is_newcomer_(std::exchange(other.is_newcomer_, false))
{
}

door::pass& door::pass::operator=(pass&& other) noexcept
{
    std::swap(home_, other.home_);
    std::swap(at_, other.at_);
    std::swap(said_, other.said_);
    std::swap(is_newcomer_, other.is_newcomer_);
    return *this;
}

door::pass::~pass()
{
    if (home_ == nullptr)
        return;
    const std::scoped_lock locked(home_->guard_);
    if (at_ != nullptr)
        --at_->second.connections;
    if (is_newcomer_)
        --home_->newcomers_;
    --(said_ == verdict::come_in ? home_->connections_ : home_->turned_away_);
}

bool door::pass::speaks_for(const address_bytes& client)
{
    if (home_ == nullptr || at_ != nullptr)
        return true;
    const std::scoped_lock locked(home_->guard_);
    at_ = home_->take_place(client);
    return at_ != nullptr;
}

std::optional<uptime> door::pass::hello_wait(uptime now)
{
    if (at_ == nullptr || home_->settings_.hello_burst == 0)
        return std::nullopt;
    const std::scoped_lock locked(home_->guard_);
    return at_->second.hellos.take(now);
}

void door::pass::is_known()
{
    if (!std::exchange(is_newcomer_, false))
        return;
    const std::scoped_lock locked(home_->guard_);
    --home_->newcomers_;
}

} // namespace hallway
