// Any bytes as a table: the records that a naive reader of RFC 4180 finds, and lessons that hold what their header says, or a sentence.
#include "protocol/text.hpp"
#include "schedule/csv.hpp"
#include "schedule/lessons.hpp"
#include "schedule/plain_text.hpp"
#include "tests/fuzz/demand.hpp"

#include <cstddef>
#include <cstdint>
#include <set>

using namespace hallway;
using fuzz::demand;

namespace {

/// A reader of one character after the other, for a separator that is known. Nothing if it is no CSV.
std::optional<std::vector<std::vector<std::string>>> naive_records(std::string_view bytes, char separator)
{
    enum class place { field_begins, bare, quoted, quote_in_quoted };
    std::vector<std::vector<std::string>> records;
    std::vector<std::string> record;
    std::string field;
    auto now = place::field_begins;
    const auto end_record = [&] {
        if (!record.empty() || now != place::field_begins) {
            record.push_back(std::move(field));
            records.push_back(std::move(record));
        }
        record.clear();
        field.clear();
        now = place::field_begins;
    };
    for (const char c : bytes) {
        if (now == place::quoted) {
            if (c == '"')
                now = place::quote_in_quoted;
            else
                field += c;
        } else if (now == place::quote_in_quoted && c == '"') {
            field += c;
            now = place::quoted;
        } else if (c == '\n' || c == '\r') {
            end_record();
        } else if (c == separator) {
            record.push_back(std::move(field));
            field.clear();
            now = place::field_begins;
        } else if (now == place::quote_in_quoted) {
            return std::nullopt;
        } else if (now == place::field_begins && c == '"') {
            now = place::quoted;
        } else {
            field += c;
            now = place::bare;
        }
    }
    if (now == place::quoted)
        return std::nullopt;
    end_record();
    return records;
}

std::string as_csv(const std::vector<csv_record>& records)
{
    std::string out = "sep=|\n";
    for (const auto& record : records) {
        for (std::size_t i = 0; i < record.fields.size(); ++i) {
            out += i > 0 ? "|\"" : "\"";
            for (const char c : record.fields[i])
                out += c == '"' ? std::string("\"\"") : std::string(1, c);
            out += '"';
        }
        out += '\n';
    }
    return out;
}

void look_at_records(std::string_view bytes)
{
    const auto read = read_csv(bytes);
    if (!read) {
        demand(!read.error().message.empty(), "a refusal is a sentence");
    } else {
        std::size_t line = 0;
        for (const auto& record : *read) {
            demand(!record.fields.empty() && record.fields.size() <= csv_limits::columns_max, "columns are bounded");
            demand(record.line > line, "lines rise");
            line = record.line;
        }
        demand(read->size() <= csv_limits::records_max, "records are bounded");
        const auto again = read_csv(as_csv(*read));
        demand(again && again->size() == read->size(), "records survive being written and read again");
        for (std::size_t i = 0; i < read->size(); ++i)
            demand((*again)[i].fields == (*read)[i].fields, "fields survive being written and read again");
    }
    for (const char separator : {',', ';', '\t', '|'}) {
        const auto said = "sep=" + std::string(1, separator) + "\n" + std::string(bytes);
        const auto found = read_csv(said);
        const auto naive = naive_records(bytes, separator);
        if (!found) {
            demand(
                !naive || found.error().code == errc::too_large || found.error().message.find("columns") != std::string::npos,
                "what a naive reader takes is taken, or too large");
            continue;
        }
        demand(naive.has_value() && naive->size() == found->size(), "as many records as a naive reader finds");
        for (std::size_t i = 0; i < found->size(); ++i)
            demand((*found)[i].fields == (*naive)[i], "the fields that a naive reader finds");
    }
}

void look_at(const lesson& one)
{
    demand(is_slug(one.room) && one.room.size() == 14 && one.room.starts_with("t-"), "a lesson has a room id");
    demand(clean_title(one.title) && *clean_title(one.title) == one.title, "a name could have been typed here");
    demand(
        one.unit.empty() || (clean_title(one.unit) && *clean_title(one.unit) == one.unit), "a unit could have been typed here");
    demand(one.url.empty() || tidy_url(one.url, {}) == one.url, "links are addresses");
    demand(
        !one.starts || (one.starts->time_since_epoch() >= -std::chrono::hours(24) &&
                        *one.starts < time_point(std::chrono::hours(24 * 366 * 231))),
        "lessons are in our time");
}

} // namespace

extern "C" int lessons_fuzz(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    look_at_records(bytes);
    const auto read = read_lessons(bytes, "a", "Europe/Brussels");
    if (!read) {
        demand(!read.error().message.empty() && is_utf8(read.error().message), "a refusal is a sentence");
        return 0;
    }
    std::set<std::string> rooms;
    for (const auto& one : read->lessons) {
        look_at(one);
        demand(rooms.insert(one.room).second, "a lesson has a room of its own");
    }
    demand(!rooms.empty(), "there is a lesson");
    return 0;
}
