// The table of people to invite, as an organiser's spreadsheet writes it.
#pragma once

#include "outside/inviting.hpp"
#include "protocol/errors.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// CSV with a head: "name" and "role", and "scope" and "until" as far as wanted. Other columns are left alone.
/// \param zone of `until` without an offset, a name of the IANA data base
/// \returns errc::bad_request with a sentence that names the line
outcome<std::vector<wanted_invite>> read_invites(std::string_view bytes, const std::string& zone);

/// "2024-02-04" (to its end), "2024-02-04 18:00", or with an offset; a sentence if it is none.
outcome<time_point> read_end(const std::string& text, const std::string& zone);

/// One person; checked as the table's are.
outcome<wanted_invite> read_invite(
    const std::string& name, const std::string& as, const std::string& scope, const std::string& until, const std::string& zone);

} // namespace hallway
