// A server that is killed again and again under load loses nothing it has answered for, and its members notice nothing but the pauses.
#include "outside/delivery_check.hpp"
#include "outside/room_member.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/server_process.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <unordered_map>
#include <unordered_set>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

struct load {
    std::size_t members = 20;
    double posts_per_second = 500;
    std::chrono::seconds duration = 6s;
    std::size_t kills = 3;
};

struct heard_event {
    std::uint64_t offset = 0;
    event_id id;
};

/// A member who posts and reads, and all that it was told.
struct poster {
    std::unique_ptr<room_member> member;
    std::vector<heard_event> heard;
    std::uint64_t begins_after = 0; // the offset at which it joined first
    bool has_joined = false;
};

struct answered_post {
    std::string text;
    event_id id;
    std::uint64_t offset = 0;
};

class kill_load {
public:
    kill_load(load how, std::uint64_t seed)
        : how_(how), random_(seed), server_(folder_ / "data", {"--unlimited"}), post_timer_(io_), kill_timer_(io_),
          participants_(how.members)
    {
        server_.start();
        for (std::size_t who = 0; who < how_.members; ++who)
            add(who, seed + who);
    }

    /// Everybody in, the load with its kills, then until every post is answered and every reader has caught up.
    void run()
    {
        REQUIRE(goes_on_until([this] { return all([](const poster& one) { return one.has_joined; }); }, 30s));
        begun_ = steady_clock::now();
        post_some();
        kill_later();
        REQUIRE(goes_on_until(
            [this] { return steady_clock::now() - begun_ > how_.duration && kills_ == how_.kills; }, how_.duration + 120s));
        is_posting_ = false;
        seconds_ = std::chrono::duration<double>(steady_clock::now() - begun_).count();
        REQUIRE(goes_on_until([this] { return all([](const poster& one) { return one.member->unanswered() == 0; }); }, 90s));
        for (const auto& post : answered_)
            top_ = std::max(top_, post.offset);
        REQUIRE(goes_on_until(
            [this] {
                return all([this](const poster& one) {
                    return one.member->follower().where().offset >= top_ && one.member->follower().is_whole();
                });
            },
            60s + how_.duration));
    }

    /// The room as somebody sees it who comes now and reads from the start.
    std::vector<server_document> read_afresh()
    {
        std::vector<server_document> log;
        room_member_settings settings = settings_of("Fresh reader", 1);
        settings.from_the_start = true;
        room_member::handlers call;
        call.heard = [&](const server_document& event) { log.push_back(event); };
        auto reader = std::make_unique<room_member>(io_, settings, call);
        reader->start();
        REQUIRE(goes_on_until(
            [&] { return reader->is_in_room() && reader->follower().is_whole() && reader->follower().where().offset >= top_; },
            60s + how_.duration));
        reader->leave();
        fresh_ = std::move(reader);
        return log;
    }

    int stop()
    {
        for (auto& one : participants_)
            one.member->leave();
        io_.run_for(100ms);
        return server_.stop();
    }

    const std::vector<poster>& participants() const { return participants_; }
    const std::vector<answered_post>& answered() const { return answered_; }
    std::uint64_t top() const { return top_; }
    std::size_t kills() const { return kills_; }
    double seconds() const { return seconds_; }
    std::size_t refused() const { return refused_; }
    std::size_t duplicates() const { return duplicates_; }
    std::vector<double>& delays_ms() { return delays_ms_; }

private:
    room_member_settings settings_of(std::string name, std::uint64_t seed) const
    {
        room_member_settings settings;
        settings.server = *parse_server_address(server_.url());
        settings.room = "lobby";
        settings.name = std::move(name);
        settings.posts_in_flight_max = 16;
        settings.comeback_max = 500ms; // kills come faster than the pauses of an outage would end
        settings.seed = seed;
        return settings;
    }

    void add(std::size_t who, std::uint64_t seed)
    {
        auto& one = participants_[who];
        room_member::handlers call;
        call.heard = [&one](const server_document& event) { one.heard.push_back({event.offset, event.id.value_or(event_id{})}); };
        call.joined = [&one] {
            if (!std::exchange(one.has_joined, true))
                one.begins_after = one.member->follower().where().offset;
        };
        call.gave_up = [who](const refusal& why) {
            FAIL("Member " << who << " gave up: " << why.message << ' ' << code_of(why.code));
        };
        one.member = std::make_unique<room_member>(io_, settings_of(fmt::format("Member {}", who), seed), call);
        one.member->start();
    }

    void post_some()
    {
        if (!is_posting_)
            return;
        const auto elapsed = std::chrono::duration<double>(steady_clock::now() - begun_).count();
        const auto due = static_cast<std::size_t>(elapsed * how_.posts_per_second);
        for (; posts_ < due; ++posts_) {
            auto& member = *participants_[posts_ % how_.members].member;
            if (member.unanswered() >= 64)
                continue; // the server is away: what cannot be sent is not piled up
            const auto text = fmt::format("Post {} {:x<100}", posts_, "");
            outgoing what{fmt::format("kill-load-{:012}", posts_), text, std::nullopt};
            member.post(std::move(what), [this, text](const posted& answer) { settle(text, answer); });
        }
        post_timer_.expires_after(5ms);
        post_timer_.async_wait([this](boost::system::error_code ec) {
            if (!ec)
                post_some();
        });
    }

    void settle(const std::string& text, const posted& answer)
    {
        refused_ += answer.is_ok ? 0 : 1;
        duplicates_ += answer.duplicate ? 1 : 0;
        if (!answer.is_ok)
            return;
        answered_.push_back({text, answer.id, answer.offset});
        if (answer.sends == 1)
            delays_ms_.push_back(std::chrono::duration<double, std::milli>(answer.answered_at - answer.sent_at).count());
    }

    void kill_later()
    {
        if (kills_ == how_.kills)
            return;
        const auto mean = std::chrono::duration<double>(how_.duration).count() / static_cast<double>(how_.kills + 1);
        const auto pause = std::uniform_real_distribution<double>(0.3 * mean, 1.4 * mean)(random_);
        kill_timer_.expires_after(std::chrono::milliseconds(static_cast<std::int64_t>(pause * 1'000)));
        kill_timer_.async_wait([this](boost::system::error_code ec) {
            if (ec)
                return;
            strike();
        });
    }

    /// SIGKILL: of every three, one while it serves, one while it stops, and one while it starts after that, or recovers.
    void strike()
    {
        const auto soon = std::chrono::milliseconds(std::uniform_int_distribution<int>(0, 120)(random_));
        switch (kills_ % 3) {
        case 1: server_.begin_to_stop(); return after(soon, [this] { kill_and_start(); });
        case 2:
            server_.kill();
            server_.start_without_waiting();
            return after(soon, [this] { kill_and_start(); });
        default: kill_and_start();
        }
    }

    void kill_and_start()
    {
        ++kills_;
        server_.kill();
        server_.start_without_waiting();
        kill_later();
    }

    void after(std::chrono::milliseconds delay, std::function<void()> what)
    {
        kill_timer_.expires_after(delay);
        kill_timer_.async_wait([what = std::move(what)](boost::system::error_code ec) {
            if (!ec)
                what();
        });
    }

    bool all(const std::function<bool(const poster&)>& is_so) const
    {
        return std::all_of(participants_.begin(), participants_.end(), is_so);
    }

    bool goes_on_until(const std::function<bool()>& is_so, std::chrono::milliseconds patience)
    {
        return test::goes_on_until(io_, server_, is_so, patience);
    }

    load how_;
    std::mt19937_64 random_;
    scratch_folder folder_;
    server_process server_;
    boost::asio::io_context io_{1};
    boost::asio::steady_timer post_timer_;
    boost::asio::steady_timer kill_timer_;
    std::vector<poster> participants_;
    std::unique_ptr<room_member> fresh_;
    std::vector<answered_post> answered_;
    std::vector<double> delays_ms_;
    steady_clock::time_point begun_;
    double seconds_ = 0;
    std::uint64_t top_ = 0;
    std::size_t posts_ = 0;
    std::size_t kills_ = 0;
    std::size_t refused_ = 0;
    std::size_t duplicates_ = 0;
    bool is_posting_ = true;
};

} // namespace

TEST_CASE("a server that is killed under load loses no answered post, doubles none, and every reader sees one order", "[kill]")
{
    const auto how = is_long_run() ? load{20, 2'000, 540s, 100} : load{};
    const auto seed = std::uint64_t{std::random_device{}()};
    INFO("seed " << seed);
    kill_load test(how, seed);
    test.run();
    const auto log = test.read_afresh();

    // The log: no hole, no text twice, and every answered post where the answer said.
    std::size_t holes = 0;
    std::size_t doubled = 0;
    std::unordered_map<std::uint64_t, const server_document*> at_offset;
    std::unordered_set<std::string> texts;
    std::uint64_t previous = 0;
    for (const auto& event : log) {
        holes += event.offset == previous + 1 ? 0 : 1;
        previous = event.offset;
        doubled += texts.insert(event.text).second ? 0 : 1;
        at_offset.emplace(event.offset, &event);
    }
    std::size_t lost = 0;
    for (const auto& post : test.answered()) {
        const auto found = at_offset.find(post.offset);
        const bool is_there = found != at_offset.end() && found->second->id == post.id && found->second->text == post.text;
        lost += is_there ? 0 : 1;
    }

    // The readers: each event once, each the log's, in the log's order but for what a gap left to history.
    std::size_t unlike = 0;
    follower_figures sum;
    std::uint64_t reconnects = 0;
    std::uint64_t timeouts = 0;
    for (const auto& one : test.participants()) {
        std::unordered_set<std::uint64_t> seen;
        for (const auto& event : one.heard) {
            const auto found = at_offset.find(event.offset);
            const bool is_like = found != at_offset.end() && found->second->id == event.id && seen.insert(event.offset).second;
            unlike += is_like ? 0 : 1;
        }
        unlike += seen.size() == log.size() - one.begins_after ? 0 : 1;
        const auto& figures = one.member->follower().figures();
        sum.doubled += figures.doubled;
        sum.out_of_order += figures.out_of_order;
        sum.skipped += figures.skipped;
        sum.losses += figures.losses;
        sum.gaps += figures.gaps;
        sum.resumed += figures.resumed;
        sum.too_far += figures.too_far;
        reconnects += one.member->figures().connects - 1;
        timeouts += one.member->figures().timeouts;
    }

    auto& delays = test.delays_ms();
    fmt::print(
        "figures: kill under load, seed {}: {} kills in {:.0f} s, {} posts answered ({} as duplicates), {} stored, {} lost, {} "
        "doubled, "
        "{} holes; "
        "{} reconnects, {} resumed, {} too far behind, {} gaps, {} answers overdue; post to answer p50 {:.1f} ms, p99 {:.1f} "
        "ms\n",
        seed, test.kills(), test.seconds(), test.answered().size(), test.duplicates(), log.size(), lost, doubled, holes,
        reconnects, sum.resumed, sum.too_far, sum.gaps, timeouts, quantile_ms(delays, 0.5), quantile_ms(delays, 0.99));

    CHECK(test.kills() == how.kills);
    CHECK(test.answered().size() > 100);
    CHECK(test.refused() == 0);
    CHECK(lost == 0);
    CHECK(doubled == 0);
    CHECK(holes == 0);
    CHECK(log.size() == test.top());
    CHECK(unlike == 0);
    CHECK(sum.doubled == 0);
    CHECK(sum.out_of_order == 0);
    CHECK(sum.skipped == 0);
    CHECK(sum.losses == 0);
    CHECK(test.stop() == 0);
}
