// WebSocket framing of what a server sends (RFC 6455, 5.2): unmasked, so the same bytes serve every member.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// Bytes that many outboxes share; never changed once made.
using shared_bytes = std::shared_ptr<const std::string>;

/// One unfragmented text frame around a payload of any length.
std::string text_frame(std::string_view payload);

/// One text frame that carries several documents, one a line.
shared_bytes frame_of(const std::vector<std::string>& documents);

/// One text frame that carries one document.
shared_bytes frame_of(std::string_view document);

} // namespace hallway
