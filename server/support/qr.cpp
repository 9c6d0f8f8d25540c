#include "support/qr.hpp"

#include <fmt/format.h>
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

using encoded_text = std::unique_ptr<QRcode, decltype(&QRcode_free)>;

encoded_text encoded(std::string_view text)
{
    const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
    return {QRcode_encodeData(static_cast<int>(text.size()), bytes, 0, QR_ECLEVEL_L), &QRcode_free};
}

} // namespace

std::string qr_as_svg(std::string_view text)
{
    const auto code = encoded(text);
    if (!code)
        return {};
    std::string path;
    for (int y = 0; y < code->width; ++y)
        for (int x = 0; x < code->width; ++x)
            if (is_dark(*code, x, y))
                path += fmt::format("M{} {}h1v1h-1z", x, y);
    return fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="{0} {0} {1} {1}" shape-rendering="crispEdges"><path fill="#fff" d="M{0} {0}h{1}v{1}h-{1}z"/><path d="{2}"/></svg>)",
        -quiet_modules, code->width + 2 * quiet_modules, path);
}

std::string qr_for_terminal(std::string_view text)
{
    const auto code = encoded(text);
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
