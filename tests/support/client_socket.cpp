#include "tests/support/client_socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
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
    : patience(other.patience), fd_(std::exchange(other.fd_, -1)), tls_(std::move(other.tls_)), buffer_(std::move(other.buffer_)),
      is_closed_(other.is_closed_)
{
}

client_socket::~client_socket()
{
    if (fd_ >= 0)
        ::close(fd_);
}

void client_socket::tls_end::operator()(ssl_st* one) const { SSL_free(one); }

void client_socket::speak_tls(ssl_st* with)
{
    static const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> any(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes to the socket as to a file
    ::fcntl(fd_, F_SETFL, O_NONBLOCK);
    tls_.reset(with != nullptr ? with : SSL_new(any.get()));
    SSL_set_fd(tls_.get(), fd_);
    ERR_clear_error();
    for (int outcome = 0; (outcome = SSL_connect(tls_.get())) != 1;)
        if (!await_tls(outcome))
            throw std::runtime_error("The server did not agree on TLS.");
}

bool client_socket::await(short what) const
{
    pollfd waiting{fd_, what, 0};
    return ::poll(&waiting, 1, static_cast<int>(patience.count())) > 0;
}

bool client_socket::await_tls(int outcome)
{
    switch (SSL_get_error(tls_.get(), outcome)) {
    case SSL_ERROR_WANT_READ: return await(POLLIN);
    case SSL_ERROR_WANT_WRITE: return await(POLLOUT);
    default: is_closed_ = true; return false;
    }
}

bool client_socket::send_tls(std::string_view bytes)
{
    ERR_clear_error();
    while (!bytes.empty()) {
        const auto count = SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
        if (count > 0)
            bytes.remove_prefix(static_cast<std::size_t>(count));
        else if (!await_tls(count))
            return false;
    }
    return true;
}

bool client_socket::try_send(std::string_view bytes)
{
    if (tls_)
        return send_tls(bytes);
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

void client_socket::finish_sending()
{
    if (tls_)
        SSL_shutdown(tls_.get());
    ::shutdown(fd_, SHUT_WR);
}

/// \returns bytes, 0 at the end, or less if there are none for `patience`
long client_socket::receive(char* to, std::size_t size)
{
    if (!tls_)
        return await(POLLIN) ? ::recv(fd_, to, size, 0) : -1;
    ERR_clear_error();
    for (;;) {
        const auto count = SSL_read(tls_.get(), to, static_cast<int>(size));
        if (count > 0)
            return count;
        if (!await_tls(count))
            return is_closed_ ? 0 : -1;
    }
}

bool client_socket::fill()
{
    if (is_closed_)
        return false;
    std::array<char, 65'536> more;
    errno = 0;
    const auto count = receive(more.data(), more.size());
    if (count <= 0) {
        is_closed_ = is_closed_ || count == 0 || errno == ECONNRESET;
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
