#include "identity/shared_secret.hpp"

#include "log/digest.hpp"
#include "support/sha256.hpp"

#include <utility>

namespace hallway {

void compare_secret(store& keeper, const std::string& secret, std::function<void(secret_compared)> then)
{
    // Of 256 random bits nobody can guess the secret back.
    const auto own = sha256_hex(digest_of(secret, "the secret of this store"), 32);
    keeper.put(secret_record, own, 0, std::nullopt, [&keeper, own, then = std::move(then)](const outcome<std::uint64_t>& laid) {
        if (laid)
            return then(secret_compared::same);
        if (laid.error().code != errc::conflict)
            return then(secret_compared::unknown);
        keeper.get(secret_record, [own, then](const outcome<record>& there) {
            if (!there)
                return then(secret_compared::unknown);
            then(there->value == own ? secret_compared::same : secret_compared::another);
        });
    });
}

} // namespace hallway
