#include "support/brand_logo.hpp"

#include "support/config.hpp"

#include <fmt/format.h>

#include <fstream>
#include <utility>

namespace hallway {

namespace {

using namespace std::string_view_literals;

/// What may stand before the root of an SVG file (XML 1.0, 2.8): a byte order mark, white space, declarations, comments, a DOCTYPE.
std::string_view without_prolog(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    for (;;) {
        text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
        const auto end = text.starts_with("<!--") ? "-->"sv
                         : text.starts_with("<?") ? "?>"sv
                         : text.starts_with("<!") ? ">"sv
                                                  : ""sv;
        const auto at = end.empty() ? std::string_view::npos : text.find(end);
        if (at == std::string_view::npos)
            return text;
        text.remove_prefix(at + end.size());
    }
}

} // namespace

std::string_view form_of_picture(std::string_view bytes)
{
    if (bytes.starts_with("\x89PNG\r\n\x1A\n"sv))
        return "png";
    if (bytes.size() > 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP")
        return "webp";
    const auto root = without_prolog(bytes);
    return root.starts_with("<svg") && root.find_first_of(" \t\r\n>") == 4 ? "svg" : "";
}

brand_logo read_brand_logo(const std::filesystem::path& file)
{
    if (file.empty())
        return {};
    std::ifstream in(file, std::ios::binary);
    if (!in || std::filesystem::is_directory(file))
        throw config_error(fmt::format("brand.logo is {}, which cannot be read.", file.string()));
    std::string bytes(logo_bytes_max + 1, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > logo_bytes_max)
        throw config_error(fmt::format("brand.logo is {}, which is larger than 64 KiB: everybody loads it.", file.string()));
    const auto form = form_of_picture(bytes);
    if (form.empty())
        throw config_error(fmt::format("brand.logo is {}, which is no SVG, PNG or WebP picture.", file.string()));
    brand_logo out;
    out.extension = form;
    out.content_type = form == "svg" ? "image/svg+xml" : fmt::format("image/{}", form);
    out.bytes = std::make_shared<const std::string>(std::move(bytes));
    return out;
}

} // namespace hallway
