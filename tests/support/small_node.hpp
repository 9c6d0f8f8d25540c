// A node of several cores on one clock that a test turns, and guests whose connections are as slow as the test wants.
#pragma once

#include "hub/attendance.hpp"
#include "hub/attendance_elsewhere.hpp"
#include "hub/core.hpp"
#include "hub/read_marks.hpp"
#include "identity/tokens.hpp"
#include "log/log_service.hpp"
#include "log/memory_store.hpp"
#include "tests/support/forwarding_store.hpp"
#include "tests/support/test_scheduler.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hallway::test {

/// A connection of one member that keeps what it is told.
class guest final : public wire {
public:
    explicit guest(core& to) : who_(std::make_unique<session>(to, *this)) {}

    /// One document.
    void say(const std::string& document) { who_->receive(document); }

    /// Says hello; `token`: as somebody who was here before.
    void greet(const std::string& name, const std::string& token = {})
    {
        std::string hello = R"({"id":1,"do":"hello")";
        if (!name.empty())
            hello += R"(,"name":")" + name + '"';
        if (!token.empty())
            hello += R"(,"token":")" + token + '"';
        say(hello + "}");
    }

    void join(const std::string& room = "lobby") { say(R"({"id":2,"do":"join","room":")" + room + "\"}"); }
    void leave() { who_.reset(); }

    /// All that waited has been read.
    void read_all()
    {
        waiting = 0;
        who_->drained();
    }

    /// Documents that were told since the last call and that the client can read, in order.
    std::vector<server_document> news()
    {
        auto all = std::move(told_);
        told_.clear();
        heard_.clear();
        return all;
    }

    /// Whether something of what was told since the last news() reads so.
    bool has_heard(std::string_view text) const { return heard_.find(text) != std::string::npos; }

    /// Of those, the counts of a room.
    std::vector<head_count> counts()
    {
        std::vector<head_count> found;
        for (const auto& one : news())
            if (one.ev == "here")
                found.push_back(*one.here);
        return found;
    }

    /// Signals of one kind that were told since the last call, as they came.
    std::vector<std::string> signals_of(const std::string& ev)
    {
        std::vector<std::string> found;
        std::erase_if(signals_, [&](const std::string& line) {
            const bool is_one = line.starts_with("{\"ev\":\"" + ev + '"');
            if (is_one)
                found.push_back(line);
            return is_one;
        });
        return found;
    }

    void push(shared_bytes frames) override
    {
        // An unmasked text frame: 2 bytes of header, and 2 or 8 of length if it does not fit there (RFC 6455, 5.2).
        const auto length = static_cast<unsigned char>((*frames)[1]);
        const std::string_view whole = *frames;
        const auto payload = whole.substr(length == 126 ? 4 : length == 127 ? 10 : 2);
        const auto documents = split_frame(payload, 10'000);
        heard_.append(payload).append("\n");
        for (const auto line : *documents) {
            if (line.starts_with("{\"ev\""))
                signals_.emplace_back(line);
            if (auto document = decode_server_document(line))
                told_.push_back(*std::move(document));
        }
    }
    void flush() override {}
    std::size_t queued_bytes() const override { return waiting; }
    void close(close_code why, std::string) override { closed = why; }

    std::size_t waiting = 0; // bytes that the client has not taken
    std::optional<close_code> closed;

private:
    std::vector<server_document> told_;
    std::string heard_;
    std::vector<std::string> signals_;
    std::unique_ptr<session> who_; // destroyed first
};

/// A store that counts what is asked of its records, and may not answer for them.
class record_counter final : public forwarding_store {
public:
    explicit record_counter(std::unique_ptr<store> under) : forwarding_store(*under), under_(std::move(under)) {}

    int gets = 0; // of read marks, as are the puts
    int puts = 0;
    bool is_out_of_order = false;

    void get(std::string name, handler<record> then) override
    {
        gets += name.starts_with("read/");
        under_->get(is_out_of_order ? "" : std::move(name), [this, then](outcome<record> got) {
            then(is_out_of_order ? outcome<record>{errc::unavailable} : std::move(got));
        });
    }
    void put(
        std::string name, std::string value, std::optional<std::uint64_t> expected, std::optional<time_point> expires,
        handler<std::uint64_t> then) override
    {
        puts += name.starts_with("read/");
        if (is_out_of_order)
            return get("", [then](const outcome<record>&) { then(errc::unavailable); });
        under_->put(std::move(name), std::move(value), expected, expires, std::move(then));
    }

private:
    std::unique_ptr<store> under_;
};

/// Cores that share a log service and what they know of people.
class small_node {
public:
    /// `others`: makes what this node hears of other nodes; nothing: there are none.
    explicit small_node(
        std::size_t count, session_caps caps = {}, const std::function<std::unique_ptr<signals>(scheduler&)>& others = {})
        : signals_of_others(others ? others(turns) : nullptr),
          elsewhere(others ? std::make_unique<attendance_elsewhere>(turns, *signals_of_others, "main", counts) : nullptr),
          people(turns, caps, elsewhere.get()), pulse(turns, signals_of_others.get(), "main")
    {
        if (elsewhere)
            elsewhere->start();
        pulse.start();
        core_settings settings;
        settings.rooms = {{"lobby", "Lobby"}, {"hall", "Hall"}};
        settings.is_unlimited = true;
        settings.people = &people;
        settings.pulse = &pulse;
        settings.marks = &marks;
        for (std::size_t i = 0; i < count; ++i) {
            cores.push_back(std::make_unique<core>(turns, logs.attach(turns), tokens, settings, counts));
            cores.back()->start([](const outcome<done>& ready) { REQUIRE(ready); });
        }
        turns.run_until_idle();
    }

    /// Somebody new in the lobby of a core.
    std::unique_ptr<guest> enter(std::size_t core, const std::string& name, const std::string& token = {})
    {
        auto made = std::make_unique<guest>(*cores[core]);
        made->greet(name, token);
        made->join();
        turns.run_until_idle();
        return made;
    }

    test_scheduler turns;
    metrics counts;
    record_counter records{make_memory_store(turns)};
    store* keeper = &records;
    token_keeper tokens{std::string(32, 't')};
    log_service logs{turns, records, counts, std::string(32, 's')};
    std::unique_ptr<signals> signals_of_others;
    std::unique_ptr<attendance_elsewhere> elsewhere;
    attendance people;
    room_pulse pulse;
    read_marks marks{turns, &records, "main"};
    std::vector<std::unique_ptr<core>> cores;
};

} // namespace hallway::test
