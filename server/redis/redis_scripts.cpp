#include "redis/redis_scripts.hpp"

#include "redis/redis_script_texts.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace hallway {
namespace {

std::string sha1_of(std::string_view text)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned int length = 0;
    EVP_Digest(text.data(), text.size(), hash.data(), &length, EVP_sha1(), nullptr);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string written;
    for (unsigned int i = 0; i < length; ++i) {
        written += digits[hash[i] >> 4U];
        written += digits[hash[i] & 0x0fU];
    }
    return written;
}

bool is_reading(std::string_view script)
{
    constexpr std::array reading{"read", "rows", "find", "find_key", "records"};
    return std::ranges::find(reading, script) != reading.end();
}

std::vector<redis_script> make_scripts()
{
    constexpr std::string_view shared = "shared";
    const auto texts = redis_script_texts();
    std::string_view prelude;
    for (const auto& each : texts) {
        if (each.name == shared)
            prelude = each.text;
    }
    std::vector<redis_script> made;
    for (const auto& each : texts) {
        if (each.name == shared)
            continue;
        auto text = std::string(prelude) + std::string(each.text);
        auto sha = sha1_of(text);
        made.push_back({std::string(each.name), std::move(text), std::move(sha), is_reading(each.name)});
    }
    return made;
}

} // namespace

std::span<const redis_script> redis_scripts()
{
    static const auto all = make_scripts();
    return all;
}

const redis_script& redis_script_named(std::string_view name)
{
    for (const auto& each : redis_scripts()) {
        if (each.name == name)
            return each;
    }
    throw std::logic_error("there is no script " + std::string(name));
}

} // namespace hallway
