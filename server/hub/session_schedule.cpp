// The schedule as a session asks for it and changes it.
#include "hub/core.hpp"
#include "hub/session.hpp"
#include "schedule/wall_time.hpp"

#include <memory>
#include <utility>

namespace hallway {

namespace {

/// The texts of the entries that differ.
template <class Planned>
void collect(
    std::vector<std::pair<std::string, about>>& into, const std::vector<planned_entry<Planned>>& asked,
    const std::vector<Planned>& differs)
{
    for (const auto& each : asked)
        if (each.more)
            for (const auto& changed : differs)
                if (changed.room == each.what.room)
                    into.emplace_back(each.what.room, *each.more);
}

} // namespace

void session::tell_about(std::uint64_t id, const ask_about& what)
{
    if (!home_.here().has_room(what.room))
        return refuse(id, {errc::not_found, "There is no such room here.", "room"});
    answer_is_due();
    home_.line().get_record(
        home_.about_name(what.room), [&home = home_, number = number_, id, room = what.room](const outcome<record>& kept) {
            session* still = home.find(number);
            if (still == nullptr)
                return;
            still->answer_came();
            if (!kept && kept.error().code != errc::not_found)
                return still->refuse(id, kept.error());
            still->answer(encode_about(id, room, kept ? decode_about_record(kept->value) : about{}));
        });
    home_.ask_soon();
}

void session::move(std::uint64_t id, const move_clock& what)
{
    auto decided = home_.here().decide(what, as_author(), home_.turns().now());
    if (!decided && decided.error().code == errc::forbidden)
        return refuse(id, decided.error());
    answer_is_due();
    home_.ask_soon();
    if (decided) {
        append_draft draft{home_.new_event_id(), as_author(), what.key, std::move(*decided), {}};
        return do_noted(id, as_author(), what, [this, id, draft = std::move(draft)] { append_clock(id, draft); });
    }
    // What cannot be done now may be what this very command did.
    home_.line().find_key(
        home_.space_log(), who_->id, what.key, clock_moved{what.act, what.talk, what.minutes, what.with},
        [&home = home_, number = number_, id, why = decided.error()](outcome<append_outcome> known) {
            session* still = home.find(number);
            if (still == nullptr)
                return;
            if (known) {
                known->duplicate = true;
                return still->clock_moved_or_not(id, *known);
            }
            still->answer_came();
            still->refuse(id, known.error().code == errc::not_found ? why : known.error());
        });
}

void session::append_clock(std::uint64_t id, append_draft draft)
{
    home_.line().append(home_.space_log(), std::move(draft), [&home = home_, number = number_, id](const append_outcome& became) {
        // Answered when this core has folded it, and knows what became of it.
        home.line().meet(home.space_log(), [&home, number, id, became](const outcome<done>& met) {
            auto known = became;
            if (!met && !known.code)
                known.code = met.error().code;
            if (session* still = home.find(number))
                still->clock_moved_or_not(id, known);
        });
        home.ask_soon();
    });
    home_.ask_soon();
}

void session::clock_moved_or_not(std::uint64_t id, const append_outcome& became)
{
    answer_came();
    if (became.code)
        refuse(id, {*became.code});
    else if (became.verdict || home_.was_void(became.offset))
        refuse(id, {errc::conflict, "Somebody else moved the clock at the same moment."});
    else
        answer(encode_receipt(id, {became.id, became.offset, became.at, became.duplicate}));
}

void session::change_schedule(std::uint64_t id, plan what)
{
    if (what.time_zone && !time_zone::named(*what.time_zone))
        return refuse(id, {errc::bad_request, "There is no such time zone.", "time_zone"});
    auto decided = home_.here().decide(what, as_author());
    if (!decided)
        return refuse(id, decided.error());
    if (decided->changes_nothing())
        return answer(encode_planned(id, home_.here().schedule().version, 0));

    hold(); // what is planned next may build on this
    texts_to_keep texts;
    collect(texts, what.talks, decided->talks);
    collect(texts, what.lessons, decided->lessons);
    if (texts.empty())
        return append_plan(id, what, *std::move(decided));

    // A key that was used before, for this or for something else, must not bring its texts back.
    auto asked = encode(command{0, what});
    home_.line().find_key(
        home_.space_log(), who_->id, what.key, std::move(asked),
        [&home = home_, number = number_, id, what = std::move(what), differs = *std::move(decided),
         texts = std::move(texts)](const outcome<append_outcome>& known) {
            session* still = home.find(number);
            if (still == nullptr)
                return;
            if (!known && known.error().code == errc::not_found)
                return still->keep_texts(id, what, differs, texts);
            if (known && !known->code)
                still->answer(encode_planned(id, home.here().schedule().version, 0));
            else
                still->refuse(id, known ? refusal{*known->code} : known.error());
            still->release();
        });
    home_.ask_soon();
}

/// The texts are kept before the event that tells of them, so that who hears of it finds them; the next plan of the same has them again if that fails in between.
void session::keep_texts(std::uint64_t id, const plan& asked, const schedule_planned& differs, const texts_to_keep& texts)
{
    struct writing {
        plan asked;
        schedule_planned differs;
        std::size_t left = 0;
        std::optional<refusal> failed;
    };
    const auto under_way = std::make_shared<writing>(writing{asked, differs, texts.size(), {}});
    for (const auto& [room, text] : texts)
        home_.line().put_record(
            home_.about_name(room), encode_about_record(text),
            [&home = home_, number = number_, id, under_way](const outcome<std::uint64_t>& kept) {
                if (!kept)
                    under_way->failed = kept.error();
                session* still = home.find(number);
                if (--under_way->left > 0 || still == nullptr)
                    return;
                if (!under_way->failed)
                    return still->append_plan(id, under_way->asked, std::move(under_way->differs));
                still->refuse(id, *under_way->failed);
                still->release();
            });
    home_.ask_soon();
}

void session::append_plan(std::uint64_t id, const plan& asked, schedule_planned differs)
{
    home_.audit(
        as_author(), asked,
        [&home = home_, number = number_, id, asked, differs = std::move(differs)](const outcome<done>& noted) {
            session* still = home.find(number);
            if (still == nullptr)
                return;
            if (noted)
                return still->append_noted_plan(id, asked, differs);
            still->refuse(id, noted.error());
            still->release();
        });
}

void session::append_noted_plan(std::uint64_t id, const plan& asked, schedule_planned differs)
{
    const auto changed = differs.entries() + (differs.title ? 1 : 0) + (differs.time_zone ? 1 : 0);
    append_draft draft{home_.new_event_id(), as_author(), asked.key, std::move(differs), encode(command{0, asked})};
    home_.line().append(
        home_.space_log(), std::move(draft), [&home = home_, number = number_, id, changed](const append_outcome& became) {
            // Answered when this core has folded it: what is asked next sees it.
            home.line().meet(home.space_log(), [&home, number, id, changed, became](const outcome<done>& met) {
                session* still = home.find(number);
                if (still == nullptr)
                    return;
                if (became.code || !met)
                    still->refuse(id, {became.code.value_or(errc::unavailable)});
                else
                    still->answer(encode_planned(id, home.here().schedule().version, became.duplicate ? 0 : changed));
                still->release();
            });
            home.ask_soon();
        });
    home_.ask_soon();
}

} // namespace hallway
