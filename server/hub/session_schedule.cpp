// The schedule as a session asks for it and changes it.
#include "hub/core.hpp"
#include "hub/session.hpp"
#include "schedule/wall_time.hpp"

#include <memory>
#include <utility>

namespace hallway {

namespace {

std::string about_name(const core& home, const std::string& room) { return "about/" + home.settings().space + "/" + room; }

/// The texts of the entries that differ, by the room that they are of.
template <class Planned>
void collect(
    std::vector<std::pair<std::string, const about*>>& into, const std::vector<planned_entry<Planned>>& asked,
    const std::vector<Planned>& differs)
{
    for (const auto& each : asked)
        if (each.more)
            for (const auto& changed : differs)
                if (changed.room == each.what.room)
                    into.emplace_back(each.what.room, &*each.more);
}

} // namespace

void session::tell_about(std::uint64_t id, const ask_about& what)
{
    if (!home_.here().has_room(what.room))
        return refuse(id, {errc::not_found, "There is no such room here.", "room"});
    answer_is_due();
    home_.line().get_record(
        about_name(home_, what.room), [&home = home_, number = number_, id, room = what.room](const outcome<record>& kept) {
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

/// The texts are kept before the event that tells of them, so that who hears of it finds them; the next plan of the same has them again if that fails in between.
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
    std::vector<std::pair<std::string, const about*>> texts;
    collect(texts, what.talks, decided->talks);
    collect(texts, what.lessons, decided->lessons);
    if (texts.empty())
        return append_plan(id, what, *std::move(decided));

    struct writing {
        plan asked;
        schedule_planned differs;
        std::size_t left = 0;
        std::optional<refusal> failed;
    };
    std::vector<std::pair<std::string, std::string>> records;
    for (const auto& [room, text] : texts)
        records.emplace_back(about_name(home_, room), encode_about_record(*text));
    const auto under_way = std::make_shared<writing>(writing{std::move(what), *std::move(decided), records.size(), {}});
    for (auto& [name, value] : records)
        home_.line().put_record(
            std::move(name), std::move(value),
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
    const auto changed = differs.entries() + (differs.title ? 1 : 0) + (differs.time_zone ? 1 : 0);
    append_draft draft{home_.new_event_id(), as_author(), asked.key, std::move(differs), encode(command{0, asked})};
    home_.line().append(
        home_.space_log(), std::move(draft), [&home = home_, number = number_, id, changed](const append_outcome& became) {
            // Answered when this core has folded it: what is asked next sees it.
            home.line().meet(home.space_log(), [&home, number, id, changed, became] {
                session* still = home.find(number);
                if (still == nullptr)
                    return;
                if (became.code)
                    still->refuse(id, {*became.code});
                else
                    still->answer(encode_planned(id, home.here().schedule().version, became.duplicate ? 0 : changed));
                still->release();
            });
            home.ask_soon();
        });
    home_.ask_soon();
}

} // namespace hallway
