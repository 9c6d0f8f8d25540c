// The server's secret and the organiser's token, as files of the data folder that only its owner can read.
#pragma once

#include <filesystem>
#include <string>

namespace hallway {

inline constexpr const char* secret_file = "secret.key";
inline constexpr const char* organiser_file = "organiser.token";

/// 256 random bits as 64 hexadecimal digits. Throws std::runtime_error if the system has no randomness.
std::string make_secret();

/// The secret that lies in `folder/secret.key`, made if it is not there. Two processes that make it at once get the same.
/// Throws store_refused if it cannot be read or made, is shorter than 32 bytes, or others than its owner may read or write it.
std::string load_or_make_secret(const std::filesystem::path& folder);

/// Lays `folder/secret.key` with this secret there, unless there is one. \returns false, and leaves it, if it has another secret.
bool keep_secret_beside(const std::filesystem::path& folder, const std::string& secret);

/// Gives the data folder that has no secret the one that lies beside a backup.
enum class secret_brought { had_one, had_another, brought, none };
secret_brought bring_secret(const std::filesystem::path& from, const std::filesystem::path& to);

/// As load_or_make_secret(), but makes nothing.
std::string load_secret(const std::filesystem::path& folder);

/// Replaces `folder/organiser.token` (0600) by one line with this token, unless that is what it says already.
void write_organiser_token(const std::filesystem::path& folder, const std::string& token);

} // namespace hallway
