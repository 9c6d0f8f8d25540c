// The logo of a space: a small picture from a file, read and looked at before anybody is let in.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace hallway {

inline constexpr std::size_t logo_bytes_max = 64 * 1024;

/// A picture of a known form; never changed once read, so every core may serve it.
struct brand_logo {
    std::string extension; // "svg", "png" or "webp": by what is in the file, whatever its name
    std::string content_type;
    std::shared_ptr<const std::string> bytes;

    /// Where it is served.
    std::string path() const { return "/brand/logo." + extension; }
};

/// The picture in a file; without bytes if there is no file (an empty path). Throws config_error with a sentence if it cannot be read, is larger than
/// logo_bytes_max, or has another form.
brand_logo read_brand_logo(const std::filesystem::path& file);

/// "svg", "png", "webp"; empty if it is none of them.
std::string_view form_of_picture(std::string_view bytes);

} // namespace hallway
