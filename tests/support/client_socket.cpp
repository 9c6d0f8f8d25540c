#include "tests/support/client_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace hallway::test {

client_socket::client_socket(std::uint16_t port, int receive_buffer, const std::string& source)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    if (receive_buffer > 0)
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (!source.empty()) {
        sockaddr_in own{};
        own.sin_family = AF_INET;
        ::setsockopt(fd_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on)); // the port is found when it is known where to
        if (::inet_pton(AF_INET, source.c_str(), &own.sin_addr) != 1 ||
            ::bind(fd_, reinterpret_cast<const sockaddr*>(&own), sizeof(own)) != 0)
            throw std::system_error(errno, std::system_category(), "bind " + source);
    }
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0)
        throw std::system_error(errno, std::system_category(), "connect");
}

client_socket client_socket::of(int connected)
{
    client_socket out;
    out.fd_ = connected;
    return out;
}

client_socket::client_socket(client_socket&& other) noexcept
    : patience(other.patience), fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)), is_closed_(other.is_closed_)
{
}

client_socket::~client_socket()
{
    if (fd_ >= 0)
        ::close(fd_);
}

bool client_socket::try_send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

void client_socket::send(std::string_view bytes)
{
    if (!try_send(bytes))
        throw std::system_error(errno, std::system_category(), "send");
}

void client_socket::reset()
{
    const linger at_once{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    ::close(std::exchange(fd_, -1));
    is_closed_ = true;
}

void client_socket::finish_sending() { ::shutdown(fd_, SHUT_WR); }

bool client_socket::fill()
{
    pollfd waiting{fd_, POLLIN, 0};
    if (is_closed_ || ::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0)
        return false;
    std::array<char, 65'536> more;
    const auto count = ::recv(fd_, more.data(), more.size(), 0);
    if (count <= 0) {
        is_closed_ = true;
        return false;
    }
    buffer_.append(more.data(), static_cast<std::size_t>(count));
    return true;
}

std::string client_socket::read(std::size_t count)
{
    while (buffer_.size() < count && fill()) {}
    auto out = buffer_.substr(0, count);
    buffer_.erase(0, out.size());
    return out;
}

std::string client_socket::read_until(std::string_view mark)
{
    while (buffer_.find(mark) == std::string::npos && fill()) {}
    const auto at = buffer_.find(mark);
    return read(at == std::string::npos ? buffer_.size() : at + mark.size());
}

std::string client_socket::read_all()
{
    while (fill()) {}
    return std::exchange(buffer_, {});
}

std::string client_socket::read_frame()
{
    auto frame = read(2);
    if (frame.size() < 2)
        return frame;
    std::uint64_t length = static_cast<unsigned char>(frame[1]) & 0x7Fu;
    if (length >= 126) {
        const auto bytes = read(length == 126 ? 2 : 8);
        length = 0;
        for (const char one : bytes)
            length = length << 8 | static_cast<unsigned char>(one);
        frame += bytes;
    }
    return frame += read(length);
}

std::string client_socket::read_response(bool is_head)
{
    auto head = read_until("\r\n\r\n");
    const auto at = head.find("Content-Length: ");
    if (is_head || at == std::string::npos)
        return head;
    return head += read(std::stoul(head.substr(at + 16)));
}

} // namespace hallway::test
