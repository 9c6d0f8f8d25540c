#include "http/short_links.hpp"

#include <utility>

namespace hallway {

namespace {

constexpr std::string_view prefix = "/c/";

constexpr auto no_such_code = R"(<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>No such code</title>
<h1>This code leads nowhere.</h1>
<p>A code has six letters and digits, without 0, O, 1, I and L. Compare it with what you were shown, or <a href="/">see all that is on</a>.</p>
</html>
)";

} // namespace

void add_short_links(http_routes& table, code_lookup where)
{
    table.otherwise([where = std::move(where)](const http_request& request) -> std::optional<http_response> {
        if (!request.path.starts_with(prefix))
            return std::nullopt;
        const auto found = where(request.path.substr(prefix.size()));
        if (!found)
            return http_response::of_text(404, no_such_code, "text/html; charset=utf-8");
        auto answer = http_response::of_text(302, "It is at " + *found + "\n");
        answer.headers.emplace_back("Location", *found);
        answer.headers.emplace_back("Cache-Control", "no-cache"); // what is a stage's may become a talk's
        return answer;
    });
}

} // namespace hallway
