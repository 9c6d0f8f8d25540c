#include "outside/import_fetch.hpp"

#include "version.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

namespace hallway {

namespace {

void start_library()
{
    static const auto started = ::curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK)
        throw std::runtime_error("The library that fetches addresses cannot be started.");
}

/// Of an answer's first such field; the last answer's, since a redirect has fields of its own.
std::string field_of(CURL* handle, const char* name)
{
    curl_header* found = nullptr;
    if (::curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK)
        return {};
    return found->value;
}

std::string_view scheme_of(std::string_view address) { return address.substr(0, std::min(address.find("://"), address.size())); }

bool is_alike(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
        return std::tolower(x) == std::tolower(y);
    });
}

} // namespace

bool is_web_address(const std::string& source)
{
    const auto scheme = scheme_of(source);
    return scheme.size() < source.size() && (is_alike(scheme, "http") || is_alike(scheme, "https"));
}

std::string told_address(const std::string& address)
{
    const auto begin = std::min(address.find("://"), address.size() - std::min<std::size_t>(3, address.size())) + 3;
    auto rest = address.substr(begin, address.find_first_of("?#", begin) - begin);
    const auto place_end = std::min(rest.find('/'), rest.size());
    if (const auto at = rest.rfind('@', place_end); at != std::string::npos)
        rest.erase(0, at + 1);
    return address.substr(0, begin) + rest;
}

class document_fetcher::transfer {
public:
    transfer(fetch_bounds bounds, std::function<bool()> is_wanted) : bounds_(bounds), is_wanted_(std::move(is_wanted))
    {
        start_library();
        handle_ = ::curl_easy_init();
        if (handle_ == nullptr)
            throw std::runtime_error("The library that fetches addresses cannot be started.");
    }
    ~transfer()
    {
        ::curl_slist_free_all(fields_);
        ::curl_easy_cleanup(handle_);
    }
    transfer(const transfer&) = delete;
    transfer& operator=(const transfer&) = delete;

    fetched get(const std::string& address, const validators& known_by)
    {
        place_ = told_address(address);
        body_.clear();
        is_too_large_ = false;
        was_stopped_ = false;
        prepare(address, known_by);
        const auto result = ::curl_easy_perform(handle_);
        long status = 0;
        ::curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
        if (result != CURLE_OK)
            fail(result);
        if (status == 304)
            return {true, {}, known_by};
        if (status != 200)
            fail_with(status);
        return {false, std::move(body_), {field_of(handle_, "ETag"), field_of(handle_, "Last-Modified")}};
    }

private:
    void prepare(const std::string& address, const validators& known_by)
    {
        ::curl_slist_free_all(std::exchange(fields_, nullptr));
        fields_ = ::curl_slist_append(fields_, "Accept: application/json, application/xml, text/xml, text/csv, */*;q=0.5");
        fields_ = ::curl_slist_append(
            fields_, "Accept-Encoding: identity"); // of what unpacks the library does not tell whether it was whole
        if (!known_by.etag.empty())
            fields_ = ::curl_slist_append(fields_, ("If-None-Match: " + known_by.etag).c_str());
        else if (!known_by.last_modified.empty()) // RFC 9110, 13.1.3: not beside If-None-Match
            fields_ = ::curl_slist_append(fields_, ("If-Modified-Since: " + known_by.last_modified).c_str());

        static const std::string agent = fmt::format("hallway/{} (schedule import)", version);
        const bool is_secure = is_alike(scheme_of(address), "https");
        ::curl_easy_reset(handle_); // keeps connections
        set(CURLOPT_URL, address.c_str());
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_REDIR_PROTOCOLS_STR, is_secure ? "https" : "http,https");
        set(CURLOPT_FOLLOWLOCATION, 1L);
        set(CURLOPT_MAXREDIRS, bounds_.redirects_max);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(bounds_.to_connect.count()));
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(bounds_.in_all.count()));
        set(CURLOPT_LOW_SPEED_LIMIT, 1L);
        set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(bounds_.stalled.count()));
        set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(bounds_.bytes_max));
        set(CURLOPT_USERAGENT, agent.c_str());
        set(CURLOPT_HTTPHEADER, fields_);
        set(CURLOPT_WRITEFUNCTION, &transfer::take);
        set(CURLOPT_WRITEDATA, this);
        set(CURLOPT_XFERINFOFUNCTION, &transfer::look);
        set(CURLOPT_XFERINFODATA, this);
        set(CURLOPT_NOPROGRESS, 0L);
    }

    template <class Value>
    void set(CURLoption option, Value value)
    {
        if (::curl_easy_setopt(handle_, option, value) != CURLE_OK)
            throw std::runtime_error(fmt::format("The library that fetches addresses refuses an option ({}).", int{option}));
    }

    static std::size_t take(const char* bytes, std::size_t, std::size_t count, void* self)
    {
        auto& own = *static_cast<transfer*>(self);
        own.is_too_large_ = own.is_too_large_ || count > own.bounds_.bytes_max - own.body_.size();
        if (own.is_too_large_)
            return 0; // an error, to the library
        own.body_.append(bytes, count);
        return count;
    }

    static int look(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
    {
        auto& own = *static_cast<transfer*>(self);
        own.was_stopped_ = own.is_wanted_ && !own.is_wanted_();
        return own.was_stopped_ ? 1 : 0;
    }

    [[noreturn]] void fail(CURLcode result)
    {
        const auto came_wrong = [&](const std::string& what) { throw fetch_failed(place_ + " " + what, true); };
        const auto did_not_come = [&](const std::string& what) { throw fetch_failed(place_ + " " + what, false); };
        if (was_stopped_) {
            fetch_failed stopped("Stopped.", false);
            stopped.was_stopped = true;
            throw stopped;
        }
        if (is_too_large_ || result == CURLE_FILESIZE_EXCEEDED)
            came_wrong(fmt::format("sends more than {} MiB; that is no schedule.", bounds_.bytes_max >> 20));
        if (result == CURLE_PARTIAL_FILE)
            came_wrong("was cut off: less came than was announced.");
        if (result == CURLE_RECV_ERROR && !body_.empty())
            came_wrong("was cut off: the connection ended before the document did.");
        if (result == CURLE_OPERATION_TIMEDOUT)
            did_not_come(fmt::format("did not send the whole document in time ({} s).", bounds_.in_all.count() / 1000));
        if (result == CURLE_TOO_MANY_REDIRECTS)
            did_not_come(fmt::format("leads on and on: more than {} redirects.", bounds_.redirects_max));
        if (result == CURLE_UNSUPPORTED_PROTOCOL)
            did_not_come("leads to an address that is not followed: only http and https are, and never from https to http.");
        did_not_come(fmt::format("cannot be fetched: {}.", ::curl_easy_strerror(result)));
        std::abort();
    }

    [[noreturn]] void fail_with(long status)
    {
        const auto* const hint = status == 404 || status == 410   ? ": there is no such document"
                                 : status == 401 || status == 403 ? ": it is not public"
                                 : status == 429                  ? ": it was asked too often"
                                 : status >= 500                  ? ": that server has a fault"
                                                                  : "";
        fetch_failed failed(fmt::format("{} answered {}{}.", place_, status, hint), false);
        curl_off_t seconds = 0;
        if (::curl_easy_getinfo(handle_, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK && seconds > 0)
            failed.retry_after = std::chrono::seconds(seconds);
        throw failed;
    }

    fetch_bounds bounds_;
    std::function<bool()> is_wanted_;
    CURL* handle_ = nullptr;
    curl_slist* fields_ = nullptr;
    std::string place_; // as it may be told
    std::string body_;
    bool is_too_large_ = false;
    bool was_stopped_ = false;
};

document_fetcher::document_fetcher(fetch_bounds bounds, std::function<bool()> is_wanted)
    : transfer_(std::make_unique<transfer>(bounds, std::move(is_wanted)))
{
}

document_fetcher::~document_fetcher() = default;

fetched document_fetcher::get(const std::string& address, const validators& known_by)
{
    return transfer_->get(address, known_by);
}

} // namespace hallway
