#include "bench/own_certificate.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>

namespace hallway::bench {
namespace {

template <class T, auto Free>
struct freed {
    void operator()(T* one) const { Free(one); }
};
using owned_key = std::unique_ptr<EVP_PKEY, freed<EVP_PKEY, EVP_PKEY_free>>;
using owned_certificate = std::unique_ptr<X509, freed<X509, X509_free>>;
using owned_file = std::unique_ptr<std::FILE, freed<std::FILE, std::fclose>>;

void require(bool is_well)
{
    if (!is_well)
        throw std::runtime_error("A certificate could not be made.");
}

void add(X509* to, int what, const char* value)
{
    X509V3_CTX context{};
    X509V3_set_ctx(&context, to, to, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, freed<X509_EXTENSION, X509_EXTENSION_free>> made(
        X509V3_EXT_conf_nid(nullptr, &context, what, value));
    require(made != nullptr && X509_add_ext(to, made.get(), -1) == 1);
}

owned_certificate sign_own(EVP_PKEY* key, std::chrono::seconds lasts)
{
    constexpr std::time_t clocks_differ = 3'600;
    owned_certificate made(X509_new());
    require(made != nullptr);
    auto* const name = X509_get_subject_name(made.get());
    const auto now = std::time(nullptr);
    const auto ends = now + lasts.count();
    const auto begins = std::min(now, ends) - clocks_differ;
    require(
        X509_set_version(made.get(), X509_VERSION_3) == 1 &&
        ASN1_INTEGER_set_int64(X509_get_serialNumber(made.get()), now) == 1 &&
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0) ==
            1 &&
        X509_set_issuer_name(made.get(), name) == 1 && ASN1_TIME_set(X509_getm_notBefore(made.get()), begins) != nullptr &&
        ASN1_TIME_set(X509_getm_notAfter(made.get()), ends) != nullptr && X509_set_pubkey(made.get(), key) == 1);
    add(made.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
    require(X509_sign(made.get(), key, EVP_sha256()) > 0);
    return made;
}

owned_file open_private(const std::filesystem::path& path)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    require(file >= 0);
    return owned_file(::fdopen(file, "w"));
}

} // namespace

tls_files make_own_certificate(const std::filesystem::path& folder, std::chrono::seconds lasts)
{
    const owned_key key(EVP_EC_gen("P-256"));
    require(key != nullptr);
    const auto certificate = sign_own(key.get(), lasts);
    tls_files files{folder / "certificate.pem", folder / "key.pem"};
    const auto certificate_file = open_private(files.certificate);
    const auto key_file = open_private(files.key);
    require(
        PEM_write_X509(certificate_file.get(), certificate.get()) == 1 &&
        PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return files;
}

} // namespace hallway::bench
