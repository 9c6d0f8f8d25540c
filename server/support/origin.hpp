// Which web pages may open a WebSocket here, and read what is for everybody: those of this server, and those that the operator listed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hallway {

struct settings;

/// What the operator listed, with the address by which people reach the server.
std::vector<std::string> origins_of(const settings& all);

/// Browsers always send Origin with an upgrade and a page cannot forge it, so this keeps foreign pages from using a visitor's browser.
/// A missing one (empty) is allowed: then it is no browser, and what is no browser could send any. It gains nothing by that, since
/// nothing here is authorised by what a browser sends by itself: no cookies, tokens stand in the first frame (RFC 6455, 10.2).
/// \param host     the request's Host header
/// \param allowed  "https://chat.example.org": scheme, host, and port where it is not the scheme's own
bool is_origin_allowed(std::string_view origin, std::string_view host, const std::vector<std::string>& allowed);

} // namespace hallway
