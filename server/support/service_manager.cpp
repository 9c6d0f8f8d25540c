#include "support/service_manager.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace hallway {

bool tell_service_manager(std::string_view state)
{
    const char* where = std::getenv("NOTIFY_SOCKET"); // NOLINT(concurrency-mt-unsafe): nobody changes the environment
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string_view path = where != nullptr ? where : "";
    if (path.size() < 2 || path.size() >= sizeof(address.sun_path) || (path.front() != '/' && path.front() != '@'))
        return false;
    std::ranges::copy(path, address.sun_path);
    if (path.front() == '@') // of the abstract namespace, whose names begin with NUL
        address.sun_path[0] = '\0';

    const int file = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (file < 0)
        return false;
    const auto bytes = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    const auto sent =
        ::sendto(file, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), bytes);
    ::close(file);
    return sent == static_cast<ssize_t>(state.size());
}

} // namespace hallway
