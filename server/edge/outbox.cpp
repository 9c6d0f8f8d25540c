#include "edge/outbox.hpp"

#include <cassert>
#include <utility>

namespace hallway {

void outbox::push(shared_bytes bytes)
{
    if (!bytes || bytes->empty())
        return;
    bytes_ += bytes->size();
    if (!front_)
        front_ = std::move(bytes);
    else
        behind_.push_back(std::move(bytes));
}

std::size_t outbox::peek(std::span<iovec> parts) const
{
    std::size_t used = 0;
    const auto add = [&](const std::string& bytes, std::size_t skip) {
        parts[used].iov_base = const_cast<char*>(bytes.data()) + skip; // iovec serves reading too; nobody writes here
        parts[used].iov_len = bytes.size() - skip;
        ++used;
    };
    if (front_ && !parts.empty())
        add(*front_, consumed_);
    for (std::size_t i = first_; i < behind_.size() && used < parts.size(); ++i)
        add(*behind_[i], 0);
    return used;
}

void outbox::consume(std::size_t count)
{
    assert(count <= bytes_);
    bytes_ -= count;
    while (count > 0) {
        const auto left = front_->size() - consumed_;
        if (count < left) {
            consumed_ += static_cast<std::uint32_t>(count);
            return;
        }
        count -= left;
        next_front();
    }
}

shared_bytes outbox::take_only()
{
    if (!front_ || consumed_ > 0 || !behind_.empty())
        return nullptr;
    bytes_ = 0;
    return std::move(front_);
}

void outbox::put_back(shared_bytes bytes)
{
    assert(consumed_ == 0);
    bytes_ += bytes->size();
    if (front_)
        behind_.insert(behind_.begin() + first_, std::move(front_));
    front_ = std::move(bytes);
}

void outbox::drop_unbegun()
{
    std::vector<shared_bytes>().swap(behind_);
    first_ = 0;
    if (consumed_ == 0)
        front_.reset();
    bytes_ = front_ ? front_->size() - consumed_ : 0;
}

/// Done with the front.
void outbox::next_front()
{
    constexpr std::size_t kept_when_empty = 4;
    consumed_ = 0;
    if (first_ < behind_.size())
        front_ = std::move(behind_[first_++]);
    else
        front_.reset();
    if (first_ == behind_.size()) {
        if (behind_.capacity() > kept_when_empty)
            std::vector<shared_bytes>().swap(behind_);
        else
            behind_.clear();
        first_ = 0;
    } else if (first_ >= 64 && first_ >= behind_.size() / 2) {
        behind_.erase(behind_.begin(), behind_.begin() + first_);
        first_ = 0;
    }
}

} // namespace hallway
