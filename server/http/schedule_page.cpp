#include "http/schedule_page.hpp"

#include "http/cross_origin.hpp"
#include "http/encodings.hpp"

#include <utility>

namespace hallway {

namespace {

struct representations {
    std::shared_ptr<const std::string> plain;
    std::shared_ptr<const std::string> gzip; // null: not worth it
    std::string plain_tag, gzip_tag;

    explicit representations(std::shared_ptr<const std::string> text) : plain(std::move(text)), plain_tag(etag_of(*plain))
    {
        auto smaller = gzipped(*plain, quick_compression);
        if (smaller.empty())
            return;
        gzip_tag = etag_of(smaller);
        gzip = std::make_shared<const std::string>(std::move(smaller));
    }
};

} // namespace

void add_schedule(http_routes& table, schedule_source text, std::vector<std::string> origins)
{
    const auto held = std::make_shared<std::shared_ptr<const representations>>();
    const auto answer = [held, text = std::move(text)](const http_request& request) {
        auto& made = *held;
        if (auto now = text(); !made || made->plain != now)
            made = std::make_shared<const representations>(std::move(now));
        const bool is_small = made->gzip && accepts(request.header("Accept-Encoding"), "gzip");
        const auto& tag = is_small ? made->gzip_tag : made->plain_tag;
        http_response out;
        out.headers.emplace_back("ETag", tag);
        out.headers.emplace_back("Cache-Control", "no-cache");
        out.headers.emplace_back("Vary", "Accept-Encoding");
        if (has_etag(request.header("If-None-Match"), tag)) {
            out.status = 304;
            return out;
        }
        if (is_small)
            out.headers.emplace_back("Content-Encoding", "gzip");
        out.content_type = "application/json";
        out.body = is_small ? made->gzip : made->plain;
        return out;
    };
    add_cross_origin(table, "/v1/schedule", std::move(origins), answer);
}

} // namespace hallway
