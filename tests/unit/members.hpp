// Who acts in the tests of rooms and spaces, when and under which key, and the code of what they are refused.
#pragma once

#include "tests/support/builders.hpp"

#include <catch2/catch.hpp>

namespace hallway::test {

inline const author ada_asks{ada, role::attendee};
inline const author bob_asks{bob, role::attendee};
inline const author mia_moderates{mia, role::moderator};
inline const author mia_organises{mia, role::organiser};
inline constexpr auto key = "key-0123456789abcdef";

/// Nine o'clock of the day that stages have talks on.
inline const auto nine = at_ms(3'600'000);

inline time_point at_second(std::uint64_t second) { return time_point{std::chrono::seconds{1'700'000'000 + second}}; }

inline errc why(const outcome<event_id>& refused)
{
    REQUIRE_FALSE(refused);
    return refused.error().code;
}

} // namespace hallway::test
