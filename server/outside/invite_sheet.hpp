// Invites as a page to print and to cut: for each person a card with their name, their role and a QR code.
#pragma once

#include "outside/inviting.hpp"

#include <string>
#include <vector>

namespace hallway {

struct invite_card {
    made_invite of;
    std::string link;
};

/// A whole HTML page that needs nothing from elsewhere; what people are called is data in it.
std::string invite_sheet(const std::string& space, const std::vector<invite_card>& cards);

} // namespace hallway
