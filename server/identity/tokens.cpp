#include "identity/tokens.hpp"

#include "identity/base64url.hpp"
#include "protocol/limits.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

namespace hallway {

namespace {

constexpr std::string_view guest_prefix = "hk1";
constexpr std::string_view staff_prefix = "hs1";
constexpr std::string_view invite_prefix = "hi1";
constexpr std::string_view payload_version = "1";

// A payload is words with one space between them: version, kind, space id, role, the member's id (guest keys) or the invite's, and, if it ends, the end in ms since 1970.
constexpr std::string_view guest_kind = "guest";
constexpr std::string_view staff_kind = "staff";
constexpr std::string_view invite_kind = "invite";

struct token_kind {
    std::string_view prefix;
    std::string_view name;
    std::size_t words = 0; // of its payload, without the end
};

constexpr std::array<token_kind, 3> kinds{
    {{guest_prefix, guest_kind, 5}, {staff_prefix, staff_kind, 4}, {invite_prefix, invite_kind, 5}}};

std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> words;
    for (;;) {
        const auto end = text.find(' ');
        words.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return words;
        text.remove_prefix(end + 1);
    }
}

std::optional<time_point> parse_time(std::string_view text)
{
    std::int64_t ms = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), ms);
    if (failure != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return time_point{std::chrono::milliseconds{ms}};
}

void end_payload(std::string& payload, std::optional<time_point> expires)
{
    if (expires)
        payload += " " + std::to_string(milliseconds_of(*expires));
}

} // namespace

token_keeper::token_keeper(std::string secret) : secret_(std::move(secret))
{
    if (secret_.size() < secret_bytes_min)
        throw std::invalid_argument("a secret has 32 bytes at least");
}

std::string token_keeper::guest_key(member_id who, role as, const std::string& space, std::optional<time_point> expires) const
{
    assert(is_slug(space));
    std::string payload{payload_version};
    payload.append(" ").append(guest_kind).append(" ").append(space);
    payload.append(" ").append(name_of(as)).append(" ").append(to_string(who));
    end_payload(payload, expires);
    return sign(guest_prefix, payload);
}

std::string token_keeper::staff_link(role as, const std::string& space, std::optional<time_point> expires) const
{
    assert(is_slug(space));
    std::string payload{payload_version};
    payload.append(" ").append(staff_kind).append(" ").append(space).append(" ").append(name_of(as));
    end_payload(payload, expires);
    return sign(staff_prefix, payload);
}

std::string token_keeper::invite_link(event_id which, role as, const std::string& space) const
{
    assert(is_slug(space));
    std::string payload{payload_version};
    payload.append(" ").append(invite_kind).append(" ").append(space);
    payload.append(" ").append(name_of(as)).append(" ").append(to_string(which));
    return sign(invite_prefix, payload);
}

outcome<credential> token_keeper::check(std::string_view token) const
{
    return check(token, std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
}

outcome<credential> token_keeper::check(std::string_view token, time_point now) const
{
    const refusal not_ours{errc::unauthorized, "This link or key is not valid here. Ask the organisers for a new one."};
    if (token.size() > limits::token_bytes_max)
        return not_ours;
    const auto last_dot = token.rfind('.');
    if (last_dot == std::string_view::npos)
        return not_ours;
    const auto expected = mac_of(token.substr(0, last_dot));
    const auto given = token.substr(last_dot + 1);
    if (given.size() != expected.size() || CRYPTO_memcmp(given.data(), expected.data(), expected.size()) != 0)
        return not_ours;

    // Signed by this secret. What follows fails only for tokens of another version.
    const auto first_dot = token.find('.');
    const auto prefix = token.substr(0, first_dot);
    const auto payload =
        first_dot < last_dot ? from_base64url(token.substr(first_dot + 1, last_dot - first_dot - 1)) : std::nullopt;
    if (!payload)
        return not_ours;
    const auto words = words_of(*payload);
    const auto* const kind = std::ranges::find(kinds, prefix, &token_kind::prefix);
    if (kind == kinds.end() || words.size() < kind->words || words.size() > kind->words + 1)
        return not_ours;
    if (words[0] != payload_version || words[1] != kind->name || !is_slug(words[2]))
        return not_ours;
    const auto as = role_named(words[3]);
    const auto member = kind->name == guest_kind ? parse_member_id(words[4]) : std::nullopt;
    const auto invite = kind->name == invite_kind ? parse_event_id(words[4]) : std::nullopt;
    if (!as || (kind->words > 4 && !member && !invite))
        return not_ours;
    const auto least = kind->words;
    if (words.size() > least) {
        const auto expires = parse_time(words[least]);
        if (!expires)
            return not_ours;
        if (*expires <= now)
            return refusal{errc::expired, "This link or key has expired. Ask the organisers for a new one."};
    }
    return credential{member, *as, std::string{words[2]}, invite};
}

std::string token_keeper::sign(std::string_view prefix, std::string_view payload) const
{
    const auto text = std::string{prefix}.append(".").append(to_base64url(payload));
    return text + "." + mac_of(text);
}

std::string token_keeper::mac_of(std::string_view text) const
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned int bytes = 0;
    if (!HMAC(
            EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()), reinterpret_cast<const unsigned char*>(text.data()),
            text.size(), mac.data(), &bytes))
        throw std::runtime_error("OpenSSL could not compute an HMAC");
    return to_base64url({reinterpret_cast<const char*>(mac.data()), bytes});
}

} // namespace hallway
