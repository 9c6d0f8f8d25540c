#include "outside/kept_tokens.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace hallway {

std::optional<std::filesystem::path> kept_tokens_path(std::string_view subject)
{
    std::filesystem::path folder;
    if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state == '/')
        folder = state;
    else if (const char* home = std::getenv("HOME"); home && *home == '/')
        folder = std::filesystem::path(home) / ".local" / "state";
    else
        return std::nullopt;

    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    EVP_Digest(subject.data(), subject.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    std::string name;
    for (std::size_t i = 0; i < 8; ++i)
        name += fmt::format("{:02x}", digest[i]);
    return folder / "hallway" / "replay" / (name + ".tokens");
}

kept_tokens::kept_tokens(std::optional<std::filesystem::path> path)
{
    if (!path)
        return;
    std::ifstream kept(*path);
    for (std::string line; std::getline(kept, line);)
        if (const auto space = line.find(' '); space != std::string::npos)
            tokens_[line.substr(space + 1)] = line.substr(0, space);

    std::error_code ec;
    std::filesystem::create_directories(path->parent_path(), ec);
    file_ = ::open(path->c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0)
        trouble_ = fmt::format("{} cannot be written: {}.", path->string(), std::strerror(errno));
}

kept_tokens::~kept_tokens()
{
    if (file_ >= 0)
        ::close(file_);
}

std::string kept_tokens::of(const std::string& nick) const
{
    const auto found = tokens_.find(nick);
    return found == tokens_.end() ? std::string() : found->second;
}

void kept_tokens::keep(const std::string& nick, const std::string& token)
{
    tokens_[nick] = token;
    const auto line = token + ' ' + nick + '\n';
    if (file_ >= 0 && ::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        trouble_ = fmt::format("The members' keys cannot be kept: {}.", std::strerror(errno));
}

} // namespace hallway
