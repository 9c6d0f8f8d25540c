#include "tests/contract/power_cut_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace hallway::test {
namespace {

constexpr const char* rooms[] = {"lobby", "stage"};

} // namespace

sqlite_settings power_cut_settings(const std::filesystem::path& folder, const power_cut_disk* disk, std::uint64_t seed)
{
    sqlite_settings made;
    made.folder = folder;
    made.readers = 1;
    made.commit_batch_max = 20;
    made.checkpoint_pages = 40;                      // often, and every other seed cuts the log off
    made.truncate_pages = seed % 2 == 0 ? 1 : 1'000; // each time
    made.idle_after = std::chrono::hours(1);         // what happens depends on what is asked alone
    if (disk != nullptr)
        made.vfs = disk->vfs();
    else
        made.full_sync = false; // looks only
    return made;
}

power_cut_worker::power_cut_worker(std::uint64_t seed, power_cut_disk& disk, const std::filesystem::path& folder)
    : random_(seed), disk_(disk), turns_(seed), it_(open_sqlite_store(turns_, power_cut_settings(folder, &disk, seed)))
{
}

void power_cut_worker::work(promises& kept, int groups)
{
    for (const auto* room : rooms)
        it_->open(room, turns_.awaited([&log = kept.logs[room]](const outcome<log_top>& top) {
            if (top)
                log.epoch = top->epoch;
        }));
    turns_.run_until_idle();
    for (int i = 0; i < groups && !disk_.is_cut(); ++i)
        group(kept);
}

void power_cut_worker::drop(promises& kept)
{
    it_->open("hallway", turns_.awaited([](const auto&) {}));
    turns_.run_until_idle();
    it_->drop("hallway", turns_.awaited([&](const outcome<done>& dropped) { kept.has_dropped = bool(dropped); }));
    turns_.run_until_idle();
}

/// A few calls that are committed together: they gather while a commit is held up.
void power_cut_worker::group(promises& kept)
{
    disk_.hold();
    bool is_under_way = true;
    it_->put("tick", "tock", std::nullopt, std::nullopt, turns_.awaited([&](const auto&) { is_under_way = false; }));
    if (!disk_.is_cut())
        disk_.wait_until_held();
    for (auto calls = 1 + random_() % 12; calls > 0; --calls)
        call(kept);
    disk_.release();
    turns_.run_until_idle();
}

void power_cut_worker::call(promises& kept)
{
    const std::string name = rooms[random_() % 2];
    auto& log = kept.logs[name];
    const auto dice = random_() % 100;
    if (dice < 60)
        append(kept, name, 1 + random_() % 4);
    else if (dice < 75)
        amend(kept, name, log);
    else if (dice < 88)
        put(kept);
    else if (dice < 95)
        save_snapshot(kept, name, log);
    else
        trim(kept, name, log);
}

void power_cut_worker::append(promises& kept, const std::string& name, std::size_t count)
{
    std::vector<append_request> requests;
    for (std::size_t i = 0; i < count; ++i) {
        append_request made;
        made.log = name;
        made.id = event_id{random_() | 1};
        made.member = member_id{7};
        made.role = "attendee";
        made.key = fmt::format("key-{:016x}", made.id.value);
        made.digest = "digest";
        made.body =
            fmt::format("body {:016x} {}", made.id.value, std::string(random_() % (random_() % 20 == 0 ? 9'000 : 300), 'x'));
        made.is_row = true;
        auto& event = kept.logs[name].events[made.id.value];
        event.asked = made;
        event.bodies[0] = made.body;
        requests.push_back(std::move(made));
    }
    it_->append(requests, turns_.awaited([&kept, &log = kept.logs[name], requests](const std::vector<append_outcome>& outcomes) {
        for (std::size_t i = 0; i < outcomes.size(); ++i)
            if (!outcomes[i].code) {
                log.events[requests[i].id.value].offset = outcomes[i].offset;
                ++kept.acknowledged;
            }
    }));
}

promises::event* power_cut_worker::some_stored(promises::log& log)
{
    std::vector<promises::event*> stored;
    for (auto& [id, event] : log.events)
        if (event.offset >= log.first_asked)
            stored.push_back(&event);
    return stored.empty() ? nullptr : stored[random_() % stored.size()];
}

void power_cut_worker::amend(promises& kept, const std::string& name, promises::log& log)
{
    auto* event = some_stored(log);
    if (event == nullptr)
        return;
    const auto version = event->bodies.rbegin()->first + 1;
    event->bodies[version] = fmt::format("amended {} of {:016x}", version, event->asked.id.value);
    it_->amend(
        {name, event->offset, version, event->bodies[version], std::nullopt},
        turns_.awaited([&kept, event, version](const outcome<done>& became) {
            if (became) {
                event->version = std::max(event->version, version);
                ++kept.acknowledged;
            }
        }));
}

void power_cut_worker::put(promises& kept)
{
    const auto next = kept.values.empty() ? 1 : kept.values.rbegin()->first + 1;
    kept.values[next] = fmt::format("value {}", next);
    it_->put(
        "mark", kept.values[next], next - 1, std::nullopt, turns_.awaited([&kept, next](const outcome<std::uint64_t>& version) {
            if (version && *version == next) {
                kept.version = next;
                ++kept.acknowledged;
            }
        }));
}

void power_cut_worker::save_snapshot(promises& kept, const std::string& name, promises::log& log)
{
    const auto* event = some_stored(log);
    if (event == nullptr)
        return;
    const auto offset = event->offset;
    it_->save_snapshot(
        name, {offset, event->asked.id, 1, fmt::format("fold to {}", offset)},
        turns_.awaited([&kept, &log, offset](const outcome<done>& became) {
            if (became) {
                log.snapshot = std::max(log.snapshot, offset);
                ++kept.acknowledged;
            }
        }));
}

void power_cut_worker::trim(promises& kept, const std::string& name, promises::log& log)
{
    const auto below = log.snapshot;
    if (below <= log.first_asked)
        return;
    log.first_asked = below;
    it_->trim(name, below, turns_.awaited([&kept, &log, below](const outcome<done>& became) {
        if (became) {
            log.first = std::max(log.first, below);
            ++kept.acknowledged;
        }
    }));
}

} // namespace hallway::test
