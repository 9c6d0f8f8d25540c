// A certificate that nobody vouches for, made on the spot: for a server that is only measured or tested.
#pragma once

#include "support/tls_identity.hpp"

#include <chrono>
#include <filesystem>

namespace hallway::bench {

/// Writes certificate.pem and key.pem into a folder, for "localhost" and 127.0.0.1, with a key on P-256.
/// \param lasts  from now; negative: it has expired already
/// \throws std::runtime_error
tls_files make_own_certificate(const std::filesystem::path& folder, std::chrono::seconds lasts = std::chrono::hours(48));

} // namespace hallway::bench
