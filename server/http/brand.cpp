#include "http/brand.hpp"

#include "http/encodings.hpp"

namespace hallway {

namespace {

/// A picture may bring its own style; a script in it never runs, not even where it is opened as a page.
constexpr auto picture_policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'";

} // namespace

void add_brand(http_routes& table, const brand_logo& logo)
{
    if (!logo.bytes)
        return;
    table.add("GET", logo.path(), [logo, etag = etag_of(*logo.bytes)](const http_request& request) {
        http_response out;
        out.headers.emplace_back("ETag", etag);
        out.headers.emplace_back("Cache-Control", "no-cache");
        out.headers.emplace_back("Content-Security-Policy", picture_policy);
        if (has_etag(request.header("If-None-Match"), etag)) {
            out.status = 304;
            return out;
        }
        out.content_type = logo.content_type;
        out.body = logo.bytes;
        return out;
    });
}

} // namespace hallway
