#include "support/qr.hpp"

#include <qrencode.h>

#include <memory>

namespace hallway {

namespace {

constexpr int quiet_modules = 4;
constexpr std::string_view black_on_white = "\x1b[38;5;16;48;5;231m"; // of the 256 fixed colours: themes change the first 16
constexpr std::string_view as_before = "\x1b[0m";

/// Whether the module is dark; outside of the code lies the quiet zone.
bool is_dark(const QRcode& code, int x, int y)
{
    if (x < 0 || y < 0 || x >= code.width || y >= code.width)
        return false;
    return (code.data[y * code.width + x] & 1) != 0;
}

std::string_view half_blocks(bool upper, bool lower)
{
    if (upper)
        return lower ? "█" : "▀";
    return lower ? "▄" : " ";
}

} // namespace

std::string qr_for_terminal(std::string_view text)
{
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_L),
        &QRcode_free);
    std::string lines;
    if (!code)
        return lines;
    const int end = code->width + quiet_modules;
    for (int y = -quiet_modules; y < end; y += 2) {
        lines += black_on_white;
        for (int x = -quiet_modules; x < end; ++x)
            lines += half_blocks(is_dark(*code, x, y), is_dark(*code, x, y + 1));
        lines += as_before;
        lines += '\n';
    }
    return lines;
}

} // namespace hallway
