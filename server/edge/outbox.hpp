// What waits to be sent over one connection: whole buffers in order, the first perhaps sent in part. Pure; the sending is connection's.
#pragma once

#include "protocol/framing.hpp"

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hallway {

/// The buffers are shared with other outboxes and never copied. Small when empty, since most are empty most of the time.
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

    /// Drops every buffer of which nothing was consumed yet. The rest of one that was begun stays: half a frame would break the stream.
    void drop_unbegun();

private:
    void forget_consumed();

    std::vector<shared_bytes> waiting_; // from first_ on; before it only nulls
    std::uint32_t first_ = 0;
    std::uint32_t consumed_ = 0; // bytes of the first one
    std::size_t bytes_ = 0;
};

} // namespace hallway
