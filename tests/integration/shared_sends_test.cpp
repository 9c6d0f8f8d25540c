// What a turn brings many connections, handed to the kernel in one call: each gets all of its own, in order, whatever becomes of the others.
#include "edge/server.hpp"
#include "edge/shared_sends.hpp"
#include "tests/support/client_socket.hpp"
#include "tests/support/edge_host.hpp"
#include "tests/support/run_on.hpp"

#include <catch2/catch.hpp>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace hallway;
using namespace hallway::test;

namespace {

/// An edge whose wires a test writes to by itself, a turn at a time.
class telling_host {
public:
    telling_host(std::unique_ptr<shared_sends> sends, bool speaks_tls) : sends_(std::move(sends)), speaks_tls_(speaks_tls)
    {
        edge_settings settings;
        if (speaks_tls)
            settings.tls = own_identity();
        settings.sends = sends_.get();
        settings.deadlines.hello = std::chrono::minutes{10}; // nobody says anything here
        const auto readers = [this](wire& out) { return std::make_unique<reader>(*this, out); };
        const auto site = [](const http_request&) { return http_response::of_text(404, ""); };
        edge_ = std::make_unique<edge_server>(turns_, std::move(settings), door_, site, readers, counts_);
        port_ = edge_->listen("127.0.0.1", 0);
        edge_->start();
        thread_ = std::thread([this] { turns_.run(); });
    }

    ~telling_host()
    {
        turns_.stop();
        thread_.join();
        edge_.reset();
    }

    client_socket come(int receive_buffer = 0)
    {
        client_socket client(port_, receive_buffer);
        if (speaks_tls_)
            client.speak_tls();
        client.send(upgrade_request());
        client.read_until("\r\n\r\n");
        return client;
    }

    std::size_t people()
    {
        return run_on(turns_, [this] { return wires_.size(); });
    }

    /// One turn: `tell` writes to any of the wires, in the order in which they came.
    template <class F>
    void turn(F tell)
    {
        run_on(turns_, [&] {
            for (std::size_t i = 0; i < wires_.size(); ++i)
                tell(i, *wires_[i]);
            if (sends_)
                sends_->gather();
            for (wire* each : wires_)
                each->flush();
            if (sends_)
                sends_->leave();
            return 0;
        });
    }

    /// On the server's thread, between two turns.
    template <class F>
    auto between_turns(F what)
    {
        return run_on(turns_, what);
    }

private:
    struct reader final : frame_reader {
        reader(telling_host& in, wire& out) : home(in), to(out) { home.wires_.push_back(&to); }
        ~reader() override { std::erase(home.wires_, &to); }
        void receive(std::string_view) override {}
        void pinged() override {}
        void drained() override {}
        bool is_known() const override { return true; }
        telling_host& home;
        wire& to;
    };

    metrics counts_;
    door door_{{}};
    asio_scheduler turns_;
    std::unique_ptr<shared_sends> sends_;
    const bool speaks_tls_;
    std::vector<wire*> wires_; // on the server's thread
    std::unique_ptr<edge_server> edge_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

/// The first parts of a turn are long, so that the kernel does not take all of them from who does not read.
constexpr std::size_t long_parts = 5;

std::string words_of(int turn, std::size_t part)
{
    return std::to_string(turn) + "." + std::to_string(part) + std::string(part < long_parts ? 3'000 : 10, '.');
}

/// This thread is told from now on that the kernel has no memory for a call with fewer sends than so many. \returns whether that can be arranged here
bool refuse_calls_of_fewer_than(std::uint32_t sends)
{
    constexpr auto number_at = offsetof(seccomp_data, nr);
    constexpr auto sends_at = offsetof(seccomp_data, args) + sizeof(std::uint64_t);
    std::array<sock_filter, 6> rules{
        {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number_at), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_io_uring_enter, 0, 3),
         BPF_STMT(BPF_LD | BPF_W | BPF_ABS, sends_at), BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, sends, 1, 0),
         BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOMEM), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}};
    const sock_fprog program{rules.size(), rules.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

} // namespace

TEST_CASE("what leaves together reaches each, whole and in order, whoever reads slowly or is gone", "[ws][sends]")
{
    const bool is_together = GENERATE(true, false);
    const bool speaks_tls = GENERATE(false, true);
    std::string why_not;
    auto sends = is_together ? shared_sends::make(why_not) : nullptr;
    if (is_together && sends == nullptr) {
        WARN("not tried: " << why_not);
        return;
    }
    telling_host host(std::move(sends), speaks_tls);
    const std::size_t readers = speaks_tls ? 300 : 600; // several calls' worth
    constexpr int turns = 60;
    constexpr std::size_t most_parts = 20; // more than fit into one send
    std::vector<client_socket> people;
    people.reserve(readers);
    for (std::size_t i = 0; i < readers; ++i)
        people.push_back(host.come(i == 0 ? 4'096 : 0));
    REQUIRE(eventually([&] { return host.people() == readers; }));
    const auto parts_of = [](std::size_t who, int turn) {
        if (who == 0)
            return long_parts;
        if (who == 2)
            return most_parts;
        return std::size_t{who % 3 == 0 && turn % 2 == 0 ? 0U : 1U};
    };
    std::size_t gone = readers;
    for (int turn = 0; turn < turns; ++turn) {
        std::vector<shared_bytes> frames;
        for (std::size_t part = 0; part < most_parts; ++part)
            frames.push_back(frame_of(words_of(turn, part)));
        host.turn([&](std::size_t at, wire& to) {
            if (turn == 0 && at == 1)
                people[1].reset(); // which the server has no time to notice
            const auto who = gone < readers && at >= gone ? at + 1 : at;
            for (std::size_t part = 0; part < parts_of(who, turn); ++part)
                to.push(frames[part]);
        });
        if (turn == 0) { // the reset is noticed, and who came after it moves up
            REQUIRE(eventually([&] { return host.people() == readers - 1; }));
            gone = 1;
        }
    }
    std::size_t wrong = 0;
    for (std::size_t who = 0; who < readers; ++who)
        for (int turn = 0; who != 1 && turn < turns; ++turn)
            for (std::size_t part = 0; part < parts_of(who, turn); ++part)
                wrong += people[who].read_frame() == *frame_of(words_of(turn, part)) ? 0 : 1;
    CHECK(wrong == 0);
    CHECK(host.people() == readers - 1);
}

TEST_CASE("what is more than is sealed at once leaves too, though nobody says anything behind it", "[ws][sends][tls]")
{
    const bool is_together = GENERATE(true, false);
    std::string why_not;
    auto sends = is_together ? shared_sends::make(why_not) : nullptr;
    if (is_together && sends == nullptr) {
        WARN("not tried: " << why_not);
        return;
    }
    telling_host host(std::move(sends), true);
    auto reader = host.come();
    REQUIRE(eventually([&] { return host.people() == 1; }));
    constexpr std::size_t long_frames = 5 * sealed_bytes_at_once / 3'000;
    host.turn([&](std::size_t, wire& to) {
        for (std::size_t i = 0; i < long_frames; ++i)
            to.push(frame_of(words_of(1, i % long_parts)));
    });
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < long_frames; ++i)
        wrong += reader.read_frame() == *frame_of(words_of(1, i % long_parts)) ? 0 : 1;
    CHECK(wrong == 0);
}

TEST_CASE("when the kernel takes no more calls for many, each still gets its own, once and in order", "[ws][sends]")
{
    std::string why_not;
    auto sends = shared_sends::make(why_not);
    if (sends == nullptr) {
        WARN("not tried: " << why_not);
        return;
    }
    telling_host host(std::move(sends), false);
    constexpr std::size_t readers = 400; // a full call, which the kernel takes, and one that it refuses
    constexpr int turns = 6;
    std::vector<client_socket> people;
    people.reserve(readers);
    for (std::size_t i = 0; i < readers; ++i)
        people.push_back(host.come());
    REQUIRE(eventually([&] { return host.people() == readers; }));
    for (int turn = 0; turn < turns; ++turn) {
        if (turn == 2 && !host.between_turns([] { return refuse_calls_of_fewer_than(256); })) {
            WARN("not tried: this machine does not let a thread be refused a call");
            return;
        }
        const auto frame = frame_of(words_of(turn, 0));
        host.turn([&](std::size_t, wire& to) { to.push(frame); });
    }
    std::size_t wrong = 0;
    for (auto& each : people)
        for (int turn = 0; turn < turns; ++turn)
            wrong += each.read_frame() == *frame_of(words_of(turn, 0)) ? 0 : 1;
    CHECK(wrong == 0);
    CHECK(host.people() == readers);
}
