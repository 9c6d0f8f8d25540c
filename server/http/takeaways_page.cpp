#include "http/takeaways_page.hpp"

#include "http/cross_origin.hpp"
#include "http/encodings.hpp"
#include "protocol/ids.hpp"
#include "room/takeaways_pages.hpp"
#include "support/sha256.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <chrono>
#include <string_view>
#include <utility>

namespace hallway {

namespace {

constexpr std::string_view before_room = "/v1/rooms/";

struct page_form {
    std::string_view ending;
    std::string_view content_type;
    std::string (*written)(const takeaways&);
};

constexpr std::array forms{
    page_form{"md", "text/markdown; charset=utf-8", takeaways_as_markdown},
    page_form{"html", "text/html; charset=utf-8", takeaways_as_html},
    page_form{"json", "application/json", encode_takeaways},
};

/// Its own looks, and nothing else: what people wrote is escaped, and would not run if it were not.
const std::string& content_policy()
{
    static const std::string policy = [] {
        const auto digest = sha256(takeaways_style());
        std::string base64(4 * ((digest.size() + 2) / 3) + 1, '\0'); // with the NUL that is written behind it
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()), digest.data(), static_cast<int>(digest.size()));
        base64.pop_back();
        return fmt::format(
            "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'", base64);
    }();
    return policy;
}

http_response refused(const refusal& why)
{
    const auto sentence = why.message.empty() ? std::string(sentence_for(why.code)) : why.message;
    if (why.code == errc::not_found)
        return http_response::of_text(404, "There is no such room here.\n");
    auto out = http_response::of_text(503, sentence + "\n");
    const auto wait = std::chrono::ceil<std::chrono::seconds>(why.retry_after.value_or(std::chrono::seconds(1)));
    out.headers.emplace_back("Retry-After", std::to_string(wait.count()));
    out.headers.emplace_back("Cache-Control", "no-store");
    return out;
}

/// Of a request, what is needed when the answer is known.
struct reader {
    std::string room;
    std::string known; // If-None-Match
    bool takes_gzip = false;
};

http_response answer_to(const reader& who, const page_form& form, const takeaways& what)
{
    auto text = form.written(what);
    const auto small = who.takes_gzip ? gzipped(text, quick_compression) : std::string();
    const auto& sent = small.empty() ? text : small;
    const auto tag = etag_of(sent);
    http_response out;
    out.headers.emplace_back("ETag", tag);
    out.headers.emplace_back("Cache-Control", "no-cache");
    out.headers.emplace_back("Vary", "Accept-Encoding");
    out.headers.emplace_back("Content-Security-Policy", content_policy());
    if (has_etag(who.known, tag)) {
        out.status = 304;
        return out;
    }
    if (!small.empty())
        out.headers.emplace_back("Content-Encoding", "gzip");
    out.headers.emplace_back("Content-Disposition", fmt::format("inline; filename=\"{}.{}\"", who.room, form.ending));
    out.content_type = form.content_type;
    out.body = std::make_shared<const std::string>(sent);
    return out;
}

http_response promised(const takeaways_source& ask, const page_form& form, const http_request& request)
{
    reader who;
    who.room = request.path.substr(before_room.size());
    who.room.resize(who.room.find('/'));
    if (!is_slug(who.room))
        return refused(errc::not_found);
    who.known = request.header("If-None-Match");
    who.takes_gzip = accepts(request.header("Accept-Encoding"), "gzip");
    http_response out;
    out.when_known = [ask, &form, who = std::move(who)](std::function<void(http_response)> then) {
        ask(who.room, [&form, who, then = std::move(then)](const outcome<std::shared_ptr<const takeaways>>& made) {
            then(made ? answer_to(who, form, **made) : refused(made.error()));
        });
    };
    return out;
}

} // namespace

void add_takeaways(http_routes& table, takeaways_source ask, const std::vector<std::string>& origins)
{
    const auto source = std::move(ask);
    for (const auto& form : forms)
        add_cross_origin(
            table, fmt::format("{}*/takeaways.{}", before_room, form.ending), origins,
            [source, &form](const http_request& request) { return promised(source, form, request); });
}

} // namespace hallway
