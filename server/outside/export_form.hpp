// How a room's history is written to a file: a line of JSON a row, or Markdown to read. Pure.
#pragma once

#include "protocol/codec.hpp"
#include "protocol/events.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hallway {

/// A row with its author's present name.
struct export_row {
    event_id id;
    std::uint64_t offset = 0;
    time_point at;
    member_card from;
    std::string text; // empty if deleted
    std::optional<event_id> reply_to;
    std::optional<time_point> edited_at;
    bool deleted = false;

    bool operator==(const export_row&) const = default;
};

/// One line with its line break:
/// {"id","offset","at","from":{"id","name","role"},"text","reply_to"?,"edited_at"?} or, without a text, {…,"deleted":true}.
std::string as_json_line(const export_row& row);

/// Writes rows one after the other; quotes the beginning of the message that is answered.
class markdown_writer {
public:
    /// The head of the page.
    std::string begin(std::string_view room_title) const;
    std::string write(const export_row& row);

private:
    struct quotable {
        std::string name;
        std::string text;
        bool deleted = false;
    };

    std::string quotation(event_id replied_to) const;
    void remember(const export_row& row);

    std::unordered_map<event_id, quotable> told_;
    std::deque<event_id> order_; // of told_, oldest first
};

} // namespace hallway
