// The files *.lua of this folder as CMakeLists.txt puts them into the binary.
#pragma once

#include <span>
#include <string_view>

namespace hallway {

struct redis_script_text {
    std::string_view name; // without ".lua"
    std::string_view text;
};

std::span<const redis_script_text> redis_script_texts();

} // namespace hallway
