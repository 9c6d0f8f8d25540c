#include "tests/simulation/simulated_node.hpp"

#include <algorithm>
#include <utility>

namespace hallway::simulation {

simulated_node::simulated_node(
    world& in, const profile& how, simulated_disk& disk, commit_witness& witness, const token_keeper& tokens, coverage& seen,
    simulated_redis* shared)
    : in_(in), how_(how), disk_(disk), seen_(seen), disk_thread_(in.make_thread()), log_thread_(in.make_thread()),
      connection_(
          shared != nullptr ? std::optional<redis_connection>(std::in_place, *shared, log_thread_, disk_thread_) : std::nullopt),
      store_(in, log_thread_, disk_thread_, disk, witness, how.disk, seen, connection_ ? &*connection_ : nullptr),
      service_(log_thread_, store_, counts_, std::string(32, 's'), how.held), people_(log_thread_), pulse_(log_thread_),
      marks_(log_thread_, &store_, "main")
{
    core_settings settings;
    settings.people = &people_;
    settings.pulse = &pulse_;
    settings.marks = &marks_;
    settings.rooms = {{"lobby", "Lobby"}, {"hall", "Hall"}};
    settings.is_unlimited = !how.is_flood_controlled;
    for (std::size_t i = 0; i < how.cores; ++i) {
        auto& thread = in.make_thread();
        auto& line = service_.attach(thread);
        cores_.push_back({&thread, &line, std::make_unique<core>(thread, line, tokens, settings, counts_)});
    }
    for (auto& each : cores_)
        each.thread->post([this, &each] {
            each.it->start([this](const outcome<done>& ready) { ready ? void(++ready_) : void(has_failed_ = true); });
        });
}

simulated_node::~simulated_node()
{
    in_.kill(log_thread_);
    in_.kill(disk_thread_);
    for (auto& each : cores_)
        in_.kill(*each.thread);
    for (auto& each : links_)
        if (const auto link = each.lock())
            link->server_is_gone(in_.random().until(farewell_max));
    seen_.count("log: an event held back from a full mailbox", service_.held_back());
    seen_.count("log: a read for which the store was not asked", service_.shared_reads_told());
    for (auto& each : cores_)
        each.it.reset();
    for (auto& each : cores_)
        in_.bury(*each.thread);
    in_.bury(log_thread_);
    in_.bury(disk_thread_);
}

bool simulated_node::is_ready() const
{
    return ready_ == cores_.size() && std::all_of(cores_.begin(), cores_.end(), [](const core_on_thread& each) {
               return each.it->here().find_room("lobby") != nullptr && each.it->here().find_room("hall") != nullptr;
           });
}

std::shared_ptr<simulated_link> simulated_node::accept(link_reader& reader, simulated_thread& clients)
{
    if (!is_ready())
        return nullptr;
    auto& to = cores_[in_.random().below(cores_.size())];
    auto link = std::make_shared<simulated_link>(in_, how_.network, clients, *to.it, *to.thread, reader, seen_);
    std::erase_if(links_, [](const auto& each) { return each.expired(); });
    links_.push_back(link);
    return link;
}

std::shared_ptr<const std::string> simulated_node::schedule_text(dice& chance)
{
    return is_ready() ? cores_[chance.below(cores_.size())].it->schedule_text() : nullptr;
}

void simulated_node::drain(std::chrono::milliseconds window)
{
    for (auto& each : cores_)
        each.thread->post([&each, window] { each.it->drain(window, window); });
}

void simulated_node::stall_something(uptime how_long)
{
    auto which = in_.random().below(cores_.size() + 2);
    in_.stall(which == 0 ? log_thread_ : which == 1 ? disk_thread_ : *cores_[which - 2].thread, how_long);
}

std::optional<std::uint64_t> simulated_node::applied(const std::string& room) const
{
    std::optional<std::uint64_t> oldest;
    for (const auto& each : cores_)
        if (const auto* its = each.it->replica(room))
            oldest = std::min(oldest.value_or(its->top()), its->top());
    return oldest;
}

std::vector<const core*> simulated_node::cores() const
{
    std::vector<const core*> all;
    for (const auto& each : cores_)
        all.push_back(each.it.get());
    return all;
}

void simulated_node::trim(const std::string& log, std::uint64_t keep, std::uint64_t at_most)
{
    log_thread_.post([this, log, keep, at_most] {
        if (connection_ && !disk_.has(log))
            return;
        const auto saved = disk_.snapshot(log);
        const auto top = disk_.top(log);
        if (!saved || top->offset <= keep)
            return;
        // The server never forgets anything so young that a core may not have applied it yet.
        const auto all = applied(log.substr(log.find('/') + 1));
        const auto below = std::min({saved->offset, top->offset - keep, all.value_or(at_most), at_most});
        store_.trim(log, below, [](const outcome<done>&) {});
    });
}

std::string simulated_node::overfull() const
{
    for (const auto& each : links_)
        if (const auto link = each.lock())
            if (link->most_queued() > how_.held.outbox_bytes + how_.held.page_bytes + 8'000)
                return "an outbox holds " + std::to_string(link->most_queued()) + " bytes";
    for (const auto& each : cores_) {
        if (each.line->unanswered() > how_.held.requests_per_core)
            return "a core has " + std::to_string(each.line->unanswered()) + " requests without an answer";
        if (each.it->fullest_ring() > how_.held.ring_events)
            return "a room's ring holds " + std::to_string(each.it->fullest_ring()) + " events";
    }
    if (service_.fullest_ring() > how_.held.ring_events)
        return "a log's ring holds " + std::to_string(service_.fullest_ring()) + " events";
    return {};
}

/// Of a log that was trimmed one replica may have been told so, and the other not yet: rows that one of them has forgotten, and their changes, are not compared.
bool are_equal(room_snapshot one, room_snapshot other, bool is_trimmed)
{
    if (is_trimmed && (one.has_unknown || other.has_unknown))
        return true; // opened while it was trimmed: incomplete, and known to be
    if (is_trimmed) {
        std::erase_if(one.alterations, [&](const auto& each) { return !other.alterations.contains(each.first); });
        std::erase_if(other.alterations, [&](const auto& each) { return !one.alterations.contains(each.first); });
        auto& longer = one.rows.size() > other.rows.size() ? one.rows : other.rows;
        longer.erase(longer.begin(), longer.end() - static_cast<std::ptrdiff_t>(std::min(one.rows.size(), other.rows.size())));
    }
    return one == other;
}

std::string simulated_node::unequal_replicas()
{
    if (is_ready() && cores_.size() > 1 && cores_.front().it->here().top() != space_compared_) {
        const auto& first = cores_.front().it->here();
        for (const auto& each : cores_) {
            const auto& here = each.it->here();
            if (here.top() != first.top() || here.epoch() != first.epoch())
                continue;
            if (&each != &cores_.front()) {
                space_compared_ = first.top();
                seen_.count("replicas of the space compared");
            }
            if (!(here.state() == first.state()))
                return "two cores have folded the space differently to offset " + std::to_string(first.top());
        }
    }
    for (const auto* id : {"lobby", "hall", "table-0", "table-1"}) {
        const room* first = nullptr;
        for (const auto& each : cores_) {
            const room* here = each.it->replica(id);
            if (here == nullptr)
                continue;
            if (first == nullptr) {
                first = here;
                if (compared_[id] == first->top())
                    break;
                continue;
            }
            if (here->top() != first->top() || here->epoch() != first->epoch())
                continue;
            // One that was opened later has folded events as changes left them that neither has heard of: it will be equal with those.
            const auto kept = connection_ ? disk_.known_top("main/" + std::string{id}) : std::nullopt;
            if (kept && kept->offset > here->top())
                continue;
            compared_[id] = here->top();
            seen_.count("replicas compared");
            if (!are_equal(first->state(), here->state(), how_.is_trimmed))
                return "two cores have folded " + std::string{id} + " differently to offset " + std::to_string(here->top());
        }
    }
    return {};
}

std::size_t simulated_node::unanswered() const
{
    std::size_t all = 0;
    for (const auto& each : cores_)
        all += each.line->unanswered();
    return all;
}

} // namespace hallway::simulation
