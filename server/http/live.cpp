#include "http/live.hpp"

#include "support/json_text.hpp"
#include "version.hpp"

#include <fmt/format.h>

#include <utility>

namespace hallway {

namespace {

http_response json(int status, std::string text)
{
    auto out = http_response::of_text(status, std::move(text) + "\n", "application/json");
    out.headers.emplace_back("Cache-Control", "no-store");
    return out;
}

std::string readiness(const std::vector<std::string>& reasons)
{
    if (reasons.empty())
        return R"("ready":true)";
    std::string listed;
    for (const auto& one : reasons)
        listed += (listed.empty() ? "" : ",") + json_quoted(one);
    return fmt::format(R"("ready":false,"reasons":[{}])", listed);
}

} // namespace

void add_live(http_routes& table, reasons_unready why)
{
    table.add("GET", "/livez", [](const http_request&) { return json(200, R"({"live":true})"); });
    table.add("GET", "/readyz", [why](const http_request&) {
        const auto reasons = why();
        return json(reasons.empty() ? 200 : 503, fmt::format("{{{}}}", readiness(reasons)));
    });
    table.add("GET", "/healthz", [why](const http_request&) {
        return json(200, fmt::format(R"({{"live":true,{},"version":{}}})", readiness(why()), json_quoted(version)));
    });
}

} // namespace hallway
