#include "tests/bench/member_bytes.hpp"

#include "bench/bench_machine.hpp"
#include "edge/connection.hpp"
#include "edge/node.hpp"
#include "edge/ws_session.hpp"
#include "hub/session.hpp"
#include "tests/support/client_frame.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <arpa/inet.h>
#include <malloc.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace hallway::bench {
namespace {

/// Blocking sockets with nothing of their own on the heap, so that all growth is the server's.
class idle_crowd {
public:
    idle_crowd(std::uint16_t port, std::size_t count) : port_(port), sockets_(count, -1) {}
    ~idle_crowd()
    {
        for (const int each : sockets_)
            ::close(each);
    }
    idle_crowd(const idle_crowd&) = delete;
    idle_crowd& operator=(const idle_crowd&) = delete;

    void connect_all()
    {
        for (int& each : sockets_) {
            each = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            sockaddr_in to{};
            to.sin_family = AF_INET;
            to.sin_port = htons(port_);
            to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            if (each < 0 || ::connect(each, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0)
                throw std::runtime_error("A member could not connect: are enough open files allowed (ulimit -n)?");
        }
    }

    /// Each says it, and hears an answer with `expected` in it.
    void say_all(const std::function<std::string(std::size_t)>& what, std::string_view expected)
    {
        for (std::size_t i = 0; i < sockets_.size(); ++i) {
            const auto bytes = what(i);
            if (::send(sockets_[i], bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
                throw std::runtime_error("The server did not listen.");
            await(sockets_[i], expected);
        }
    }

private:
    static void await(int socket, std::string_view expected)
    {
        std::array<char, 32'768> heard;
        std::size_t size = 0;
        while (std::string_view{heard.data(), size}.find(expected) == std::string_view::npos) {
            const auto count = ::recv(socket, heard.data() + size, heard.size() - size, 0);
            if (count <= 0)
                throw std::runtime_error(
                    fmt::format("The server did not answer with {}, but: {}", expected, std::string_view{heard.data(), size}));
            size += static_cast<std::size_t>(count);
        }
    }

    std::uint16_t port_;
    std::vector<int> sockets_;
};

/// In use, of all threads: what was asked for, rounded up, with the allocator's headers.
std::size_t heap_bytes()
{
    const auto all = ::mallinfo2();
    return all.uordblks + all.hblkhd;
}

/// As soon as nothing changes any more between two turns of the server, which it goes through to answer `asker`.
std::size_t settled_heap_bytes(idle_crowd& asker)
{
    constexpr int alike_wanted = 20;
    std::size_t last = 0;
    for (int alike = 0; alike < alike_wanted;) {
        asker.say_all(
            [](std::size_t) { return test::client_text(R"({"id":3,"do":"history","room":"lobby","latest":true})"); }, "\"re\":3");
        const auto now = heap_bytes();
        alike = now == last ? alike + 1 : 0;
        last = now;
    }
    return last;
}

settings quiet_settings()
{
    settings own;
    own.listen = {.host = "127.0.0.1", .port = 0};
    own.store = store_kind::memory;
    own.cores = 1;
    own.unlimited = true;
    own.rooms = {{"lobby", "Lobby"}};
    own.backup_every = std::chrono::seconds(0);
    return own;
}

/// What the kernel holds in small objects, of all processes.
std::size_t slab_bytes()
{
    std::ifstream in("/proc/meminfo");
    std::string word;
    while (in >> word)
        if (std::size_t kilobytes = 0; word == "Slab:" && in >> kilobytes)
            return kilobytes * 1'024;
    return 0;
}

std::string measure(std::size_t count)
{
    const auto site = [](const site_sources&) -> core_site {
        return [](core&) { return [](const http_request&) { return http_response::of_text(404, ""); }; };
    };
    node home(quiet_settings(), site);
    home.start();
    // The first ones bring what is made once: the desk, the decoders, the tables of the allocator.
    idle_crowd first(home.port(), 10);
    idle_crowd all(home.port(), count);
    const auto upgrade = [](std::size_t) {
        return std::string{
            "GET /v1/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: hallway.v1\r\n\r\n"};
    };
    const auto hello = [](std::size_t) { return test::client_text(R"({"id":1,"do":"hello"})"); };
    const auto join = [](std::size_t) { return test::client_text(R"({"id":2,"do":"join","room":"lobby"})"); };
    first.connect_all();
    first.say_all(upgrade, "\r\n\r\n");
    first.say_all(hello, "\"token\"");
    first.say_all(join, "\"epoch\"");

    std::vector<std::size_t> heap{settled_heap_bytes(first)};
    const auto slab = slab_bytes();
    all.connect_all();
    heap.push_back(settled_heap_bytes(first));
    const auto with_sockets = slab_bytes();
    all.say_all(upgrade, "\r\n\r\n");
    heap.push_back(settled_heap_bytes(first));
    all.say_all(hello, "\"token\"");
    heap.push_back(settled_heap_bytes(first));
    all.say_all(join, "\"epoch\"");
    heap.push_back(settled_heap_bytes(first));
    const auto each = [&](std::size_t from, std::size_t to) {
        return (static_cast<double>(to) - static_cast<double>(from)) / static_cast<double>(count);
    };

    nlohmann::ordered_json out{{"date", today()}, {"members", count}};
    constexpr std::array stages{"connected", "upgraded", "greeted", "joined"};
    for (std::size_t i = 0; i < stages.size(); ++i)
        out["heap_bytes"][stages[i]] = each(heap[i], heap[i + 1]);
    out["heap_bytes"]["all"] = each(heap.front(), heap.back());
    out["object_bytes"] = {{"connection", sizeof(connection)}, {"ws_session", sizeof(ws_session)}, {"session", sizeof(session)}};
    out["kernel_bytes_of_both_ends"] = each(slab, with_sockets);
    for (const auto& [name, value] : describe_machine())
        out["machine"][name] = value;
    return out.dump(1);
}

} // namespace

void add_member_command(CLI::App& app)
{
    auto* command = app.add_subcommand("member", "What one idle member costs in memory, part by part");
    static std::size_t count = 4'000;
    command->add_option("--members", count, "So many of them")->check(CLI::PositiveNumber);
    command->callback([] { fmt::print("{}\n", measure(count)); });
}

} // namespace hallway::bench
