// What a member shows to be known again: guest keys and the tokens of staff links, signed with the server's secret.
#pragma once

#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/ids.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

inline constexpr std::size_t secret_bytes_min = 32; // as long as what HMAC-SHA256 makes (RFC 2104, 3)

/// What a token stands for.
struct credential {
    std::optional<member_id> member; // absent: a staff link's token, of which the first hello makes a member
    role as = role::attendee;
    std::string space;
    std::optional<event_id> invite; // of an invite's token, which is worth what the space says of it
    bool operator==(const credential&) const = default;
};

/// Makes and checks tokens. Nothing is kept for a token: whoever has the secret can tell that it made it. Any thread.
///
/// A token is `prefix "." payload "." mac`: the prefix is "hk1" (guest key), "hs1" (staff link) or "hi1" (invite), the payload is text in base64url without padding
/// (RFC 4648, 5), and the mac is HMAC-SHA256 (RFC 2104) over prefix, dot and payload as written, so that one kind never passes for the other.
class token_keeper {
public:
    /// \param secret at least secret_bytes_min bytes; throws std::invalid_argument below.
    explicit token_keeper(std::string secret);

    /// The key by which a member is known again, as long as the secret is the same or until `expires`.
    std::string guest_key(
        member_id who, role as, const std::string& space, std::optional<time_point> expires = std::nullopt) const;

    /// The token of a link that makes whoever follows it a member with this role. The same arguments always give the same token.
    std::string staff_link(role as, const std::string& space, std::optional<time_point> expires = std::nullopt) const;

    /// The token of an invite. The role is for the page, which shows it before the invite is redeemed.
    std::string invite_link(event_id which, role as, const std::string& space) const;

    /// \returns errc::unauthorized for whatever this secret did not sign, errc::expired for what it signed until an earlier time.
    ///          Of the signature it is told only whether it is right: comparing takes the same time wherever it differs.
    outcome<credential> check(std::string_view token) const;
    outcome<credential> check(std::string_view token, time_point now) const;

private:
    std::string sign(std::string_view prefix, std::string_view payload) const;
    std::string mac_of(std::string_view text) const;

    std::string secret_;
};

} // namespace hallway
