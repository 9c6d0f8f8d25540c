// Backups that are made while people post: each is a committed prefix of what was said. One of them restored: everybody is told, and nothing is answered twice.
#include "log/backup_folder.hpp"
#include "log/file_check.hpp"
#include "log/sqlite_event.hpp"
#include "outside/delivery_check.hpp"
#include "outside/room_member.hpp"
#include "protocol/codec.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/server_process.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

/// Who reads and posts, and what it was told under which epoch.
struct participant {
    std::unique_ptr<room_member> member;
    std::map<std::string, std::map<std::uint64_t, event_id>> heard; // by epoch and offset
    std::size_t unlike = 0; // offsets that were told twice with different events in one epoch
    bool has_joined = false;
};

struct answer {
    std::string text;
    event_id id;
    std::uint64_t offset = 0;
};

/// A server, people who post at a steady rate, and commands that run meanwhile.
class posting_crowd {
public:
    explicit posting_crowd(double posts_per_second)
        : rate_(posts_per_second), server_(folder_ / "data", {"--unlimited", "--backup-every", "1s", "--backup-keep", "1000"}),
          timer_(io_), people_(20)
    {
        server_.start();
        for (std::size_t who = 0; who < people_.size(); ++who)
            add(who);
        REQUIRE(goes_on_until([this] { return all([](const participant& one) { return one.has_joined; }); }, 30s));
        begun_ = steady_clock::now();
        post_some();
    }

    ~posting_crowd()
    {
        for (auto& one : people_)
            one.member->leave();
        io_.run_for(50ms);
    }

    bool goes_on_until(const std::function<bool()>& is_so, std::chrono::milliseconds patience)
    {
        return test::goes_on_until(io_, server_, is_so, patience);
    }

    void go_on_for(std::chrono::milliseconds time)
    {
        const auto until = steady_clock::now() + time;
        goes_on_until([&] { return steady_clock::now() >= until; }, time + 60s);
    }

    /// Runs `hallway` while everybody posts on.
    command_result run(const std::vector<std::string>& arguments)
    {
        std::vector<std::string> whole{hallway_binary()};
        whole.insert(whole.end(), arguments.begin(), arguments.end());
        const auto out = folder_ / fmt::format("out-{}", ++commands_);
        const auto err = folder_ / fmt::format("err-{}", commands_);
        child_process process;
        process.start(whole, out, err);
        siginfo_t ended{};
        REQUIRE(goes_on_until(
            [&] {
                return ::waitid(P_PID, static_cast<id_t>(process.pid()), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
                       ended.si_pid != 0;
            },
            is_long_run() ? 600s : 60s));
        command_result result;
        result.exit_code = process.wait(10s);
        const auto text = [](const std::filesystem::path& path) {
            std::ifstream file(path, std::ios::binary);
            return std::string{std::istreambuf_iterator<char>(file), {}};
        };
        result.out = text(out);
        result.err = text(err);
        return result;
    }

    void stop_posting() { is_posting_ = false; }
    void post_again()
    {
        is_posting_ = true;
        begun_ = steady_clock::now() -
                 std::chrono::milliseconds(static_cast<std::int64_t>(1'000 * static_cast<double>(posts_) / rate_));
        post_some();
    }

    bool all(const std::function<bool(const participant&)>& is_so) const
    {
        return std::all_of(people_.begin(), people_.end(), is_so);
    }
    bool is_settled() const
    {
        return all([](const participant& one) { return one.member->unanswered() == 0; });
    }

    const std::vector<participant>& people() const { return people_; }
    const std::vector<answer>& answers() const { return answers_; }
    const std::unordered_set<std::string>& sent() const { return sent_; }
    std::size_t answered_twice() const { return answered_twice_; }
    std::size_t refused() const { return refused_; }
    std::vector<double> take_delays() { return std::exchange(delays_ms_, {}); }
    server_process& server() { return server_; }
    std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

private:
    void add(std::size_t who)
    {
        auto& one = people_[who];
        room_member_settings settings;
        settings.server = *parse_server_address(server_.url());
        settings.room = "lobby";
        settings.name = fmt::format("Member {}", who);
        settings.posts_in_flight_max = 16;
        settings.comeback_max = 500ms;
        settings.seed = who + 1;
        room_member::handlers call;
        call.heard = [&one](const server_document& event) {
            const auto id = event.id.value_or(event_id{});
            const auto [known, is_new] = one.heard[one.member->follower().where().epoch].emplace(event.offset, id);
            one.unlike += is_new || known->second == id ? 0 : 1;
        };
        call.joined = [&one] { one.has_joined = true; };
        call.gave_up = [who](const refusal& why) { FAIL("Member " << who << " gave up: " << why.message); };
        one.member = std::make_unique<room_member>(io_, settings, call);
        one.member->start();
    }

    void post_some()
    {
        if (!is_posting_)
            return;
        const auto elapsed = std::chrono::duration<double>(steady_clock::now() - begun_).count();
        const auto due = static_cast<std::size_t>(elapsed * rate_);
        for (; posts_ < due; ++posts_) {
            auto& member = *people_[posts_ % people_.size()].member;
            if (member.unanswered() >= 64)
                continue;
            const auto text = fmt::format("Post {} {:x<200}", posts_, "");
            sent_.insert(text);
            member.post({fmt::format("backup-load-{:012}", posts_), text, std::nullopt}, [this, text](const posted& one) {
                refused_ += one.is_ok ? 0 : 1;
                answered_twice_ += answered_.insert(text).second ? 0 : 1;
                answers_.push_back({text, one.id, one.offset});
                if (one.sends == 1)
                    delays_ms_.push_back(std::chrono::duration<double, std::milli>(one.answered_at - one.sent_at).count());
            });
        }
        timer_.expires_after(5ms);
        timer_.async_wait([this](boost::system::error_code ec) {
            if (!ec)
                post_some();
        });
    }

    double rate_;
    scratch_folder folder_;
    server_process server_;
    boost::asio::io_context io_{1};
    boost::asio::steady_timer timer_;
    std::vector<participant> people_;
    std::unordered_set<std::string> sent_;
    std::unordered_set<std::string> answered_;
    std::vector<answer> answers_;
    std::vector<double> delays_ms_;
    steady_clock::time_point begun_;
    std::size_t posts_ = 0;
    std::size_t refused_ = 0;
    std::size_t answered_twice_ = 0;
    int commands_ = 0;
    bool is_posting_ = true;
};

/// The lobby's events in a file, in order.
std::vector<event_row> lobby_in(const std::filesystem::path& file)
{
    std::vector<event_row> found;
    sqlite_connection it(file, sqlite_connection::access::untouched);
    sqlite_statement all(
        it, "SELECT" + std::string(event_columns) +
                "FROM events WHERE log = (SELECT number FROM logs WHERE name = 'main/lobby') ORDER BY place");
    for (auto rows = all.with(); rows.next();)
        found.push_back(read_event_row(rows));
    return found;
}

std::string text_of(const event_row& row)
{
    const auto body = decode_body(row.event.body);
    const auto* said = body ? std::get_if<message>(&*body) : nullptr;
    return said != nullptr ? said->text : std::string{};
}

/// How a file differs from a prefix of what was said.
struct prefix_flaws {
    std::size_t holes = 0;   // or events in another place than in the whole log
    std::size_t unsaid = 0;  // that nobody sent
    std::size_t missing = 0; // of the answers that were known when it was begun
    std::size_t events = 0;
};

prefix_flaws compare(
    const std::filesystem::path& file, const std::vector<event_row>& whole, const posting_crowd& crowd,
    std::size_t answers_before)
{
    prefix_flaws flaws;
    const auto events = lobby_in(file);
    flaws.events = events.size();
    std::unordered_map<std::uint64_t, const event_row*> at;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const bool is_in_place = i < whole.size() && events[i].event == whole[i].event && events[i].event.offset == i + 1;
        flaws.holes += is_in_place ? 0 : 1;
        flaws.unsaid += crowd.sent().contains(text_of(events[i])) ? 0 : 1;
        at.emplace(events[i].event.offset, &events[i]);
    }
    for (std::size_t i = 0; i < answers_before; ++i) {
        const auto& known = crowd.answers()[i];
        const auto found = at.find(known.offset);
        flaws.missing +=
            found != at.end() && found->second->event.id == known.id && text_of(*found->second) == known.text ? 0 : 1;
    }
    return flaws;
}

} // namespace

TEST_CASE("backups made under load are committed prefixes, and one that is restored is told to everybody", "[backup]")
{
    const bool is_long = is_long_run();
    posting_crowd crowd(2'000);
    const auto pause = is_long ? 5'000ms : 700ms;
    const int rounds = is_long ? 8 : 3; // each copies all that was posted so far

    // Backups by the clock, and more that are asked for and fetched.
    struct asked_backup {
        std::filesystem::path file;
        std::size_t answers_before = 0;
    };
    std::vector<asked_backup> asked;
    for (int i = 0; i < rounds; ++i) {
        crowd.go_on_for(pause);
        asked_backup one{crowd / fmt::format("asked-{}.db", i), crowd.answers().size()};
        const auto made = crowd.run(
            {"backup", "--url", crowd.server().url(), "--token-file", crowd.server().organiser_token().string(), "--to",
             one.file.string(), "--json"});
        INFO(made.err);
        REQUIRE(made.exit_code == 0);
        CHECK(nlohmann::json::parse(made.out).at("events").get<std::uint64_t>() >= one.answers_before);
        asked.push_back(std::move(one));
    }
    auto delays = crowd.take_delays();
    // The clock's turn comes when the machine lets it: the load goes on until then.
    const auto of_the_server = crowd.server().data() / "backups";
    REQUIRE(crowd.goes_on_until([&] { return backup_files(of_the_server).size() > static_cast<std::size_t>(rounds); }, 60s));
    crowd.stop_posting();
    REQUIRE(crowd.goes_on_until([&] { return crowd.is_settled(); }, 60s));
    crowd.server().kill();

    // Against the whole log, as the killed server left it.
    const auto whole = lobby_in(crowd.server().data() / "hallway.db");
    CHECK(whole.size() == crowd.answers().size());
    std::size_t holes = 0, unsaid = 0, missing = 0, smallest = whole.size();
    const auto by_the_clock = backup_files(of_the_server); // those that were asked for, and at least one more
    for (const auto& file : by_the_clock) {
        const auto flaws = compare(file, whole, crowd, 0);
        holes += flaws.holes;
        unsaid += flaws.unsaid;
        CHECK(check_file(file, {}).first_problem().empty());
    }
    for (const auto& one : asked) {
        const auto flaws = compare(one.file, whole, crowd, one.answers_before);
        holes += flaws.holes;
        unsaid += flaws.unsaid;
        missing += flaws.missing;
        smallest = std::min(smallest, flaws.events);
    }
    CHECK(holes == 0);
    CHECK(unsaid == 0);
    CHECK(missing == 0);
    CHECK(smallest < whole.size()); // they were made while people posted

    // The first of them restored: what came after it is gone, and everybody is told so.
    const auto restored = run_hallway({"restore", "--data", crowd.server().data().string(), asked[0].file.string(), "--json"});
    INFO(restored.err);
    REQUIRE(restored.exit_code == 0);
    CHECK(run_hallway({"check-db", "--data", crowd.server().data().string()}).exit_code == 0);
    const auto kept = lobby_in(crowd.server().data() / "hallway.db");
    crowd.post_again(); // into outboxes, while nobody answers
    crowd.go_on_for(200ms);
    crowd.server().start_without_waiting();
    REQUIRE(crowd.goes_on_until(
        [&] { return crowd.all([](const participant& one) { return one.member->follower().figures().losses == 1; }); }, 60s));
    crowd.go_on_for(500ms);
    crowd.stop_posting();
    REQUIRE(crowd.goes_on_until([&] { return crowd.is_settled(); }, 60s));
    const auto top = crowd.answers().back().offset;
    REQUIRE(crowd.goes_on_until(
        [&] { return crowd.all([&](const participant& one) { return one.member->follower().where().offset >= top; }); }, 60s));
    CHECK(crowd.server().stop() == 0);

    std::set<std::string> epochs;
    std::size_t unlike = 0, doubled = 0;
    for (const auto& one : crowd.people()) {
        for (const auto& [epoch, events] : one.heard)
            epochs.insert(epoch);
        unlike += one.unlike;
        doubled += one.member->follower().figures().doubled + one.member->follower().figures().out_of_order;
    }
    const auto now = lobby_in(crowd.server().data() / "hallway.db");
    std::unordered_set<std::string> texts;
    std::size_t repeated = 0;
    for (const auto& row : now)
        repeated += texts.insert(text_of(row)).second ? 0 : 1;
    CHECK(epochs.size() == 2);
    CHECK(unlike == 0);
    CHECK(doubled == 0);
    CHECK(repeated == 0);
    CHECK(crowd.answered_twice() == 0);
    CHECK(crowd.refused() == 0);
    CHECK(now.size() > kept.size());
    CHECK(std::equal(kept.begin(), kept.end(), now.begin(), [](const auto& a, const auto& b) { return a.event == b.event; }));

    fmt::print(
        "figures: backup under load: {} posts answered, {} backups by the clock, {} fetched, {} holes, {} unsaid, {} missing; "
        "answers p50 "
        "{:.1f} ms, "
        "p99 {:.1f} ms; restored at {} of {}, then {} more\n",
        crowd.answers().size(), by_the_clock.size() - asked.size(), asked.size(), holes, unsaid, missing,
        quantile_ms(delays, 0.5), quantile_ms(delays, 0.99), kept.size(), whole.size(), now.size() - kept.size());
}
