#include "tests/support/redis_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace hallway::test {

using namespace std::chrono_literals;

redis_server::redis_server(std::vector<std::string> more) : more_(std::move(more)) { start(); }

void redis_server::start()
{
    std::vector<std::string> arguments{
        "/usr/bin/redis-server",
        "--port",
        "0",
        "--unixsocket",
        socket().string(),
        "--dir",
        folder_.path().string(),
        "--save",
        "",
        "--appendonly",
        "no",
        "--daemonize",
        "no",
        "--logfile",
        (folder_.path() / "redis.log").string()};
    arguments.insert(arguments.end(), more_.begin(), more_.end());
    const auto launch = [&] { process_.start(arguments, folder_.path() / "out", folder_.path() / "out"); };
    launch();
    const auto until = std::chrono::steady_clock::now() + 20s;
    const auto answers = [&] {
        const auto word = ask({"PING"});
        return word == "PONG" || word.starts_with("NOAUTH"); // while it reads its files it answers LOADING, and may yet end
    };
    while (!answers()) {
        if (process_.has_ended())
            launch(); // it ends when it has put a file in order; who runs Redis starts it again
        if (std::chrono::steady_clock::now() > until) {
            std::ifstream log(folder_.path() / "redis.log");
            throw std::runtime_error("redis-server does not answer:\n" + std::string(std::istreambuf_iterator<char>(log), {}));
        }
        ::poll(nullptr, 0, 10);
    }
}

void redis_server::freeze()
{
    ::kill(process_.pid(), SIGSTOP);
    // Until it has stopped it may still answer: the other core need not have heard.
    siginfo_t stopped{};
    ::waitid(P_PID, static_cast<id_t>(process_.pid()), &stopped, WSTOPPED);
}

void redis_server::thaw() { ::kill(process_.pid(), SIGCONT); }

redis_address redis_server::address() const
{
    redis_address made;
    made.socket = socket().string();
    return made;
}

std::string redis_server::ask(std::vector<std::string> words) const
{
    std::vector<std::string> arguments{"/usr/bin/redis-cli", "-s", socket().string()};
    arguments.insert(arguments.end(), words.begin(), words.end());
    child_process asking;
    const auto out = folder_.path() / "answer";
    std::filesystem::remove(out);
    asking.start(arguments, out, {});
    asking.wait(10s);
    std::ifstream file(out, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    while (text.ends_with('\n'))
        text.pop_back();
    return text;
}

redis_sentinel::redis_sentinel(std::uint16_t master) : port_(free_port())
{
    const auto file = folder_.path() / "sentinel.conf";
    std::ofstream(file) << "port " << port_ << "\nbind 127.0.0.1\ndir " << folder_.path().string()
                        << "\nsentinel monitor main 127.0.0.1 " << master
                        << " 1\nsentinel down-after-milliseconds main 300\nsentinel failover-timeout main 2000\n";
    process_.start({"/usr/bin/redis-sentinel", file.string()}, folder_.path() / "out", folder_.path() / "out");
}

redis_address redis_sentinel::address() const
{
    redis_address made;
    made.port = port_;
    return made;
}

redis_sentinel& shared_sentinel()
{
    static const auto port = free_port();
    static redis_server watched({"--port", std::to_string(port), "--bind", "127.0.0.1"});
    static redis_sentinel shared(port);
    return shared;
}

redis_server& shared_redis()
{
    static redis_server shared;
    return shared;
}

std::uint16_t free_port()
{
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(where);
    ::bind(probe, reinterpret_cast<const sockaddr*>(&where), length);
    ::getsockname(probe, reinterpret_cast<sockaddr*>(&where), &length);
    ::close(probe);
    return ::ntohs(where.sin_port);
}

} // namespace hallway::test
