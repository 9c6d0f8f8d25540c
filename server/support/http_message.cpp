#include "support/http_message.hpp"

#include <algorithm>

namespace hallway {

namespace {

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

} // namespace

std::string_view http_request::header(std::string_view name) const
{
    for (const auto& [key, value] : headers)
        if (is_same_token(key, name))
            return value;
    return {};
}

std::size_t http_request::headers_named(std::string_view name) const
{
    return static_cast<std::size_t>(
        std::count_if(headers.begin(), headers.end(), [&](const auto& one) { return is_same_token(one.first, name); }));
}

bool http_request::lists(std::string_view name, std::string_view token) const
{
    return std::any_of(headers.begin(), headers.end(), [&](const auto& one) {
        return is_same_token(one.first, name) && has_token(one.second, token);
    });
}

http_response http_response::of_text(int status, std::string text, std::string content_type)
{
    http_response out;
    out.status = status;
    out.content_type = std::move(content_type);
    out.body = std::make_shared<const std::string>(std::move(text));
    return out;
}

http_response http_response::of_json(int status, std::string text)
{
    auto out = of_text(status, std::move(text) + "\n", "application/json");
    out.headers.emplace_back("Cache-Control", "no-store");
    return out;
}

http_response changed(http_response answer, std::function<void(http_response&)> change)
{
    if (!answer.when_known) {
        change(answer);
        return answer;
    }
    answer.when_known = [ask = std::move(answer.when_known), change = std::move(change)](auto then) {
        ask([change, then = std::move(then)](http_response known) {
            change(known);
            then(std::move(known));
        });
    };
    return answer;
}

std::string_view http_response::header(std::string_view name) const
{
    for (const auto& [key, value] : headers)
        if (key == name)
            return value;
    return {};
}

bool is_same_token(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lowered(x) == lowered(y); });
}

bool has_token(std::string_view list, std::string_view token)
{
    bool found = false;
    for_each_element(list, [&](std::string_view one) { found = found || is_same_token(one, token); });
    return found;
}

void for_each_element(std::string_view list, const std::function<void(std::string_view)>& visit)
{
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        auto one = list.substr(0, comma);
        list.remove_prefix(std::min(comma + 1, list.size()));
        while (!one.empty() && (one.front() == ' ' || one.front() == '\t'))
            one.remove_prefix(1);
        while (!one.empty() && (one.back() == ' ' || one.back() == '\t'))
            one.remove_suffix(1);
        if (!one.empty())
            visit(one);
    }
}

} // namespace hallway
