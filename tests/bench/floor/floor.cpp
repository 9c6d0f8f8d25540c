// What this kernel costs with next to nothing above it: a server of one thread that frames a post once and sends each member of its room
// what one turn of the loop brought, all sends of a turn in one io_uring_enter. It knows no members, roles, limits or faults, trusts
// whoever speaks to it, and is the yardstick beside which the other servers of tests/bench/run --peers are read.
//
//   bench_floor [FILE]    With a file, what a turn brought is on the disk before anybody is told of it: one write, one fdatasync.
#include <fmt/format.h>
#include <liburing.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

using nlohmann::json;

constexpr unsigned sends_at_once = 1024;
constexpr std::size_t page_rows = 50; // what who joins is told
constexpr std::size_t read_bytes = 64UL * 1024;
constexpr std::size_t log_bytes = 16UL * 1024 * 1024; // written over and over: a file that grows costs more
constexpr int send_flags = MSG_DONTWAIT | MSG_NOSIGNAL;

int checked(int result, const char* what)
{
    if (result < 0)
        throw std::system_error(errno, std::generic_category(), what);
    return result;
}

std::string frame_of(std::string_view document)
{
    std::string frame{'\x81'};
    if (document.size() < 126) {
        frame += static_cast<char>(document.size());
    } else if (document.size() < 65'536) {
        frame += '\x7e';
        frame += static_cast<char>(document.size() >> 8U);
        frame += static_cast<char>(document.size() & 0xffU);
    } else {
        frame += '\x7f';
        for (int shift = 56; shift >= 0; shift -= 8)
            frame += static_cast<char>((document.size() >> static_cast<unsigned>(shift)) & 0xffU);
    }
    return frame.append(document);
}

/// A client's frame that begins `bytes`; nothing if it is not whole. Takes it off.
std::optional<std::string> take_frame(std::string_view& bytes)
{
    const auto byte = [&](std::size_t at) { return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at])); };
    if (bytes.size() < 2)
        return std::nullopt;
    std::uint64_t length = byte(1) & 0x7fU;
    const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (bytes.size() < 6 + more)
        return std::nullopt;
    if (more > 0)
        length = 0;
    for (std::size_t i = 0; i < more; ++i)
        length = length << 8U | byte(2 + i);
    if (bytes.size() < 6 + more + length)
        return std::nullopt;
    std::string document{bytes.substr(6 + more, length)};
    for (std::size_t i = 0; i < document.size(); ++i)
        document[i] = static_cast<char>(document[i] ^ bytes[2 + more + i % 4]);
    bytes.remove_prefix(6 + more + length);
    return document;
}

/// RFC 6455, 4.2.2.
std::string accepting(std::string_view request)
{
    constexpr std::string_view field = "Sec-WebSocket-Key: ";
    const auto at = request.find(field) + field.size();
    const auto key = std::string{request.substr(at, request.find('\r', at) - at)} + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest.data());
    std::array<unsigned char, 4 * ((SHA_DIGEST_LENGTH + 2) / 3) + 1> accept{};
    EVP_EncodeBlock(accept.data(), digest.data(), digest.size());
    return fmt::format(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\r\n",
        reinterpret_cast<const char*>(accept.data()));
}

struct room;

struct member {
    int socket = -1;
    bool is_upgraded = false;
    bool is_gone = false;
    bool waits_for_room = false; // in its socket's buffer
    std::string name{};
    std::string heard{};  // a frame's beginning
    std::string to_say{}; // to this one alone, or what its socket did not take
    room* in = nullptr;
};

struct room {
    std::string name;
    std::uint64_t offset = 0;
    std::deque<std::string> rows{};
    std::vector<member*> members{};
    std::string turn{}; // frames for all members
};

class server {
public:
    explicit server(const char* log) : sends_(sends_at_once)
    {
        listener_ = checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
        sockaddr_in here{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
        checked(::bind(listener_, reinterpret_cast<sockaddr*>(&here), sizeof here), "bind");
        checked(::listen(listener_, SOMAXCONN), "listen");
        socklen_t size = sizeof here;
        checked(::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size), "getsockname");
        watch(EPOLL_CTL_ADD, listener_, EPOLLIN, nullptr);
        if (const int code = ::io_uring_queue_init(sends_at_once, &ring_, IORING_SETUP_COOP_TASKRUN); code < 0)
            throw std::system_error(-code, std::generic_category(), "io_uring");
        if (log != nullptr) {
            log_ = checked(::open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), log);
            const std::string empty(log_bytes, '\0');
            checked(static_cast<int>(::pwrite(log_, empty.data(), empty.size(), 0)), "pwrite");
            checked(::fdatasync(log_), "fdatasync");
        }
        fmt::print("listening http://127.0.0.1:{}\n", ntohs(here.sin_port));
        std::fflush(stdout);
    }

    [[noreturn]] void serve()
    {
        std::array<epoll_event, 1024> ready{};
        for (;;) {
            const int count = ::epoll_wait(epoll_, ready.data(), ready.size(), -1);
            for (int i = 0; i < count; ++i) {
                auto* const who = static_cast<member*>(ready[static_cast<std::size_t>(i)].data.ptr);
                if (who == nullptr)
                    let_in();
                else
                    hear(*who);
            }
            end_turn();
        }
    }

private:
    void watch(int how, int socket, std::uint32_t what, member* who) const
    {
        epoll_event wanted{.events = what, .data = {.ptr = who}};
        checked(::epoll_ctl(epoll_, how, socket, &wanted), "epoll_ctl");
    }

    void let_in()
    {
        for (;;) {
            const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (socket < 0)
                return;
            const int at_once = 1;
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
            auto& who = members_[socket];
            who = std::make_unique<member>(member{.socket = socket});
            watch(EPOLL_CTL_ADD, socket, EPOLLIN, who.get());
        }
    }

    void hear(member& who)
    {
        if (std::exchange(who.waits_for_room, false))
            watch(EPOLL_CTL_MOD, who.socket, EPOLLIN, &who);
        if (!who.to_say.empty())
            dirty_.push_back(&who);
        const auto got = ::recv(who.socket, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
        if (got <= 0) {
            who.is_gone = got == 0 || errno != EAGAIN;
            if (who.is_gone)
                gone_.push_back(&who);
            return;
        }
        who.heard.append(buffer_.data(), static_cast<std::size_t>(got));
        std::string_view bytes = who.heard;
        if (!who.is_upgraded) {
            const auto end = bytes.find("\r\n\r\n");
            if (end == std::string_view::npos)
                return;
            say(who, accepting(bytes.substr(0, end)));
            who.is_upgraded = true;
            bytes.remove_prefix(end + 4);
        }
        while (const auto frame = take_frame(bytes))
            for (std::size_t from = 0, end = 0; end != std::string::npos && from < frame->size(); from = end + 1) {
                end = frame->find('\n', from);
                if ((*frame)[from] == '{')
                    obey(who, json::parse(frame->substr(from, end - from)));
            }
        who.heard.erase(0, who.heard.size() - bytes.size());
    }

    void obey(member& who, const json& command)
    {
        const auto& what = command.at("do").get_ref<const std::string&>();
        const auto id = command.at("id").dump();
        if (what == "hello") {
            who.name = command.at("name").get<std::string>();
            say(who, frame_of(fmt::format(R"({{"re":{},"ok":{{"me":{}}}}})", id, described(who))));
        } else if (what == "join") {
            auto& at = rooms_[command.at("room").get<std::string>()];
            if (!at)
                at = std::make_unique<room>(room{.name = command.at("room").get<std::string>()});
            who.in = at.get();
            at->members.push_back(&who);
            say(who, frame_of(fmt::format(
                         R"({{"re":{},"ok":{{"room":{{"id":"{}"}},"offset":{},"events":[{}]}}}})", id, at->name, at->offset,
                         fmt::join(at->rows, ","))));
        } else if (what == "post") {
            post(who, id, command.at("text"));
        }
    }

    void post(member& who, const std::string& id, const json& text)
    {
        auto& at = *who.in;
        const auto now =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
        ++at.offset;
        auto row = fmt::format(
            R"({{"ev":"message","room":"{}","id":"e-{}","offset":{},"at":{},"from":{},"text":{}}})", at.name, at.offset,
            at.offset, now, described(who), text.dump());
        say(who, frame_of(fmt::format(R"({{"re":{},"ok":{{"id":"e-{}","offset":{},"at":{}}}}})", id, at.offset, at.offset, now)));
        if (log_ >= 0)
            unwritten_ += row;
        if (at.turn.empty())
            touched_.push_back(&at);
        at.turn += frame_of(row);
        at.rows.push_back(std::move(row));
        if (at.rows.size() > page_rows)
            at.rows.pop_front();
    }

    static std::string described(const member& who)
    {
        return fmt::format(R"({{"id":"u-{}","name":"{}","role":"attendee"}})", who.name, who.name);
    }

    void say(member& who, std::string_view bytes)
    {
        if (who.to_say.empty())
            dirty_.push_back(&who);
        who.to_say += bytes;
    }

    void end_turn()
    {
        if (!unwritten_.empty())
            write();
        for (auto* at : touched_)
            for (auto* who : at->members)
                if (who->to_say.empty())
                    send(*who, at->turn);
                else
                    who->to_say += at->turn;
        submit();
        for (auto* at : std::exchange(touched_, {}))
            at->turn.clear();
        std::vector<std::string> said;
        for (auto* who : std::exchange(dirty_, {}))
            if (!who->is_gone && !who->waits_for_room && !who->to_say.empty())
                send(*who, said.emplace_back(std::exchange(who->to_say, {})));
        submit();
        for (auto* who : std::exchange(gone_, {}))
            let_go(*who);
    }

    void write()
    {
        if (written_ + unwritten_.size() > log_bytes)
            written_ = 0;
        checked(static_cast<int>(::pwrite(log_, unwritten_.data(), unwritten_.size(), static_cast<off_t>(written_))), "pwrite");
        checked(::fdatasync(log_), "fdatasync");
        written_ += unwritten_.size();
        unwritten_.clear();
    }

    /// `bytes` stay until submit().
    void send(member& who, std::string_view bytes)
    {
        sends_[count_] = {.to = &who, .bytes = bytes};
        auto* const entry = ::io_uring_get_sqe(&ring_);
        ::io_uring_prep_send(entry, who.socket, bytes.data(), bytes.size(), send_flags);
        ::io_uring_sqe_set_data64(entry, count_);
        if (++count_ == sends_.size())
            submit();
    }

    void submit()
    {
        for (std::size_t answered = 0; answered < count_;) {
            if (const int code = ::io_uring_submit_and_wait(&ring_, static_cast<unsigned>(count_ - answered)); code < 0)
                throw std::system_error(-code, std::generic_category(), "io_uring_submit_and_wait");
            unsigned head = 0;
            unsigned seen = 0;
            io_uring_cqe* answer = nullptr;
            io_uring_for_each_cqe(&ring_, head, answer)
            {
                sent(sends_[answer->user_data], answer->res);
                ++seen;
            }
            ::io_uring_cq_advance(&ring_, seen);
            answered += seen;
        }
        count_ = 0;
    }

    struct one_send {
        member* to = nullptr;
        std::string_view bytes{};
    };

    void sent(const one_send& what, int result)
    {
        const auto left = static_cast<std::size_t>(result < 0 ? 0 : result);
        if (left == what.bytes.size() || (result < 0 && result != -EAGAIN))
            return; // who is gone is heard of as a reader
        what.to->to_say.insert(0, what.bytes.substr(left));
        what.to->waits_for_room = true;
        watch(EPOLL_CTL_MOD, what.to->socket, EPOLLIN | EPOLLOUT, what.to);
    }

    void let_go(member& who)
    {
        if (who.in != nullptr)
            std::erase(who.in->members, &who);
        const int socket = who.socket;
        ::close(socket);
        members_.erase(socket);
    }

    int epoll_ = checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    int listener_ = -1;
    int log_ = -1;
    std::size_t written_ = 0;
    std::string unwritten_;
    io_uring ring_{};
    std::vector<one_send> sends_;
    std::size_t count_ = 0;
    std::vector<char> buffer_ = std::vector<char>(read_bytes);
    std::unordered_map<int, std::unique_ptr<member>> members_;
    std::unordered_map<std::string, std::unique_ptr<room>> rooms_;
    std::vector<room*> touched_;
    std::vector<member*> dirty_; // something waits for them alone; some more than once
    std::vector<member*> gone_;
};

} // namespace

int main(int argc, char** argv)
{
    try {
        server(argc > 1 ? argv[1] : nullptr).serve();
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
