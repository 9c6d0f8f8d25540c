// A run of commands by several people against one room, of replicas that lag, come back and are saved: the room's laws, and a naive model beside it.
// The input: two bytes for the room's bounds, then a byte for each thing that happens with the bytes that it asks for.
#include "protocol/codec.hpp"
#include "protocol/text.hpp"
#include "room/room.hpp"
#include "tests/fuzz/demand.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace hallway;
using fuzz::choices;
using fuzz::demand;

namespace {

constexpr std::array people{
    author{member_id{1}, role::attendee}, author{member_id{2}, role::attendee}, author{member_id{3}, role::speaker},
    author{member_id{4}, role::moderator}, author{member_id{5}, role::bot}};

/// Who knows nothing of windows, versions and what is kept: every message as it stands, and what has been said of it last.
class naive_room {
public:
    const row* find(event_id id) const
    {
        const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const row& one) { return one.id == id; });
        return found == rows_.end() ? nullptr : &*found;
    }

    std::optional<errc> judge(const post& what, const author&, time_point) const
    {
        return what.reply_to && find(*what.reply_to) == nullptr ? std::optional(errc::not_found) : std::nullopt;
    }

    std::optional<errc> judge(const edit& what, const author& who, time_point now) const
    {
        const auto* const target = find(what.target);
        if (target == nullptr)
            return errc::not_found;
        if (target->from.id != who.id)
            return errc::forbidden;
        if (target->content.deleted)
            return errc::gone;
        return now - target->at > std::chrono::minutes(5) ? std::optional(errc::expired) : std::nullopt;
    }

    std::optional<errc> judge(const hallway::remove& what, const author& who, time_point) const
    {
        const auto* const target = find(what.target);
        if (target == nullptr)
            return errc::not_found;
        if (target->from.id != who.id && who.as != role::moderator)
            return errc::forbidden;
        return target->content.deleted ? std::optional(errc::gone) : std::nullopt;
    }

    /// \returns whether members are told.
    bool apply(const event& what)
    {
        if (const auto* said = std::get_if<message>(&what.what)) {
            rows_.push_back({what.id, what.offset, what.at, what.from, *said});
            return true;
        }
        const auto* const edited = std::get_if<message_edited>(&what.what);
        const auto* const deleted = std::get_if<message_deleted>(&what.what);
        if (edited == nullptr && deleted == nullptr)
            return false;
        auto& target = *const_cast<row*>(find(edited != nullptr ? edited->target : deleted->target));
        if (target.content.deleted)
            return false;
        target.content.version = what.offset;
        target.content.deleted = deleted != nullptr;
        target.content.text = edited != nullptr ? edited->text : "";
        target.content.edited_at = edited != nullptr ? std::optional(what.at) : std::nullopt;
        return true;
    }

    const std::vector<row>& rows() const { return rows_; }
    std::uint64_t standing() const
    {
        return static_cast<std::uint64_t>(
            std::count_if(rows_.begin(), rows_.end(), [](const row& one) { return !one.content.deleted; }));
    }

private:
    std::vector<row> rows_;
};

class run {
public:
    explicit run(choices& input)
        : input_(input), kept_{2 + input.below(8), lag_max + 1 + input.below(8)}, live_("e", kept_), lagging_("e", kept_)
    {
    }

    void go()
    {
        constexpr int steps_max = 400;
        for (int step = 0; step < steps_max && !input_.is_used_up(); ++step) {
            switch (input_.below(10)) {
            case 0:
            case 1:
            case 2: obey(post{"r", "", text(), some_reply()}, live_); break;
            case 3: obey(edit{"r", "", some_message(), text()}, live_); break;
            case 4: obey(hallway::remove{"r", "", some_message()}, live_); break;
            case 5: obey(edit{"r", "", some_message(), text()}, lagging_); break; // decided by who has not heard the newest
            case 6: obey(hallway::remove{"r", "", some_message()}, lagging_); break;
            case 7: obey(post{"r", "", text(), some_reply()}, lagging_); break;
            case 8: now_ += std::chrono::seconds(input_.byte()) * 2; break;
            default: rare(); break;
            }
        }
        judge_the_whole();
    }

private:
    static constexpr std::size_t lag_max = 3; // events; below the changes that a room remembers

    void rare()
    {
        switch (input_.below(4)) {
        case 0: save(); break;
        case 1: commit(unknown_event{"of a later version"}, people[0]); break;
        case 2: commit(member_named{"of another log"}, people[0]); break;
        default: // a burst, so that rows leave the memory
            for (std::size_t i = input_.below(12); i > 0; --i)
                obey(post{"r", "", "burst", std::nullopt}, live_);
        }
    }

    std::string text()
    {
        const auto size = input_.below(16);
        const auto cleaned = clean_text(input_.bytes(size));
        return cleaned ? *cleaned : "text " + std::to_string(log_.size());
    }

    event_id some_message()
    {
        const auto choice = input_.byte();
        if (model_.rows().empty() || choice == 255)
            return event_id{~std::uint64_t{0}}; // nobody's
        // Mostly what is new, now and then anything.
        const auto& rows = model_.rows();
        return choice < 192 ? rows[rows.size() - 1 - choice % std::min<std::size_t>(rows.size(), 12)].id
                            : rows[choice % rows.size()].id;
    }

    std::optional<event_id> some_reply() { return input_.byte() < 64 ? std::optional(some_message()) : std::nullopt; }

    template <class Command>
    void obey(const Command& what, const room& decider)
    {
        const auto who = people[input_.below(people.size())];
        const row* found = nullptr;
        if (const auto wanted = decider.needs(what)) // the store has every row as it stands now
            found = model_.find(*wanted);
        const auto made = decider.decide(what, who, now_, found);
        if (&decider == &live_) {
            const auto expected = model_.judge(what, who, now_);
            demand(static_cast<bool>(made) == !expected, "a replica that heard everything decides as the naive model does");
            demand(!expected || made.error().code == *expected, "what is refused is refused for the same reason");
        }
        if (made)
            commit(*made, who);
    }

    void commit(const event_body& what, const author& who)
    {
        event made;
        made.id = event_id{(log_.size() + 1) * 0x9e3779b97f4a7c15u}; // ids do not rise
        made.offset = log_.size() + 1;
        made.at = now_;
        made.from = who;
        made.key = "a-key-of-sixteen";
        made.what = what;
        const auto body = decode_body(encode_body(what));
        demand(body && *body == what, "what a room decides survives the store");

        const auto became = live_.apply(made);
        const auto is_told = model_.apply(made);
        demand((became == effect::told) == is_told, "what loses a race applies to nothing, and nothing else does");
        demand(!std::holds_alternative<message>(what) || is_told, "what creates is never void");
        demand(live_.top() == made.offset && live_.at().id == made.id, "a room stands where its last event is");
        demand(
            live_.state().rows.size() <= kept_.rows && live_.state().alterations.size() <= kept_.alterations,
            "a room's memory is bounded");
        demand(live_.messages() == model_.standing(), "messages are counted as they stand");
        log_.push_back(std::move(made));
        unheard_.push_back(log_.back());
        while (unheard_.size() > lag_max || (!unheard_.empty() && input_.byte() < 32)) {
            lagging_.apply(unheard_.front());
            unheard_.pop_front();
        }
    }

    void save()
    {
        if (saved_.size() < 3 && !live_.state().has_unknown)
            saved_.push_back(encode_snapshot(live_.state()));
    }

    room replayed(const std::vector<event>& log) const
    {
        room fresh("e", kept_);
        for (const auto& one : log)
            fresh.apply(one);
        return fresh;
    }

    /// The log as the store has it by now: messages as they stand, edits that were replaced, or came too late, without their text.
    std::vector<event> amended() const
    {
        auto log = log_;
        for (auto& one : log) {
            if (auto* said = std::get_if<message>(&one.what))
                *said = model_.find(one.id)->content;
            else if (auto* edited = std::get_if<message_edited>(&one.what);
                     edited && model_.find(edited->target)->content.version != one.offset)
                edited->text.clear();
        }
        return log;
    }

    const std::vector<event>* whole() const { return &log_; }

    void judge_the_whole()
    {
        const auto& rows = model_.rows();
        const auto newest = live_.newest(rows.size());
        demand(newest.size() == std::min(rows.size(), kept_.rows), "the newest rows are in memory");
        demand(std::equal(newest.rbegin(), newest.rend(), rows.rbegin()), "rows stand as in the naive model");
        demand(live_.has_older_than_memory() || rows.size() == newest.size(), "a room knows that it has forgotten");
        for (auto stands : rows) {
            const auto expected = stands;
            live_.bring_up_to_date(stands);
            demand(stands == expected, "a row that is up to date stays as it is");
            if (const auto change = live_.last_change(stands.id); change > 0)
                demand(change == stands.content.version, "the last change is the one that counts");
        }

        demand(replayed(log_).state() == live_.state(), "a replay of everything gives the same state");
        const auto in_store = amended();
        demand(replayed(in_store).state() == live_.state(), "a replay of what the store has by now gives the same state");
        for (const auto& one : in_store)
            demand(live_.as_it_stands(one) == one, "what is told late is told as it stands");
        for (const auto& one : unheard_)
            lagging_.apply(one);
        demand(lagging_.state() == live_.state(), "a replica that lagged is the same in the end");

        const auto again = decode_room_snapshot(encode_snapshot(live_.state()));
        demand(live_.state().has_unknown || (again && *again == live_.state()), "a snapshot survives the store");
        for (const auto& bytes : saved_) {
            auto snapshot = decode_room_snapshot(bytes);
            demand(snapshot.has_value(), "a saved snapshot can be read");
            const auto offset = static_cast<std::ptrdiff_t>(snapshot->offset);
            for (const auto* log : {std::as_const(*this).whole(), &in_store}) {
                room back("e", *snapshot, kept_);
                std::for_each(log->begin() + offset, log->end(), [&](const event& one) { back.apply(one); });
                demand(back.state() == live_.state(), "snapshot and later events equal a replay of everything");
            }
        }
    }

    choices& input_;
    room_bounds kept_;
    room live_;
    room lagging_; // has not heard unheard_
    std::deque<event> unheard_;
    naive_room model_;
    std::vector<event> log_;
    std::vector<std::string> saved_;
    time_point now_{std::chrono::milliseconds(1'700'000'000'000)};
};

} // namespace

extern "C" int room_fuzz(const std::uint8_t* data, std::size_t size)
{
    choices input({reinterpret_cast<const char*>(data), size});
    run(input).go();
    return 0;
}
