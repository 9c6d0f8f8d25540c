#include "edge/http_session.hpp"

#include "edge/edge_core.hpp"
#include "edge/ws_session.hpp"
#include "support/origin.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <utility>

namespace hallway {

namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

/// No inline script or style, nothing from elsewhere, and no page of another site may frame ours. A handler may say something stricter instead.
constexpr std::string_view content_policy =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self' ws: "
    "wss:; "
    "img-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'\r\n";

/// On every response.
constexpr std::string_view security_headers =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=(), usb=()\r\n";

using request_parser = http::request_parser<http::empty_body>;

/// Of a target in absolute form, which a server has to accept (RFC 9112, 3.2.2), leaves the path. \returns whom it names, which then counts
/// in place of the Host header; empty if the target names nobody.
std::string_view take_authority(std::string_view& target)
{
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!is_same_token(target.substr(0, scheme.size()), scheme))
            continue;
        const auto rest = target.substr(scheme.size());
        const auto slash = rest.find('/');
        if (slash == std::string_view::npos || slash == 0)
            break;
        target = rest.substr(slash);
        return rest.substr(0, slash);
    }
    return {};
}

/// What the handlers see, as views into the parser.
http_request view_of(const request_parser& parser, bool is_from_this_machine)
{
    const auto& message = parser.get();
    http_request out;
    out.method = message.method_string();
    std::string_view target = message.target();
    const auto host = take_authority(target);
    const auto mark = target.find('?');
    out.path = target.substr(0, mark);
    out.query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    for (const auto& field : message) {
        const auto is_host = field.name() == http::field::host;
        out.headers.emplace_back(field.name_string(), is_host && !host.empty() ? host : std::string_view(field.value()));
    }
    out.is_from_this_machine = is_from_this_machine && out.header("X-Forwarded-For").empty() && out.header("Forwarded").empty();
    return out;
}

bool asks_for_websocket(const http_request& request)
{
    return request.lists("Upgrade", "websocket") && request.lists("Connection", "upgrade");
}

/// Sixteen bytes in base64 (RFC 6455, 4.2.1).
bool is_websocket_key(std::string_view value)
{
    constexpr std::string_view padding = "==";
    constexpr std::size_t digits = 22;
    const auto is_digit = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    };
    return value.size() == digits + padding.size() && value.ends_with(padding) &&
           std::all_of(value.begin(), value.begin() + digits, is_digit);
}

struct flaw {
    int status = 0; // 0: none
    std::string_view sentence;
};

flaw flaw_of(const error_code& ec)
{
    if (ec == http::error::header_limit)
        return {431, "The request's headers are too long.\n"};
    if (ec == http::error::body_limit)
        return {413, "Nothing here takes a body.\n"};
    if (ec == http::error::bad_version)
        return {505, "HTTP/1.1 is spoken here.\n"};
    return {400, "That is not an HTTP request.\n"};
}

flaw flaw_of(const request_parser& parser, const http_request& request)
{
    // Beast 1.81 is not strict about how framing headers may be combined; without chunked bodies there is nothing to smuggle.
    if (request.headers_named("Transfer-Encoding") > 0)
        return {411, "Send a Content-Length; chunked bodies are not taken.\n"};
    if (request.headers_named("Content-Length") > 1)
        return {400, "There is more than one Content-Length.\n"};
    if (parser.content_length().value_or(0) > 0) {
        if (request.method == "GET" || request.method == "HEAD")
            return {400, "A GET has no body.\n"};
        return {413, "Nothing here takes a body.\n"};
    }
    const auto hosts = request.headers_named("Host");
    if (hosts > 1 || (hosts == 0 && parser.get().version() == 11))
        return {400, "The request needs one Host header.\n"};
    if (asks_for_websocket(request) && parser.get().version() != 11)
        return {400, "A WebSocket begins with HTTP/1.1.\n"};
    if (!request.path.starts_with('/'))
        return {400, "The request's target must begin with a slash.\n"};
    return {};
}

/// Of answers over TLS: browsers that were here ask by TLS only for the next 30 days (RFC 6797).
constexpr std::string_view transport_header = "Strict-Transport-Security: max-age=2592000\r\n";

std::string head_of(const http_response& response, bool keeps_alive, bool is_to_stay_sealed)
{
    const auto reason = http::obsolete_reason(static_cast<http::status>(response.status));
    auto head = fmt::format(
        "HTTP/1.1 {} {}\r\nServer: hallway\r\nDate: {:%a, %d %b %Y %H:%M:%S} GMT\r\nConnection: {}\r\n", response.status,
        std::string_view(reason), fmt::gmtime(std::time(nullptr)), keeps_alive ? "keep-alive" : "close");
    if (response.header("Content-Security-Policy").empty())
        head += content_policy;
    head += security_headers;
    if (is_to_stay_sealed)
        head += transport_header;
    for (const auto& [name, value] : response.headers)
        head += fmt::format("{}: {}\r\n", name, value);
    if (response.status != 304 && response.status != 204) { // which have no body, and a 204 no length (RFC 9110, 8.6)
        if (response.body)
            head += fmt::format("Content-Type: {}\r\n", response.content_type);
        head += fmt::format("Content-Length: {}\r\n", response.text().size());
    }
    return head += "\r\n";
}

http_response come_back_later(int retry_after)
{
    auto answer = http_response::of_text(503, "The server is full or about to restart. Try again in a moment.\n");
    answer.headers.emplace_back("Retry-After", std::to_string(retry_after));
    return answer;
}

} // namespace

http_session::http_session(edge_core& home, connection& over) : home_(home), over_(over), since_(home.now()) {}

void http_session::received(std::string_view bytes)
{
    pending_ += bytes;
    answer_what_is_there();
}

void http_session::unsealed() { refuse(400, "TLS is spoken here: the address begins with https:// or wss://.\n"); }

void http_session::drained()
{
    since_ = home_.now();
    answer_what_is_there();
}

/// Answers follow each other in order because the next request is not looked at before the last answer has left.
void http_session::answer_what_is_there()
{
    while (!awaited_ && !over_.is_finishing() && over_.waiting_bytes() == 0 && answer_one() == next_step::go_on) {}
}

bool http_session::wants_bytes() const
{
    return (over_.waiting_bytes() == 0 && !awaited_) || pending_.size() < http_header_bytes_max;
}

void http_session::peer_finished()
{
    if (awaited_)
        *awaited_ = true; // what was asked is still answered
    else
        over_.finish();
}

void http_session::swept(uptime now)
{
    if (awaited_) {
        if (now - since_ >= home_.settings().deadlines.http_answer) {
            awaited_.reset();
            refuse_for_now();
        }
        return;
    }
    const auto is_idle = pending_.empty() && over_.waiting_bytes() == 0;
    if (over_.waiting_bytes() > 0)
        since_ = now; // while it leaves, the stall deadline counts
    else if (now - since_ >= home_.settings().deadlines.http_header && !is_idle)
        refuse(408, "The request did not arrive in time.\n");
    else if (is_idle && (now - since_ >= home_.settings().deadlines.http_header || home_.is_draining()))
        over_.finish();
}

http_session::next_step http_session::answer_one()
{
    while (pending_.starts_with("\r\n")) // some clients end a request with one more (RFC 9112, 2.2)
        pending_.erase(0, 2);
    if (pending_.empty() || pending_ == "\r") // the other half of such a line may be on its way
        return next_step::wait;

    request_parser parser;
    parser.header_limit(http_header_bytes_max);
    error_code ec;
    const auto used = parser.put(boost::asio::buffer(pending_), ec);
    if (ec == http::error::need_more)
        return next_step::wait;
    if (ec) {
        const auto found = flaw_of(ec);
        refuse(found.status, std::string(found.sentence));
        return next_step::wait;
    }
    const auto request = view_of(parser, over_.is_from_this_machine());
    if (const auto found = flaw_of(parser, request); found.status != 0) {
        refuse(found.status, std::string(found.sentence));
        return next_step::wait;
    }
    const auto behind = std::string_view(pending_).substr(used);
    const auto step = answer(request, parser.keep_alive() && !home_.is_draining(), behind);
    if (step == next_step::go_on)
        pending_.erase(0, used);
    return step;
}

http_session::next_step http_session::answer(const http_request& request, bool keeps_alive, std::string_view behind)
{
    if (request.path == home_.settings().websocket_path)
        return upgrade(request, behind);
    auto response = home_.site()(request);
    since_ = home_.now();
    if (response.when_known)
        send_when_known(response, request.method == "HEAD", keeps_alive);
    else
        send(std::move(response), request.method == "HEAD", keeps_alive);
    return next_step::go_on;
}

http_session::next_step http_session::upgrade(const http_request& request, std::string_view behind)
{
    constexpr auto over = next_step::wait;
    if (!asks_for_websocket(request)) {
        auto answer = http_response::of_text(426, "A WebSocket is spoken here: connect with a WebSocket client.\n");
        answer.headers.emplace_back("Upgrade", "websocket");
        send(std::move(answer), request.method == "HEAD", false);
        return over;
    }
    if (request.headers_named("Origin") > 1 ||
        !is_origin_allowed(request.header("Origin"), request.header("Host"), home_.settings().origins)) {
        refuse(403, "Pages of that origin may not connect here.\n");
        return over;
    }
    // Beast looks at the first of each only, and takes anything for a key.
    if (request.headers_named("Sec-WebSocket-Key") != 1 || !is_websocket_key(request.header("Sec-WebSocket-Key"))) {
        refuse(400, "A WebSocket begins with one Sec-WebSocket-Key, of 16 bytes in base64.\n");
        return over;
    }
    if (request.headers_named("Sec-WebSocket-Version") > 1) {
        refuse(400, "There is more than one Sec-WebSocket-Version.\n");
        return over;
    }
    if (!request.header("Sec-WebSocket-Protocol").empty() && !request.lists("Sec-WebSocket-Protocol", "hallway.v1")) {
        refuse(400, "The subprotocol spoken here is hallway.v1.\n");
        return over;
    }
    if (home_.is_draining()) {
        refuse_for_now();
        return over;
    }
    if (!over_.at_door().speaks_for(home_.client_of(request, over_.peer()))) {
        home_.counts().turned_away(door::verdict::too_many_of_address);
        refuse_for_now();
        return over;
    }
    auto handshake = shake_hands(home_.io(), request);
    home_.counts().answered(handshake.is_open ? 200 : 400);
    over_.push(std::make_shared<const std::string>(std::move(handshake.response)));
    if (!handshake.is_open) {
        over_.finish();
        return over;
    }
    over_.flush();
    over_.become(std::make_unique<ws_session>(home_, over_), behind);
    return over;
}

void http_session::refuse(int status, std::string sentence)
{
    send(http_response::of_text(status, std::move(sentence)), false, false);
}

void http_session::refuse_for_now() { send(come_back_later(home_.retry_after()), false, false); }

std::string http_session::farewell(int retry_after)
{
    const auto answer = come_back_later(retry_after);
    return head_of(answer, false, false) + std::string(answer.text());
}

/// The next request is not looked at before. By then this may be gone, or have given up: then nobody awaits it.
void http_session::send_when_known(const http_response& promised, bool is_head, bool keeps_alive)
{
    awaited_ = std::make_shared<bool>(false);
    const auto is_within =
        std::make_shared<bool>(true); // it may be known at once, and then what follows is done by who called this
    promised.when_known([this, is_head, keeps_alive, is_within, awaited = std::weak_ptr(awaited_)](http_response known) {
        if (awaited.expired())
            return;
        const bool is_last = *awaited_;
        awaited_.reset();
        since_ = home_.now();
        if (over_.is_finishing())
            return;
        send(std::move(known), is_head, keeps_alive && !is_last && !home_.is_draining());
        if (!*is_within)
            answer_what_is_there();
    });
    *is_within = false;
}

void http_session::send(http_response response, bool is_head, bool keeps_alive)
{
    home_.counts().answered(response.status);
    const bool is_to_stay_sealed = home_.settings().has_own_address && over_.is_sealed();
    over_.push(std::make_shared<const std::string>(head_of(response, keeps_alive, is_to_stay_sealed)));
    if (!is_head && response.status != 304)
        over_.push(std::move(response.body));
    if (keeps_alive)
        over_.flush();
    else
        over_.finish();
}

} // namespace hallway
