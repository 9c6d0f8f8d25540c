#include "tests/bench/redis_counters.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace hallway::bench {
namespace {

/// The text of one answer (a bulk string).
std::string ask(const std::string& path, const std::string& line)
{
    const auto socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    std::string answer;
    const auto is_whole = [&answer] {
        const auto end = answer.find("\r\n");
        return end != std::string::npos && answer.size() >= end + 4 + std::strtoull(answer.c_str() + 1, nullptr, 10);
    };
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        ::send(socket, line.data(), line.size(), MSG_NOSIGNAL) > 0) {
        char bytes[16'384];
        for (ssize_t count = 1; count > 0 && !is_whole();) {
            count = ::recv(socket, bytes, sizeof bytes, 0);
            answer.append(bytes, static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        }
    }
    ::close(socket);
    if (!answer.starts_with('$'))
        throw std::runtime_error("The Redis at " + path + " does not answer.");
    return answer;
}

} // namespace

std::map<std::string, double> redis_counters(const std::string& socket)
{
    std::map<std::string, double> found;
    std::istringstream calls(ask(socket, "INFO commandstats\r\n"));
    const std::string head = "cmdstat_";
    for (std::string line; std::getline(calls, line);) {
        const auto count = line.find(":calls=");
        if (line.starts_with(head) && count != std::string::npos)
            found["redis_" + line.substr(head.size(), count - head.size())] = std::strtod(line.c_str() + count + 7, nullptr);
    }
    std::istringstream time(ask(socket, "INFO cpu\r\n"));
    for (std::string line; std::getline(time, line);)
        if (line.starts_with("used_cpu_sys:") || line.starts_with("used_cpu_user:"))
            found["redis_cpu_seconds"] += std::strtod(line.c_str() + line.find(':') + 1, nullptr);
    return found;
}

} // namespace hallway::bench
