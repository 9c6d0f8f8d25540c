// Running an event loop until something has come to be, with the server's log at hand if it does not.
#pragma once

#include "tests/support/server_process.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <chrono>
#include <functional>

namespace hallway::test {

/// Runs what there is to run until it is so. \returns whether it came to be within `patience`; if not, the server's log is told with the failure
inline bool goes_on_until(
    boost::asio::io_context& io, const server_process& server, const std::function<bool()>& is_so,
    std::chrono::milliseconds patience)
{
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!is_so()) {
        if (std::chrono::steady_clock::now() > until) {
            UNSCOPED_INFO("The server's log:\n" << server.log());
            return false;
        }
        io.run_for(std::chrono::milliseconds{20});
        io.restart();
    }
    return true;
}

} // namespace hallway::test
