#include "http/cross_origin.hpp"

#include "support/origin.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace hallway {

namespace {

/// For how long a browser need not ask again whether it may, s.
constexpr auto asked_every = "3600";

/// Caches have to tell answers to one origin from those to another: also of an answer that names none.
void vary_by_origin(http_response& out)
{
    const auto vary = std::find_if(out.headers.begin(), out.headers.end(), [](const auto& one) { return one.first == "Vary"; });
    if (vary == out.headers.end())
        out.headers.emplace_back("Vary", "Origin");
    else
        vary->second += ", Origin";
}

/// The origin whose pages may read the answer; empty: none. A page of this server needs no permission, so its Host does not count.
std::string permitted(const http_request& request, const std::vector<std::string>& origins)
{
    const auto origin = request.header("Origin");
    if (request.headers_named("Origin") != 1 || origin.empty() || !is_origin_allowed(origin, {}, origins))
        return {};
    return std::string(origin); // as the browser wrote it: it compares byte by byte
}

/// \returns whether there is one who may read it
bool permit(http_response& out, const std::string& origin)
{
    vary_by_origin(out);
    if (origin.empty())
        return false;
    out.headers.emplace_back("Access-Control-Allow-Origin", origin);
    return true;
}

} // namespace

void add_cross_origin(http_routes& table, std::string path, std::vector<std::string> origins, http_handler answer)
{
    const auto listed = std::make_shared<const std::vector<std::string>>(std::move(origins));
    table.add("GET", path, [listed, answer = std::move(answer)](const http_request& request) {
        return changed(answer(request), [origin = permitted(request, *listed)](http_response& out) {
            if (permit(out, origin))
                out.headers.emplace_back("Access-Control-Expose-Headers", "ETag");
        });
    });
    // Asked first by the browser of who names the edition that it has.
    table.add("OPTIONS", std::move(path), [listed](const http_request& request) {
        http_response out;
        out.status = 204;
        out.headers.emplace_back("Allow", "GET, HEAD, OPTIONS");
        if (permit(out, permitted(request, *listed))) {
            out.headers.emplace_back("Access-Control-Allow-Methods", "GET, HEAD");
            out.headers.emplace_back("Access-Control-Allow-Headers", "If-None-Match");
            out.headers.emplace_back("Access-Control-Max-Age", asked_every);
        }
        return out;
    });
}

} // namespace hallway
