#include "outside/text_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace hallway {

outcome<std::string> read_text_file(const std::string& path)
{
    constexpr std::uintmax_t bytes_max = 256 * 1024 * 1024;
    std::error_code ec;
    if (std::filesystem::is_directory(path, ec))
        return refusal{errc::not_found, path + " is a folder."};
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return refusal{errc::not_found, path + " cannot be read: " + std::strerror(errno == 0 ? ENOENT : errno) + '.'};
    if (const auto bytes = std::filesystem::file_size(path, ec); !ec && bytes > bytes_max)
        return refusal{errc::too_large, path + " is larger than 256 MiB."};
    return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string trimmed(std::string_view text)
{
    constexpr std::string_view white = " \t\r\n";
    const auto first = text.find_first_not_of(white);
    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(white) - first + 1));
}

} // namespace hallway
