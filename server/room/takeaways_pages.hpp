// Takeaways for people to read: Markdown to keep beside notes, and a page to open or print. Pure.
#pragma once

#include "protocol/takeaways.hpp"

#include <string>
#include <string_view>

namespace hallway {

/// CommonMark. Whatever was written in the room stays text: no markup, no HTML; the only links are the addresses that answer, and those of the talk.
std::string takeaways_as_markdown(const takeaways& what);

/// A whole document with its looks in it, for light and dark screens and for paper, without a script and without anything from elsewhere.
std::string takeaways_as_html(const takeaways& what);

/// What stands in its one <style>: a policy for content names it by its hash.
std::string_view takeaways_style();

/// "1:02:03" or "2:03", from the beginning of a recording.
std::string as_media_time(std::uint64_t milliseconds);

/// An address as it may stand in a link, with everything percent-encoded that would mean something to Markdown or HTML.
/// \returns nothing for what is no address of the web or of a mailbox
std::string as_link_target(std::string_view url);

} // namespace hallway
