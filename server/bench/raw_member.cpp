#include "bench/raw_member.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace hallway::bench {
namespace {

constexpr unsigned text_opcode = 1;
constexpr unsigned close_opcode = 8;
constexpr unsigned ping_opcode = 9;
constexpr unsigned pong_opcode = 10;

bool is_loopback(const sockaddr& address)
{
    if (address.sa_family == AF_INET)
        return ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr) >> 24U == 127;
    return address.sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
}

} // namespace

std::uint64_t now_ns()
{
    return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1));
}

place look_up(const server_address& server)
{
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const auto code = ::getaddrinfo(server.host.c_str(), server.port.c_str(), &wanted, &found); code != 0)
        throw std::runtime_error(fmt::format("{} cannot be looked up: {}.", server.host, ::gai_strerror(code)));
    const auto* taken = found; // "localhost" is ::1 first, where most servers do not listen
    for (const auto* each = found; each != nullptr && taken->ai_family != AF_INET; each = each->ai_next)
        if (each->ai_family == AF_INET)
            taken = each;
    place where{.server = server, .address_bytes = taken->ai_addrlen, .is_loopback = true};
    std::memcpy(&where.address, taken->ai_addr, taken->ai_addrlen);
    for (const auto* each = found; each != nullptr; each = each->ai_next)
        where.is_loopback = where.is_loopback && is_loopback(*each->ai_addr);
    ::freeaddrinfo(found);
    return where;
}

raw_member::raw_member(std::size_t number, const place& where, const wire& speech, int receive_buffer)
    : number_(number), where_(where), speech_(speech), receive_buffer_(receive_buffer)
{
}

raw_member::~raw_member() { cut(); }

void raw_member::connect()
{
    cut();
    socket_ = ::socket(where_.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0)
        throw std::system_error(errno, std::generic_category(), "A member cannot have a socket");
    if (receive_buffer_ > 0)
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_, sizeof receive_buffer_);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    stage_ = stage::connecting;
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&where_.address), where_.address_bytes) != 0 && errno != EINPROGRESS)
        throw std::system_error(errno, std::generic_category(), "A member cannot connect");
}

void raw_member::cut()
{
    tls_.reset();
    is_greeting_ = false;
    if (socket_ >= 0)
        ::close(std::exchange(socket_, -1));
    stage_ = stage::gone;
    is_in_room = false;
    unsent_.clear();
    unread_.clear();
    fragments_.clear();
}

void raw_member::send(std::string_view payload)
{
    if (speech_.is_websocket())
        send_frame(text_opcode, payload);
    else
        write_out(payload);
}

void raw_member::send_frame(unsigned opcode, std::string_view payload)
{
    constexpr std::array<unsigned char, 4> mask{0x5a, 0xc3, 0x17, 0x9e}; // a proxy is not to be fooled here: a constant will do
    std::string frame;
    frame.reserve(payload.size() + 8);
    frame += static_cast<char>(0x80U | opcode);
    if (payload.size() < 126) {
        frame += static_cast<char>(0x80U | payload.size());
    } else {
        frame += static_cast<char>(0x80U | 126U);
        frame += static_cast<char>(payload.size() >> 8U);
        frame += static_cast<char>(payload.size() & 0xffU);
    }
    for (const auto byte : mask)
        frame += static_cast<char>(byte);
    for (std::size_t i = 0; i < payload.size(); ++i)
        frame += static_cast<char>(static_cast<unsigned char>(payload[i]) ^ mask[i % 4]);
    write_out(frame);
}

void raw_member::write_out(std::string_view bytes)
{
    if (unsent_.empty()) {
        const auto sent =
            tls_ ? send_tls(tls_.get(), bytes.data(), bytes.size()) : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if (sent < 0 && errno != EAGAIN)
            stage_ = stage::gone;
        is_greeting_ = tls_ && sent < 0 && waits_to_read(tls_.get());
    }
    unsent_ += bytes;
}

void raw_member::writable()
{
    if (stage_ == stage::connecting) {
        int failure = 0;
        socklen_t size = sizeof failure;
        ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &failure, &size);
        stage_ = failure == 0 ? stage::upgrading : stage::gone;
        if (failure == 0 && where_.server.is_secure)
            tls_ = begin_tls(socket_);
        if (failure == 0)
            write_out(speech_.upgrade(where_.server));
        return;
    }
    const auto waiting = std::exchange(unsent_, {});
    write_out(waiting);
}

bool raw_member::readable(std::string& scratch, const document_handler& handle)
{
    bool is_newly_open = false;
    bool is_full = false; // and more may lie in what is decrypted, of which the socket does not tell
    do {
        const auto count = receive(scratch);
        is_full = tls_ && count == static_cast<long>(scratch.size());
        if (count > 0) {
            is_newly_open = take_bytes({scratch.data(), static_cast<std::size_t>(count)}, handle) || is_newly_open;
        } else if (count == 0 || errno != EAGAIN) {
            stage_ = stage::gone;
            return false;
        } else if (std::exchange(is_greeting_, false)) {
            writable();
        }
    } while (is_full && stage_ != stage::gone);
    return is_newly_open;
}

/// TLS gives a record at a time, and several may have come: as many as fit.
long raw_member::receive(std::string& scratch)
{
    if (!tls_)
        return ::recv(socket_, scratch.data(), scratch.size(), 0);
    long all = 0;
    while (static_cast<std::size_t>(all) < scratch.size()) {
        const auto count = receive_tls(tls_.get(), scratch.data() + all, scratch.size() - static_cast<std::size_t>(all));
        if (count <= 0)
            return all > 0 ? all : count;
        all += count;
    }
    return all;
}

/// \returns whether the connection became open
bool raw_member::take_bytes(std::string_view bytes, const document_handler& handle)
{
    std::string joined;
    if (!unread_.empty()) {
        joined = std::exchange(unread_, {});
        joined += bytes;
        bytes = joined;
    }
    const bool was_open = stage_ == stage::open;
    if (!was_open)
        bytes = take_upgrade(bytes);
    if (stage_ == stage::open)
        bytes.remove_prefix(speech_.is_websocket() ? take_frames(bytes, handle) : take_lines(bytes, handle));
    unread_ = bytes;
    return !was_open && stage_ == stage::open;
}

std::string_view raw_member::take_upgrade(std::string_view bytes)
{
    if (!speech_.is_websocket()) {
        stage_ = stage::open;
        return bytes;
    }
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos)
        return bytes;
    stage_ = bytes.starts_with("HTTP/1.1 101") ? stage::open : stage::gone;
    return bytes.substr(end + 4);
}

std::size_t raw_member::take_frames(std::string_view bytes, const document_handler& handle)
{
    std::size_t taken = 0;
    const auto byte = [&](std::size_t at) { return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[taken + at])); };
    for (;;) {
        const auto left = bytes.size() - taken;
        if (left < 2)
            return taken;
        std::uint64_t length = byte(1) & 0x7fU;
        std::size_t head = 2;
        if (length == 126)
            head = 4;
        else if (length == 127)
            head = 10;
        if (left < head)
            return taken;
        if (head > 2) {
            length = 0;
            for (std::size_t i = 2; i < head; ++i)
                length = length << 8U | byte(i);
        }
        if (left - head < length)
            return taken;
        const auto payload = bytes.substr(taken + head, length);
        const bool is_last = (byte(0) & 0x80U) != 0;
        switch (byte(0) & 0x0fU) {
        case ping_opcode: send_frame(pong_opcode, payload); break;
        case pong_opcode: break;
        case close_opcode: stage_ = stage::gone; return bytes.size();
        default:
            if (is_last && fragments_.empty()) {
                take_message(payload, handle);
            } else {
                fragments_ += payload;
                if (is_last)
                    take_message(std::exchange(fragments_, {}), handle);
            }
        }
        taken += head + length;
    }
}

std::size_t raw_member::take_lines(std::string_view bytes, const document_handler& handle)
{
    const auto end = bytes.rfind('\n');
    if (end == std::string_view::npos)
        return 0;
    take_message(bytes.substr(0, end), handle);
    return end + 1;
}

void raw_member::take_message(std::string_view payload, const document_handler& handle)
{
    while (!payload.empty()) {
        const auto end = std::min(payload.find('\n'), payload.size());
        handle(*this, payload.substr(0, end));
        payload.remove_prefix(std::min(end + 1, payload.size()));
    }
}

} // namespace hallway::bench
