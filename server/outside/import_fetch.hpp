// Fetches a document from an address that somebody named: bounded in time, in bytes and in redirects, and only if it has changed.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace hallway {

struct fetch_bounds {
    std::size_t bytes_max = 16 * 1024 * 1024; // of the document
    std::chrono::milliseconds to_connect{10'000};
    std::chrono::milliseconds in_all{60'000};
    std::chrono::seconds stalled{15}; // with less than a byte a second
    long redirects_max = 5;
};

/// By which a server knows whether a document is still the same (RFC 9110, 8.8). Empty: none.
struct validators {
    std::string etag;
    std::string last_modified;
    bool operator==(const validators&) const = default;
};

struct fetched {
    bool is_unchanged = false; // 304; then there is no body
    std::string body;
    validators known_by;
};

/// The document did not come. what() is a sentence without the address's user, password and query.
struct fetch_failed : std::runtime_error {
    fetch_failed(const std::string& sentence, bool came_wrong) : std::runtime_error(sentence), has_come_wrong(came_wrong) {}

    bool has_come_wrong = false;                     // something came, but cut off or too large
    bool was_stopped = false;                        // the caller said so
    std::optional<std::chrono::seconds> retry_after; // the server asks to be left alone for so long
};

/// One after the other, over a kept connection where the server allows it; for one thread. Follows redirects to http and https, never from https to http.
/// Nothing of it is sent but what HTTP needs, a User-Agent that names this program, and a user and password if the address has them.
class document_fetcher {
public:
    /// \param is_wanted asked at least once a second; false ends the fetching
    explicit document_fetcher(fetch_bounds bounds = {}, std::function<bool()> is_wanted = {});
    ~document_fetcher();
    document_fetcher(const document_fetcher&) = delete;
    document_fetcher& operator=(const document_fetcher&) = delete;

    /// \throws fetch_failed
    fetched get(const std::string& address, const validators& known_by = {});

private:
    class transfer;
    std::unique_ptr<transfer> transfer_;
};

/// Begins with http:// or https://, whatever the case.
bool is_web_address(const std::string& source);

/// The address without user, password, query and fragment: what may be told.
std::string told_address(const std::string& address);

} // namespace hallway
