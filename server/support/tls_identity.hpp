// What this server shows who connects by TLS: a certificate with those that lead to its authority, and the key to it.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

struct ssl_ctx_st; // OpenSSL's SSL_CTX

namespace hallway {

/// PEM. Both empty: none.
struct tls_files {
    std::filesystem::path certificate; // followed by those that lead to its authority
    std::filesystem::path key;

    bool is_there() const { return !certificate.empty(); }
    bool operator==(const tls_files&) const = default;
};

/// Never changed once made: all cores share it. Connections keep it as long as they last.
struct tls_identity {
    std::shared_ptr<ssl_ctx_st> context;
    std::chrono::system_clock::time_point ends; // of the certificate
};

/// TLS 1.2 and 1.3 of a server that shows these; with keys for tickets of its own, by which people come back with less to compute.
/// \throws config_error with a sentence if they cannot be used
tls_identity read_tls_identity(const tls_files& files);

/// What an operator ought to know of files that can be used: a sentence each.
std::vector<std::string> doubts_about(
    const tls_files& files, const tls_identity& read,
    std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

} // namespace hallway
