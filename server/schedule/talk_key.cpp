#include "schedule/talk_key.hpp"

#include "protocol/text.hpp"
#include "schedule/schedule.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace hallway {

std::string key_of(std::string_view raw)
{
    auto key = tidy_line(raw, schedule_limits::key_bytes_max + 1);
    std::transform(
        key.begin(), key.end(), key.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return key.size() <= schedule_limits::key_bytes_max ? key : std::string();
}

std::string talk_room_id(std::string_view known_by)
{
    constexpr std::size_t bytes = 6;
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    EVP_Digest(known_by.data(), known_by.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    std::string id = "t-";
    for (std::size_t i = 0; i < bytes; ++i) {
        id.push_back(digits[digest[i] >> 4]);
        id.push_back(digits[digest[i] & 15]);
    }
    return id;
}

} // namespace hallway
