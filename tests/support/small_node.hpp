// A node of several cores on one clock that a test turns, and guests whose connections are as slow as the test wants.
#pragma once

#include "hub/attendance.hpp"
#include "hub/core.hpp"
#include "hub/read_marks.hpp"
#include "identity/tokens.hpp"
#include "log/log_service.hpp"
#include "log/memory_store.hpp"
#include "tests/support/test_scheduler.hpp"

#include <catch2/catch.hpp>

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
        return all;
    }

    /// Of those, the counts of a room.
    std::vector<head_count> counts()
    {
        std::vector<head_count> found;
        for (const auto& one : news())
            if (one.ev == "here")
                found.push_back(*one.here);
        return found;
    }

    void push(shared_bytes frames) override
    {
        // An unmasked text frame: 2 bytes of header, and 2 or 8 of length if it does not fit there (RFC 6455, 5.2).
        const auto length = static_cast<unsigned char>((*frames)[1]);
        const std::string_view whole = *frames;
        const auto payload = whole.substr(length == 126 ? 4 : length == 127 ? 10 : 2);
        const auto documents = split_frame(payload, 10'000);
        for (const auto line : *documents)
            if (auto document = decode_server_document(line))
                told_.push_back(*std::move(document));
    }
    void flush() override {}
    std::size_t queued_bytes() const override { return waiting; }
    void close(close_code why, std::string) override { closed = why; }

    std::size_t waiting = 0; // bytes that the client has not taken
    std::optional<close_code> closed;

private:
    std::vector<server_document> told_;
    std::unique_ptr<session> who_; // destroyed first
};

/// A store that counts what is asked of its records, and may not answer for them.
class record_counter final : public store {
public:
    explicit record_counter(std::unique_ptr<store> under) : under_(std::move(under)) {}

    int gets = 0; // of read marks, as are the puts
    int puts = 0;
    bool is_out_of_order = false;

    void open(std::string log, handler<log_top> then) override { under_->open(std::move(log), std::move(then)); }
    void append(std::vector<append_request> requests, std::function<void(std::vector<append_outcome>)> then) override
    {
        under_->append(std::move(requests), std::move(then));
    }
    void read(std::string log, event_range range, handler<std::vector<stored_event>> then) override
    {
        under_->read(std::move(log), range, std::move(then));
    }
    void rows(std::string log, row_range range, handler<row_page> then) override
    {
        under_->rows(std::move(log), range, std::move(then));
    }
    void find(std::string log, event_id id, handler<stored_event> then) override
    {
        under_->find(std::move(log), id, std::move(then));
    }
    void find_key(std::string log, member_id member, std::string key, std::string digest, handler<append_outcome> then) override
    {
        under_->find_key(std::move(log), member, std::move(key), std::move(digest), std::move(then));
    }
    void amend(amendment what, handler<done> then) override { under_->amend(std::move(what), std::move(then)); }
    void trim(std::string log, std::uint64_t below, handler<done> then) override
    {
        under_->trim(std::move(log), below, std::move(then));
    }
    void drop(std::string log, handler<done> then) override { under_->drop(std::move(log), std::move(then)); }
    void list(std::string prefix, std::string after, std::size_t most, handler<std::vector<std::string>> then) override
    {
        under_->list(std::move(prefix), std::move(after), most, std::move(then));
    }
    void save_snapshot(std::string log, stored_snapshot what, handler<done> then) override
    {
        under_->save_snapshot(std::move(log), std::move(what), std::move(then));
    }
    void load_snapshot(std::string log, handler<stored_snapshot> then) override
    {
        under_->load_snapshot(std::move(log), std::move(then));
    }
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
    void erase(std::string name, handler<done> then) override { under_->erase(std::move(name), std::move(then)); }
    void records(
        std::string prefix, std::string after, std::size_t most,
        handler<std::vector<std::pair<std::string, record>>> then) override
    {
        under_->records(std::move(prefix), std::move(after), most, std::move(then));
    }
    std::optional<std::string> trouble() const override { return under_->trouble(); }
    void stop() override { under_->stop(); }

private:
    std::unique_ptr<store> under_;
};

/// Cores that share a log service and what they know of people.
class small_node {
public:
    explicit small_node(std::size_t count, session_caps caps = {}) : people(turns, caps)
    {
        core_settings settings;
        settings.rooms = {{"lobby", "Lobby"}, {"hall", "Hall"}};
        settings.is_unlimited = true;
        settings.people = &people;
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
    attendance people;
    read_marks marks{turns, &records, "main"};
    std::vector<std::unique_ptr<core>> cores;
};

} // namespace hallway::test
