// What is told to the service manager.
#include "support/service_manager.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <string>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace hallway;

TEST_CASE("the service manager gets the state as one datagram", "[config]")
{
    const auto name = "@hallway-test-" + std::to_string(::getpid());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::ranges::copy(name, address.sun_path);
    address.sun_path[0] = '\0';
    const int manager = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    const auto bytes = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    REQUIRE(::bind(manager, reinterpret_cast<const sockaddr*>(&address), bytes) == 0);

    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    CHECK(tell_service_manager("READY=1"));
    ::unsetenv("NOTIFY_SOCKET");

    std::array<char, 64> text{};
    const auto received = ::recv(manager, text.data(), text.size(), MSG_DONTWAIT);
    ::close(manager);
    REQUIRE(received > 0);
    CHECK(std::string(text.data(), static_cast<std::size_t>(received)) == "READY=1");
}

TEST_CASE("without a service manager nothing is told", "[config]")
{
    ::unsetenv("NOTIFY_SOCKET");
    CHECK_FALSE(tell_service_manager("READY=1"));
    ::setenv("NOTIFY_SOCKET", "/no/such/socket", 1);
    CHECK_FALSE(tell_service_manager("READY=1"));
    ::setenv("NOTIFY_SOCKET", std::string(200, '/').c_str(), 1);
    CHECK_FALSE(tell_service_manager("READY=1"));
    ::unsetenv("NOTIFY_SOCKET");
}
