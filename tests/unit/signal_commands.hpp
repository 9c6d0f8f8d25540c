// Commands of members who applaud and type, as they write them.
#pragma once

#include <string>

namespace hallway::test {

inline const std::string clap = R"({"id":7,"do":"applaud","room":"lobby","kind":"clap"})";
inline const std::string heart = R"({"id":7,"do":"applaud","room":"lobby","kind":"heart"})";
inline const std::string types = R"({"id":8,"do":"typing","room":"lobby"})";
inline const std::string types_no_more = R"({"id":8,"do":"typing","room":"lobby","on":false})";

} // namespace hallway::test
