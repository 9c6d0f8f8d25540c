// The Lua scripts of this folder, compiled into the binary. Each begins with shared.lua.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace hallway {

struct redis_script {
    std::string name; // "append" of append.lua
    std::string text;
    std::string sha;         // as EVALSHA wants it: SHA-1, 40 hexadecimal digits
    bool is_reading = false; // it changes nothing
};

/// All of them.
std::span<const redis_script> redis_scripts();

/// The one with that name, which must exist.
const redis_script& redis_script_named(std::string_view name);

} // namespace hallway
