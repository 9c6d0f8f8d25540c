#include "support/exit_codes.hpp"

#include <fmt/core.h>

#include <cstdio>

namespace hallway {

int complain(int exit_code, std::string_view sentence)
{
    fmt::print(stderr, "{}\n", sentence);
    return exit_code;
}

} // namespace hallway
