#include "hub/core.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

constexpr uptime sweep_every = std::chrono::seconds{1};
constexpr uptime departure_step = std::chrono::milliseconds{20};
constexpr uptime long_sending = std::chrono::milliseconds{2};
constexpr int rest_part = 4; // of the time that the sending took
constexpr uptime rest_max = std::chrono::milliseconds{3};
constexpr uptime desk_kept_idle = std::chrono::seconds{60};
constexpr std::size_t desks_kept_idle = 500; // more than that are closed at once: somebody walks through all rooms
constexpr std::size_t space_snapshot_every = 2'000;
constexpr std::size_t nameless_max = 10'000; // as many who wrote before their name was heard of, at one time

} // namespace

core_counts::core_counts(metrics& all)
    : commands(all.count("hallway_commands_total", "Documents received from clients.")),
      refusals(all.count("hallway_refusals_total", "Commands refused.")),
      joins_fresh(all.count("hallway_joins_total", "Joins by what was recovered.", "verdict=\"fresh\"")),
      joins_recovered(all.count("hallway_joins_total", "Joins by what was recovered.", "verdict=\"recovered\"")),
      joins_lost(all.count("hallway_joins_total", "Joins by what was recovered.", "verdict=\"lost\"")),
      joins_short(all.count("hallway_joins_total", "Joins by what was recovered.", "verdict=\"no_memory\"")),
      told(all.count("hallway_deliveries_total", "Event documents handed to seats.")),
      applause(all.count("hallway_applause_total", "Claps and the like that were counted.")),
      signals_dropped(
          all.count("hallway_signals_dropped_total", "Signals and votes that were not told to a seat that read too slowly.")),
      gaps(all.count("hallway_gaps_total", "Seats that were too slow and were skipped.")),
      slow_closes(all.count("hallway_slow_closes_total", "Sessions closed because too much waited for them.")),
      replaced_closes(all.count("hallway_replaced_closes_total", "Sessions closed for newer ones of the same member.")),
      sessions(all.show("hallway_sessions", "Open sessions, at the last sweep.")),
      seats(all.show("hallway_seats", "Seats of sessions in rooms, at the last sweep.")),
      without_typing(all.show(
          "hallway_rooms_shedding",
          "Rooms so large that something is left out, each on every core that has it, at the last sweep.", "what=\"typing\"")),
      with_slow_applause(all.show(
          "hallway_rooms_shedding",
          "Rooms so large that something is left out, each on every core that has it, at the last sweep.", "what=\"applause\""))
{
}

core::core(scheduler& turns, core_line& line, const token_keeper& tokens, core_settings settings, metrics& counts)
    : turns_(turns), line_(line), tokens_(tokens), settings_(std::move(settings)), counts_(counts),
      own_people_(settings_.people == nullptr ? std::make_unique<attendance>(turns) : nullptr),
      people_((own_people_ ? *own_people_ : *settings_.people).attach(turns)),
      own_pulse_(settings_.pulse == nullptr ? std::make_unique<room_pulse>(turns) : nullptr),
      pulse_((own_pulse_ ? *own_pulse_ : *settings_.pulse).attach(turns)),
      own_marks_(settings_.marks == nullptr ? std::make_unique<read_marks>(turns, nullptr, settings_.space) : nullptr),
      reading_((own_marks_ ? *own_marks_ : *settings_.marks).attach(turns)), names_([this](member_id who) {
          const auto name = space_->name_of(who);
          if (name.empty() && nameless_.size() < nameless_max)
              nameless_.insert(who);
          return name;
      })
{
    line_.on_mail([this] { take_mail(); });
    trail_.on_asked([this] { ask_soon(); });
    people_.on_count([this](const std::string& room, head_count now) {
        if (const auto at = desks_.find(room); at != desks_.end())
            at->second->tell_here(now);
    });
    pulse_.on_beat([this](const heartbeat& what) {
        if (const auto at = desks_.find(what.room); at != desks_.end())
            at->second->take_beat(what);
    });
    reading_.on_moved([this](std::uint64_t number, const read_mark& to) {
        session* who = find(number);
        if (who != nullptr && who->out().queued_bytes() <= line_.held().outbox_signal_bytes)
            who->tell(frame_of(encode_read(to.room, to.offset)));
    });
    people_.on_replaced([this](std::uint64_t number) {
        session* who = find(number);
        if (who == nullptr || who->is_closing())
            return;
        counts_.replaced_closes.add();
        who->close(close_code::replaced, "replaced by a newer connection of yours");
    });
}

core::~core() = default;

// --- start and end ---

void core::start(std::function<void(outcome<done>)> ready)
{
    open_space([this, ready = std::move(ready)](const outcome<done>& opened) {
        if (!opened)
            return ready(opened.error());
        is_space_known_ = true;
        open_configured_rooms([](bool) {});
        turns_.after(sweep_every, [this] { sweep(); });
        told_schedule_ = space_->schedule().version;
        ready(done{});
    });
    line_.flush();
}

void core::drain(std::chrono::milliseconds spread, std::chrono::milliseconds return_within)
{
    is_draining_ = true;
    leaving_.begun = turns_.monotonic();
    leaving_.spread = spread;
    leaving_.return_within = return_within;
    leaving_.to_go.clear();
    for (const auto& [number, each] : sessions_)
        leaving_.to_go.push_back(number);
    for (std::size_t i = leaving_.to_go.size(); i > 1; --i) // who came first is not to leave first every time
        std::swap(leaving_.to_go[i - 1], leaving_.to_go[turns_.random() % i]);
    leaving_.people = leaving_.to_go.size();
    ++leaving_.number;
    send_some_away();
}

void core::send_some_away()
{
    tell_desks(); // what was posted before they go
    const auto passed = turns_.monotonic() - leaving_.begun;
    std::size_t staying = 0;
    if (passed < leaving_.spread)
        staying = leaving_.people - static_cast<std::size_t>(
                                        static_cast<double>(leaving_.people) *
                                        (static_cast<double>(passed.count()) / static_cast<double>(leaving_.spread.count())));
    while (leaving_.to_go.size() > staying) {
        const auto number = leaving_.to_go.back();
        leaving_.to_go.pop_back();
        if (session* who = find(number))
            send_away(*who);
    }
    if (passed >= leaving_.spread)
        close_desks();
    else
        turns_.after(departure_step, [this, number = leaving_.number] {
            if (number == leaving_.number)
                send_some_away();
        });
    end_turn();
}

void core::send_away(session& who)
{
    who.tell(frame_of(encode_draining(leaving_.return_within)));
    who.close(close_code::drain, std::to_string(leaving_.return_within.count()));
}

void core::close_desks()
{
    if (std::exchange(leaving_.is_over, true))
        return;
    for (auto& [name, desk] : desks_)
        desk->close();
}

// --- sessions and desks ---

std::uint64_t core::add(session& who)
{
    sessions_.emplace(++last_session_, &who);
    if (is_draining_)
        leaving_.to_go.push_back(last_session_); // its handshake was under way
    return last_session_;
}

void core::remove(session& who)
{
    sessions_.erase(who.number());
    if (who.to_flush != 0)
        to_flush_[who.to_flush - 1] = nullptr;
}

session* core::find(std::uint64_t number) const
{
    const auto at = sessions_.find(number);
    return at == sessions_.end() ? nullptr : at->second;
}

room_desk* core::desk(const std::string& room)
{
    if (const auto at = desks_.find(room); at != desks_.end())
        return at->second.get();
    auto card = card_of(room);
    if (!card)
        return nullptr;
    auto made = std::make_unique<room_desk>(*this, *std::move(card));
    return desks_.emplace(room, std::move(made)).first->second.get();
}

void core::with_room(const std::string& room, std::function<void(outcome<room_desk*>)> then)
{
    room_desk* const it = desk(room);
    if (it == nullptr)
        return then(errc::not_found);
    it->when_open([it, then = std::move(then)](const std::optional<refusal>& failed) {
        if (failed)
            then(*failed);
        else
            then(it);
    });
}

std::optional<std::chrono::milliseconds> core::flood_wait(member_id who)
{
    auto& bucket = floods_.try_emplace(who, limits::flood_burst, limits::flood_refill).first->second;
    const auto wait = bucket.take(turns_.monotonic());
    return wait ? std::optional{std::chrono::ceil<std::chrono::milliseconds>(*wait)} : std::nullopt;
}

std::string core::new_key() { return "s-" + to_string(event_id{turns_.random()}) + to_string(event_id{turns_.random()}); }

void core::append_to_space(author from, std::string key, event_body what, std::function<void(append_outcome)> then)
{
    append_draft draft{new_event_id(), from, std::move(key), std::move(what)};
    line_.append(space_log_, std::move(draft), std::move(then));
    ask_soon();
}

// --- the turn ---

void core::take_mail()
{
    line_.take(*this);
    end_turn();
}

void core::take_event(std::uint64_t log, const shared_event& what, bool is_unclaimed)
{
    if (log == space_log_)
        return on_space_event(*what);
    if (room_desk* desk = desk_of(log))
        desk->on_event(what, is_unclaimed);
}

void core::take_first(std::uint64_t log, std::uint64_t first, std::optional<event_id> before_first)
{
    if (room_desk* desk = desk_of(log))
        desk->on_trimmed(first, before_first);
}

void core::take_confirmation(std::uint64_t log, uptime when)
{
    if (log == space_log_)
        space_confirmed_ = when;
}

void core::take_loss(std::uint64_t log)
{
    if (log == space_log_)
        return lose_space();
    if (room_desk* desk = desk_of(log))
        lose(*desk);
}

/// Null: closed meanwhile.
room_desk* core::desk_of(std::uint64_t log) const
{
    const auto at = desks_by_log_.find(log);
    return at == desks_by_log_.end() ? nullptr : at->second;
}

void core::on_space_event(const event& what)
{
    if (what.offset != space_->top() + 1)
        return;
    const auto made = space_->apply(what);
    // What they wrote may have been heard of from another node before their name, and told without it.
    const bool was_nameless = std::holds_alternative<member_named>(what.what) && nameless_.erase(what.from.id) > 0;
    if (made.renamed || was_nameless) {
        tell_desks(); // the name comes behind what is told without it
        for (auto& [name, desk] : desks_)
            desk->forget_encoded();
        tell_all(frame_of(encode_member({what.from.id, std::string{space_->name_of(what.from.id)}, what.from.as})));
    }
    if (made.schedule)
        on_schedule_changed(*made.schedule);
    if (made.is_of_standing || made.is_of_safety)
        on_standing_changed(what);
    if (made.is_void)
        note_void(what);
    if (may_amend(what.what))
        line_.settled(space_log_, what.offset, what.offset);
    // A large space is saved more rarely, so that the writing stays in proportion to what happens.
    const auto& state = space_->state();
    const auto size = state.rooms.size() + state.names.size() + state.schedule.talks.size() + state.schedule.lessons.size() +
                      state.standing.sanctions.size() + state.standing.invites.size() + state.safety.blocks.size() +
                      state.safety.reports.size();
    if (!state.has_unknown && state.offset >= space_saved_ + std::max(space_snapshot_every, size / 2)) {
        space_saved_ = state.offset;
        line_.save_snapshot(space_log_, {state.offset, *state.id, fold_version, encode_snapshot(state)});
    }
}

const room* core::replica(const std::string& room_id) const
{
    const auto at = desks_.find(room_id);
    return at == desks_.end() ? nullptr : at->second->replica();
}

std::size_t core::fullest_ring() const
{
    std::size_t most = 0;
    for (const auto& [name, desk] : desks_)
        most = std::max(most, desk->ring_events());
    return most;
}

void core::flush_later(session& who)
{
    if (who.to_flush == 0) {
        to_flush_.push_back(&who);
        who.to_flush = static_cast<std::uint32_t>(to_flush_.size());
    }
    post_end_of_turn();
}

void core::ask_soon() { post_end_of_turn(); }

void core::post_end_of_turn()
{
    // Posted, so that what is readable now is read first and leaves together.
    if (!std::exchange(is_turn_posted_, true))
        turns_.post([this] {
            is_turn_posted_ = false;
            end_turn();
        });
}

void core::end_turn()
{
    if (is_resting_)
        return line_.flush();
    tell_schedule();
    tell_desks();
    flush_wires();
    line_.flush();
}

/// What was posted during a long sending is in part on disk by now and in part on its way. Told in halves, it would take twice the sends, and keep doing so:
/// so nothing is told for a moment. What is posted meanwhile goes to the log at once.
void core::rest_after(uptime took)
{
    if (took < long_sending)
        return;
    is_resting_ = true;
    turns_.after(std::min(took / rest_part, rest_max), [this] {
        is_resting_ = false;
        end_turn();
    });
}

void core::flush_wires()
{
    const auto began = turns_.monotonic();
    std::vector<std::uint64_t> skipped;
    if (settings_.sends != nullptr)
        settings_.sends->gather();
    for (std::size_t i = 0; i < to_flush_.size(); ++i) { // who is told something meanwhile comes behind
        expect_behind(i, to_flush_.size(), [this](std::size_t at) { return to_flush_[at]; });
        if (session* who = to_flush_[i]) {
            who->to_flush = 0;
            who->out().flush();
            if (who->was_skipped)
                skipped.push_back(who->number());
        }
    }
    to_flush_.clear();
    if (settings_.sends != nullptr)
        settings_.sends->leave();
    // What one turn brought may have been too much for a moment, and yet left at once: then nobody says later that there is room.
    for (const auto number : skipped)
        if (session* who = find(number); who != nullptr && who->out().queued_bytes() == 0)
            who->drained();
    rest_after(turns_.monotonic() - began);
}

void core::tell_desks()
{
    for (room_desk* desk : std::exchange(touched_, {}))
        desk->tell();
}

void core::sweep()
{
    if (leaving_.is_over)
        return;   // the desks are closed
    tell_desks(); // in a rest some may be owed that: who is destroyed below must not be listed any more
    const auto now = turns_.monotonic();
    const auto idle = std::count_if(desks_.begin(), desks_.end(), [](const auto& each) { return each.second->is_idle(); });
    const auto kept = static_cast<std::size_t>(idle) > desks_kept_idle ? uptime{} : desk_kept_idle;
    for (auto at = desks_.begin(); at != desks_.end();) {
        if (at->second->is_idle() && now - at->second->idle_since() > kept) {
            at->second->close();
            desks_by_log_.erase(at->second->log());
            at = desks_.erase(at);
        } else {
            at->second->look_after_snapshot();
            ++at;
        }
    }
    std::erase_if(lost_desks_, [](const auto& each) { return each->is_idle(); });
    end_roles();
    std::erase_if(floods_, [&](const auto& each) { return each.second.is_full(now); });
    std::size_t seats = 0;
    std::int64_t without_typing = 0;
    std::int64_t with_slow_applause = 0;
    for (const auto& [name, desk] : desks_) {
        desk->look_at_shedding();
        seats += desk->seats();
        without_typing += desk->shed().typing;
        with_slow_applause += desk->shed().applause.count() != 0;
    }
    counts_.without_typing.set(without_typing);
    counts_.with_slow_applause.set(with_slow_applause);
    counts_.sessions.set(static_cast<std::int64_t>(sessions_.size()));
    counts_.seats.set(static_cast<std::int64_t>(seats));
    end_turn();
    turns_.after(sweep_every, [this] { sweep(); });
}

} // namespace hallway
