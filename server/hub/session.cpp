#include "hub/session.hpp"

#include "hub/core.hpp"
#include "hub/room_desk.hpp"
#include "protocol/codec.hpp"
#include "protocol/text.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace hallway {

namespace {

template <class... Each>
struct overloaded : Each... {
    using Each::operator()...;
};

/// What one says again may be taken back, also by who may write nothing else.
template <class Command>
constexpr bool is_taking_back(const Command&)
{
    return std::is_same_v<Command, remove>;
}

/// What staff do about what others wrote has a budget of its own.
template <class Command>
constexpr bool is_of_staff(const Command&)
{
    return !std::is_same_v<Command, post> && !std::is_same_v<Command, edit> && !std::is_same_v<Command, ask>;
}

} // namespace

session::session(core& home, wire& out)
    : home_(home), out_(out),
      pings_(limits::pings_per_second_max, std::chrono::milliseconds{1'000} / limits::pings_per_second_max),
      pages_(limits::history_burst, limits::history_refill), marks_(limits::read_burst, limits::read_refill),
      votes_(limits::vote_burst, limits::vote_refill), joins_(limits::join_burst, limits::join_refill),
      signals_(limits::signal_burst, limits::signal_refill), tends_(limits::tend_burst, limits::tend_refill)
{
    number_ = home.add(*this);
}

session::~session()
{
    while (!seats_.empty())
        seats_.back().first->leave(*this);
    for (const auto& each : presences_)
        home_.people().left(each, who_->id, true);
    if (who_) {
        home_.people().gone(who_->id, number_);
        home_.reading().gone(who_->id, number_);
    }
    home_.remove(*this);
}

// --- bytes to commands ---

void session::receive(std::string_view frame)
{
    if (is_closing_)
        return;
    const auto documents = split_frame(frame);
    if (!documents) {
        refuse(std::nullopt, {errc::too_large, "A frame holds at most 64 documents."});
        return;
    }
    for (const auto document : *documents) {
        if (is_closing_)
            return;
        receive_document(document);
    }
}

void session::receive_document(std::string_view document)
{
    home_.counts().commands.add();
    auto decoded = decode_command(document);
    if (const auto* wrong = std::get_if<unreadable>(&decoded)) {
        refuse(wrong->id, wrong->why);
        if (wrong->why.code == errc::bad_request && !wrong->id && ++unreadable_ >= limits::unreadable_documents_max)
            close(close_code::unreadable, "Too many documents that cannot be read.");
        return;
    }
    obey(std::move(std::get<command>(decoded)));
}

void session::obey(command what)
{
    // What depends on the order of a member's commands waits behind one that waits for the log.
    const bool keeps_order = !std::holds_alternative<ping>(what.what) && !std::holds_alternative<history>(what.what);
    if (keeps_order && holds_ == 0)
        hold_until_read();
    if (holds_ == 0 || !keeps_order)
        return obey_now(std::move(what));
    if (held_.size() >= limits::commands_in_flight_max)
        return refuse(what.id, {errc::rate_limited, "Wait for the answers to your earlier commands."});
    held_.push_back(std::move(what));
}

void session::release()
{
    --holds_;
    while (holds_ == 0 && !held_.empty() && !is_closing_) {
        hold_until_read();
        if (holds_ > 0)
            return;
        command next = std::move(held_.front());
        held_.erase(held_.begin());
        obey_now(std::move(next));
    }
}

/// Answers to joins are large: who joins many rooms at once is answered at the pace at which he reads, not cut off for reading too slowly.
void session::hold_until_read()
{
    if (!takes_more() && !std::exchange(is_held_until_read_, true))
        hold();
}

void session::obey_now(command what)
{
    const auto id = what.id;
    if (auto* first = std::get_if<hello>(&what.what))
        return greet(id, *first);
    if (!who_) // what was sent right behind a hello that may succeed later may itself be sent again later
        return refuse(id, hello_refused_as_ ? refusal{*hello_refused_as_} : refusal{errc::unauthorized, "Say hello first."});

    if (std::visit([&](const auto& asked) { return must_wait_for_space(id, asked); }, what.what))
        return;
    std::visit(overloaded{
        [](hello&) {},
        [&](join& asked) {
            if (!is_too_fast(id, joins_) && !is_kept_from(id, sanction_kind::ban, asked.room) &&
                !must_wait_for_memory(id, asked.room))
                find_room(id, std::move(asked));
        },
        [&](leave& asked) {
            if (room_desk* desk = seated_desk(id, asked.room)) {
                desk->leave(*this);
                answer(encode_ok(id));
            }
        },
        [&](vote& asked) {
            room_desk* desk = seated_desk(id, asked.room);
            if (desk != nullptr && !takes_too_many(id) && !is_too_fast(id, votes_))
                desk->write(*this, id, std::move(asked));
        },
        [&](ask_questions& asked) {
            room_desk* desk = seated_desk(id, asked.room);
            if (desk != nullptr && !is_too_fast(id, pages_))
                desk->list_questions(*this, id, asked);
        },
        [&](open_room& asked) {
            if (may_write(what))
                open(id, asked);
        },
        [&](list_rooms& asked) {
            if (!is_too_fast(id, pages_))
                list(id, asked);
        },
        [&](history& asked) {
            if (asked.by && !hallway::is_staff(as_in(asked.room).as))
                return refuse(id, {errc::forbidden, "Only staff look for all of a member's messages.", "by"});
            if (seated_desk(id, asked.room) != nullptr && !takes_too_many(id) && !is_too_fast(id, pages_))
                look_up(id, std::move(asked));
        },
        [&](ask_about& asked) {
            if (!takes_too_many(id) && !is_too_fast(id, pages_))
                tell_about(id, asked);
        },
        [&](move_clock& asked) {
            if (may_write(what))
                move(id, asked);
        },
        [&](plan& asked) {
            if (!takes_too_many(id) && !is_too_fast(id, pages_))
                change_schedule(id, std::move(asked));
        },
        [&](mark_read& asked) {
            room_desk* desk = seated_desk(id, asked.room);
            if (desk == nullptr || is_too_fast(id, marks_))
                return;
            desk->mark(*this, asked.offset);
            answer(encode_ok(id));
        },
        [&](applaud& asked) {
            if (room_desk* desk = desk_for_signal(id, asked.room))
                desk->applaud(*this, id, asked.kind);
        },
        [&](hallway::note_typing& asked) {
            if (room_desk* desk = desk_for_signal(id, asked.room))
                desk->note_typing(*this, id, asked.on);
        },
        [&](ping&) {
            if (!ping_is_too_fast())
                answer(encode_ok(id));
            else if (!is_closing_)
                refuse(id, {errc::rate_limited});
        },
        [&](list_sanctions& asked) {
            if (!is_too_fast(id, pages_))
                list(id, asked);
        },
        [&](list_reports& asked) {
            if (!is_too_fast(id, pages_))
                list(id, asked);
        },
        [&](read_kept& asked) { // who reads it is named in the audit trail
            if (may_write(what, true))
                tell_kept(id, asked);
        },
        [&](list_held& asked) {
            room_desk* desk = seated_desk(id, asked.room);
            if (desk != nullptr && !is_too_fast(id, pages_))
                desk->list_held(*this, id, asked);
        },
        [&](file_report& asked) { // also who gave no name, or may not write
            room_desk* desk = seated_desk(id, asked.room);
            if (desk == nullptr || takes_too_many(id))
                return;
            if (!who_->name.empty() && home_.here().name_of(who_->id).empty())
                make_known_by_name(what);
            else if (!is_flooding(id))
                desk->write(*this, id, std::move(asked));
        },
        [&](block_member& asked) {
            if (home_.here().name_of(asked.what.member).empty())
                refuse(id, {errc::not_found, "There is no such person here.", "member"});
            else if (!takes_too_many(id) && !is_flooding(id))
                append_act(id, asked, as_author(), home_.here().decide(asked, as_author(), home_.turns().now()));
        },
        [&](change_policy& asked) {
            if (may_write(what, hallway::is_staff(as_in(asked.room).as)))
                change(id, std::move(asked));
        },
        [&](list_invites& asked) {
            if (!is_too_fast(id, pages_))
                list(id, asked);
        },
        [&](const auto& asked)
            requires requires { act(id, asked); }
                     { // what staff do about members
                         if (may_write(what, true))
                             act(id, asked);
                     },
                     [&](auto& asked)
                         requires requires {
                             asked.room;
                             asked.key;
                         }
        { // what writes in a room
            room_desk* desk = seated_desk(id, asked.room);
            const bool is_tending = is_of_staff(asked) && hallway::is_staff(as_in(asked.room).as);
            if (desk == nullptr || !may_write(what, is_tending))
                return;
            if (!is_taking_back(asked) && is_kept_from(id, sanction_kind::mute, asked.room))
                return;
            desk->write(*this, id, std::move(asked));
        },
        },
        what.what);
}

// --- what every command meets ---

/// For what is told and forgotten; whoever is muted says nothing that way either. Null: refused.
room_desk* session::desk_for_signal(std::uint64_t id, const std::string& room)
{
    room_desk* desk = seated_desk(id, room);
    const bool may = desk != nullptr && !is_too_fast(id, signals_) && !is_kept_from(id, sanction_kind::mute, room);
    return may ? desk : nullptr;
}

/// All that is appended has a key.
template <class Command>
bool session::must_wait_for_space(std::uint64_t id, const Command& what)
{
    constexpr bool is_appended = requires { what.key; };
    if (!is_appended || home_.is_up_to_date())
        return false;
    refuse(id, {errc::unavailable, "This server has not heard from the others for a moment. Try again in a moment."});
    return true;
}

/// Also false if it is to be obeyed later, when the member's name is known.
bool session::may_write(const command& what, bool is_tending)
{
    const auto id = what.id;
    if (who_->name.empty()) {
        refuse(id, {errc::unauthorized, "Give a name before you write."});
        return false;
    }
    if (takes_too_many(id))
        return false;
    if (home_.here().name_of(who_->id).empty()) {
        make_known_by_name(what);
        return false;
    }
    return is_tending ? !is_too_fast(id, tends_) : !is_flooding(id);
}

bool session::is_flooding(std::uint64_t id)
{
    const auto wait = home_.settings().is_unlimited ? std::nullopt : home_.flood_wait(who_->id);
    if (!wait)
        return false;
    refusal why{errc::rate_limited};
    why.retry_after = *wait;
    refuse(id, why);
    return true;
}

bool session::is_too_fast(std::uint64_t id, token_bucket& budget)
{
    const auto wait = budget.take(home_.turns().monotonic());
    if (!wait || home_.settings().is_unlimited)
        return false;
    refusal why{errc::rate_limited};
    why.retry_after = std::chrono::ceil<std::chrono::milliseconds>(*wait);
    refuse(id, why);
    return true;
}

bool session::takes_too_many(std::uint64_t id)
{
    if (in_flight_ + pages_asked_.size() < limits::commands_in_flight_max)
        return false;
    refusal why{errc::rate_limited, "Wait for the answers to your earlier commands."};
    why.retry_after = std::chrono::milliseconds{100};
    refuse(id, why);
    return true;
}

room_desk* session::seated_desk(std::uint64_t id, const std::string& room)
{
    for (auto& [desk, at] : seats_)
        if (desk->card().id == room)
            return desk;
    if (!home_.here().has_room(room))
        refuse(id, {errc::not_found, "There is no such room here.", "room"});
    else
        refuse(id, {errc::forbidden, "Join the room first.", "room"});
    return nullptr;
}

bool session::ping_is_too_fast()
{
    const auto now = home_.turns().monotonic();
    if (pings_.is_full(now))
        pings_refused_ = 0; // a second of rest is enough
    if (!pings_.take(now))
        return false;
    if (++pings_refused_ > limits::pings_per_second_max)
        close(close_code::rate, "too many pings");
    return true;
}

void session::pinged()
{
    if (!is_closing_ && ping_is_too_fast() && !is_closing_)
        refuse(std::nullopt, {errc::rate_limited, "Ping less often."});
}

// --- to the client ---

void session::answer(std::string_view document) { tell(frame_of(document)); }

void session::refuse(std::optional<std::uint64_t> id, const refusal& why)
{
    home_.counts().refusals.add();
    answer(encode_refusal(id, why));
}

void session::tell(const shared_bytes& frames)
{
    if (is_closing_)
        return;
    out_.push(frames);
    home_.flush_later(*this);
    if (out_.queued_bytes() <= home_.line().held().outbox_bytes)
        return;
    home_.counts().slow_closes.add();
    close(close_code::slow_reader, "too much waits to be read");
}

void session::drained()
{
    if (std::exchange(is_held_until_read_, false))
        release();
    turn_pages();
    if (!std::exchange(was_skipped, false))
        return;
    const auto seats = seats_; // resuming may end with the loss of a seat
    for (const auto& [desk, at] : seats)
        desk->resume(*this);
}

void session::close(close_code code, std::string reason)
{
    if (std::exchange(is_closing_, true))
        return;
    out_.close(code, std::move(reason));
}

// --- seats ---

std::size_t session::seat_at(const room_desk& desk) const
{
    const auto at = std::find_if(seats_.begin(), seats_.end(), [&](const auto& each) { return each.first == &desk; });
    return at == seats_.end() ? npos : at->second;
}

void session::seat_moved(room_desk& desk, std::size_t to)
{
    const auto at = std::find_if(seats_.begin(), seats_.end(), [&](const auto& each) { return each.first == &desk; });
    if (at == seats_.end())
        seats_.emplace_back(&desk, to);
    else
        at->second = to;
}

void session::seat_taken(room_desk& desk)
{
    std::erase_if(seats_, [&](const auto& each) { return each.first == &desk; });
}

} // namespace hallway
