#include "tests/simulation/simulated_servers.hpp"

#include "log/stored_form.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace hallway::simulation {

namespace {

constexpr uptime start_patience = 20s; // then whoever looks after the server starts it again
constexpr const char* all_rooms[] = {"lobby", "hall", "table-0", "table-1"};

} // namespace

simulated_servers::simulated_servers(
    surroundings& world, simulated_disk& disk, book& truth, const token_keeper& tokens, std::function<void()> give_up)
    : world_(world), disk_(disk), truth_(truth), tokens_(tokens), give_up_(std::move(give_up))
{
    if (world.how.nodes > 0)
        redis_.emplace(world.in, disk, truth, world.how.redis, world.seen);
    places_.resize(std::max<std::size_t>(1, world.how.nodes));
}

void simulated_servers::start()
{
    for (auto& each : places_)
        start(each);
}

void simulated_servers::start(place& which)
{
    which.node =
        std::make_unique<simulated_node>(world_.in, world_.how, disk_, truth_, tokens_, world_.seen, redis_ ? &*redis_ : nullptr);
    which.started_at = world_.in.clock();
}

simulated_servers::place& simulated_servers::some_place()
{
    return places_.size() == 1 ? places_.front() : places_[chance().below(places_.size())];
}

void simulated_servers::crash() { crash(some_place()); }

void simulated_servers::crash_all()
{
    for (auto& each : places_)
        crash(each);
}

void simulated_servers::crash(place& which)
{
    auto& node = which.node;
    const bool rewinds = chance().chance(world_.how.node.rewinds);
    const bool drops = chance().chance(world_.how.node.drops);
    const auto in_phase = [&](bool is_in_it, const char* phase) { world_.seen.count(phase, is_in_it ? 1 : 0); };
    in_phase(!node->is_ready(), "crash: while starting");
    in_phase(which.drained_at.has_value(), "crash: while draining or after it");
    in_phase(node->unanswered() > 0, "crash: with requests to the log unanswered");
    in_phase(node->kept().waiting() > 0, "crash: with something waiting for the disk");
    in_phase(node->kept().untold() > 0, "crash: after a commit that nobody was told of");
    in_phase(node->kept().is_full(), "crash: with the disk full");
    in_phase(node->unanswered() + node->kept().waiting() + node->kept().untold() == 0, "crash: at rest");
    fault(rewinds || drops ? "the server is killed, and its disk forgets" : "the server is killed");
    if (rewinds || drops) {
        // What was said about what is now forgotten does not arrive any more.
        give_up_();
        node->farewell_max = {};
    }
    node.reset();
    which.drained_at.reset();
    if (!redis_)
        disk_.start(chance().chance(500));
    if (rewinds) {
        world_.seen.count("disk: rewound");
        disk_.rewind(chance().between(1, std::max<std::size_t>(1, disk_.writes() / 3)));
    }
    if (drops) {
        world_.seen.count("disk: a log dropped");
        disk_.write([](store& platter) { platter.drop("main/lobby", [](const outcome<done>&) {}); });
    }
    truth_.compare_with_disk(rewinds || drops);
    start(which);
}

void simulated_servers::look_after()
{
    for (auto& each : places_)
        look_after(each);
}

void simulated_servers::look_after(place& which)
{
    const auto& node = *which.node;
    const bool is_late = !node.is_ready() && world_.in.clock() - which.started_at > start_patience;
    const bool is_given_up = which.node->kept().is_full() && (world_.is_calm || chance().chance(100));
    const bool is_drained = which.drained_at && world_.in.clock() > *which.drained_at;
    if (is_drained || is_late || node.has_failed() || is_given_up)
        crash(which);
}

std::shared_ptr<simulated_link> simulated_servers::accept(link_reader& reader)
{
    auto& to = some_place();
    return to.drained_at ? nullptr : to.node->accept(reader, world_.clients);
}

std::shared_ptr<const std::string> simulated_servers::schedule_text(dice& chance)
{
    const auto& of = places_.front();
    return of.drained_at ? nullptr : of.node->schedule_text(chance);
}

// --- faults ---

void simulated_servers::disturb()
{
    const auto& how = world_.how.node;
    if (chance().chance(how.stalls)) {
        world_.seen.count("node: a thread stalls");
        some_place().node->stall_something(chance().until(400ms));
    }
    if (chance().chance(how.clock_jumps)) {
        world_.seen.count("node: the wall clock jumps");
        world_.in.set_wall_back_or_on(chance().chance(500) ? 1h : -1h);
    }
    if (chance().chance(how.trims))
        trim_something();
    auto& leaving = some_place();
    if (!leaving.drained_at && leaving.node->is_ready() && chance().chance(how.drains)) {
        world_.seen.count("node: drains");
        fault("the server drains");
        leaving.node->drain(2s);
        leaving.drained_at = world_.in.clock() + 8s;
    }
    if (redis_)
        disturb_redis();
}

void simulated_servers::trim_something()
{
    const std::string room = chance().chance(700) ? "lobby" : "hall";
    auto at_most = ~std::uint64_t{0};
    for (const auto& each : places_)
        at_most = std::min(at_most, each.node->applied(room).value_or(at_most));
    some_place().node->trim("main/" + room, chance().below(12), at_most);
}

void simulated_servers::cut_one_off()
{
    world_.seen.count("redis: a node reaches it no more");
    fault("a node reaches Redis no more");
    redis_->cut_something();
}

void simulated_servers::disturb_redis()
{
    const auto& how = world_.how.redis;
    if (chance().chance(how.cuts))
        cut_one_off();
    if (chance().chance(how.restarts)) {
        const auto lost = chance().chance(300) ? 0 : chance().between(1, 12);
        world_.seen.count(lost == 0 ? "redis: started again" : "redis: started again without its newest writes");
        fault("Redis is started again");
        redis_->go_back(lost);
    }
    if (chance().chance(how.restores)) {
        world_.seen.count("redis: an older copy");
        fault("an older copy of Redis is put in its place");
        redis_->go_back(chance().between(1, std::max<std::size_t>(1, disk_.writes() / 2)));
    }
    if (chance().chance(how.failovers)) {
        world_.seen.count("redis: failed over");
        fault("another Redis takes over");
        fail_over();
    }
    if (chance().chance(how.flushes)) {
        world_.seen.count("redis: emptied");
        fault("Redis is emptied");
        redis_->forget_everything();
    }
}

/// To one that was behind, and in which somebody who is gone since has written what follows there.
void simulated_servers::fail_over()
{
    redis_->go_back(chance().between(1, 8));
    const auto* space = truth_.log("main");
    if (space == nullptr)
        return;
    std::vector<member_id> named;
    for (const auto& each : space->events)
        if (std::holds_alternative<member_named>(each.what))
            named.push_back(each.from.id);
    for (auto left = named.empty() ? 0 : chance().below(6); left > 0; --left) {
        const auto room = chance().chance(700) ? "main/lobby" : "main/hall";
        const auto who = named[chance().below(named.size())];
        auto request = request_for(
            {event_id{chance()()},
             {who, role::attendee},
             "key-from-elsewhere-" + std::to_string(++written_elsewhere_),
             message{"elsewhere", std::nullopt, {}, false, 0},
             {}});
        request.log = room;
        redis_->append_elsewhere(std::move(request));
    }
}

// --- laws ---

std::string simulated_servers::broken()
{
    for (auto& each : places_)
        if (auto what = each.node->overfull(); !what.empty())
            return what;
    // Now and then is enough: what has diverged stays so.
    if (world_.in.steps() % 8 != 0)
        return {};
    for (auto& each : places_)
        if (auto what = each.node->unequal_replicas(); !what.empty())
            return what;
    return {};
}

std::string simulated_servers::unsettled()
{
    for (const auto& each : places_)
        if (!each.node->is_ready() || each.drained_at)
            return "the server is not ready";
    if (!redis_)
        return {};
    std::vector<const core*> cores;
    for (const auto& each : places_)
        for (const auto* one : each.node->cores())
            cores.push_back(one);
    const auto& space = cores.front()->here();
    for (const auto* each : cores)
        if (each->here().epoch() != space.epoch() || !(each->here().state() == space.state()))
            return "two nodes have another space:\n  " + encode_snapshot(space.state()) + "\n  " +
                   encode_snapshot(each->here().state());
    for (const auto* name : all_rooms) {
        const room* first = nullptr;
        for (const auto* each : cores) {
            const room* here = each->replica(name);
            if (first == nullptr)
                first = here;
            if (here == nullptr || here == first)
                continue;
            world_.seen.count("replicas of several nodes compared");
            if (here->epoch() != first->epoch() || !are_equal(here->state(), first->state(), world_.how.is_trimmed))
                return std::string{"two nodes have another "} + name + ":\n  " + encode_snapshot(first->state()) + "\n  " +
                       encode_snapshot(here->state());
        }
    }
    return {};
}

} // namespace hallway::simulation
