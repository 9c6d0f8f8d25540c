#include "room/takeaways.hpp"

#include "protocol/limits.hpp"
#include "room/questions.hpp"
#include "room/standing.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

bool is_seen_by_all(const question& what)
{
    return !what.merged_into && !what.is_deleted && what.state != question_state::pending &&
           what.state != question_state::archived;
}

/// An answer whose message was deleted has nothing left.
bool says(const answer& what) { return what.what != answer_content{}; }

bool is_taken(const question& what)
{
    return is_seen_by_all(what) && (what.state == question_state::answered || std::ranges::any_of(what.answers, says));
}

class gatherer {
public:
    gatherer(const question_board& board, const name_of_member& names, const message_of_id& message, bool has_forgotten)
        : board_(board), names_(names), message_(message), has_forgotten_(has_forgotten)
    {
    }

    taken_question take(const question& what) const
    {
        taken_question made{.id = what.id, .at = what.at, .text = what.text, .state = what.state, .votes = what.voters.size()};
        if (!what.is_anonymous)
            made.from = card(what.from);
        for (const auto& each : what.answers)
            if (auto one = take(each))
                made.answers.push_back(*std::move(one));
        return made;
    }

    /// \returns nothing if what is pinned is not for everybody, or gone
    std::optional<taken_pin> take(const pin& what) const
    {
        taken_pin made{.id = what.id, .target = what.what.target, .at = what.at, .by = card(what.by), .text = what.what.text};
        made.until = what.what.until;
        if (!what.what.is_anonymous)
            made.from = card(what.what.from);
        if (const question* asked = find_question(board_, what.what.target)) {
            made.text = asked->text;
            return is_seen_by_all(*asked) ? std::optional{std::move(made)} : std::nullopt;
        }
        if (const auto answered = find_answer(board_, what.what.target); answered.what != nullptr) {
            made.answer = is_seen_by_all(*answered.of) ? take(*answered.what) : std::nullopt;
            if (!made.answer)
                return std::nullopt;
            made.from = made.answer->from;
            return made;
        }
        // A pin that crossed with an edit or the deletion stands in the log behind it, with the words of before.
        const row* said = message_(what.what.target);
        if (said == nullptr)
            return has_forgotten_ ? std::optional{std::move(made)} : std::nullopt;
        if (said->content.deleted)
            return std::nullopt;
        made.text = said->content.text;
        return made;
    }

private:
    member_card card(const author& who) const
    {
        const auto name = names_(who.id);
        return {who.id, name.empty() ? std::string("?") : std::string(name), who.as};
    }

    /// Who asked anonymously can say which message helped: nobody else can, so it would tell who it was.
    bool tells_who_asked(const answer& what) const
    {
        const question* asked = find_question(board_, what.given_to);
        return asked != nullptr && asked->is_anonymous && asked->from.id == what.from.id;
    }

    /// \returns nothing if nothing is left of it
    std::optional<taken_answer> take(const answer& what) const
    {
        taken_answer made{.id = what.id, .at = what.at, .text = what.what.text, .url = what.what.url};
        made.media_ms = what.what.media_ms;
        made.is_endorsed = what.is_endorsed;
        if (!tells_who_asked(what))
            made.from = card(what.from);
        if (what.what.message) {
            made.message = taken_message{.id = *what.what.message};
            if (const row* found = message_(*what.what.message)) {
                if (found->content.deleted)
                    made.message.reset();
                else
                    *made.message = {found->id, card(found->from), found->at, found->content.text};
            }
        }
        if (made.text.empty() && made.url.empty() && !made.media_ms && !made.message)
            return std::nullopt;
        return made;
    }

    const question_board& board_;
    const name_of_member& names_;
    const message_of_id& message_;
    bool has_forgotten_;
};

const planned_lesson* find_lesson(const timetable& in, const std::string& room)
{
    const auto at = std::ranges::find(in.lessons, room, &planned_lesson::room);
    return at == in.lessons.end() ? nullptr : &*at;
}

void say_where(takeaways& into, const takeaways_place& place)
{
    if (place.schedule == nullptr)
        return;
    into.subtitle = place.more.subtitle;
    into.links = place.more.links;
    if (const auto* lesson = find_lesson(*place.schedule, place.room.id))
        into.url = lesson->url;
    const auto at = place.schedule->talks.find(place.room.id);
    if (at == place.schedule->talks.end())
        return;
    const auto& [plan, now] = at->second;
    into.url = plan.url;
    taken_talk talk{.stage = {now.stage, now.stage}, .starts = now.starts, .ends = now.ends, .persons = plan.persons};
    talk.track = plan.track;
    talk.language = plan.language;
    const auto stage = std::ranges::find(place.schedule->stages, now.stage, &planned_stage::room);
    if (stage != place.schedule->stages.end())
        talk.stage.title = stage->title;
    into.talk = std::move(talk);
}

/// The most votes first, then as they were asked; as many as have no more answers together than there may be.
struct ordered_questions {
    std::vector<const question*> taken;
    bool has_more = false;
};

ordered_questions in_order(const question_board& board)
{
    ordered_questions made;
    for (const auto& each : board.questions)
        if (is_taken(each))
            made.taken.push_back(&each);
    std::ranges::sort(made.taken, [](const question* a, const question* b) {
        return a->voters.size() == b->voters.size() ? a < b : a->voters.size() > b->voters.size();
    });
    std::size_t answers = 0;
    const auto end = std::ranges::find_if(made.taken, [&](const question* each) {
        answers += each->answers.size();
        return answers > limits::takeaways_answers_max;
    });
    made.has_more = end != made.taken.end();
    made.taken.erase(end, made.taken.end());
    return made;
}

} // namespace

std::vector<event_id> messages_taken(const question_board& board, time_point now)
{
    std::vector<event_id> found;
    const auto note = [&](const answer& each) {
        if (each.what.message)
            found.push_back(*each.what.message);
    };
    for (const question* each : in_order(board).taken)
        std::ranges::for_each(each->answers, note);
    for (const auto& each : board.pins) {
        if (has_ended(each.what.until, now))
            continue;
        if (const auto answered = find_answer(board, each.what.target); answered.what != nullptr)
            note(*answered.what);
        else if (find_question(board, each.what.target) == nullptr)
            found.push_back(each.what.target);
    }
    std::ranges::sort(found);
    found.erase(std::ranges::unique(found).begin(), found.end());
    return found;
}

takeaways gather_takeaways(
    const question_board& board, const takeaways_place& place, const name_of_member& names, const message_of_id& message,
    time_point now)
{
    takeaways made{.space = place.space, .space_title = place.space_title, .room = place.room};
    say_where(made, place);
    const gatherer taker(board, names, message, place.has_forgotten);
    for (const auto& each : board.pins)
        if (auto one = has_ended(each.what.until, now) ? std::nullopt : taker.take(each))
            made.pins.push_back(*std::move(one));
    const auto questions = in_order(board);
    made.has_more = questions.has_more;
    for (const question* each : questions.taken)
        if (auto one = taker.take(*each); each->state == question_state::answered || !one.answers.empty())
            made.questions.push_back(std::move(one));
    return made;
}

std::optional<time_point> next_pin_end(const question_board& board, time_point now)
{
    std::optional<time_point> next;
    for (const auto& each : board.pins)
        if (each.what.until && *each.what.until > now)
            next = std::min(next.value_or(*each.what.until), *each.what.until);
    return next;
}

} // namespace hallway
