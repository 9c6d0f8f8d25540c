#include "outside/import_preview.hpp"

#include "outside/counted.hpp"
#include "protocol/text.hpp"
#include "schedule/wall_time.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace hallway {

namespace {

constexpr std::size_t listed_max = 20; // of one kind; above, only the count

struct change_kind {
    const char* word;
    bool entry_change::* is_it;
};

constexpr std::array<change_kind, 7> kinds{
    {{"added", &entry_change::is_added},
     {"renamed", &entry_change::is_renamed},
     {"moved", &entry_change::is_moved},
     {"cancelled", &entry_change::is_cancelled},
     {"reinstated", &entry_change::is_reinstated},
     {"revised", &entry_change::is_revised},
     {"removed", &entry_change::is_removed}}};

/// A line of the table, but for the word that it begins with.
struct change_line {
    std::string when, where, what;
};

std::string padded(const std::string& text, std::size_t width)
{
    const auto length = code_points(text);
    return text + std::string(width > length ? width - length : 0, ' ');
}

std::string changed(const std::string& before, const std::string& after)
{
    return before.empty() || before == after ? after : before + " → " + after;
}

class preview {
public:
    preview(const timetable& present, const wanted_timetable& wanted)
        : noun_one_(wanted.has_lessons ? "lesson" : "talk"), noun_many_(wanted.has_lessons ? "lessons" : "talks")
    {
        const auto& said = wanted.time_zone.empty() ? present.time_zone : wanted.time_zone;
        zone_ = time_zone::named(said.empty() ? "UTC" : said);
        for (const auto* stages : {&present.stages, &wanted.stages})
            for (const auto& stage : *stages)
                names_[stage.room] = stage.title;
    }

    template <class Change>
    std::string lines(const std::vector<Change>& changes) const
    {
        std::string out;
        for (const auto& kind : kinds) {
            std::vector<change_line> of_kind;
            std::size_t count = 0;
            for (const auto& one : changes)
                if (one.what.*kind.is_it && ++count <= listed_max)
                    of_kind.push_back(line_of(one, kind.is_it));
            if (count > listed_max)
                out += fmt::format("  {:<11}{}\n", kind.word, counted(count, noun_one_, noun_many_));
            else
                out += as_table(kind.word, of_kind);
        }
        return out;
    }

private:
    static std::string as_table(const char* word, const std::vector<change_line>& lines)
    {
        std::size_t when = 0;
        std::size_t where = 0;
        for (const auto& line : lines) {
            when = std::max(when, code_points(line.when));
            where = std::max(where, code_points(line.where));
        }
        std::string out;
        for (const auto& line : lines)
            out += fmt::format(
                "  {:<11}{}{}{}{}{}\n", word, padded(line.when, when), when > 0 ? "  " : "", padded(line.where, where),
                where > 0 ? "  " : "", line.what);
        return out;
    }

    /// "2024-02-03 10:30" on the space's clocks, without the date if it is `but`'s.
    std::string clock(time_point moment, std::optional<time_point> but = {}) const
    {
        if (!zone_)
            return {};
        const auto wall = zone_->wall_of(moment);
        const auto time = fmt::format("{:02}:{:02}", wall.of_day.count() / 60, wall.of_day.count() % 60);
        if (but && zone_->wall_of(*but).date == wall.date)
            return time;
        return to_string(wall.date) + " " + time;
    }

    std::string stage(const std::string& room) const
    {
        const auto found = names_.find(room);
        return found == names_.end() ? room : found->second;
    }

    change_line line_of(const talk_change& change, bool entry_change::* why) const
    {
        const auto& before = change.before.slot;
        const auto& after = change.after.slot;
        if (why == &entry_change::is_removed)
            return {clock(before.starts), stage(before.stage), change.before.title};
        change_line line{clock(after.starts), stage(after.stage), change.after.title};
        if (why == &entry_change::is_moved) {
            if (before.starts != after.starts)
                line.when = clock(before.starts) + " → " + clock(after.starts, before.starts);
            else if (before.ends != after.ends)
                line.when += fmt::format(", ends {} → {}", clock(before.ends, after.starts), clock(after.ends, after.starts));
            line.where = changed(stage(before.stage), line.where);
        }
        if (why == &entry_change::is_renamed)
            line.what = changed(change.before.title, line.what);
        return line;
    }

    change_line line_of(const lesson_change& change, bool entry_change::* why) const
    {
        const auto when = [this](const planned_lesson& one) { return one.starts ? clock(*one.starts) : std::string(); };
        if (why == &entry_change::is_removed)
            return {when(change.before), change.before.unit, change.before.title};
        change_line line{when(change.after), change.after.unit, change.after.title};
        if (why == &entry_change::is_moved)
            line.when =
                (change.before.starts ? when(change.before) : "no time") + " → " + (change.after.starts ? line.when : "no time");
        if (why == &entry_change::is_renamed) {
            line.where = changed(change.before.unit, line.where);
            line.what = changed(change.before.title, line.what);
        }
        return line;
    }

    const char* noun_one_;
    const char* noun_many_;
    std::optional<time_zone> zone_;
    std::map<std::string, std::string, std::less<>> names_; // of stages; the wanted one's where both have one
};

/// Names as far as they can be read at a glance.
class name_list {
public:
    void add(const std::string& name)
    {
        if (++count_ <= listed_max)
            text_ += (text_.empty() ? "" : ", ") + name;
    }

    bool empty() const { return count_ == 0; }

    std::string text() const { return count_ > listed_max ? fmt::format("{}, and {} more", text_, count_ - listed_max) : text_; }

private:
    std::string text_;
    std::size_t count_ = 0;
};

/// Stages by what becomes of them.
std::string stage_lines(const import_changes& changes)
{
    name_list added, gone, renamed;
    for (const auto& stage : changes.stages) {
        const auto before = std::find_if(
            changes.stages_before.begin(), changes.stages_before.end(), [&](const auto& one) { return one.room == stage.room; });
        if (before == changes.stages_before.end())
            added.add(stage.title);
        else
            renamed.add(before->title + " → " + stage.title);
    }
    for (const auto& stage : changes.stages_gone)
        gone.add(stage.title);
    std::string out;
    const auto tell = [&](const char* what, const name_list& list) {
        if (!list.empty())
            out += fmt::format("  {}: {}\n", what, list.text());
    };
    tell("new stages", added);
    tell("renamed stages", renamed);
    tell("stages that go", gone);
    return out;
}

std::string order_line(const wanted_timetable& wanted)
{
    if (wanted.has_lessons)
        return "  another order of lessons\n";
    name_list stages;
    for (const auto& stage : wanted.stages)
        stages.add(stage.title);
    return fmt::format("  order of stages: {}\n", stages.text());
}

} // namespace

std::string size_of(const wanted_timetable& wanted)
{
    if (wanted.has_lessons)
        return counted(wanted.lessons.size(), "lesson", "lessons");
    return counted(wanted.talks.size(), "talk", "talks") + " on " + counted(wanted.stages.size(), "stage", "stages");
}

std::string preview_of(const import_changes& changes, const timetable& present, const wanted_timetable& wanted)
{
    std::string out;
    if (changes.is_retitled)
        out += fmt::format("  title: {}\n", changed(present.title, wanted.title));
    if (changes.has_other_zone)
        out += fmt::format("  time zone: {}\n", changed(present.time_zone, wanted.time_zone));
    out += stage_lines(changes);
    if (changes.is_reordered)
        out += order_line(wanted);
    const preview shown(present, wanted);
    return out + shown.lines(changes.talks) + shown.lines(changes.lessons);
}

std::string summary_of(const import_changes& changes)
{
    if (changes.is_empty())
        return "nothing has changed";
    std::string out;
    for (const auto& kind : kinds) {
        const auto is_it = [&](const auto& one) { return one.what.*kind.is_it; };
        const auto count = std::count_if(changes.talks.begin(), changes.talks.end(), is_it) +
                           std::count_if(changes.lessons.begin(), changes.lessons.end(), is_it);
        if (count > 0)
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, kind.word);
    }
    const auto tell_stages = [&](std::size_t count, const char* one, const char* many) {
        if (count > 0)
            out += fmt::format("{}{}", out.empty() ? "" : ", ", counted(count, one, many));
    };
    tell_stages(changes.stages.size() - changes.stages_before.size(), "new stage", "new stages");
    tell_stages(changes.stages_before.size(), "stage renamed", "stages renamed");
    tell_stages(changes.stages_gone.size(), "stage gone", "stages gone");
    if (changes.is_reordered)
        out += std::string(out.empty() ? "" : ", ") + "another order";
    return out.empty() ? "another title or time zone" : out;
}

std::string import_as_json(const std::string& space, const wanted_timetable& wanted, const import_changes& changes)
{
    nlohmann::ordered_json out;
    out["space"] = space;
    if (wanted.has_lessons) {
        out["lessons"] = wanted.lessons.size();
    } else {
        out["talks"] = wanted.talks.size();
        out["stages"] = wanted.stages.size();
    }
    out["added"] = changes.added;
    out["changed"] = changes.changed;
    out["removed"] = changes.removed;
    return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace hallway
