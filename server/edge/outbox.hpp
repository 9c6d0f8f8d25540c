// What waits to be sent over one connection: whole buffers in order, the first perhaps sent in part. Pure; the sending is connection's.
#pragma once

#include "protocol/framing.hpp"

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hallway {

/// The buffers are shared with other outboxes and never copied. Small when empty, since most are empty most of the time; and one buffer, all that most
/// ever hold, needs no memory of its own.
class outbox {
public:
    /// Behind what waits already. Nothing, or an empty buffer, is ignored.
    void push(shared_bytes bytes);

    bool is_empty() const { return bytes_ == 0; }

    /// Bytes that were not consumed yet.
    std::size_t bytes() const { return bytes_; }

    /// Points the parts at the bytes that come next; they stay valid until the outbox is changed.
    /// \returns how many parts were used; the outbox may hold more.
    std::size_t peek(std::span<iovec> parts) const;

    /// Takes so many bytes off the front; at most bytes().
    void consume(std::size_t count);

    /// Takes out all that waits, if that is one buffer of which nothing was consumed. \returns null if it is not
    shared_bytes take_only();

    /// A buffer that was taken out comes before all that waits.
    void put_back(shared_bytes bytes);

    /// Drops every buffer of which nothing was consumed yet. The rest of one that was begun stays: half a frame would break the stream.
    void drop_unbegun();

private:
    void next_front();

    shared_bytes front_; // the one that leaves next; null: nothing waits
    std::size_t bytes_ = 0;
    std::uint32_t consumed_ = 0; // of the front
    std::uint32_t first_ = 0;    // of those behind it; before that only nulls
    std::vector<shared_bytes> behind_;
};

} // namespace hallway
