#include "room/room_code.hpp"

#include "support/sha256.hpp"

namespace hallway {

namespace {

constexpr std::string_view signs = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"; // no 0 O, no 1 I L
constexpr std::size_t code_signs = 6;

} // namespace

std::string room_code(std::string_view space, std::string_view room, unsigned number)
{
    const auto digest = sha256(std::string{space} + "/" + std::string{room});
    std::string code;
    for (std::size_t i = 0; i < code_signs; ++i)
        code.push_back(signs[digest[number * code_signs + i] % signs.size()]);
    return code;
}

std::optional<std::string> parse_room_code(std::string_view text)
{
    if (text.size() != code_signs)
        return std::nullopt;
    std::string code;
    for (const char c : text) {
        const char sign = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        if (signs.find(sign) == std::string_view::npos)
            return std::nullopt;
        code.push_back(sign);
    }
    return code;
}

} // namespace hallway
