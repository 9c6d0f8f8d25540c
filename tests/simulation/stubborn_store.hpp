// A store that does what it is asked, but for what a test has it hold back, refuse or keep silent about.
#pragma once

#include "log/memory_store.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hallway::simulation {

class stubborn_store final : public store {
public:
    /// `is_shared`: as if other nodes wrote to it, too, of which nobody tells.
    explicit stubborn_store(scheduler& where, bool is_shared = false)
        : where_(where), inner_(make_memory_store(where)), is_shared_(is_shared)
    {
    }

    bool holds_amendments = false;      // none is made before let_amendments_go()
    bool holds_reads = false;           // none is made before let_reads_go()
    std::string reads_held_of;          // of this log only; empty: of all
    std::size_t amendments_refused = 0; // so many of the next ones
    std::size_t records_refused = 0;    // so many of the next that are of the audit
    std::size_t appends_unanswered = 0; // so many of the next calls: it is made, and the answer is `unavailable`
    std::size_t amendments_asked = 0;
    std::size_t reads_asked = 0;
    bool hides_tops = false;                                  // nobody is told where logs stand
    std::function<void()> once_appended;                      // called when the next append is made, before it is answered
    std::function<void(std::vector<stored_event>&)> misreads; // what reads find is told as this leaves it

    std::size_t held_amendments() const { return held_.size(); }
    void let_amendments_go()
    {
        holds_amendments = false;
        for (auto& each : std::exchange(held_, {}))
            each();
    }

    void let_reads_go()
    {
        holds_reads = false;
        for (auto& each : std::exchange(held_reads_, {}))
            each();
    }

    /// Lets so many calls through; later ones wait for let_appends_go().
    void hold_appends_after(std::size_t calls) { appends_let_ = calls; }
    void let_appends_go()
    {
        appends_let_.reset();
        for (auto& each : std::exchange(held_appends_, {}))
            each();
    }

    void append(std::vector<append_request> requests, std::function<void(std::vector<append_outcome>)> then) override
    {
        if (appends_let_ == std::size_t{0}) {
            held_appends_.push_back(
                [this, requests = std::move(requests), then = std::move(then)] { inner_->append(requests, then); });
            return;
        }
        if (appends_let_)
            --*appends_let_;
        if (appends_unanswered == 0) {
            inner_->append(std::move(requests), std::move(then));
            if (const auto hook = std::exchange(once_appended, nullptr))
                hook();
            return;
        }
        --appends_unanswered;
        inner_->append(std::move(requests), [then = std::move(then)](std::vector<append_outcome> outcomes) {
            for (auto& each : outcomes) {
                each = {};
                each.code = errc::unavailable;
            }
            then(std::move(outcomes));
        });
    }

    void amend(amendment what, handler<done> then) override
    {
        ++amendments_asked;
        if (amendments_refused > 0) {
            --amendments_refused;
            return where_.post([then = std::move(then)] { then(errc::unavailable); });
        }
        if (!holds_amendments)
            return inner_->amend(std::move(what), std::move(then));
        held_.push_back([this, what = std::move(what), then = std::move(then)] { inner_->amend(what, then); });
    }

    // The rest is the inner store's.
    void open(std::string log, handler<log_top> then) override { inner_->open(std::move(log), std::move(then)); }
    void read(std::string log, event_range range, handler<std::vector<stored_event>> then) override
    {
        ++reads_asked;
        if (misreads)
            then = [this, then = std::move(then)](outcome<std::vector<stored_event>> read) {
                if (read)
                    misreads(*read);
                then(std::move(read));
            };
        if (!holds_reads || (!reads_held_of.empty() && log != reads_held_of))
            return inner_->read(std::move(log), range, std::move(then));
        held_reads_.push_back([this, log = std::move(log), range, then = std::move(then)] { inner_->read(log, range, then); });
    }
    void rows(std::string log, row_range range, handler<row_page> then) override
    {
        inner_->rows(std::move(log), range, std::move(then));
    }
    void find(std::string log, event_id id, handler<stored_event> then) override
    {
        inner_->find(std::move(log), id, std::move(then));
    }
    void find_key(std::string log, member_id member, std::string key, std::string digest, handler<append_outcome> then) override
    {
        inner_->find_key(std::move(log), member, std::move(key), std::move(digest), std::move(then));
    }
    void trim(std::string log, std::uint64_t below, handler<done> then) override
    {
        inner_->trim(std::move(log), below, std::move(then));
    }
    void drop(std::string log, handler<done> then) override { inner_->drop(std::move(log), std::move(then)); }
    void list(std::string prefix, std::string after, std::size_t most, handler<std::vector<std::string>> then) override
    {
        inner_->list(std::move(prefix), std::move(after), most, std::move(then));
    }
    void save_snapshot(std::string log, stored_snapshot what, handler<done> then) override
    {
        inner_->save_snapshot(std::move(log), std::move(what), std::move(then));
    }
    void load_snapshot(std::string log, handler<stored_snapshot> then) override
    {
        inner_->load_snapshot(std::move(log), std::move(then));
    }
    void get(std::string name, handler<record> then) override { inner_->get(std::move(name), std::move(then)); }
    void put(
        std::string name, std::string value, std::optional<std::uint64_t> expected, std::optional<time_point> expires,
        handler<std::uint64_t> then) override
    {
        if (records_refused > 0 && name.starts_with("audit/")) {
            --records_refused;
            return where_.post([then = std::move(then)] { then(errc::storage_full); });
        }
        inner_->put(std::move(name), std::move(value), expected, expires, std::move(then));
    }
    void erase(std::string name, handler<done> then) override { inner_->erase(std::move(name), std::move(then)); }
    void records(
        std::string prefix, std::string after, std::size_t most,
        handler<std::vector<std::pair<std::string, record>>> then) override
    {
        inner_->records(std::move(prefix), std::move(after), most, std::move(then));
    }
    bool is_shared() const override { return is_shared_; }
    void listen(store_listener* who) override { listener_ = who; }

    /// As when a connection is back.
    void tell_missed(const std::string& log)
    {
        where_.post([this, log] { listener_->missed(log); });
    }
    /// As what another node publishes.
    void tell(heard_event what) { listener_->heard(std::move(what)); }
    void tops(std::vector<std::string> logs, handler<std::vector<std::optional<log_top>>> then) override
    {
        if (hides_tops)
            return where_.post([then = std::move(then)] { then(errc::unavailable); });
        auto found = std::make_shared<std::vector<std::optional<log_top>>>();
        for (const auto& log : logs)
            inner_->open(log, [found, then, count = logs.size()](outcome<log_top> top) {
                found->push_back(std::move(*top));
                if (found->size() == count)
                    then(std::move(*found));
            });
    }
    std::optional<std::string> trouble() const override { return inner_->trouble(); }
    void stop() override { inner_->stop(); }

private:
    scheduler& where_;
    std::unique_ptr<store> inner_;
    bool is_shared_;
    store_listener* listener_ = nullptr;
    std::deque<std::function<void()>> held_;
    std::deque<std::function<void()>> held_reads_;
    std::deque<std::function<void()>> held_appends_;
    std::optional<std::size_t> appends_let_; // nothing: all
};

} // namespace hallway::simulation
