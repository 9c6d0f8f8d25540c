#include "tests/simulation/schedule_follower.hpp"

#include "tests/simulation/simulated_client.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

namespace hallway::simulation {

using nlohmann::json;

struct schedule_follower::documents {
    json shown;              // as GET /v1/schedule has it, talks by room; null: nothing yet
    std::vector<json> early; // told while a fetch was due
};

schedule_follower::schedule_follower(surroundings& world, const person& who, bool follows, std::function<bool(command_body)> send)
    : world_(world), who_(who), follows_(follows), send_(std::move(send)), held_(std::make_unique<documents>())
{
}

schedule_follower::~schedule_follower() = default;

std::uint64_t schedule_follower::version() const
{
    return held_->shown.is_null() ? 0 : held_->shown.at("version").get<std::uint64_t>();
}

namespace {

constexpr std::size_t wanted_max = 6;

/// Talks by their rooms, so that the order in which they were told does not count.
json by_room(json schedule)
{
    json talks = json::object();
    for (const auto& each : schedule.at("talks"))
        talks[each.at("room").get<std::string>()] = each;
    schedule["talks"] = std::move(talks);
    schedule.erase("space");
    schedule.erase("title"); // the space's, if it has none
    return schedule;
}

bool has_twins(const json& schedule)
{
    std::set<std::string> rooms;
    std::size_t count = 0;
    for (const auto* list : {"stages", "talks", "lessons"})
        for (const auto& each : schedule.at(list)) {
            rooms.insert(each.at("room").get<std::string>());
            ++count;
        }
    return rooms.size() != count;
}

/// The space as everything that was committed makes it, up to an offset.
space replay(const booked_log& log, std::uint64_t until)
{
    space made{log.epoch, "main"};
    for (std::uint64_t i = 0; i < until; ++i)
        made.apply(log.events[i]);
    return made;
}

json schedule_of(const space& at)
{
    const auto codes = [&at](const std::string& room) { return at.code_of(room); };
    return by_room(json::parse(encode_schedule("main", "", at.schedule(), codes)));
}

/// With what was told of talks.
json folded(json schedule, const json& told)
{
    if (told.at("version") <= schedule.at("version") || told.value("reload", false))
        return schedule;
    schedule["version"] = told.at("version");
    for (const auto& room : told.value("removed", json::array()))
        schedule["talks"].erase(room.get<std::string>());
    for (const auto& talk : told.value("talks", json::array()))
        schedule["talks"][talk.at("room").get<std::string>()] = talk;
    return schedule;
}

} // namespace

// --- following ---

void schedule_follower::heard(std::string_view document)
{
    const auto has = [&](std::string_view word) { return document.find(word) != std::string_view::npos; };
    if (!follows_ || (!has("\"space\"") && !has("\"schedule\""))) // most are neither, and need not be read twice
        return;
    const auto read = json::parse(document);
    if (read.contains("ok") && read["ok"].contains("space"))
        greeted(read["ok"]["space"].value("schedule", std::uint64_t{0}));
    else if (read.value("ev", "") == "schedule")
        told(document);
}

void schedule_follower::greeted(std::uint64_t version)
{
    is_running_ = true;
    told_ = version;
    if (!held_->shown.is_null() && version == this->version() && !is_due())
        return;
    held_->early.clear();
    needed_ = static_cast<std::int64_t>(version);
    reached_ = -1;
    fetch_soon({});
}

void schedule_follower::told(std::string_view text)
{
    const auto document = json::parse(text);
    const auto version = document.at("version").get<std::uint64_t>();
    if (version < std::exchange(told_, version))
        world_.complain(who_.name + " is told of an older schedule than before on the same connection");
    const bool is_reload = document.value("reload", false);
    world_.seen.count(is_reload ? "schedule: told to fetch it" : "schedule: told of talks");
    if (is_reload)
        needed_ = std::max(needed_, static_cast<std::int64_t>(version));
    if (is_due()) {
        held_->early.push_back(document);
    } else if (!held_->shown.is_null()) {
        held_->shown = folded(std::move(held_->shown), document);
        check_shown();
    }
    fetch_soon(world_.planning->until(20ms)); // sooner than people do, who would be fetching all the time here
}

void schedule_follower::fetch_soon(uptime after)
{
    if (!is_running_ || !is_due() || std::exchange(is_fetching_, true))
        return;
    world_.clients.after(after + world_.planning->until(world_.how.network.latency_max), [this] {
        const auto text = world_.fetch_schedule();
        world_.clients.after(world_.planning->until(world_.how.network.latency_max), [this, text] { fetched(text); });
    });
}

void schedule_follower::fetched(const std::shared_ptr<const std::string>& text)
{
    is_fetching_ = false;
    if (!is_running_)
        return;
    auto read = text ? json::parse(*text) : json{};
    if (!read.is_null() && has_twins(read))
        world_.complain("a schedule has a room twice: " + *text);
    // Another core may not have heard yet of what this connection was told.
    if (read.is_null() || read.at("version").get<std::int64_t>() < needed_) {
        world_.seen.count(read.is_null() ? "schedule: not answered" : "schedule: fetched too early");
        return fetch_soon(std::min<uptime>(20s, 500ms * (1u << std::min(++failures_, 5u))));
    }
    world_.seen.count("schedule: fetched");
    failures_ = 0;
    reached_ = read.at("version").get<std::int64_t>();
    read = by_room(std::move(read));
    for (const auto& each : std::exchange(held_->early, {}))
        read = folded(std::move(read), each);
    held_->shown = std::move(read);
    check_shown();
}

/// What somebody shows of a version is what a full replay of the space's log folds to there.
void schedule_follower::check_shown()
{
    const auto* log = world_.truth.log("main");
    if (log == nullptr || version() > log->top())
        return world_.complain("a schedule's version is of no event: " + std::to_string(version()));
    const auto right = schedule_of(replay(*log, version()));
    if (held_->shown != right)
        world_.complain(
            who_.name + " shows another schedule than was planned\n  shown:  " + held_->shown.dump() +
            "\n  replay: " + right.dump());
    world_.seen.count("schedule: shown");
}

void schedule_follower::lost()
{
    is_running_ = false;
    for (auto& each : wanted_)
        each.is_under_way = false;
}

// --- planning ---

void schedule_follower::want_this(std::string key, command_body what)
{
    if (wanted_.size() < wanted_max)
        wanted_.push_back({std::move(what), std::move(key)});
    tick();
}

void schedule_follower::tick()
{
    if (world_.in.clock() < waits_until_)
        return;
    for (auto& each : wanted_)
        if (!each.is_under_way && !(each.is_under_way = send_(each.what)))
            return;
}

bool schedule_follower::answered(const server_document& what, const command_body& asked)
{
    const auto* planned = std::get_if<plan>(&asked);
    const auto* moved = std::get_if<move_clock>(&asked);
    if (planned == nullptr && moved == nullptr)
        return false;
    const auto& key = planned != nullptr ? planned->key : moved->key;
    const auto known = std::find_if(wanted_.begin(), wanted_.end(), [&](const wanted& each) { return each.key == key; });
    if (known == wanted_.end())
        return true;
    const std::string name = planned != nullptr ? "plan: " : "clock: ";
    world_.seen.count(name + (what.is_error ? std::string{code_of(what.error.code)} : "ok"));
    if (what.is_error && what.retryable) {
        known->is_under_way = false;
        waits_until_ = world_.in.clock() + what.error.retry_after.value_or(500ms);
        return true;
    }
    check_done(what, asked);
    wanted_.erase(known);
    return true;
}

void schedule_follower::check_done(const server_document& answer, const command_body& asked)
{
    const auto* planned = std::get_if<plan>(&asked);
    const auto& key = planned != nullptr ? planned->key : std::get<move_clock>(asked).key;
    const bool may = who_.as == role::organiser || (planned == nullptr && who_.as == role::moderator);
    if (may == (answer.is_error && answer.error.code == errc::forbidden))
        return world_.complain(may ? "staff may not plan" : "somebody plans who may not: " + key);
    const auto* log = world_.truth.log("main");
    const event* stands = log != nullptr ? log->with_key(who_.id, key) : nullptr;
    if (planned != nullptr || !follows_)
        return; // what was there already is not written, and what is refused later may have been done before
    const auto is_void = [&] {
        auto until = replay(*log, stands->offset - 1);
        return until.apply(*stands).is_void;
    };
    if (!answer.is_error && (stands == nullptr || is_void()))
        world_.complain("acknowledged, and the clock was not moved: " + key);
    if (answer.is_error && stands != nullptr && !is_void())
        world_.complain("refused, and the clock was moved: " + key);
}

std::string schedule_follower::unsettled() const
{
    if (!wanted_.empty())
        return who_.name + " has no answer to what they planned, " + wanted_.front().key;
    if (!follows_)
        return {};
    const auto* log = world_.truth.log("main");
    const auto right = log != nullptr ? replay(*log, log->top()).schedule().version : 0;
    if (is_due() || version() != right)
        return who_.name + " shows the schedule of " + std::to_string(version()) + ", not of " + std::to_string(right);
    return {};
}

// --- what is planned ---

namespace {

std::string some_stage(dice& chance) { return "s-" + std::string(1, static_cast<char>('a' + chance.below(3))); }
std::string some_talk(dice& chance) { return "t-00000000000" + std::to_string(chance.below(7)); }

void add_stages(plan& what, dice& chance)
{
    for (auto left = chance.between(1, 3); left > 0; --left) {
        const auto room = some_stage(chance);
        const auto is_it = [&](const planned_stage& each) { return each.room == room; };
        if (std::none_of(what.stages.begin(), what.stages.end(), is_it))
            what.stages.push_back({room, chance.chance(900) ? "Hall" : "Yard"});
    }
}

/// Rooms that the plan does not name yet.
std::string new_room(const plan& what, dice& chance)
{
    auto room = some_talk(chance);
    const auto is_it = [&](const auto& each) { return each.what.room == room; };
    const bool is_known =
        std::any_of(what.talks.begin(), what.talks.end(), is_it) || std::any_of(what.lessons.begin(), what.lessons.end(), is_it);
    return is_known ? std::string{} : room;
}

void add_talks(plan& what, dice& chance, time_point now)
{
    for (auto left = chance.between(1, 4); left > 0; --left) {
        planned_entry<planned_talk> made;
        made.what.room = new_room(what, chance);
        if (made.what.room.empty())
            continue;
        made.what.title = "Talk " + std::to_string(chance.below(3));
        const auto starts = now + std::chrono::minutes{static_cast<int>(chance.below(60)) - 20};
        made.what.slot = {some_stage(chance), starts, starts + std::chrono::minutes{chance.between(1, 30)}};
        const auto is_its = [&](const planned_stage& each) { return each.room == made.what.slot.stage; };
        if (chance.chance(800) && std::none_of(what.stages.begin(), what.stages.end(), is_its))
            what.stages.push_back({made.what.slot.stage, "Hall"});
        made.what.cancelled = chance.chance(100);
        if (chance.chance(400))
            made.more = about{.abstract = "About " + std::to_string(chance.below(3))};
        what.talks.push_back(std::move(made));
    }
}

void add_lessons(plan& what, dice& chance)
{
    for (auto left = chance.between(1, 3); left > 0; --left)
        if (auto room = new_room(what, chance); !room.empty())
            what.lessons.push_back({{std::move(room), "Lesson " + std::to_string(chance.below(3)), "Week 1"}, std::nullopt});
}

} // namespace

plan some_plan(dice& chance, std::string key, time_point now)
{
    plan made;
    made.key = std::move(key);
    const auto kind = chance.below(10);
    if (kind == 0)
        made.title = "Event " + std::to_string(chance.below(3));
    if (kind <= 1)
        add_stages(made, chance);
    if (kind != 0 && kind <= 6)
        add_talks(made, chance, now);
    if (kind > 2) // in the order in which they mostly stand, so that only talks change
        std::sort(
            made.stages.begin(), made.stages.end(), [](const auto& one, const auto& other) { return one.room < other.room; });
    if (kind == 7 || kind == 9)
        add_lessons(made, chance);
    if (kind == 8 && chance.chance(300))
        made.remove.push_back(some_stage(chance));
    else if (kind >= 5 && kind <= 8)
        if (auto room = new_room(made, chance); !room.empty())
            made.remove.push_back(std::move(room));
    return made;
}

move_clock some_move(dice& chance, std::string key)
{
    move_clock made;
    made.key = std::move(key);
    made.act = static_cast<clock_act>(chance.below(5));
    made.talk = some_talk(chance);
    if (made.act == clock_act::extend)
        made.minutes = static_cast<int>(chance.between(1, 30));
    if (made.act == clock_act::shift)
        made.minutes = chance.chance(500) ? 5 : -5;
    if (made.act == clock_act::swap)
        while (made.with.empty() || made.with == made.talk)
            made.with = some_talk(chance);
    return made;
}

} // namespace hallway::simulation
