// Who reads what a WebSocket's client says. The hub's session, in the server; an echo, in tests.
#pragma once

#include "hub/wire.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace hallway {

/// Made when a WebSocket is open, destroyed when it has ended or its close was told; never from within a call that it received.
/// All on the core's thread.
class frame_reader {
public:
    virtual ~frame_reader() = default;

    /// One whole text message of valid UTF-8, at most limits::frame_bytes_max. Valid during the call.
    virtual void receive(std::string_view frame) = 0;

    /// A WebSocket ping came in.
    virtual void pinged() = 0;

    /// After a time in which the kernel took nothing: all that waited in the wire has been taken.
    virtual void drained() = 0;

    /// Whether hello succeeded.
    virtual bool is_known() const = 0;
};

/// The wire outlives the reader.
using reader_maker = std::function<std::unique_ptr<frame_reader>(wire&)>;

class core;

/// Each WebSocket becomes a session of this core, which outlives them all.
reader_maker sessions_of(core& home);

} // namespace hallway
