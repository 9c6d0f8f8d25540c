#include "log/redis_waiting.hpp"

#include "log/store_refused.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <utility>

namespace hallway {
namespace {

using namespace std::chrono_literals;

constexpr auto place_patience = 3s;

redis_client_settings settings_for(const redis_address& where)
{
    redis_client_settings own;
    own.link.where = where;
    own.answer_patience = 60s; // all keys are renamed at once
    return own;
}

redis_subscriber_settings settings_for_place(const redis_address& where)
{
    redis_subscriber_settings own;
    own.link.where = where;
    return own;
}

/// The text as a pattern of Redis' that matches nothing else.
std::string literally(std::string_view text)
{
    std::string made;
    for (const char each : text) {
        if (std::string_view("*?[]\\").find(each) != std::string_view::npos)
            made += '\\';
        made += each;
    }
    return made;
}

} // namespace

redis_waiting::redis_waiting(const redis_address& where)
    : where_(where),
      client_(turns_, settings_for(where), {[this] { lost_.reset(); }, [this](const redis_failure& why) { lost_ = why; }}),
      place_(
          turns_, settings_for_place(where),
          {[this](const std::string&) { has_place_ = true; }, [](const std::string&, const std::string&) {},
           [this](const std::string&, const redis_failure&) { has_place_ = false; }})
{
    client_.start();
}

redis_waiting::~redis_waiting()
{
    place_.stop();
    bool is_finished = false;
    client_.finish([&] { is_finished = true; });
    wait_until([&] { return is_finished; });
}

template <class Is>
void redis_waiting::wait_until(Is is)
{
    while (!is())
        turns_.run_for(100ms);
}

redis_reply redis_waiting::take(redis_answer answer)
{
    if (!answer.failure)
        return std::move(answer.reply);
    const auto& why = answer.failure->code == redis_errc::away && lost_ ? *lost_ : *answer.failure;
    if (why.code == redis_errc::moved)
        throw store_refused(fmt::format(
            "The Redis at {} belongs to a cluster. Copy into a single one, and bring that into the cluster with redis-cli "
            "--cluster "
            "import.",
            to_string(where_)));
    throw store_refused(
        fmt::format("{} ({}{}{})", sentence_for(why.code), to_string(where_), why.said.empty() ? "" : ": ", why.said));
}

redis_reply redis_waiting::ask(std::vector<std::string> words)
{
    std::vector<std::vector<std::string>> one;
    one.push_back(std::move(words));
    return std::move(ask_all(std::move(one)).front());
}

std::vector<redis_reply> redis_waiting::ask_all(std::vector<std::vector<std::string>> all)
{
    std::vector<redis_answer> answers;
    const auto count = all.size();
    for (auto& each : all)
        client_.send(std::move(each), [&](redis_answer answer) { answers.push_back(std::move(answer)); });
    wait_until([&] { return answers.size() == count; });
    std::vector<redis_reply> replies;
    for (auto& each : answers)
        replies.push_back(take(std::move(each)));
    return replies;
}

redis_reply redis_waiting::run(std::string_view script, std::vector<std::string> words)
{
    std::optional<redis_answer> got;
    client_.run(redis_script_named(script), std::move(words), [&](redis_answer answer) { got = std::move(answer); });
    wait_until([&] { return got.has_value(); });
    return take(*std::move(got));
}

std::set<std::string> redis_waiting::keys_with(const std::string& prefix)
{
    std::set<std::string> found; // SCAN may tell a key twice
    std::string cursor = "0";
    do {
        auto page = ask({"SCAN", cursor, "MATCH", literally(prefix) + "*", "COUNT", "1000"});
        cursor = page.elements.at(0).text;
        for (auto& each : page.elements.at(1).elements)
            found.insert(std::move(each.text));
    } while (cursor != "0");
    return found;
}

void redis_waiting::require_nobody_follows(const std::string& prefix)
{
    const auto channels = ask({"PUBSUB", "CHANNELS", literally(prefix) + "{*"}).elements;
    if (!channels.empty())
        throw store_refused(fmt::format("A server uses the Redis at {}. Stop all servers that do first.", to_string(where_)));
}

void redis_waiting::be_the_only_one_at(const std::string& channel)
{
    place_.subscribe(channel);
    place_.start();
    const auto began = turns_.monotonic();
    wait_until([&] { return has_place_ || turns_.monotonic() - began > place_patience; });
    if (!has_place_)
        throw store_refused(fmt::format("Redis at {} does not let us listen to {}.", to_string(where_), channel));
    const auto is_alone = [&] {
        const auto listeners = ask({"PUBSUB", "NUMSUB", channel}).elements;
        return listeners.size() == 2 && listeners[1].number == 1;
    };
    while (!is_alone()) {
        if (turns_.monotonic() - began > place_patience)
            throw store_refused(fmt::format("Another hallway migrate is at work on the Redis at {}.", to_string(where_)));
        turns_.run_for(20ms); // one that was killed just now is not forgotten yet
    }
}

} // namespace hallway
