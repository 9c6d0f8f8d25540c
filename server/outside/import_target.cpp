#include "outside/import_target.hpp"

#include "outside/client.hpp"
#include "outside/import_plans.hpp"
#include "outside/import_source.hpp"
#include "protocol/codec.hpp"
#include "support/exit_codes.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <random>
#include <utility>

namespace hallway {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr std::size_t schedule_bytes_max = 64 * 1024 * 1024;
constexpr auto plan_patience = 30s; // for an answer
constexpr auto look_every = 100ms;

/// "http://127.0.0.1:8000", with the path that stands before "/v1/ws".
std::string base_of(const server_address& address)
{
    constexpr std::string_view endpoint = "/v1/ws";
    return fmt::format(
        "{}://{}{}", address.is_secure ? "https" : "http", address.authority(),
        address.path.substr(0, address.path.size() - endpoint.size()));
}

time_point time_in(const json& object, const char* name)
{
    return time_point(std::chrono::milliseconds(object.at(name).get<std::int64_t>()));
}

talk_slot slot_in(const json& object)
{
    return {object.at("stage").get<std::string>(), time_in(object, "starts"), time_in(object, "ends")};
}

timetable_talk talk_in(const json& object)
{
    timetable_talk talk;
    talk.plan.room = object.at("room").get<std::string>();
    talk.plan.title = object.at("title").get<std::string>();
    talk.now = slot_in(object);
    talk.plan.slot = object.contains("planned") ? slot_in(object.at("planned")) : talk.now;
    talk.plan.persons = object.value("persons", std::vector<std::string>{});
    talk.plan.track = object.value("track", "");
    talk.plan.language = object.value("language", "");
    talk.plan.url = object.value("url", "");
    talk.plan.cancelled = object.value("cancelled", false);
    talk.plan.digest = object.value("digest", "");
    return talk;
}

planned_lesson lesson_in(const json& object)
{
    planned_lesson lesson;
    lesson.room = object.at("room").get<std::string>();
    lesson.title = object.at("title").get<std::string>();
    lesson.unit = object.value("unit", "");
    lesson.url = object.value("url", "");
    if (object.contains("starts"))
        lesson.starts = time_in(object, "starts");
    lesson.digest = object.value("digest", "");
    return lesson;
}

/// Of GET /v1/schedule. \throws json::exception if something is missing
present_timetable present_in(const json& object)
{
    present_timetable read;
    read.space = object.at("space").get<std::string>();
    read.table.version = object.at("version").get<std::uint64_t>();
    read.table.title = object.value("title", "");
    read.table.time_zone = object.value("time_zone", "");
    for (const auto& one : object.at("stages"))
        read.table.stages.push_back({one.at("room").get<std::string>(), one.at("title").get<std::string>()});
    for (const auto& one : object.at("talks")) {
        auto talk = talk_in(one);
        auto room = talk.plan.room;
        read.table.talks.insert_or_assign(std::move(room), std::move(talk));
    }
    for (const auto& one : object.at("lessons"))
        read.table.lessons.push_back(lesson_in(one));
    return read;
}

/// Says hello, then sends one plan after the other, each when the one before it is done.
class plan_sender {
public:
    plan_sender(std::vector<plan> plans, const import_progress& tell) : plans_(std::move(plans)), tell_(tell)
    {
        for (const auto& one : plans_)
            entries_ += one.entries();
    }

    /// \returns why not
    std::optional<std::string> run(client_settings how)
    {
        client::handlers call;
        call.welcomed = [this](const server_document& answer) {
            if (answer.is_error)
                return end(sentence_of(answer.error));
            send_next();
        };
        call.ended = [this](const connection_end& why) { end("The connection to the server was lost: " + why.reason + "."); };
        client_ = std::make_unique<client>(io_, std::move(how), std::move(call));
        look();
        io_.run();
        return trouble_;
    }

private:
    void send_next()
    {
        if (next_ == plans_.size())
            return end(std::nullopt);
        asked_ = std::chrono::steady_clock::now();
        client_->send(plans_[next_], [this](const server_document& answer) { on_answer(answer); });
    }

    void on_answer(const server_document& answer)
    {
        if (answer.is_error && answer.retryable) { // the same key: what was done after all is not done twice
            pause_.expires_after(answer.error.retry_after.value_or(500ms));
            pause_.async_wait([this](boost::system::error_code ec) {
                if (!ec)
                    send_next();
            });
            return;
        }
        if (answer.is_error)
            return end(sentence_of(answer.error));
        done_ += plans_[next_++].entries();
        send_next();
    }

    void look()
    {
        if (!tell_(done_, entries_))
            return end("Stopped.");
        if (std::chrono::steady_clock::now() - asked_ > plan_patience)
            return end("The server does not answer.");
        watch_.expires_after(look_every);
        watch_.async_wait([this](boost::system::error_code ec) {
            if (!ec)
                look();
        });
    }

    void end(std::optional<std::string> why)
    {
        if (std::exchange(is_over_, true))
            return;
        trouble_ = std::move(why);
        if (trouble_ && done_ > 0)
            *trouble_ += fmt::format(" {} of {} changes were made; the same import again makes the rest.", done_, entries_);
        io_.stop();
    }

    std::vector<plan> plans_;
    const import_progress& tell_;
    std::size_t entries_ = 0;
    std::size_t done_ = 0; // entries
    std::size_t next_ = 0;
    std::optional<std::string> trouble_;
    bool is_over_ = false;
    std::chrono::steady_clock::time_point asked_ = std::chrono::steady_clock::now();
    boost::asio::io_context io_{1};
    boost::asio::steady_timer pause_{io_};
    boost::asio::steady_timer watch_{io_};
    std::unique_ptr<client> client_;
};

/// A frame that the server would refuse is seen before the first is sent.
void check_form(const std::vector<plan>& plans)
{
    for (const auto& one : plans) {
        const auto read = decode_command(encode(command{0, one}));
        if (const auto* flaw = std::get_if<unreadable>(&read))
            throw import_refused(
                data_refused, fmt::format("{} ({})", sentence_of(flaw->why), flaw->why.field.empty() ? "plan" : flaw->why.field));
    }
}

} // namespace

present_timetable read_timetable(const reached_server& server, const std::string& space)
{
    const auto address = base_of(server.address) + "/v1/schedule";
    fetch_bounds bounds;
    bounds.bytes_max = schedule_bytes_max;
    bounds.redirects_max = 0;
    try {
        const auto got = document_fetcher(bounds).get(address);
        auto present = present_in(json::parse(got.body));
        if (!space.empty() && present.space != space)
            throw import_refused(failed, fmt::format("The server serves the space \"{}\", not \"{}\".", present.space, space));
        return present;
    } catch (const fetch_failed& error) {
        throw import_refused(failed, fmt::format("The server's schedule cannot be read. {}", error.what()));
    } catch (const json::exception&) {
        throw import_refused(failed, fmt::format("{} does not answer as a Hallway server does.", address));
    }
}

void change_timetable(
    const reached_server& server, const present_timetable& present, const import_changes& changes, const wanted_timetable& wanted,
    const import_progress& tell)
{
    std::random_device random;
    auto plans = plans_for(changes, present.table, wanted, (std::uint64_t{random()} << 32) | random());
    check_form(plans);
    client_settings how;
    how.server = server.address;
    how.skims = true;
    how.greeting.token = server.token;
    how.greeting.space = present.space;
    if (const auto trouble = plan_sender(std::move(plans), tell).run(std::move(how)))
        throw import_refused(failed, *trouble);
}

} // namespace hallway
