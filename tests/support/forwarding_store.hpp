// A store that hands every call on to another: what a test makes of a store begins here.
#pragma once

#include "log/store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hallway::test {

class forwarding_store : public store {
public:
    /// `under` outlives it.
    explicit forwarding_store(store& under) : under_(&under) {}

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
    void get(std::string name, handler<record> then) override { under_->get(std::move(name), std::move(then)); }
    void put(
        std::string name, std::string value, std::optional<std::uint64_t> expected, std::optional<time_point> expires,
        handler<std::uint64_t> then) override
    {
        under_->put(std::move(name), std::move(value), expected, expires, std::move(then));
    }
    void erase(std::string name, handler<done> then) override { under_->erase(std::move(name), std::move(then)); }
    void records(
        std::string prefix, std::string after, std::size_t most,
        handler<std::vector<std::pair<std::string, record>>> then) override
    {
        under_->records(std::move(prefix), std::move(after), most, std::move(then));
    }
    void tops(std::vector<std::string> logs, handler<std::vector<std::optional<log_top>>> then) override
    {
        under_->tops(std::move(logs), std::move(then));
    }
    std::optional<std::string> trouble() const override { return under_->trouble(); }
    void stop() override { under_->stop(); }

private:
    store* under_;
};

} // namespace hallway::test
