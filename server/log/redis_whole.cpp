#include "log/redis_whole.hpp"

#include "log/redis_answers.hpp"
#include "log/redis_health.hpp"
#include "log/redis_keys.hpp"
#include "log/redis_waiting.hpp"
#include "log/store_refused.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string_view>
#include <utility>

namespace hallway {
namespace {

namespace answers = redis_answers;

using words = std::vector<std::string>;

constexpr std::array<std::string_view, 8> kinds_of_keys{"meta", "log", "body", "ids", "keys", "rows", "amended", "snapshot"};
constexpr std::string_view draft = "migrating:";
constexpr std::size_t entry_words = 12; // name and value of each field: append.lua

std::string milliseconds(time_point at) { return std::to_string(at.time_since_epoch().count()); }

template <class Number>
Number number_in(std::string_view text, int base = 10)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size())
        throw data_damaged("Redis holds something else where there should be a number.");
    return value;
}

time_point moment_in(std::string_view text) { return time_point{std::chrono::milliseconds{number_in<std::int64_t>(text)}}; }

/// The words of a text up to the last one, which is all that is left.
std::vector<std::string_view> parts_of(std::string_view text, std::size_t count)
{
    std::vector<std::string_view> parts;
    while (parts.size() + 1 < count) {
        const auto space = text.find(' ');
        if (space == std::string_view::npos)
            throw data_damaged("Redis holds something that ends too early.");
        parts.push_back(text.substr(0, space));
        text.remove_prefix(space + 1);
    }
    parts.push_back(text);
    return parts;
}

/// What lies under a prefix.
class redis_reading {
public:
    redis_reading(redis_waiting& asked, std::string prefix) : asked_(asked), keys_(std::move(prefix)) {}

    const redis_keys& keys() const { return keys_; }

    bool is_empty() { return asked_.ask({"EXISTS", keys_.logs(), keys_.record_names()}).number == 0; }

    std::vector<std::string> logs()
    {
        std::vector<std::string> found;
        for (auto& each : asked_.ask({"ZRANGE", keys_.logs(), "0", "-1"}).elements) // all of one score: byte for byte
            found.push_back(std::move(each.text));
        return found;
    }

    std::optional<whole_log> log(const std::string& name)
    {
        redis_answer head;
        head.reply = asked_.ask({"HMGET", keys_.of_log(name, "meta"), "epoch", "offset", "id", "first", "at"});
        if (head.reply.elements.at(0).is == redis_reply::kind::nil)
            return std::nullopt;
        auto top = answers::top_of(head);
        if (!top)
            throw data_damaged(fmt::format("Redis holds a log, {}, that does not say where it stands.", name));
        redis_answer saved;
        saved.reply = asked_.ask({"HMGET", keys_.of_log(name, "snapshot"), "offset", "id", "fold", "bytes"});
        auto snapshot = answers::snapshot_of(saved);
        if (!snapshot && snapshot.error().code != errc::not_found)
            throw data_damaged(fmt::format("The snapshot of {} is not whole.", name));
        return whole_log{name, *std::move(top), snapshot ? std::optional(*std::move(snapshot)) : std::nullopt};
    }

    std::vector<whole_event> events(const std::string& log, std::uint64_t after)
    {
        const auto entries = asked_
                                 .ask(
                                     {"XRANGE", keys_.of_log(log, "log"), std::to_string(after + 1) + "-0", "+", "COUNT",
                                      std::to_string(data_source::events_at_once)})
                                 .elements;
        std::vector<whole_event> found;
        for (const auto& each : entries)
            found.push_back(event_in(log, each));
        if (!found.empty())
            fill(log, found);
        return found;
    }

    std::vector<whole_record> records(const std::string& after)
    {
        words names;
        for (auto& each : asked_
                              .ask(
                                  {"ZRANGEBYLEX", keys_.record_names(), "(" + after, "+", "LIMIT", "0",
                                   std::to_string(data_source::records_at_once)})
                              .elements)
            names.push_back(std::move(each.text));
        std::vector<whole_record> found;
        if (names.empty())
            return found;
        words asked{"HMGET", keys_.records()};
        asked.insert(asked.end(), names.begin(), names.end());
        const auto values = asked_.ask(std::move(asked)).elements;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (values.at(i).is == redis_reply::kind::nil)
                throw data_damaged(fmt::format("The record {} is missing.", names[i]));
            const auto parts = parts_of(values[i].text, 3); // version end value
            whole_record one{names[i], std::string(parts[2]), number_in<std::uint64_t>(parts[0]), std::nullopt};
            if (!parts[1].empty())
                one.expires = moment_in(parts[1]);
            found.push_back(std::move(one));
        }
        return found;
    }

private:
    /// What an entry of {log}:log says.
    static whole_event event_in(const std::string& log, const redis_reply& entry)
    {
        const auto is_whole = entry.elements.size() == 2 && entry.elements[1].elements.size() == entry_words;
        if (!is_whole)
            throw data_damaged(fmt::format("An event of {} is not whole.", log));
        const auto& id = entry.elements[0].text;
        const auto value = [&](std::size_t which) -> const std::string& {
            return entry.elements[1].elements[which * 2 + 1].text;
        };
        whole_event made;
        made.event.offset = number_in<std::uint64_t>(std::string_view(id).substr(0, id.find('-')));
        made.event.id = event_id{number_in<std::uint64_t>(value(0), 16)};
        if (!value(1).empty())
            made.previous = event_id{number_in<std::uint64_t>(value(1), 16)};
        made.event.at = moment_in(value(2));
        made.event.member = member_id{number_in<std::uint64_t>(value(3), 16)};
        made.event.role = value(4);
        made.event.key = value(5);
        return made;
    }

    /// Adds what lies beside the entries.
    void fill(const std::string& log, std::vector<whole_event>& events)
    {
        const auto about = [&](std::string_view command, std::string_view what, auto field) {
            words asked{std::string(command), keys_.of_log(log, what)};
            for (const auto& each : events)
                asked.push_back(field(each));
            return asked;
        };
        const auto offset = [](const whole_event& of) { return std::to_string(of.event.offset); };
        const auto key = [](const whole_event& of) { return answers::hex_of(of.event.member.value) + ' ' + of.event.key; };
        auto found = asked_.ask_all(
            {about("HMGET", "body", offset), about("ZMSCORE", "rows", offset), about("HMGET", "amended", offset),
             about("HMGET", "keys", key)});
        for (std::size_t i = 0; i < events.size(); ++i) {
            auto& each = events[i];
            auto& body = found[0].elements.at(i);
            const auto& amended = found[2].elements.at(i);
            const auto& known = found[3].elements.at(i);
            if (body.is == redis_reply::kind::nil)
                throw data_damaged(fmt::format("The event at offset {} of {} has no body.", each.event.offset, log));
            each.event.body = std::move(body.text);
            each.is_row = found[1].elements.at(i).is != redis_reply::kind::nil;
            if (amended.is != redis_reply::kind::nil) {
                const auto parts = parts_of(amended.text, 2); // version verdict
                each.version = number_in<std::uint64_t>(parts[0]);
                if (!parts[1].empty())
                    each.verdict = parts[1];
            }
            if (each.event.key.empty())
                continue;
            const auto parts = known.is == redis_reply::kind::nil ? std::vector<std::string_view>{} // offset id at digest
                                                                  : parts_of(known.text, 4);
            if (parts.empty() || number_in<std::uint64_t>(parts[0]) != each.event.offset)
                throw data_damaged(fmt::format("The key of the event at offset {} of {} is missing.", each.event.offset, log));
            each.digest = parts[3];
        }
    }

    redis_waiting& asked_;
    const redis_keys keys_;
};

class redis_source final : public data_source {
public:
    explicit redis_source(const whole_redis_settings& settings)
        : own_(std::make_unique<redis_waiting>(settings.where)), reading_(*own_, settings.prefix)
    {
        own_->require_nobody_follows(settings.prefix);
    }
    redis_source(redis_waiting& asked, std::string prefix) : reading_(asked, std::move(prefix)) {}

    std::vector<std::string> logs() override { return reading_.logs(); }
    std::optional<whole_log> log(const std::string& name) override { return reading_.log(name); }
    std::vector<whole_event> events(const std::string& log, std::uint64_t after) override { return reading_.events(log, after); }
    std::vector<whole_record> records(const std::string& after) override { return reading_.records(after); }

private:
    std::unique_ptr<redis_waiting> own_; // none: another's
    redis_reading reading_;
};

class redis_target final : public data_target {
public:
    explicit redis_target(const whole_redis_settings& settings)
        : prefix_(settings.prefix), asked_(settings.where), live_(asked_, prefix_), draft_(asked_, prefix_ + std::string(draft))
    {
        const auto health = redis_health_in(asked_.ask({"INFO"}).text);
        if (const auto trouble = trouble_of(health))
            throw store_refused(*trouble);
        if (!health.has_log && settings.warn)
            settings.warn("Redis loses what it was given when its process ends: set appendonly to yes.");
        asked_.require_nobody_follows(prefix_);
        asked_.be_the_only_one_at(prefix_ + std::string(draft));
    }

    std::unique_ptr<data_source> present() override
    {
        return live_.is_empty() ? nullptr : std::make_unique<redis_source>(asked_, prefix_);
    }

    std::vector<std::string> logs() override { return draft_.logs(); }
    std::optional<whole_log> log(const std::string& name) override { return draft_.log(name); }
    std::vector<whole_event> events(const std::string& log, std::uint64_t after) override { return draft_.events(log, after); }
    std::vector<whole_record> records(const std::string& after) override { return draft_.records(after); }

    void begin(const whole_log& what) override
    {
        const bool is_empty = !what.has_events();
        const auto id = is_empty && what.top.id ? answers::hex_of(what.top.id->value) : std::string{};
        const auto at = is_empty ? milliseconds(what.top.at) : std::string("0");
        run("begin", {"2", key(what.name, "meta"), draft_.keys().logs(), what.name, what.top.epoch,
                      std::to_string(what.top.first - 1), id, std::to_string(what.top.first), at});
    }

    void add(const std::string& log, const std::vector<whole_event>& events) override
    {
        words asked{"7"};
        for (const auto what : kinds_of_keys)
            if (what != "snapshot")
                asked.push_back(key(log, what));
        asked.reserve(asked.size() + 12 * events.size());
        for (const auto& each : events) {
            const auto& event = each.event;
            asked.insert(
                asked.end(), {std::to_string(event.offset), answers::hex_of(event.id.value),
                              each.previous ? answers::hex_of(each.previous->value) : std::string{}, milliseconds(event.at),
                              answers::hex_of(event.member.value), event.role, event.key, event.body, each.digest,
                              each.is_row ? "1" : "0", std::to_string(each.version), each.verdict.value_or("")});
        }
        run("lay", std::move(asked));
    }

    void set_snapshot(const whole_log& of) override
    {
        const auto place = key(of.name, "snapshot");
        if (!of.snapshot) {
            asked_.ask({"DEL", place});
            return;
        }
        asked_.ask(
            {"HSET", place, "offset", std::to_string(of.snapshot->offset), "id", answers::hex_of(of.snapshot->id.value), "fold",
             std::to_string(of.snapshot->fold_version), "bytes", of.snapshot->bytes});
    }

    void drop(const std::string& log) override
    {
        words asked{"UNLINK"};
        for (const auto what : kinds_of_keys)
            asked.push_back(key(log, what));
        asked_.ask(std::move(asked));
        asked_.ask({"ZREM", draft_.keys().logs(), log}); // last: what was cut off before is dropped again
    }

    void put(const std::vector<whole_record>& records) override
    {
        const auto& keys = draft_.keys();
        words values{"HSET", keys.records()};
        words names{"ZADD", keys.record_names()};
        words ends{"ZADD", keys.record_ends()};
        words endless{"ZREM", keys.record_ends()};
        for (const auto& each : records) {
            const auto end = each.expires ? milliseconds(*each.expires) : std::string{};
            values.insert(values.end(), {each.name, std::to_string(each.version) + ' ' + end + ' ' + each.value});
            names.insert(names.end(), {"0", each.name});
            if (each.expires)
                ends.insert(ends.end(), {end, each.name});
            else
                endless.push_back(each.name);
        }
        std::vector<words> all{std::move(values)};
        if (ends.size() > 2)
            all.push_back(std::move(ends));
        if (endless.size() > 2)
            all.push_back(std::move(endless));
        all.push_back(std::move(names)); // last: a record is there when its name is
        asked_.ask_all(std::move(all));
    }

    void erase(const std::string& record) override
    {
        const auto& keys = draft_.keys();
        run("erase", {"3", keys.records(), keys.record_names(), keys.record_ends(), record});
    }

    void commit() override
    {
        words asked{live_.keys().logs(), live_.keys().record_names()};
        for (auto& key : asked_.keys_with(draft_prefix()))
            asked.push_back(key);
        asked.insert(asked.begin(), std::to_string(asked.size()));
        asked.insert(asked.end(), {draft_prefix(), prefix_});
        run("settle", std::move(asked));
    }

private:
    std::string draft_prefix() const { return prefix_ + std::string(draft); }
    std::string key(const std::string& log, std::string_view what) const { return draft_.keys().of_log(log, what); }

    void run(std::string_view script, words asked)
    {
        const auto said = asked_.run(script, std::move(asked));
        if (said.elements.empty() || said.elements.front().text != "ok")
            throw store_refused("Somebody else has written to this Redis meanwhile.");
    }

    const std::string prefix_;
    redis_waiting asked_;
    redis_reading live_;
    redis_reading draft_;
};

} // namespace

std::unique_ptr<data_source> read_whole_redis(const whole_redis_settings& settings)
{
    return std::make_unique<redis_source>(settings);
}

std::unique_ptr<data_target> fill_whole_redis(const whole_redis_settings& settings)
{
    return std::make_unique<redis_target>(settings);
}

} // namespace hallway
