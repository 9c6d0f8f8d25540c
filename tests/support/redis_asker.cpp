#include "tests/support/redis_asker.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <stdexcept>
#include <utility>

namespace hallway::test {

using namespace std::chrono_literals;

redis_client_settings hasty_settings(redis_address where)
{
    redis_client_settings settings;
    settings.link.where = std::move(where);
    settings.link.connect_patience = 500ms;
    settings.link.pause_least = 10ms;
    settings.link.pause_most = 100ms;
    settings.connection_patience = 5'000ms;
    settings.answer_patience = 5'000ms;
    return settings;
}

redis_asker::redis_asker(redis_client_settings settings)
{
    redis_client::watcher watch;
    watch.lost = [this](const redis_failure& why) {
        const std::lock_guard held(guard_);
        losses_.push_back(why.code);
    };
    client_ = std::make_unique<redis_client>(turns_, std::move(settings), std::move(watch));
    thread_ = std::thread([this] { turns_.run(); });
    turns_.post([this] { client_->start(); });
}

redis_asker::~redis_asker()
{
    std::promise<void> finished;
    turns_.post([&] { client_->finish([&] { finished.set_value(); }); });
    finished.get_future().wait();
    turns_.stop();
    thread_.join();
}

redis_asker::answer redis_asker::put(redis_question what)
{
    auto told = std::make_shared<std::promise<redis_answer>>();
    turns_.post([this, told, what = std::move(what)]() mutable {
        client_->ask(std::move(what), [told](redis_answer answer) { told->set_value(std::move(answer)); });
    });
    return told->get_future();
}

redis_asker::answer redis_asker::send(std::vector<std::string> words)
{
    redis_question what;
    what.words = std::move(words);
    return put(std::move(what));
}

redis_asker::answer redis_asker::run(const redis_script& script, std::vector<std::string> words)
{
    auto told = std::make_shared<std::promise<redis_answer>>();
    turns_.post([this, told, &script, words = std::move(words)]() mutable {
        client_->run(script, std::move(words), [told](redis_answer what) { told->set_value(std::move(what)); });
    });
    return told->get_future();
}

std::vector<redis_errc> redis_asker::losses()
{
    const std::lock_guard held(guard_);
    return std::exchange(losses_, {});
}

namespace {

std::string said(const redis_reply& reply)
{
    switch (reply.is) {
    case redis_reply::kind::nil: return "nil";
    case redis_reply::kind::integer: return std::to_string(reply.number);
    case redis_reply::kind::text:
    case redis_reply::kind::status:
    case redis_reply::kind::error: return reply.text;
    case redis_reply::kind::array: break;
    }
    std::string all = "[";
    for (const auto& each : reply.elements)
        all += (all.size() > 1 ? " " : "") + said(each);
    return all + "]";
}

} // namespace

std::string said(const redis_answer& answer)
{
    static const std::map<redis_errc, std::string> names{
        {redis_errc::away, "away"},
        {redis_errc::full, "full"},
        {redis_errc::stopped, "stopped"},
        {redis_errc::unknown, "unknown"},
        {redis_errc::read_only, "read_only"},
        {redis_errc::busy, "busy"},
        {redis_errc::out_of_memory, "out_of_memory"},
        {redis_errc::no_permission, "no_permission"},
        {redis_errc::no_replicas, "no_replicas"},
        {redis_errc::try_again, "try_again"},
        {redis_errc::overtaken, "overtaken"},
        {redis_errc::no_script, "no_script"},
        {redis_errc::loading, "loading"}};
    if (!answer.failure)
        return said(answer.reply);
    const auto it = names.find(answer.failure->code);
    return "!" + (it == names.end() ? answer.failure->said : it->second);
}

scripted_redis::scripted_redis(actor act, std::size_t piece) : act_(std::move(act)), piece_(piece)
{
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(where);
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&where), length) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&where), &length) != 0)
        throw std::runtime_error("nowhere to listen");
    port_ = ::ntohs(where.sin_port);
    thread_ = std::thread([this] { serve(); });
}

scripted_redis::~scripted_redis()
{
    is_over_ = true;
    thread_.join();
    ::close(listener_);
}

redis_address scripted_redis::address() const
{
    redis_address made;
    made.port = port_;
    return made;
}

std::string scripted_redis::preparation(const std::vector<std::string>& words, int connection)
{
    const auto both = words.size() > 1 ? words[0] + " " + words[1] : words[0];
    if (both == "INFO server")
        return "$15\r\nrun_id:abc\r\nx:y\r\n";
    if (both == "INFO persistence")
        return "$0\r\n\r\n";
    if (both == "CLIENT ID")
        return ":" + std::to_string(40 + connection) + "\r\n";
    if (both == "CLIENT KILL")
        return ":0\r\n";
    if (both == "SCRIPT LOAD")
        return "+sha\r\n";
    return {};
}

/// One thread for all connections, so that what it notes needs no lock.
void scripted_redis::serve()
{
    struct guest {
        int number = 0;
        redis_reply_reader reader;
    };
    std::map<int, std::unique_ptr<guest>> guests;
    while (!is_over_) {
        std::vector<pollfd> watched{{listener_, POLLIN, 0}};
        for (const auto& [fd, each] : guests)
            watched.push_back({fd, POLLIN, 0});
        ::poll(watched.data(), watched.size(), 20);
        for (const auto& ready : watched) {
            if (ready.revents == 0)
                continue;
            if (ready.fd == listener_) {
                const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
                const int on = 1;
                ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
                guests[fd] = std::make_unique<guest>();
                guests[fd]->number = ++connections_;
                continue;
            }
            auto& from = *guests.at(ready.fd);
            char bytes[65'536];
            const auto count = ::recv(ready.fd, bytes, sizeof(bytes), 0);
            bool stays = count > 0;
            if (stays)
                from.reader.feed({bytes, static_cast<std::size_t>(count)});
            while (stays) {
                const auto command = from.reader.next();
                if (!command)
                    break;
                std::vector<std::string> words;
                for (const auto& each : command->elements)
                    words.push_back(each.text);
                stays = answer(ready.fd, act_(words, from.number));
            }
            if (!stays) {
                ::close(ready.fd);
                guests.erase(ready.fd);
            }
        }
    }
    for (const auto& [fd, each] : guests)
        ::close(fd);
}

bool scripted_redis::answer(int fd, const std::string& reply) const
{
    if (reply == hang_up)
        return false;
    const auto piece = piece_ == 0 ? reply.size() : piece_;
    for (std::size_t at = 0; at < reply.size(); at += piece) {
        const auto part = std::string_view(reply).substr(at, piece);
        if (::send(fd, part.data(), part.size(), MSG_NOSIGNAL) < 0)
            return false;
        if (piece_ > 0)
            ::poll(nullptr, 0, 1);
    }
    return true;
}

} // namespace hallway::test
