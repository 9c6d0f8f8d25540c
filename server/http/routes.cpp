#include "http/routes.hpp"

#include <utility>

namespace hallway {

namespace {

bool is_of(std::string_view route, std::string_view path)
{
    const auto star = route.find('*');
    if (star == std::string_view::npos)
        return route == path;
    const auto before = route.substr(0, star);
    const auto behind = route.substr(star + 1);
    return path.size() > before.size() + behind.size() && path.starts_with(before) && path.ends_with(behind) &&
           path.substr(star, path.size() - before.size() - behind.size()).find('/') == std::string_view::npos;
}

} // namespace

void http_routes::add(std::string method, std::string path, http_handler answer)
{
    routes_.push_back({std::move(method), std::move(path), std::move(answer)});
}

void http_routes::otherwise(fallback answer) { fallbacks_.push_back(std::move(answer)); }

http_response http_routes::respond(const http_request& request) const
{
    if (auto answer = respond_if_known(request))
        return *std::move(answer);
    return http_response::of_text(404, "There is nothing at this address.\n");
}

std::optional<http_response> http_routes::respond_if_known(const http_request& request) const
{
    const auto reads = request.method == "GET" || request.method == "HEAD";
    std::string allowed;
    for (const auto& one : routes_) {
        if (!is_of(one.path, request.path))
            continue;
        if (one.method == request.method || (reads && one.method == "GET"))
            return one.answer(request);
        allowed += (allowed.empty() ? "" : ", ") + one.method + (one.method == "GET" ? ", HEAD" : "");
    }
    if (allowed.empty()) {
        auto as_read = request;
        as_read.method = "GET";
        for (const auto& one : fallbacks_) {
            auto found = one(as_read);
            if (found && reads)
                return std::move(*found);
            if (found)
                allowed = "GET, HEAD";
        }
    }
    if (allowed.empty())
        return std::nullopt;
    auto refusal = http_response::of_text(405, "This address does not take " + std::string(request.method) + ".\n");
    refusal.headers.emplace_back("Allow", allowed);
    return refusal;
}

http_handler http_routes::handler() const
{
    return [this](const http_request& request) { return respond(request); };
}

} // namespace hallway
