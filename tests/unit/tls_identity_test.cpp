// The certificate and its key: what is refused with which sentence, what is doubted, and when they are read again.
#include "bench/own_certificate.hpp"
#include "edge/certificate_watch.hpp"
#include "support/config.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/flag_settings.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

using namespace hallway;
using hallway::test::from_flags;
using namespace std::chrono_literals;
using Catch::Contains;
using std::chrono::system_clock;

namespace fs = std::filesystem;

namespace {

std::string complaint_about(const tls_files& files)
{
    try {
        read_tls_identity(files);
    } catch (const config_error& error) {
        return error.what();
    }
    return "";
}

void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

/// As a certificate's renewal does: both files are other ones from now on.
void replace(const tls_files& files, const fs::path& by)
{
    fs::rename(by / "certificate.pem", files.certificate);
    fs::rename(by / "key.pem", files.key);
}

} // namespace

TEST_CASE("TLS wants both files, and then other machines may reach the server", "[config]")
{
    CHECK_THROWS_WITH(from_flags({{"tls.key", "privkey.pem"}}), Contains("tls.certificate and tls.key go together"));
    CHECK_THROWS_WITH(from_flags({{"tls.certificate", "fullchain.pem"}}), Contains("set both, or none"));
    const std::vector<setting_text> open{{"listen", "0.0.0.0:443"}, {"tls.certificate", "c.pem"}, {"tls.key", "k.pem"}};
    CHECK(from_flags(open).tls.is_there());
    CHECK_THROWS_WITH(from_flags({{"listen", "0.0.0.0:443"}}), Contains("there is no certificate for TLS"));
}

TEST_CASE("a certificate with its key can be used, and is not doubted", "[tls]")
{
    const test::temporary_folder folder;
    const auto files = bench::make_own_certificate(folder.path(), 30 * 24h);
    const auto read = read_tls_identity(files);
    CHECK(read.context != nullptr);
    CHECK(read.ends > system_clock::now() + 29 * 24h);
    CHECK(doubts_about(files, read, system_clock::now()).empty());
}

TEST_CASE("files that cannot be used are named with the reason", "[tls]")
{
    const test::temporary_folder folder;
    const test::temporary_folder other;
    const auto files = bench::make_own_certificate(folder.path());
    const auto foreign = bench::make_own_certificate(other.path());
    const auto nowhere = folder.path() / "nowhere.pem";
    const auto words = folder.path() / "words.pem";
    write(words, "not a certificate\n");
    CHECK_THAT(
        complaint_about({nowhere, files.key}), Contains("tls.certificate is " + nowhere.string()) && Contains("No such file"));
    CHECK_THAT(
        complaint_about({files.certificate, nowhere}), Contains("tls.key is " + nowhere.string()) && Contains("No such file"));
    CHECK_THAT(
        complaint_about({words, files.key}), Contains("tls.certificate is " + words.string()) && Contains("no certificate"));
    CHECK_THAT(complaint_about({files.certificate, words}), Contains("tls.key is " + words.string()) && Contains("no key"));
    CHECK_THAT(complaint_about({files.key, files.certificate}), Contains("tls.certificate is") && Contains("no certificate"));
    CHECK_THAT(
        complaint_about({files.certificate, foreign.key}),
        Contains("tls.key is " + foreign.key.string()) && Contains("not the key to the first certificate"));
    CHECK_THAT(complaint_about({folder.path(), files.key}), Contains("tls.certificate is"));
}

TEST_CASE("what has expired, soon will, or lies open is doubted", "[tls]")
{
    const test::temporary_folder folder;
    const auto now = system_clock::now();
    const auto files = bench::make_own_certificate(folder.path(), 30 * 24h);
    const auto read = read_tls_identity(files);
    const auto doubt_at = [&](system_clock::time_point when) {
        const auto doubts = doubts_about(files, read, when);
        return doubts.size() == 1 ? doubts.front() : "";
    };
    CHECK_THAT(doubt_at(now + 25 * 24h), Contains("ends on"));
    CHECK_THAT(doubt_at(now + 31 * 24h), Contains("expired on"));
    CHECK_THAT(doubt_at(now - 2h), Contains("counts from"));
    fs::permissions(files.key, fs::perms::others_read, fs::perm_options::add);
    CHECK_THAT(doubt_at(now), Contains("key.pem can be read by every user"));
}

TEST_CASE("changed files are read again when they rest; broken ones are told, and the ones before them stay", "[tls]")
{
    const test::temporary_folder folder;
    const test::temporary_folder next;
    metrics counts;
    auto now = system_clock::now();
    const auto files = bench::make_own_certificate(folder.path(), 30 * 24h);
    certificate_watch watch(files, counts, now);
    REQUIRE(watch.first().context != nullptr);
    CHECK_FALSE(watch.trouble(now));
    CHECK_THAT(counts.text(), Contains("hallway_certificate_end_timestamp_seconds"));
    const auto looked = [&] { return watch.look(now += 1s); };
    CHECK_FALSE(looked());

    bench::make_own_certificate(next.path(), 60 * 24h);
    fs::rename(next.path() / "certificate.pem", files.certificate); // and the key is on its way
    CHECK_FALSE(looked());
    fs::rename(next.path() / "key.pem", files.key);
    CHECK_FALSE(looked());
    const auto renewed = looked();
    REQUIRE(renewed);
    CHECK(renewed->ends > now + 59 * 24h);
    CHECK_FALSE(looked());

    write(files.key, "half a key");
    CHECK_FALSE(looked());
    CHECK_FALSE(looked());
    CHECK_THAT(watch.trouble(now).value_or(""), Contains("new certificate cannot be used"));
    CHECK_FALSE(looked());
    fs::remove(files.key);
    CHECK_FALSE(looked());
    CHECK_FALSE(looked());
    bench::make_own_certificate(next.path(), 90 * 24h);
    replace(files, next.path());
    CHECK_FALSE(looked());
    CHECK(looked());
    CHECK_FALSE(watch.trouble(now));
    CHECK_THAT(watch.trouble(now + 88 * 24h).value_or(""), Contains("ends within three days"));
    CHECK_THAT(watch.trouble(now + 91 * 24h).value_or(""), Contains("expired"));
}

TEST_CASE("keys of tickets do not serve longer than half a day", "[tls]")
{
    const test::temporary_folder folder;
    metrics counts;
    const auto now = system_clock::now();
    certificate_watch watch(bench::make_own_certificate(folder.path()), counts, now);
    CHECK_FALSE(watch.look(now + 11h));
    const auto anew = watch.look(now + 13h);
    REQUIRE(anew);
    CHECK(anew->context != watch.first().context);
    CHECK_FALSE(watch.look(now + 14h));
}

TEST_CASE("without files there is nothing to look at", "[tls]")
{
    metrics counts;
    certificate_watch watch({}, counts);
    CHECK(watch.first().context == nullptr);
    CHECK_FALSE(watch.look(system_clock::now() + 100h));
    CHECK_FALSE(watch.trouble());
}
