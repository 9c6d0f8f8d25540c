// Recorded chat as input: who said what and when, and which line answers which.
#pragma once

#include "protocol/ids.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// A line of the recording that is a message which Hallway would take.
struct chat_line {
    std::size_t line = 0;                // in the file, counted from 0
    std::string nick;                    // as recorded
    std::string text;                    // as the server keeps it (clean_text)
    std::chrono::milliseconds at{0};     // since the first message; never falls
    std::optional<std::size_t> reply_to; // the index in chat_log::messages of what it answers; always a smaller one
    bool is_start = false;               // of a conversation
    std::vector<std::size_t> replies;    // the indexes of all that answer it, in no order; always larger ones

    bool operator==(const chat_line&) const = default;
};

/// What was made of a recording's lines and of its annotation.
struct chat_figures {
    std::size_t lines = 0;
    std::size_t messages = 0;
    std::size_t notices = 0;  // "===": joins, parts, renames
    std::size_t unknown = 0;  // of no known form
    std::size_t empty = 0;    // nothing visible is left after cleaning
    std::size_t too_long = 0; // over limits::text_code_points_max
    std::size_t repaired = 0; // bytes that are not UTF-8 were replaced by U+FFFD

    std::size_t links = 0;            // of the annotation, beginnings of a conversation ("A A -") left out
    std::size_t starts = 0;           // beginnings of a conversation
    std::size_t linked = 0;           // messages that have a reply_to
    std::size_t links_skipped = 0;    // they touch a line that is not posted, or point forward
    std::size_t links_superseded = 0; // a later line is answered by the same message

    bool operator==(const chat_figures&) const = default;
};

struct chat_log {
    std::vector<chat_line> messages; // in order of the recording
    chat_figures figures;
};

/// Reads a recording of either form, line by line:
///   [HH:MM] <nick> text               channel date [HH:MM:SS] <nick> text
///   [HH:MM] * nick text               channel date [HH:MM] * nick text      (said of oneself; the text is what follows the nick)
///                                     channel date [HH:MM] -nick- text      (a notice of a person, mostly a bot)
/// The time may be missing (then it is that of the line before), with or without seconds, in brackets or bare; an hour that falls without a date
/// begins the next day. Messages that share a stamp are spread evenly over what the stamp leaves open, a minute or a second.
/// Bytes that are not UTF-8 become U+FFFD, one for each; then the text is cleaned as the server would (clean_text).
chat_log read_chat_log(std::string_view recording);

/// Sets who answers whom: a line "A B -" says that line B answers line A, "A A -" that line A starts a conversation. Where a message answers
/// several posted ones, the latest counts as its reply_to; each has it among its replies.
/// \returns the number of annotation lines that are of another form.
std::size_t link_replies(chat_log& log, std::string_view annotation);

/// Where a recording's annotation lies: FILE with ".raw.txt" or ".ascii.txt" replaced by ".annotation.txt"; nothing for another name.
std::optional<std::string> annotation_path(std::string_view recording_path);

/// Well-formed UTF-8 in any case: each byte that belongs to no character becomes U+FFFD. `repaired` tells whether there was one.
std::string as_utf8(std::string_view bytes, bool& repaired);

} // namespace hallway
