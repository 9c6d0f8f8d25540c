#include "tests/simulation/simulated_client.hpp"

#include <algorithm>
#include <utility>

namespace hallway::simulation {

// --- connection ---

void simulated_client::connect()
{
    is_coming_back_ = false;
    if (link_)
        return;
    link_ = world_.connect(*this);
    if (!link_) {
        ++tries_;
        return come_back();
    }
    connected_at_ = heard_at_ = world_.in.clock();
    is_pinged_ = false;
    is_reading_ = true;
    link_->open();
    send(hello{who_->name, who_->token.empty() ? std::nullopt : std::optional{who_->token}, std::nullopt});
    for (auto& [room, wish] : wishes_)
        if (wish.is_wanted)
            join(room);
}

void simulated_client::lost()
{
    link_ = nullptr;
    bytes_.clear();
    names_.clear();
    under_way_.clear();
    if (programme_)
        programme_->lost();
    if (door_)
        door_->lost();
    for (auto& [room, wish] : wishes_)
        wish.join_command = wish.gap_command = 0;
    for (auto& [room, view] : views_) {
        view.is_joined = false;
        view.gap_to = 0;
    }
    // Only a connection that lasted counts as a success.
    tries_ = world_.in.clock() - connected_at_ > 5s ? 0 : tries_ + 1;
    come_back();
}

/// Full jitter, as protocol/README.md asks for.
void simulated_client::come_back()
{
    if (std::exchange(is_coming_back_, true))
        return;
    const uptime most = std::min<uptime>(20s, 500ms * (1u << std::min(tries_, 6u)));
    world_.clients.after(world_.in.random().until(most), [this] { connect(); });
}

void simulated_client::give_up()
{
    if (!link_)
        return;
    link_->leave();
    lost();
}

void simulated_client::stop_reading()
{
    if (!link_ || world_.is_calm)
        return;
    is_reading_ = false;
    link_->stop_reading();
}

void simulated_client::tick()
{
    if (!link_)
        return;
    if (!is_reading_ && (world_.is_calm || world_.in.random().chance(300))) {
        is_reading_ = true;
        link_->start_reading();
        if (!link_)
            return;
    }
    const auto now = world_.in.clock();
    if (is_pinged_ && now - pinged_at_ > 8s) {
        world_.seen.count("client: gave a silent connection up");
        return give_up();
    }
    if (is_reading_ && !is_pinged_ && now - heard_at_ > limits::ping_interval)
        ping();
    for (auto& [room, wish] : wishes_) {
        if (wish.is_wanted && wish.join_command == 0 && !views_[room].is_joined && now >= wish.joins_again_at)
            join(room);
        ask_for_gap(room);
    }
    send_unsettled();
    if (programme_)
        programme_->tick();
    if (door_)
        door_->tick();
}

void simulated_client::guard_the_door()
{
    door_ = std::make_unique<bouncer>(world_, [this](command_body what) {
        if (link_)
            send(std::move(what));
        return link_ != nullptr;
    });
}

void simulated_client::follow_schedule()
{
    programme_ = std::make_unique<schedule_follower>(world_, *who_, may_follow_schedule(world_.how), [this](command_body what) {
        if (link_)
            send(std::move(what));
        return link_ != nullptr;
    });
}

// --- asking ---

std::uint64_t simulated_client::send(command_body what, sent about)
{
    about.what = {++last_command_, std::move(what)};
    if (const auto* page = std::get_if<history>(&about.what.what))
        about.known =
            views_[page->room].is_joined ? views_[page->room].at.offset : 0; // else it is of a log that may be forgotten
    auto text = encode(about.what);
    world_.told.note(label_, ">", text);
    under_way_.emplace(last_command_, std::move(about));
    link_->send(std::move(text));
    return last_command_;
}

void simulated_client::enter(const std::string& room)
{
    auto& wish = wishes_[room];
    wish.is_wanted = true;
    views_[room].room = room;
    if (link_ && wish.join_command == 0)
        join(room);
}

void simulated_client::join(const std::string& room)
{
    auto& view = views_[room];
    view.room = room;
    sent about;
    if (!view.at.epoch.empty())
        about.joins.since = view.at;
    auto& chance = world_.in.random();
    if (about.joins.since && !world_.is_calm && chance.chance(world_.how.lies)) {
        world_.seen.count("client: named a place where it never was");
        auto& since = *about.joins.since;
        switch (chance.below(4)) {
        case 0: since.offset += chance.between(1, 5); break;
        case 1: since.id = event_id{chance()}; break;
        case 2: since.epoch = make_epoch(chance()); break;
        default: since.offset -= std::min(since.offset, chance.between(1, 40)); since.id.reset();
        }
    }
    about.joins.top = world_.rules.told_top(room);
    hallway::join what{room, about.joins.since};
    wishes_[room].join_command = send(std::move(what), std::move(about));
}

void simulated_client::leave(const std::string& room)
{
    wishes_[room].is_wanted = false;
    if (link_)
        send(hallway::leave{room});
}

void simulated_client::rename(std::string name)
{
    who_->name = std::move(name);
    if (link_)
        send(hello{who_->name, std::nullopt, std::nullopt});
}

void simulated_client::ping()
{
    if (!link_)
        return;
    if (!std::exchange(is_pinged_, true))
        pinged_at_ = world_.in.clock();
    send(hallway::ping{});
}

void simulated_client::look_back(const std::string& room, history_place place, std::size_t limit)
{
    if (link_)
        send(history{room, place, limit});
}

// --- writing ---

void simulated_client::write(asked what)
{
    who_->unsettled.push_back(std::move(what));
    send_unsettled();
}

void simulated_client::send_once(const asked& what)
{
    if (!link_)
        return;
    sent about;
    about.writes = what;
    about.is_once = true;
    about.was_joined = views_[what.room].is_joined;
    send(what.what, std::move(about));
}

void simulated_client::send_unsettled()
{
    if (!link_ || world_.in.clock() < who_->waits_until)
        return;
    auto left = who_->at_once;
    for (const auto& each : who_->unsettled) {
        const bool is_under_way = std::any_of(under_way_.begin(), under_way_.end(), [&](const auto& one) {
            return one.second.writes && !one.second.is_once && one.second.writes->key == each.key;
        });
        const auto& view = views_[each.room];
        if (!view.is_joined && !std::holds_alternative<open_room>(each.what))
            continue;
        if (left-- == 0)
            break;
        if (is_under_way)
            continue;
        sent about;
        about.writes = each;
        about.was_joined = view.is_joined;
        send(each.what, std::move(about));
    }
}

void simulated_client::ask_for_gap(const std::string& room)
{
    auto& wish = wishes_[room];
    if (!link_ || !views_[room].is_joined || wish.unfilled.empty() || wish.gap_command != 0)
        return;
    wish.gap_command = send(history{room, after_offset{wish.unfilled.front().from - 1}, 20});
}

std::string simulated_client::unsettled() const
{
    if (!link_)
        return label_ + " is not connected";
    if (!who_->unsettled.empty())
        return label_ + " has no answer to " + encode({0, who_->unsettled.front().what});
    for (const auto& [room, wish] : wishes_) {
        const auto* log = world_.truth.room(room);
        const auto& view = views_.at(room);
        const auto top = log != nullptr ? log->top() : 0;
        if (wish.is_wanted && log != nullptr && view.is_joined && view.at.epoch != log->epoch)
            return label_ + " is in another log of " + room + " than there is";
        if (wish.is_wanted && (!view.is_joined || !wish.unfilled.empty() || view.at.offset != top))
            return label_ + (view.is_joined ? " is at " : " is not in, at ") + std::to_string(view.at.offset) + " of " +
                   std::to_string(top) + " in " + room + (wish.unfilled.empty() ? "" : ", with a gap");
    }
    if (auto what = door_ ? door_->unsettled() : std::string{}; !what.empty())
        return what;
    return programme_ ? programme_->unsettled() : std::string{};
}

} // namespace hallway::simulation
