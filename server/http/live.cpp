#include "http/live.hpp"

#include "support/json_text.hpp"
#include "version.hpp"

#include <fmt/format.h>

#include <utility>

namespace hallway {

namespace {

std::string listed(const std::vector<std::string>& sentences)
{
    std::string out;
    for (const auto& one : sentences)
        out += (out.empty() ? "" : ",") + json_quoted(one);
    return out;
}

std::string readiness(const std::vector<std::string>& reasons, const reasons_unready& warnings)
{
    auto out = reasons.empty() ? std::string(R"("ready":true)") : fmt::format(R"("ready":false,"reasons":[{}])", listed(reasons));
    if (const auto doubts = warnings ? warnings() : std::vector<std::string>{}; !doubts.empty())
        out += fmt::format(R"(,"warnings":[{}])", listed(doubts));
    return out;
}

} // namespace

void add_live(http_routes& table, reasons_unready why, reasons_unready warnings)
{
    table.add("GET", "/livez", [](const http_request&) { return http_response::of_json(200, R"({"live":true})"); });
    table.add("GET", "/readyz", [why, warnings](const http_request&) {
        const auto reasons = why();
        return http_response::of_json(reasons.empty() ? 200 : 503, fmt::format("{{{}}}", readiness(reasons, warnings)));
    });
    table.add("GET", "/healthz", [why, warnings](const http_request&) {
        return http_response::of_json(
            200, fmt::format(R"({{"live":true,{},"version":{}}})", readiness(why(), warnings), json_quoted(version)));
    });
}

} // namespace hallway
