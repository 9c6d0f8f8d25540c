// An HTTP request as a handler sees it, and what a handler answers: plain values, so that handlers are tested without a socket.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hallway {

/// Views into the connection's buffer: valid while the handler runs.
struct http_request {
    std::string_view method; // "GET"; HEAD is told as HEAD
    std::string_view path;   // begins with '/', as sent: not decoded
    std::string_view query;  // behind the '?', as sent
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    bool is_from_this_machine = false; // over loopback, and not passed on by a proxy

    /// The first header of that name, in whatever case; empty if there is none.
    std::string_view header(std::string_view name) const;

    /// How many headers have that name.
    std::size_t headers_named(std::string_view name) const;

    /// Whether a header of that name has this token in its list. A list may go on in further headers of its name (RFC 9110, 5.3).
    bool lists(std::string_view name, std::string_view token) const;
};

/// The edge adds the headers that every response has (length, date, security).
struct http_response {
    int status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::vector<std::pair<std::string, std::string>> headers;
    std::shared_ptr<const std::string> body; // null: none. Shared, so that a file is never copied

    /// Set: the answer is not known yet, and the rest means nothing. Called once, by whoever would send it; calls back once, on the same thread, at once or later,
    /// with one that is known. Nobody has to be there any more by then.
    std::function<void(std::function<void(http_response)>)> when_known;

    static http_response of_text(int status, std::string text, std::string content_type = "text/plain; charset=utf-8");

    /// Of this moment: nobody keeps it.
    static http_response of_json(int status, std::string text);

    std::string_view text() const { return body ? std::string_view(*body) : std::string_view(); }

    /// The header of exactly that name; empty if there is none.
    std::string_view header(std::string_view name) const;
};

/// Has `change` done to the answer: now, or when it is known.
http_response changed(http_response answer, std::function<void(http_response&)> change);

/// Answers one request, at once or with one that says when it is known. Called by every core's thread.
using http_handler = std::function<http_response(const http_request&)>;

/// Whether two names or tokens are the same but for the case of ASCII letters.
bool is_same_token(std::string_view a, std::string_view b);

/// Whether a comma-separated header value (`Connection: keep-alive, Upgrade`) has this token, in whatever case.
bool has_token(std::string_view list, std::string_view token);

/// Calls `visit` with each element of a comma-separated header value, trimmed, empty ones left out.
void for_each_element(std::string_view list, const std::function<void(std::string_view)>& visit);

} // namespace hallway
