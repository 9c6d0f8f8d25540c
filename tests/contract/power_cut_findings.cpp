#include "log/sqlite_connection.hpp"
#include "tests/contract/power_cut_work.hpp"
#include "tests/contract/store_house.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

namespace hallway::test {
namespace {

/// Looks at what a power cut has left. Every broken promise is a line.
class inspection {
public:
    inspection(const promises& kept, const std::filesystem::path& folder) : kept_(kept), folder_(folder) {}

    std::string findings()
    {
        try {
            it_ = open_sqlite_store(turns_, power_cut_settings(folder_, nullptr, 0));
        } catch (const store_refused& error) {
            return std::string("it does not start: ") + error.what();
        }
        for (const auto& [name, log] : kept_.logs)
            look_at(name, log);
        look_at_record();
        ask<outcome<std::vector<std::string>>>(
            [&](auto then) { it_->list("hallway", "", 10, then); },
            [&](const auto& names) { expect(names && !(kept_.has_dropped && !names->empty()), "a dropped log is back"); });
        it_->stop();
        sqlite_connection file(folder_ / "hallway.db", sqlite_connection::access::read_only);
        expect(file.text("PRAGMA integrity_check") == "ok", "the file is damaged");
        return findings_;
    }

private:
    template <class T, class Call, class Look>
    void ask(Call call, Look look)
    {
        call(turns_.awaited([&](const T& answer) { look(answer); }));
        turns_.run_until_idle();
    }

    void expect(bool is_so, const std::string& otherwise)
    {
        if (!is_so && findings_.size() < 1'000)
            findings_ += otherwise + "\n";
    }

    void look_at(const std::string& name, const promises::log& log)
    {
        log_top top;
        ask<outcome<log_top>>(
            [&](auto then) { it_->open(name, then); },
            [&](const auto& opened) {
                expect(bool(opened), name + " does not open");
                if (opened)
                    top = *opened;
            });
        expect(log.epoch.empty() || top.epoch == log.epoch, name + " has another epoch");
        expect(top.first >= log.first && top.first <= std::max(log.first_asked, std::uint64_t{1}), name + " begins elsewhere");
        std::vector<stored_event> events;
        ask<outcome<std::vector<stored_event>>>(
            [&](auto then) { it_->read(name, {top.first - 1, 100'000, no_limit}, then); },
            [&](const auto& read) {
                expect(bool(read), name + " cannot be read");
                if (read)
                    events = *read;
            });
        std::set<std::uint64_t> ids;
        auto expected = top.first;
        for (const auto& event : events) {
            expect(event.offset == expected++, name + " has a hole");
            expect(ids.insert(event.id.value).second, name + " has an event twice");
            const auto asked = log.events.find(event.id.value);
            if (asked == log.events.end()) {
                expect(false, name + " has an event that nobody wrote");
                continue;
            }
            const auto& [id, was] = *asked;
            expect(was.offset == 0 || was.offset == event.offset, name + " has an event elsewhere than was acknowledged");
            const auto body = std::ranges::find_if(was.bodies, [&](const auto& each) { return each.second == event.body; });
            expect(body != was.bodies.end() && body->first >= was.version, name + " has lost an amendment");
            expect(event.key == was.asked.key && event.member == was.asked.member, name + " has an event of another author");
        }
        expect(expected == top.offset + 1, name + " ends elsewhere than its top says");
        for (const auto& [id, was] : log.events)
            expect(was.offset < top.first || ids.contains(id), fmt::format("{} has lost the event at {}", name, was.offset));
        look_at_snapshot(name, log, top);
        go_on(name, log, top);
    }

    void look_at_snapshot(const std::string& name, const promises::log& log, const log_top& top)
    {
        ask<outcome<stored_snapshot>>(
            [&](auto then) { it_->load_snapshot(name, then); },
            [&](const auto& saved) {
                expect(log.snapshot == 0 || saved, name + " has lost its snapshot");
                if (saved)
                    expect(
                        saved->offset >= log.snapshot && saved->offset <= top.offset &&
                            saved->bytes == fmt::format("fold to {}", saved->offset),
                        name + " has another snapshot");
            });
    }

    /// What was acknowledged is known when it is sent again, and the next event follows the last.
    void go_on(const std::string& name, const promises::log& log, const log_top& top)
    {
        const auto known = std::ranges::find_if(log.events, [&](const auto& each) { return each.second.offset >= top.first; });
        std::vector<append_request> requests;
        if (known != log.events.end() && known->second.offset > 0)
            requests.push_back(known->second.asked);
        append_request next;
        next.log = name;
        next.id = event_id{2};
        next.key = "key-of-what-comes-next";
        requests.push_back(next);
        ask<std::vector<append_outcome>>(
            [&](auto then) { it_->append(requests, then); },
            [&](const auto& outcomes) {
                if (outcomes.size() == 2)
                    expect(outcomes[0].duplicate && outcomes[0].offset == known->second.offset, name + " stores a retry twice");
                expect(!outcomes.back().code && outcomes.back().offset == top.offset + 1, name + " does not go on");
            });
    }

    void look_at_record()
    {
        ask<outcome<record>>(
            [&](auto then) { it_->get("mark", then); },
            [&](const auto& found) {
                expect(kept_.version == 0 || found, "a record is lost");
                if (found) {
                    const auto asked = kept_.values.find(found->version);
                    expect(
                        found->version >= kept_.version && asked != kept_.values.end() && asked->second == found->value,
                        "a record is not what was put");
                }
            });
    }

    const promises& kept_;
    const std::filesystem::path& folder_;
    test_scheduler turns_{99};
    std::unique_ptr<store> it_;
    std::string findings_;
};

} // namespace

std::string broken_promises(const promises& kept, const std::filesystem::path& folder)
{
    return inspection(kept, folder).findings();
}

} // namespace hallway::test
