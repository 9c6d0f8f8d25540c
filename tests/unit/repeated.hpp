// Texts over and over, for what is too long or too deep.
#pragma once

#include <cstddef>
#include <string>

namespace hallway::test {

inline std::string times(std::size_t count, const std::string& what)
{
    std::string all;
    for (std::size_t i = 0; i < count; ++i)
        all += what;
    return all;
}

} // namespace hallway::test
