// Text as Markdown that shows it as it is.
#pragma once

#include <string>
#include <string_view>

namespace hallway {

/// Text as Markdown (CommonMark, and what GitHub adds) that shows it as it is: nothing in it is markup, HTML or a link.
/// Lines stay lines. `indent` begins every line but the first, "> " in a quotation.
std::string as_markdown(std::string_view text, std::string_view indent = {});

} // namespace hallway
