#include "outside/import_wanted.hpp"

#include "protocol/codec.hpp"
#include "protocol/limits.hpp"
#include "protocol/text.hpp"
#include "room/timetable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace hallway {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t doubts_told_max = 20;
constexpr auto length_of_none = 5min;
constexpr std::size_t texts_bytes_max = 48 * 1024; // of one talk, as JSON: a frame holds it with the rest
constexpr std::size_t texts_code_points_min = 100; // to which they are shortened at most

/// Addresses as a server takes them: the scheme in small letters, what is not ASCII as percent signs. Empty if that makes it too long.
std::string plain_url(const std::string& url)
{
    std::string out;
    bool is_scheme = true;
    for (const char c : url) {
        is_scheme = is_scheme && c != ':';
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x7e || byte <= 0x20)
            out += fmt::format("%{:02X}", byte);
        else
            out += is_scheme ? static_cast<char>(std::tolower(byte)) : c;
    }
    return out.size() <= limits::url_bytes_max ? out : std::string();
}

/// "de", "pt-BR"; empty for what is written otherwise ("German and English").
std::string plain_language(const std::string& language)
{
    const auto is_plain = std::all_of(language.begin(), language.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
    return is_plain && language.size() <= limits::language_bytes_max ? language : std::string();
}

about texts_of(const schedule_talk& talk)
{
    about made;
    made.subtitle = talk.subtitle;
    made.abstract = tidy_text(talk.abstract, limits::about_code_points_max);
    made.description = tidy_text(talk.description, limits::about_code_points_max);
    for (const auto& link : talk.links)
        if (auto url = plain_url(link.url); !url.empty() && made.links.size() < limits::links_max)
            made.links.push_back({std::move(url), link.title});
    made.license = talk.license;
    made.type = talk.type;
    made.do_not_record = talk.do_not_record;
    // The longer of the two is halved until all fits: few write so much, and never what has to be read.
    for (auto size = encode_about_record(made).size(); size > texts_bytes_max; size = encode_about_record(made).size()) {
        auto& longer = made.description.size() >= made.abstract.size() ? made.description : made.abstract;
        if (code_points(longer) > texts_code_points_min)
            longer = tidy_text(longer, code_points(longer) / 2);
        else
            made.links.pop_back();
    }
    return made;
}

planned_talk talk_of(const schedule& read, const schedule_talk& talk)
{
    planned_talk made;
    made.room = talk.id;
    made.title = talk.title;
    made.slot = {
        read.stages[talk.stage].id, talk.start, talk.start + std::max<std::chrono::minutes>(talk.duration, length_of_none)};
    made.persons = talk.persons;
    made.persons.resize(std::min(made.persons.size(), limits::persons_max));
    made.track = talk.track;
    made.language = plain_language(talk.language);
    made.url = plain_url(talk.url);
    made.cancelled = talk.is_cancelled;
    return made;
}

void tell_doubts(const schedule& read, wanted_timetable& wanted)
{
    wanted.doubts_untold = read.oddities_untold;
    for (const auto& one : read.oddities) {
        if (wanted.doubts.size() < doubts_told_max && (one.is_left_out || one.place.empty()))
            wanted.doubts.push_back(one.place + (one.place.empty() ? "" : ": ") + one.sentence);
        else
            ++wanted.doubts_untold;
    }
}

} // namespace

wanted_timetable wanted_of(const schedule& read)
{
    wanted_timetable wanted;
    wanted.title = read.title;
    wanted.time_zone = read.time_zone;
    wanted.kept = read.rooms_left_out;
    tell_doubts(read, wanted);
    std::vector<bool> is_used(read.stages.size());
    for (const auto& talk : read.talks) {
        is_used[talk.stage] = true;
        auto made = talk_of(read, talk);
        auto texts = texts_of(talk);
        made.digest = digest_of(texts);
        wanted.texts.emplace(made.room, std::move(texts));
        wanted.talks.push_back(std::move(made));
    }
    std::string empty;
    for (std::size_t i = 0; i < read.stages.size(); ++i) {
        if (is_used[i])
            wanted.stages.push_back({read.stages[i].id, read.stages[i].name});
        else
            empty += (empty.empty() ? "" : ", ") + read.stages[i].name;
    }
    if (!empty.empty())
        wanted.doubts.push_back("Stages without a talk are left out: " + empty + ".");
    return wanted;
}

wanted_timetable wanted_of(const lesson_list& read, std::string title)
{
    wanted_timetable wanted;
    wanted.has_lessons = true;
    wanted.title = std::move(title);
    wanted.time_zone = read.time_zone;
    wanted.doubts = read.doubts;
    for (const auto& one : read.lessons)
        wanted.lessons.push_back({one.room, one.title, one.unit, plain_url(one.url), one.starts, {}});
    return wanted;
}

} // namespace hallway
