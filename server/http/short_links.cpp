#include "http/short_links.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

constexpr std::string_view prefix = "/c/";

constexpr auto no_such_code = R"(<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>No such code</title>
<main><h1>This code leads nowhere.</h1>
<p>A code has six letters and digits, without 0, O, 1, I and L. Compare it with what you were shown, or <a href="/">see all that is on</a>.</p></main>
</html>
)";

constexpr auto no_such_code_in_german = R"(<!doctype html>
<html lang="de"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Kein solcher Code</title>
<main><h1>Dieser Code führt nirgendwohin.</h1>
<p>Ein Code hat sechs Buchstaben und Ziffern, ohne 0, O, 1, I und L. Vergleiche ihn mit dem, was du gesehen hast, oder schau, <a href="/">was alles läuft</a>.</p></main>
</html>
)";

/// Whether German comes before English in what a browser lists; browsers list what their reader likes best first.
bool prefers_german(std::string_view accepted)
{
    while (!accepted.empty()) {
        const auto end = accepted.find(',');
        auto language = accepted.substr(0, end);
        language.remove_prefix(std::min(language.find_first_not_of(' '), language.size()));
        language = language.substr(0, language.find_first_of("-; "));
        if (language == "de" || language == "en")
            return language == "de";
        accepted.remove_prefix(end == std::string_view::npos ? accepted.size() : end + 1);
    }
    return false;
}

} // namespace

void add_short_links(http_routes& table, code_lookup where)
{
    table.otherwise([where = std::move(where)](const http_request& request) -> std::optional<http_response> {
        if (!request.path.starts_with(prefix))
            return std::nullopt;
        const auto found = where(request.path.substr(prefix.size()));
        if (!found) {
            const auto is_german = prefers_german(request.header("Accept-Language"));
            auto answer =
                http_response::of_text(404, is_german ? no_such_code_in_german : no_such_code, "text/html; charset=utf-8");
            answer.headers.emplace_back("Vary", "Accept-Language");
            return answer;
        }
        auto answer = http_response::of_text(302, "It is at " + *found + "\n");
        answer.headers.emplace_back("Location", *found);
        answer.headers.emplace_back("Cache-Control", "no-cache"); // what is a stage's may become a talk's
        return answer;
    });
}

} // namespace hallway
