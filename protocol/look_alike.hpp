// Texts compared as people see them and not as they are typed (ICU does the tables).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// In one case, compatible forms alike, without what cannot be seen (Unicode's NFKC_Casefold).
std::string folded_case(std::string_view text);

/// The words of a text: runs of letters and digits, in order, each written alike with all that look like it (the skeleton of UTS 39, in one case). Not for people to
/// read. Takes time in proportion to the text.
std::vector<std::string> look_alike_words(std::string_view text);

} // namespace hallway
