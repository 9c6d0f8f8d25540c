#include "outside/demo.hpp"

#include "outside/demo_guest.hpp"
#include "outside/demo_programme.hpp"
#include "support/logging.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <chrono>
#include <exception>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <thread>
#include <utility>

namespace hallway {

namespace asio = boost::asio;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t audience_max = 12;                // people of each stage; some sit in two
constexpr std::size_t audience_step = 8;                // to the first of the next stage's
constexpr std::array<std::size_t, 3> watchers{6, 3, 0}; // of each stage
constexpr auto planned_before = 3h;                     // talks that were,
constexpr auto planned_ahead = 6h;                      // and that will be
constexpr auto plan_again_after = 30min;                // so that the day does not end
constexpr auto arrival_step = 20ms;                     // from one person to the next
constexpr auto hurried_step = 150ms;                    // between two messages until there is something to read
constexpr std::size_t hurried_lines = 8;                // of each room, about
constexpr auto programme_patience = 10s;
constexpr auto correction_after = 4s;
constexpr std::array<std::size_t, 3> small_talk_from{0, 9, 19}; // where nobody answers what was not said
constexpr std::size_t moderator = 14, first_speaker = 9;        // of demo_people()
constexpr std::uint64_t seed = 20'240'203;

time_point wall_clock() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

/// What is said in one room.
struct conversation {
    std::string room;
    std::span<const demo_line> lines; // first
    std::span<const demo_line> more;  // then, again and again
    std::size_t first_person = 0;     // those who speak: so many from here
    std::size_t persons = 0;
    std::size_t more_from = 0; // of `more`: rooms are not to say the same at once
    std::size_t next = 0;
    std::vector<std::size_t> speakers{};                // of what was said
    std::vector<std::optional<event_id>> said{};        // nothing: was not taken
    std::optional<steady_clock::time_point> asked_at{}; // the last one is not answered
};

} // namespace

class demo::event {
public:
    explicit event(demo_settings settings)
        : settings_(std::move(settings)), programme_(wall_clock()), plan_timer_(io_), arrival_(io_), talk_(io_)
    {
        plan_some();
        for (const auto& name : demo_people()) {
            const auto number = guests_.size();
            const auto& token = number == moderator       ? settings_.moderator_token
                                : number == first_speaker ? settings_.speaker_token
                                                          : std::string{};
            guests_.push_back(std::make_unique<demo_guest>(io_, settings_.server, std::string{name}, token));
        }
        for (std::size_t stage = 0; stage < watchers.size(); ++stage)
            for (std::size_t i = 0; i < watchers[stage]; ++i) {
                guests_.push_back(std::make_unique<demo_guest>(io_, settings_.server, "", ""));
                watches_.push_back(stage);
            }
        for (std::size_t i = 0; i < settings_.rooms.size(); ++i)
            rooms_.push_back(
                {settings_.rooms[i],
                 {},
                 demo_small_talk(),
                 i * 5,
                 demo_people().size(),
                 small_talk_from[i % small_talk_from.size()]});
        thread_ = std::thread([this] {
            try {
                io_.run();
            } catch (const std::exception& error) {
                log_error("the demo ended", {{"what", error.what()}});
            }
        });
    }

    ~event()
    {
        io_.stop();
        thread_.join();
    }

private:
    /// Twice an hour: what is planned already changes nothing.
    void plan_some()
    {
        const auto now = wall_clock();
        client_settings how;
        how.server = settings_.server;
        how.greeting.token = organiser_token_.empty() ? settings_.organiser_token : organiser_token_;
        how.greeting.name = "Programme";
        client::handlers call;
        call.welcomed = [this, now](const server_document& answer) {
            if (answer.is_error)
                return log_error("the demo's programme was refused", {{"why", answer.error.message}});
            organiser_token_ = answer.token;
            plans_ = programme_.plans(now - planned_before, now + planned_ahead, settings_.title, key_of(now));
            send_plan(0);
        };
        call.ended = [](const connection_end&) {};
        organiser_ = std::make_unique<client>(io_, std::move(how), std::move(call));
        plan_timer_.expires_after(plan_again_after);
        plan_timer_.async_wait([this](const boost::system::error_code& ec) {
            if (!ec)
                plan_some();
        });
    }

    static std::string key_of(time_point now) { return "demo-programme-" + std::to_string(now.time_since_epoch().count()); }

    /// One after the other: talks go to stages that are there already.
    void send_plan(std::size_t number)
    {
        if (number < plans_.size())
            return organiser_->send(plans_[number], [this, number](const server_document& became) {
                if (became.is_error)
                    log_error("the demo's programme was refused", {{"why", became.error.message}});
                send_plan(number + 1);
            });
        if (!std::exchange(is_open_, true))
            arrive(0);
    }

    // --- who is where

    void arrive(std::size_t number)
    {
        if (number == guests_.size())
            return speak();
        guests_[number]->start();
        arrival_.expires_after(arrival_step);
        arrival_.async_wait([this, number](const boost::system::error_code& ec) {
            if (!ec)
                arrive(number + 1);
        });
    }

    /// Everybody goes where something is on; the rooms of talks that are over fall silent.
    void sit_down()
    {
        const auto now = wall_clock();
        std::vector<std::set<std::string>> seats(guests_.size());
        const auto people = demo_people().size();
        for (std::size_t i = 0; i < people; ++i)
            seats[i].insert(settings_.rooms.begin(), settings_.rooms.end());
        talks_.resize(demo_stages().size());
        for (std::size_t stage = 0; stage < talks_.size(); ++stage) {
            const auto on = programme_.on(stage, now);
            if (talks_[stage].room != on.room)
                talks_[stage] = {on.room, on.talk->lines, demo_remarks(), stage * audience_step, audience_max, stage * 3};
            for (std::size_t i = 0; i < audience_max; ++i)
                seats[(stage * audience_step + i) % people].insert(on.room);
            for (std::size_t i = 0; i < watches_.size(); ++i)
                if (watches_[i] == stage)
                    seats[people + i].insert(on.room);
        }
        for (std::size_t i = 0; i < guests_.size(); ++i)
            guests_[i]->sit_in(std::move(seats[i]));
    }

    // --- what they say

    /// One message, then a pause as people make it.
    void speak()
    {
        sit_down();
        const bool is_hurried = turns_ < hurried_lines * (rooms_.size() + talks_.size());
        say_next(next_conversation());
        const auto human = std::chrono::milliseconds{std::uniform_int_distribution<int>{2'000, 7'000}(random_)};
        talk_.expires_after(is_hurried ? std::chrono::milliseconds{hurried_step} : human);
        talk_.async_wait([this](const boost::system::error_code& ec) {
            if (!ec)
                speak();
        });
    }

    /// Talks and the other rooms by turns.
    conversation& next_conversation()
    {
        const auto turn = turns_++;
        if (turn % 3 == 2 && !rooms_.empty())
            return rooms_[turn / 3 % rooms_.size()];
        return talks_[(turn - turn / 3) % talks_.size()];
    }

    static std::size_t speaker_of(const conversation& where, std::size_t person)
    {
        return (where.first_person + person % where.persons) % demo_people().size();
    }

    void say_next(conversation& where)
    {
        const auto now = steady_clock::now();
        if (where.asked_at && now - *where.asked_at < programme_patience)
            return;
        const auto number = where.next;
        const auto& line = number < where.lines.size()
                               ? where.lines[number]
                               : where.more[(number - where.lines.size() + where.more_from) % where.more.size()];
        const bool is_reply = line.answers > 0 && line.answers <= where.said.size();
        const auto answered = is_reply ? where.said.size() - line.answers : 0;
        auto person = speaker_of(where, line.person);
        if (is_reply && person == where.speakers[answered])
            person = speaker_of(where, line.person + 1); // few sit here: nobody is to answer himself
        auto& who = *guests_[person];
        if (!who.is_in(where.room))
            return;
        const auto reply_to = is_reply ? where.said[answered] : std::nullopt;
        ++where.next;
        where.asked_at = now;
        who.say(
            where.room, std::string{line.text}, reply_to, [this, room = where.room, &line, person](std::optional<event_id> id) {
                if (conversation* still = find(room)) {
                    still->asked_at.reset();
                    still->said.push_back(id);
                    still->speakers.push_back(person);
                }
                if (id && !line.corrected.empty())
                    correct_later(*guests_[person], room, *id, std::string{line.corrected});
            });
    }

    /// Null if its talk is over.
    conversation* find(const std::string& room)
    {
        for (auto* some : {&talks_, &rooms_})
            for (auto& one : *some)
                if (one.room == room)
                    return &one;
        return nullptr;
    }

    void correct_later(demo_guest& who, const std::string& room, event_id target, std::string text)
    {
        auto timer = std::make_shared<asio::steady_timer>(io_, correction_after);
        timer->async_wait([timer, &who, room, target, text = std::move(text)](const boost::system::error_code& ec) {
            if (!ec)
                who.correct(room, target, text);
        });
    }

    demo_settings settings_;
    demo_programme programme_;
    asio::io_context io_{1};
    asio::steady_timer plan_timer_, arrival_, talk_;
    std::unique_ptr<client> organiser_;
    std::string organiser_token_; // as the server answered it
    std::vector<plan> plans_;
    bool is_open_ = false;                            // the programme stands
    std::vector<std::unique_ptr<demo_guest>> guests_; // those with a name first
    std::vector<std::size_t> watches_;                // the stage of each of the others
    std::vector<conversation> talks_;                 // that are on, by stage
    std::vector<conversation> rooms_;
    std::size_t turns_ = 0;
    std::mt19937_64 random_{seed};
    std::thread thread_;
};

demo::demo(demo_settings settings) : event_(std::make_unique<event>(std::move(settings))) {}

demo::~demo() = default;

} // namespace hallway
