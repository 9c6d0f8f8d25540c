#include "support/tls_identity.hpp"

#include "support/config.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <string_view>
#include <system_error>

namespace hallway {

namespace {

using namespace std::chrono_literals;
using std::chrono::system_clock;

constexpr auto ends_soon = 7 * 24h;

/// Forward secrecy and authenticated encryption only, as Mozilla's "intermediate" has it; those of TLS 1.3 are all of that kind.
constexpr auto tls_1_3_ciphers = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr auto tls_1_2_ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
                                 "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

std::string last_words_of_openssl()
{
    std::array<char, 256> words{};
    ERR_error_string_n(ERR_peek_last_error(), words.data(), words.size());
    ERR_clear_error();
    const std::string_view all = words.data(); // "error:0A000080:SSL routines::no certificate": people can look the end up
    return std::string{all.substr(all.rfind(':') + 1)};
}

void require_readable(std::string_view setting, const std::filesystem::path& file)
{
    std::FILE* const opened = std::fopen(file.c_str(), "re");
    const auto error = errno;
    if (opened == nullptr)
        throw config_error(
            fmt::format("{} is {}, which cannot be read: {}.", setting, file.string(), std::generic_category().message(error)));
    std::fclose(opened);
}

/// A key that is locked with a password is refused: nobody is there to type it when the server starts.
int no_password(char*, int, int, void*) { return 0; }

/// Browsers that offer nothing, or HTTP/1.1, are served; who insists on another protocol is refused rather than misunderstood (RFC 7301, 3.2).
int choose_http_1_1(
    SSL*, const unsigned char** chosen, unsigned char* chosen_size, const unsigned char* offered, unsigned size, void*)
{
    constexpr std::string_view spoken = "\x08http/1.1";
    unsigned char* found = nullptr;
    const auto* const wanted = reinterpret_cast<const unsigned char*>(spoken.data());
    const auto outcome = SSL_select_next_proto(&found, chosen_size, wanted, static_cast<unsigned>(spoken.size()), offered, size);
    *chosen = found;
    return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::shared_ptr<SSL_CTX> make_context()
{
    std::shared_ptr<SSL_CTX> made(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (made == nullptr)
        throw config_error("TLS cannot be begun: " + last_words_of_openssl() + ".");
    auto* const context = made.get();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(
        context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF); // tickets lie with the clients: nothing grows here
    SSL_CTX_set_cipher_list(context, tls_1_2_ciphers);
    SSL_CTX_set_ciphersuites(context, tls_1_3_ciphers);
    SSL_CTX_set_default_passwd_cb(context, no_password);
    SSL_CTX_set_alpn_select_cb(context, choose_http_1_1, nullptr);
    return made;
}

system_clock::time_point time_of(const ASN1_TIME* time)
{
    std::tm parts{};
    ASN1_TIME_to_tm(time, &parts);
    return system_clock::from_time_t(::timegm(&parts));
}

bool can_others_read(const std::filesystem::path& file)
{
    struct stat found{};
    return ::stat(file.c_str(), &found) == 0 && (found.st_mode & S_IROTH) != 0;
}

} // namespace

tls_identity read_tls_identity(const tls_files& files)
{
    require_readable("tls.certificate", files.certificate);
    require_readable("tls.key", files.key);
    auto context = make_context();
    if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1)
        throw config_error(fmt::format(
            "tls.certificate is {}, which has no certificate as PEM that can be used: {}.", files.certificate.string(),
            last_words_of_openssl()));
    if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
        const bool is_mismatch = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH ||
                                 ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_TYPE_MISMATCH;
        const auto words = last_words_of_openssl();
        if (is_mismatch)
            throw config_error(fmt::format(
                "tls.key is {}, which is not the key to the first certificate of {}.", files.key.string(),
                files.certificate.string()));
        throw config_error(fmt::format(
            "tls.key is {}, which has no key as PEM that can be used without a password: {}.", files.key.string(), words));
    }
    const auto ends = time_of(X509_get0_notAfter(SSL_CTX_get0_certificate(context.get())));
    return {std::move(context), ends};
}

std::vector<std::string> doubts_about(const tls_files& files, const tls_identity& read, system_clock::time_point now)
{
    std::vector<std::string> doubts;
    const auto day = [](system_clock::time_point time) {
        return fmt::format("{:%Y-%m-%d}", fmt::gmtime(system_clock::to_time_t(time)));
    };
    const auto* const certificate = SSL_CTX_get0_certificate(read.context.get());
    if (time_of(X509_get0_notBefore(certificate)) > now)
        doubts.push_back(fmt::format(
            "The certificate of {} counts from {} on only: browsers refuse it until then.", files.certificate.string(),
            day(time_of(X509_get0_notBefore(certificate)))));
    if (read.ends <= now)
        doubts.push_back(
            fmt::format("The certificate of {} expired on {}: browsers refuse it.", files.certificate.string(), day(read.ends)));
    else if (read.ends - now < ends_soon)
        doubts.push_back(
            fmt::format("The certificate of {} ends on {}: renew it before.", files.certificate.string(), day(read.ends)));
    if (can_others_read(files.key))
        doubts.push_back(fmt::format(
            "{} can be read by every user of this machine, and is all that it takes to pass for this server: chmod o-r it.",
            files.key.string()));
    return doubts;
}

} // namespace hallway
