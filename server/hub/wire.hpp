// What a session writes to: the one writer of its connection, seen from the hub. The edge implements it, and the simulation.
#pragma once

#include "protocol/errors.hpp"
#include "protocol/framing.hpp"
#include "support/scheduler.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace hallway {

/// All calls come from the core's thread. Nothing here blocks or calls back at once.
class wire {
public:
    virtual ~wire() = default;

    /// Queues whole WebSocket frames behind what waits already. Nothing leaves before flush().
    virtual void push(shared_bytes frames) = 0;

    /// Hands all that waits to the kernel in one non-blocking send; what it does not take leaves as soon as it can.
    virtual void flush() = 0;

    /// It will be written to in a moment: what that touches may be fetched from memory meanwhile.
    virtual void expect() const {}

    /// Bytes that wait.
    virtual std::size_t queued_bytes() const = 0;

    /// Sends what waits and a close frame, then ends the connection within limits::close_deadline. Later pushes are dropped.
    virtual void close(close_code code, std::string reason) = 0;

    /// Somebody who is not known yet says hello: one permit of the address that it comes from. Not asked again once hello succeeded.
    /// \returns how long to wait if the address has none
    virtual std::optional<uptime> hello_wait() { return std::nullopt; }
};

/// Holds back what wires flush, so that it leaves together. The edge implements it.
class departure {
public:
    virtual ~departure() = default;

    /// From now on flush() only notes.
    virtual void gather() = 0;

    /// What was noted leaves.
    virtual void leave() = 0;
};

} // namespace hallway
