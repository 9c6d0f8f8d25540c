// Any bytes as what a client sends over one connection, cut anywhere: the real HTTP session over a socket pair, read by a strict reader of answers.
// The input: a byte with the number of cuts (at most 7), a byte for each, then the stream.
#include "edge/door.hpp"
#include "edge/edge_core.hpp"
#include "http/live.hpp"
#include "http/metrics_page.hpp"
#include "http/routes.hpp"
#include "http/static_files.hpp"
#include "protocol/framing.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/support/temporary_folder.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using namespace hallway;
using fuzz::demand;

namespace {

/// Stand in files that nobody may be sent.
constexpr std::string_view hidden_mark = "kept-behind-a-dot-7d1f";
constexpr std::string_view outside_mark = "kept-outside-the-root-9c2e";

/// Says back what it hears.
class echo final : public frame_reader {
public:
    explicit echo(wire& out) : out_(out) {}

    void receive(std::string_view frame) override
    {
        out_.push(frame_of(frame));
        out_.flush();
    }
    void pinged() override {}
    void drained() override {}
    bool is_known() const override { return true; }

private:
    wire& out_;
};

/// Made once: a small site in memory, and the core that serves it.
class host {
public:
    host()
    {
        const test::temporary_folder folder;
        write(folder.path() / "outside.txt", outside_mark);
        const auto root = folder.path() / "web";
        write(root / "index.html", "<!doctype html><title>Fuzz</title>");
        write(root / "app-4JHG7KXA.js", "export const text = '" + std::string(3'000, 'a') + "';");
        write(root / "app-4JHG7KXA.js.br", "not really brotli");
        write(root / "looks/plain.css", "p { color: black }");
        write(root / ".secret", hidden_mark);
        write(root / ".git/config", hidden_mark);
        files_ = std::make_unique<static_files>(static_files::load(root, {"/r/"}));
        add_live(routes_, [] { return std::vector<std::string>{}; });
        add_metrics_page(routes_, counts_);
        add_static_files(routes_, *files_);
        edge_settings settings;
        settings.origins = {"https://chat.example.org"};
        edge_ = std::make_unique<edge_core>(
            turns_, std::move(settings), door_, routes_.handler(), [](wire& out) { return std::make_unique<echo>(out); },
            counts_);
    }

    /// Sends the pieces one after the other, then ends its half; \returns all that comes back until the server ends its own.
    std::string talk(const std::vector<std::string_view>& pieces)
    {
        std::array<int, 2> ends{};
        demand(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0, "there are sockets");
        edge_socket served(turns_.io());
        served.assign(boost::asio::ip::tcp::v4(), ends[0]);
        edge_->adopt(std::move(served));
        std::string heard;
        for (const auto piece : pieces)
            send(ends[1], piece, heard);
        ::shutdown(ends[1], SHUT_WR);
        for (int idle = 0; !has_ended_ && idle < 3; ++idle)
            if (hear(ends[1], heard))
                idle = 0;
        demand(std::exchange(has_ended_, false), "a connection ends when its client is done");
        ::close(ends[1]);
        turn();
        demand(edge_->open_connections() == 0 && door_.newcomers() == 0, "nothing is kept of a connection that ended");
        return heard;
    }

private:
    /// Every peer is a trusted proxy, so that what it says of its client is read.
    static door_settings entrance()
    {
        door_settings settings;
        settings.per_address_max = 1;
        settings.trusted_proxies = {parse_network("::/0").value(), parse_network("0.0.0.0/0").value()};
        return settings;
    }

    static void write(const std::filesystem::path& path, std::string_view text)
    {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
    }

    void turn()
    {
        turns_.io().restart();
        turns_.io().poll();
    }

    void send(int socket, std::string_view piece, std::string& heard)
    {
        while (!piece.empty() && !has_ended_) {
            const auto taken = ::send(socket, piece.data(), piece.size(), MSG_NOSIGNAL);
            if (taken > 0)
                piece.remove_prefix(static_cast<std::size_t>(taken));
            else if (errno != EAGAIN)
                return; // the server has closed: what is read shows why
            hear(socket, heard);
        }
    }

    /// One turn of the server, and all that it said. \returns whether it said anything.
    bool hear(int socket, std::string& heard)
    {
        turn();
        std::array<char, 65'536> buffer;
        bool is_new = false;
        while (true) {
            const auto count = ::recv(socket, buffer.data(), buffer.size(), 0);
            if (count < 0)
                return is_new;
            if (count == 0) {
                has_ended_ = true;
                return is_new;
            }
            heard.append(buffer.data(), static_cast<std::size_t>(count));
            is_new = true;
        }
    }

    door door_{entrance()};
    asio_scheduler turns_;
    metrics counts_;
    std::unique_ptr<static_files> files_;
    http_routes routes_;
    std::unique_ptr<edge_core> edge_;
    bool has_ended_ = false;
};

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::transform(
        out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

struct answer {
    int status = 0;
    bool closes = false;
    std::string body;
};

/// The answers in what was heard, each held to the form that it must have. Ends behind a switch of protocols.
std::vector<answer> answers_in(std::string_view heard, bool may_be_head)
{
    constexpr std::array known{
        "accept-ranges",
        "access-control-allow-origin",
        "allow",
        "cache-control",
        "connection",
        "content-encoding",
        "content-length",
        "content-security-policy",
        "content-type",
        "cross-origin-opener-policy",
        "date",
        "etag",
        "permissions-policy",
        "referrer-policy",
        "retry-after",
        "sec-websocket-accept",
        "sec-websocket-protocol",
        "sec-websocket-version",
        "server",
        "upgrade",
        "vary",
        "x-content-type-options"};
    std::vector<answer> found;
    while (!heard.empty()) {
        demand(found.empty() || !found.back().closes, "behind the last answer nothing is said");
        const auto end = heard.find("\r\n\r\n");
        demand(end != std::string_view::npos, "an answer has a whole head");
        auto head = heard.substr(0, end + 2);
        heard.remove_prefix(end + 4);
        demand(head.starts_with("HTTP/1.1 ") && head.size() > 13 && head[12] == ' ', "an answer begins with a status line");
        answer one;
        std::from_chars(head.data() + 9, head.data() + 12, one.status);
        demand(one.status == 101 || (one.status >= 200 && one.status < 600), "the status is one of HTTP's");
        head.remove_prefix(head.find("\r\n") + 2);
        std::size_t length = std::string_view::npos;
        bool has_date = false, has_nosniff = false, has_connection = false;
        while (!head.empty()) {
            const auto line = head.substr(0, head.find("\r\n"));
            head.remove_prefix(line.size() + 2);
            const auto colon = line.find(": ");
            demand(colon != std::string_view::npos, "a header has a name and a value");
            demand(
                std::none_of(line.begin(), line.end(), [](unsigned char c) { return c < ' ' || c > '~'; }),
                "a header is visible ASCII");
            const auto name = lowered(line.substr(0, colon));
            const auto value = line.substr(colon + 2);
            demand(std::find(known.begin(), known.end(), name) != known.end(), "a header is one that the server knows");
            if (name == "content-length") {
                demand(length == std::string_view::npos, "there is one length");
                const auto read = std::from_chars(value.data(), value.data() + value.size(), length);
                demand(read.ec == std::errc() && read.ptr == value.data() + value.size(), "a length is a number");
            }
            one.closes = one.closes || (name == "connection" && lowered(value) == "close");
            has_connection = has_connection || name == "connection";
            has_date = has_date || name == "date";
            has_nosniff = has_nosniff || (name == "x-content-type-options" && value == "nosniff");
        }
        demand(has_connection, "an answer says what becomes of the connection");
        if (one.status == 101) {
            found.push_back(std::move(one));
            return found;
        }
        if (one.status != 304 && length != std::string_view::npos) {
            const auto is_next =
                heard.size() > 12 && heard.starts_with("HTTP/1.1 ") && heard[9] >= '1' && heard[9] <= '5' && heard[12] == ' ';
            const auto is_without = may_be_head && (heard.size() < length || is_next);
            if (!is_without) {
                demand(heard.size() >= length, "the body is as long as is said");
                one.body = heard.substr(0, length);
                heard.remove_prefix(length);
            }
        }
        if (has_date)
            demand(has_nosniff, "the page's answers forbid guessing of types");
        demand(one.status == 304 || length != std::string_view::npos || !has_date, "an answer says its length");
        found.push_back(std::move(one));
    }
    return found;
}

/// The number of the first request, from 0, whose head announces a body; `npos` if none does. Nothing behind its answer may be answered, since what
/// follows could be that body: this is what smuggling lives on.
std::size_t first_with_body(std::string_view stream)
{
    for (std::size_t number = 0;; ++number) {
        while (stream.starts_with("\r\n"))
            stream.remove_prefix(2);
        const auto end = stream.find("\r\n\r\n");
        if (end == std::string_view::npos)
            return std::string_view::npos;
        for (auto lines = stream.substr(0, end); !lines.empty();) {
            const auto line = lowered(lines.substr(0, lines.find("\r\n")));
            lines.remove_prefix(std::min(lines.size(), line.size() + 2));
            if (line.starts_with("transfer-encoding:"))
                return number;
            if (line.starts_with("content-length:") && line.find_first_not_of("0 \t", 15) != std::string::npos)
                return number;
        }
        stream.remove_prefix(end + 4);
    }
}

/// But for the dates, which may differ by the second.
std::string without_dates(std::string heard)
{
    constexpr std::string_view date = "\r\nDate: ";
    for (auto at = heard.find(date); at != std::string::npos; at = heard.find(date, at + 1))
        for (auto i = at + date.size(); i < heard.size() && heard[i] != '\r'; ++i)
            heard[i] = '-';
    return heard;
}

std::size_t count(std::string_view text, std::string_view part)
{
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
        ++found;
    return found;
}

} // namespace

extern "C" int http_fuzz(const std::uint8_t* data, std::size_t size)
{
    static auto* const served = new host; // lives as long as the process
    fuzz::choices input({reinterpret_cast<const char*>(data), size});
    std::vector<std::size_t> cuts(input.below(8));
    for (auto& cut : cuts)
        cut = input.byte();
    const auto stream = input.rest();
    for (auto& cut : cuts)
        cut = cut < 128 ? std::min(cut, stream.size()) : stream.size() * cut / 256; // near the start, or anywhere
    std::sort(cuts.begin(), cuts.end());
    std::vector<std::string_view> pieces;
    std::size_t before = 0;
    for (const auto cut : cuts) {
        pieces.push_back(stream.substr(before, cut - before));
        before = cut;
    }
    pieces.push_back(stream.substr(before));

    const auto heard = served->talk(pieces);
    const auto answers = answers_in(heard, stream.find("HEAD ") != std::string_view::npos);
    demand(answers.size() <= count(stream, "HTTP/1.") + 1, "one answer for one request");
    const auto body_at = first_with_body(stream);
    demand(body_at == std::string_view::npos || answers.size() <= body_at + 1, "a request with a body is the last one");
    for (const auto& one : answers)
        if (one.status == 400 || one.status == 411 || one.status == 413 || one.status == 431 || one.status == 505)
            demand(one.closes, "a request that cannot be trusted ends the connection");
    for (const auto mark : {hidden_mark, outside_mark})
        demand(
            heard.find(mark) == std::string::npos || stream.find(mark) != std::string_view::npos,
            "no file outside the page is sent");
    if (pieces.size() > 1 && stream.find("/metrics") == std::string_view::npos)
        demand(without_dates(heard) == without_dates(served->talk({stream})), "cuts change nothing");
    return 0;
}
