// One session's limits, and a wall clock that jumps, on clocks that the test turns: two cores, the log service and a store, one task after the other.
#include "hub/core.hpp"
#include "hub/session.hpp"
#include "identity/tokens.hpp"
#include "log/log_service.hpp"
#include "log/memory_store.hpp"
#include "protocol/codec.hpp"
#include "tests/support/test_scheduler.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

using namespace hallway;
using namespace std::chrono_literals;
using test::test_scheduler;

namespace {

/// Two threads' worth of schedulers: one for a core, the log service and the store, one for the other core.
class small_node {
public:
    explicit small_node(bool is_unlimited) : service_(turns[0], *keeper_, counts_, std::string(32, 's'))
    {
        core_settings settings;
        settings.rooms = {{"lobby", "Lobby"}};
        settings.is_unlimited = is_unlimited;
        for (std::size_t i = 0; i < cores_.size(); ++i) {
            cores_[i] = std::make_unique<core>(turns[i], service_.attach(turns[i]), tokens, settings, counts_);
            cores_[i]->start([](const outcome<done>& ready) { REQUIRE(ready); });
        }
        settle();
    }

    core& at(std::size_t which) { return *cores_[which]; }

    void settle()
    {
        for (int there_and_back = 0; there_and_back < 8; ++there_and_back)
            for (auto& each : turns)
                each.run_until_idle();
    }

    void advance(uptime by)
    {
        for (auto& each : turns)
            each.advance(by);
        settle();
    }

    void jump(std::chrono::hours by)
    {
        for (auto& each : turns)
            each.set_now(each.now() + by);
    }

    std::array<test_scheduler, 2> turns{test_scheduler(1), test_scheduler(2)};
    token_keeper tokens{std::string(32, 't')};

private:
    metrics counts_;
    std::unique_ptr<store> keeper_ = make_memory_store(turns[0]);
    log_service service_;
    std::array<std::unique_ptr<core>, 2> cores_;
};

/// The payloads of whole text frames (RFC 6455, 5.2), as the server writes them.
std::string payloads_of(std::string_view frames)
{
    std::string lines;
    while (!frames.empty()) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(frames[i]); };
        std::size_t length = byte(1);
        const std::size_t digits = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (digits > 0)
            length = 0;
        for (std::size_t i = 0; i < digits; ++i)
            length = length << 8 | byte(2 + i);
        lines.append(frames.substr(2 + digits, length)).push_back('\n');
        frames.remove_prefix(2 + digits + length);
    }
    return lines;
}

/// A session and what it is told.
class talker final : public wire {
public:
    talker(small_node& in, std::size_t core_number, std::string token = {})
        : in_(in), session_(std::make_unique<session>(in.at(core_number), *this))
    {
        CHECK(ask(hello{"Ada", token.empty() ? std::nullopt : std::optional{token}, std::nullopt}) == "ok");
    }

    void say(command_body what) { session_->receive(encode({++last_, std::move(what)})); }

    /// "ok", or the refusal's code.
    std::string ask(command_body what)
    {
        say(std::move(what));
        in_.settle();
        return answer(last_);
    }

    std::string answer(std::uint64_t number) const
    {
        for (const auto& each : told)
            if (each.re == number)
                return each.is_error ? std::string(code_of(each.error.code)) : "ok";
        return "none";
    }
    std::string answer() const { return answer(last_); }

    std::string post_something()
    {
        const auto number = std::to_string(last_ + 1);
        return ask(hallway::post{"lobby", "a-key-of-its-own-" + number, "Message " + number, std::nullopt});
    }

    hallway::session& seat() { return *session_; }

    // wire
    void push(shared_bytes frames) override
    {
        auto lines = payloads_of(*frames);
        for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1)
            told.push_back(decode_server_document(std::string_view(lines).substr(at, lines.find('\n', at) - at)).value());
    }
    void flush() override {}
    std::size_t queued_bytes() const override { return unread; }
    void close(close_code code, std::string) override { closed = code; }

    std::vector<server_document> told;
    std::optional<close_code> closed;
    std::size_t unread = 0; // bytes, as the wire tells it

private:
    small_node& in_;
    std::uint64_t last_ = 0;
    std::unique_ptr<session> session_;
};

constexpr std::array jumps{1h, -2h, 1h, 24h, -25h, 1h};

} // namespace

TEST_CASE("a wall clock that jumps changes no order, and takes no time back", "[clock]")
{
    small_node node(true);
    talker ada(node, 0);
    talker bob(node, 1);
    REQUIRE(ada.ask(join{"lobby", std::nullopt}) == "ok");
    REQUIRE(bob.ask(join{"lobby", std::nullopt}) == "ok");
    for (const auto by : jumps) {
        for (auto* const who : {&ada, &bob}) {
            CHECK(who->post_something() == "ok");
            node.advance(1ms);
        }
        node.jump(by);
    }
    CHECK(ada.post_something() == "ok");

    for (const auto* const who : {&ada, &bob}) {
        std::uint64_t offset = 0;
        time_point at{};
        for (const auto& each : who->told) {
            if (each.ev != "message")
                continue;
            CHECK(each.offset == ++offset);
            CHECK(*each.at >= at);
            at = *each.at;
        }
        CHECK(offset == 2 * jumps.size() + 1);
    }
}

TEST_CASE("a wall clock that jumps neither grants nor takes what flood control allows", "[clock]")
{
    small_node node(false);
    talker ada(node, 0);
    REQUIRE(ada.ask(join{"lobby", std::nullopt}) == "ok");
    for (int i = 0; i < limits::flood_burst; ++i)
        CHECK(ada.post_something() == "ok");
    for (int i = 0; i < limits::pings_per_second_max; ++i)
        CHECK(ada.ask(ping{}) == "ok");
    for (const auto by : jumps) {
        node.jump(by);
        CHECK(ada.post_something() == "rate_limited");
        CHECK(ada.told.back().error.retry_after == limits::flood_refill);
        CHECK(ada.ask(ping{}) == "rate_limited");
    }
    node.advance(limits::flood_refill);
    CHECK(ada.post_something() == "ok");
    CHECK(ada.ask(ping{}) == "ok");
}

TEST_CASE("who pings too often is refused, forgiven after a second of rest, and closed with 4029 if he goes on", "[limits]")
{
    small_node node(true);
    talker ada(node, 0);
    const auto is_websocket = GENERATE(false, true);
    const auto ping_once = [&] {
        if (!is_websocket)
            return ada.ask(ping{});
        const auto told = ada.told.size();
        ada.seat().pinged();
        return ada.told.size() == told ? std::string("ok") : std::string(code_of(ada.told.back().error.code));
    };
    for (int second = 0; second < 5; ++second) {
        for (int i = 0; i < limits::pings_per_second_max; ++i)
            CHECK(ping_once() == "ok");
        for (int i = 0; i < limits::pings_per_second_max; ++i)
            CHECK(ping_once() == "rate_limited");
        CHECK_FALSE(ada.closed);
        node.advance(1s);
    }
    for (int i = 0; i < 2 * limits::pings_per_second_max; ++i)
        ping_once();
    CHECK_FALSE(ada.closed);
    ping_once();
    CHECK(ada.closed == close_code::rate);
}

TEST_CASE("who has much to read is answered further, and in order, when that is read", "[limits]")
{
    small_node node(true);
    talker ada(node, 0);
    ada.unread = limits::outbox_gap_bytes + 1;
    CHECK(ada.ask(join{"lobby", std::nullopt}) == "none");
    CHECK(ada.post_something() == "none");
    CHECK(ada.ask(ping{}) == "ok");
    ada.unread = 0;
    CHECK(ada.ask(leave{"lobby"}) == "none"); // its turn comes behind the others
    ada.seat().drained();
    node.settle();
    CHECK(ada.answer() == "ok");
    constexpr std::uint64_t count = 5; // hello, join, post, ping, leave
    for (std::uint64_t number = 1; number <= count; ++number)
        CHECK(ada.answer(number) == "ok");
}

TEST_CASE("a session is in 128 rooms at most, also if its core hears of a room late", "[limits]")
{
    small_node node(true);
    talker organiser(node, 0, node.tokens.staff_link(role::organiser, "main"));
    talker ada(node, 1);
    const auto open = [&](const std::string& room) { organiser.say(open_room{room, "a-key-to-open-" + room, ""}); };
    for (std::size_t i = 0; i < limits::rooms_per_session_max; ++i) {
        const auto room = "room-" + std::to_string(i);
        open(room);
        node.settle();
        REQUIRE(ada.ask(join{room, std::nullopt}) == "ok");
    }
    open("known");
    node.settle();
    CHECK(ada.ask(join{"known", std::nullopt}) == "limit_exceeded");

    // Committed, and on its way to the other core, which asks for what is committed by now.
    open("late");
    node.turns[0].run_until_idle();
    REQUIRE(organiser.answer() == "ok");
    REQUIRE(node.at(1).here().find_room("late") == nullptr);
    CHECK(ada.ask(join{"late", std::nullopt}) == "limit_exceeded");
    CHECK(ada.ask(leave{"room-0"}) == "ok");
    CHECK(ada.ask(join{"late", std::nullopt}) == "ok");
}
