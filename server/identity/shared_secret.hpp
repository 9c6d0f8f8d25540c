// Whether the nodes that share a store share their secret: otherwise a link or guest key of one is refused by the other.
#pragma once

#include "log/store.hpp"

#include <functional>
#include <string>

namespace hallway {

enum class secret_compared { same, another, unknown };

/// The record that holds the secret's digest.
inline constexpr const char* secret_record = "secret";

/// Compares it with what the store holds a digest of; the first node lays that there. On the scheduler that the store calls back on; `keeper` outlives it.
/// `unknown`: the store did not answer.
void compare_secret(store& keeper, const std::string& secret, std::function<void(secret_compared)> then);

} // namespace hallway
