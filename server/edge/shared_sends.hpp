// The sends of a turn, many connections' in one call: io_uring, where the kernel and the container let a process use it.
#pragma once

#include "hub/wire.hpp"
#include "support/config.hpp"
#include "support/metrics.hpp"

#include <liburing.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace hallway {

class connection;

/// One core's. Nothing is under way outside leave(), and a connection is known only between gather() and leave(): the sends are non-blocking ones, which the
/// kernel has answered when it returns. So what a connection sees is what it would see of send(), in another order only.
/// (Pavel Begunkov and Jens Axboe, "io_uring and networking", liburing wiki, 2023.)
/// Should the kernel refuse the call one day, each connection sends for itself from then on.
class shared_sends final : public departure {
public:
    /// \param why_not set to a few words if there is none
    static std::unique_ptr<shared_sends> make(std::string& why_not);
    ~shared_sends() override;
    shared_sends(const shared_sends&) = delete;
    shared_sends& operator=(const shared_sends&) = delete;

    void gather() override { is_gathering_ = !is_given_up_; }
    void leave() override;

    /// \returns whether it leaves with the others; else it is to be sent now
    bool takes(connection& one);

private:
    static constexpr unsigned sends_at_once = 256;
    static constexpr std::size_t parts_max = 8; // of one send; what is behind them follows by itself

    /// Of one connection. A single buffer, as nearly all are, is held here: who sent it need not be looked at again once the kernel took it.
    struct send {
        connection* from = nullptr; // until it is answered
        std::size_t offered = 0;
        shared_bytes whole; // null: its parts wait in the connection
    };

    /// What the kernel is shown of several buffers.
    struct parts_of_send {
        std::array<iovec, parts_max> parts;
        msghdr message{};
    };

    explicit shared_sends(const io_uring& ring);
    void submit();
    std::size_t take_answers();
    static void answer(send& place, int result);
    void give_up(int code);

    io_uring ring_;
    std::vector<send> sends_;          // all places; the first count_ are taken
    std::vector<parts_of_send> parts_; // of the same places
    std::size_t count_ = 0;
    bool is_gathering_ = false;
    bool is_given_up_ = false;
};

/// One core's. \returns null: one by one
/// \param why_not set to a few words if the machine does not allow more
/// \throws std::runtime_error if it has to be, and the machine does not allow it
std::unique_ptr<shared_sends> make_sends(send_path how, std::string& why_not);

/// In the log and for /metrics. Once a process.
void show_sends(bool is_together, const std::string& why_not, metrics& counts);

} // namespace hallway
