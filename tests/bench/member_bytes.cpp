#include "tests/bench/member_bytes.hpp"

#include "bench/bench_machine.hpp"
#include "bench/bench_tls.hpp"
#include "bench/own_certificate.hpp"
#include "edge/connection.hpp"
#include "edge/node.hpp"
#include "edge/ws_session.hpp"
#include "hub/session.hpp"
#include "tests/support/client_frame.hpp"
#include "tests/support/server_process.hpp"

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
#include <utility>
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
        for (int& each : sockets_)
            each = connected();
    }

    /// One after the other comes in over TLS and does all of it. What a client's end had on the heap is gone before the next one's begins.
    void enter_all_over_tls(const std::vector<std::pair<std::string, std::string_view>>& said_and_expected)
    {
        for (int& each : sockets_) {
            each = connected();
            const auto tls = begin_tls(each);
            for (const auto& [bytes, expected] : said_and_expected) {
                if (send_tls(tls.get(), bytes.data(), bytes.size()) != static_cast<long>(bytes.size()))
                    throw std::runtime_error("The server did not listen.");
                await([&](char* to, std::size_t size) { return receive_tls(tls.get(), to, size); }, expected);
            }
        }
    }

    /// Each says it, and hears an answer with `expected` in it.
    void say_all(const std::function<std::string(std::size_t)>& what, std::string_view expected)
    {
        for (std::size_t i = 0; i < sockets_.size(); ++i) {
            const auto bytes = what(i);
            if (::send(sockets_[i], bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
                throw std::runtime_error("The server did not listen.");
            await([&](char* to, std::size_t size) { return ::recv(sockets_[i], to, size, 0); }, expected);
        }
    }

private:
    int connected() const
    {
        const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port_);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (made < 0 || ::connect(made, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0)
            throw std::runtime_error("A member could not connect: are enough open files allowed (ulimit -n)?");
        return made;
    }

    template <class Receive>
    static void await(Receive receive, std::string_view expected)
    {
        std::array<char, 32'768> heard;
        std::size_t size = 0;
        while (std::string_view{heard.data(), size}.find(expected) == std::string_view::npos) {
            const auto count = receive(heard.data() + size, heard.size() - size);
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

core_site empty_site(const site_sources&)
{
    return [](core&) { return [](const http_request&) { return http_response::of_text(404, ""); }; };
}

const std::string upgrade_request =
    "GET /v1/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: hallway.v1\r\n\r\n";
const std::string hello_frame = test::client_text(R"({"id":1,"do":"hello"})");
const std::string join_frame = test::client_text(R"({"id":2,"do":"join","room":"lobby"})");

double each_of(std::size_t count, std::size_t from, std::size_t to)
{
    return (static_cast<double>(to) - static_cast<double>(from)) / static_cast<double>(count);
}

/// The same over TLS, as one sum; and what of it is resident.
std::string measure_tls(std::size_t count)
{
    const test::scratch_folder folder;
    auto own = quiet_settings();
    own.tls = make_own_certificate(folder.path());
    node home(own, empty_site);
    home.start();
    const std::vector<std::pair<std::string, std::string_view>> all_steps{
        {upgrade_request, "\r\n\r\n"}, {hello_frame, "\"token\""}, {join_frame, "\"epoch\""}};
    idle_crowd first(home.port(), 50);
    first.enter_all_over_tls(all_steps);
    const auto heap = heap_bytes();
    const auto resident = resident_memory();
    idle_crowd all(home.port(), count);
    all.enter_all_over_tls(all_steps);
    ::malloc_trim(0);
    nlohmann::ordered_json out{{"members", count}};
    out["heap_bytes"] = each_of(count, heap, heap_bytes());
    out["resident_bytes"] = each_of(count, resident, resident_memory());
    out["object_bytes"] = {{"tls_session", sizeof(tls_session)}};
    return out.dump(1);
}

std::string measure(std::size_t count)
{
    node home(quiet_settings(), empty_site);
    home.start();
    // The first ones bring what is made once: the desk, the decoders, the tables of the allocator.
    idle_crowd first(home.port(), 10);
    idle_crowd all(home.port(), count);
    const auto upgrade = [](std::size_t) { return upgrade_request; };
    const auto hello = [](std::size_t) { return hello_frame; };
    const auto join = [](std::size_t) { return join_frame; };
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
    const auto each = [&](std::size_t from, std::size_t to) { return each_of(count, from, to); };

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
    static bool has_tls = false;
    command->add_flag("--tls", has_tls, "Over TLS, altogether");
    command->callback([] { fmt::print("{}\n", has_tls ? measure_tls(count) : measure(count)); });
}

} // namespace hallway::bench
