#include "redis/redis_slots.hpp"

#include <array>
#include <charconv>

namespace hallway {
namespace {

constexpr std::array<std::uint16_t, 256> make_table()
{
    std::array<std::uint16_t, 256> table{};
    for (unsigned byte = 0; byte < table.size(); ++byte) {
        unsigned rest = byte << 8U;
        for (int bit = 0; bit < 8; ++bit)
            rest = (rest & 0x8000U) != 0 ? (rest << 1U) ^ 0x1021U : rest << 1U;
        table[byte] = static_cast<std::uint16_t>(rest);
    }
    return table;
}

constexpr auto crc_table = make_table();

std::optional<std::uint16_t> number_in(std::string_view text, std::uint16_t most)
{
    std::uint16_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > most)
        return std::nullopt;
    return value;
}

constexpr std::uint16_t slot_most = redis_slot_count - 1;
constexpr std::uint16_t port_most = 65'535;

bool is_number_to(const redis_reply& reply, std::int64_t most)
{
    return reply.is == redis_reply::kind::integer && reply.number >= 0 && reply.number <= most;
}

} // namespace

std::uint16_t redis_crc16(std::string_view bytes)
{
    unsigned crc = 0;
    for (const char each : bytes)
        crc = (crc << 8U & 0xffffU) ^ crc_table[(crc >> 8U ^ static_cast<unsigned char>(each)) & 0xffU];
    return static_cast<std::uint16_t>(crc);
}

std::uint16_t redis_slot_of(std::string_view key)
{
    if (const auto open = key.find('{'); open != std::string_view::npos) {
        const auto close = key.find('}', open + 1);
        if (close != std::string_view::npos && close > open + 1)
            key = key.substr(open + 1, close - open - 1);
    }
    return redis_crc16(key) % redis_slot_count;
}

std::optional<redis_redirection> redirection_in(std::string_view said)
{
    redis_redirection found;
    found.is_once = said.starts_with("ASK ");
    if (!found.is_once && !said.starts_with("MOVED "))
        return std::nullopt;
    said.remove_prefix(said.find(' ') + 1);
    const auto space = said.find(' ');
    const auto colon = said.rfind(':'); // an IPv6 address has more of them, without brackets
    if (space == std::string_view::npos || colon == std::string_view::npos || colon < space)
        return std::nullopt;
    const auto slot = number_in(said.substr(0, space), slot_most);
    const auto port = number_in(said.substr(colon + 1), port_most);
    if (!slot || !port)
        return std::nullopt;
    found.slot = *slot;
    found.port = *port;
    found.host = said.substr(space + 1, colon - space - 1);
    return found;
}

std::optional<std::vector<redis_slot_range>> slot_ranges_of(const redis_reply& reply)
{
    if (reply.is != redis_reply::kind::array)
        return std::nullopt;
    std::vector<redis_slot_range> ranges;
    for (const auto& each : reply.elements) { // first, last, master, replica…; a node is host, port, id, …
        if (each.elements.size() < 3 || !is_number_to(each.elements[0], slot_most) ||
            !is_number_to(each.elements[1], slot_most) || each.elements[2].elements.size() < 2 ||
            !is_number_to(each.elements[2].elements[1], port_most))
            return std::nullopt;
        const auto& master = each.elements[2].elements;
        if (master[0].text == "?") // it is to tell names, and knows none
            continue;
        ranges.push_back(
            {static_cast<std::uint16_t>(each.elements[0].number), static_cast<std::uint16_t>(each.elements[1].number),
             master[0].text, static_cast<std::uint16_t>(master[1].number)});
    }
    return ranges;
}

} // namespace hallway
