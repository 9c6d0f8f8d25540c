#include "support/sha256.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace hallway {

std::array<unsigned char, 32> sha256(std::string_view bytes)
{
    std::array<unsigned char, 32> digest{};
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    return digest;
}

std::string sha256_hex(std::string_view bytes, std::size_t digits)
{
    constexpr std::string_view hex = "0123456789abcdef";
    std::string text;
    for (const auto byte : sha256(bytes)) {
        text.push_back(hex[byte >> 4]);
        text.push_back(hex[byte & 0xf]);
    }
    text.resize(digits);
    return text;
}

} // namespace hallway
