#include "edge/outbox.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace hallway {

void outbox::push(shared_bytes bytes)
{
    if (!bytes || bytes->empty())
        return;
    bytes_ += bytes->size();
    waiting_.push_back(std::move(bytes));
}

std::size_t outbox::peek(std::span<iovec> parts) const
{
    std::size_t used = 0;
    std::size_t skip = consumed_;
    for (std::size_t i = first_; i < waiting_.size() && used < parts.size(); ++i, ++used) {
        const auto& bytes = *waiting_[i];
        parts[used].iov_base = const_cast<char*>(bytes.data()) + skip; // iovec serves reading too; nobody writes here
        parts[used].iov_len = bytes.size() - skip;
        skip = 0;
    }
    return used;
}

void outbox::consume(std::size_t count)
{
    assert(count <= bytes_);
    bytes_ -= count;
    while (count > 0) {
        auto& front = waiting_[first_];
        const auto left = front->size() - consumed_;
        if (count < left) {
            consumed_ += static_cast<std::uint32_t>(count);
            break;
        }
        count -= left;
        consumed_ = 0;
        front.reset();
        ++first_;
    }
    forget_consumed();
}

void outbox::drop_unbegun()
{
    const auto kept = consumed_ > 0 ? first_ + 1u : first_;
    for (std::size_t i = kept; i < waiting_.size(); ++i)
        bytes_ -= waiting_[i]->size();
    waiting_.resize(kept);
    forget_consumed();
}

void outbox::forget_consumed()
{
    constexpr std::size_t kept_when_empty = 4;
    if (bytes_ == 0) {
        assert(first_ == waiting_.size());
        if (waiting_.capacity() > kept_when_empty)
            std::vector<shared_bytes>().swap(waiting_);
        else
            waiting_.clear();
        first_ = 0;
    } else if (first_ >= 64 && first_ >= waiting_.size() / 2) {
        waiting_.erase(waiting_.begin(), waiting_.begin() + first_);
        first_ = 0;
    }
}

} // namespace hallway
