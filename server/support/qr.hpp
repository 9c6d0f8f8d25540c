// A link as a QR code that a phone reads off a terminal.
#pragma once

#include <string>
#include <string_view>

namespace hallway {

/// Lines of half blocks, each with its line break, two rows of the code a line. With the quiet zone of four modules that the standard asks for (ISO/IEC 18004), in
/// black on white by escape sequences, so that it reads alike on dark and light terminals. Empty if the text does not fit (above about 2,900 bytes).
std::string qr_for_terminal(std::string_view text);

/// The same as an SVG picture of a width of its own, for a page: one path, dark on white. Empty as above.
std::string qr_as_svg(std::string_view text);

} // namespace hallway
