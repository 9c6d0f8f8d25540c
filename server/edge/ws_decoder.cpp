#include "edge/ws_decoder.hpp"

#include "edge/frame_scanner.hpp"
#include "edge/settings.hpp"
#include "protocol/errors.hpp"
#include "protocol/text.hpp"
#include "support/http_message.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/error.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <algorithm>
#include <cassert>
#include <utility>

namespace hallway {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;

namespace {

/// Thrown into Beast's synchronous read when the bytes are used up. It is the one way to leave that read without failing the stream: where
/// it asks for bytes its state is complete, so the next read goes on where this one stopped (but see `withheld`). Not thrown per message:
/// a read that ends with a message returns by itself, so what costs this is a control frame, or a frame that arrives in pieces.
struct starved {};

/// What the layer reads from and writes to. Lives in the decoder, since the stream owns the layer.
struct memory {
    std::string_view input;
    frame_scanner scanner;
    std::string withheld;              // the beginning of a control frame; see below
    ws_listener* listener = nullptr;   // takes what Beast writes while it reads: pongs, a close
    std::string* response = nullptr;   // takes what Beast writes while it shakes hands
    std::optional<close_code> refused; // by the layer, what Beast would let pass

    void write(std::string whole)
    {
        if (response)
            *response += whole;
        else if (listener)
            listener->on_reply(std::move(whole));
    }
};

/// How many bytes at least a control frame has that begins so; 0 if it is none. Beast's read cannot be left in the middle of one: its
/// parser has then noted the control frame's FIN as the message's. So the layer withholds a control frame until it is whole.
std::size_t control_frame_size(std::string_view begun)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(begun[i]); };
    if (begun.empty() || (byte(0) & 0x08u) == 0)
        return 0;
    if (begun.size() < 2)
        return 2;
    const std::size_t length = byte(1) & 0x7Fu;
    return length > 125 ? 2 : 2 + (byte(1) & 0x80u ? 4 : 0) + length; // too long: Beast refuses it by its header
}

/// Whether a close frame stands here, whole, with a code that nobody may use (RFC 6455, 7.4.2). Beast knows those below 3000 only.
bool is_close_with_undefined_code(std::string_view begun)
{
    constexpr std::size_t code_ends = 8; // header, mask, code
    constexpr unsigned code_max = 4999;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(begun[i]); };
    if (begun.size() < code_ends || (byte(0) & 0x0Fu) != 8 || (byte(1) & 0x80u) == 0)
        return false;
    const auto length = byte(1) & 0x7Fu;
    if (length < 2 || length > 125) // no code; or too long, which Beast refuses once its header is whole
        return false;
    const auto code = static_cast<unsigned>(byte(6) ^ byte(2)) << 8 | static_cast<unsigned>(byte(7) ^ byte(3));
    return code > code_max;
}

/// The layer below Beast's stream. Beast calls only the synchronous half, so nothing is ever allocated for an operation or posted.
class memory_layer {
public:
    using executor_type = boost::asio::io_context::executor_type;

    memory_layer(executor_type executor, memory& held) : executor_(executor), held_(&held) {}

    executor_type get_executor() const noexcept { return executor_; }

    template <class Buffers>
    std::size_t read_some(const Buffers& buffers, error_code& ec)
    {
        auto& [input, scanner, withheld, listener, response, refused] = *held_;
        if (scanner.is_between_frames() && control_frame_size(input) > input.size())
            withheld = std::exchange(input, {});
        if (input.empty())
            throw starved{};
        // Never beyond the end of a frame: so Beast's own buffer is empty whenever it has finished one.
        if (scanner.is_between_frames() && is_close_with_undefined_code(input))
            refused = close_code::protocol_error;
        const auto room = input.substr(0, boost::asio::buffer_size(buffers));
        const auto count = scanner.pass(room);
        boost::asio::buffer_copy(buffers, boost::asio::buffer(room.data(), count));
        input.remove_prefix(count);
        if (scanner.fragments() > fragments_per_message_max)
            refused = close_code::policy;
        ec = refused ? error_code(boost::asio::error::no_buffer_space) : error_code();
        return count;
    }

    template <class Buffers>
    std::size_t write_some(const Buffers& buffers, error_code& ec)
    {
        std::string whole(boost::asio::buffer_size(buffers), '\0');
        boost::asio::buffer_copy(boost::asio::buffer(whole), buffers);
        const auto size = whole.size();
        held_->write(std::move(whole));
        ec = {};
        return size;
    }

    // Beast asks for these two by name, and calls the two above.
    template <class Buffers>
    std::size_t read_some(const Buffers& buffers)
    {
        error_code ec;
        const auto count = read_some(buffers, ec);
        if (ec)
            throw boost::system::system_error(ec);
        return count;
    }

    template <class Buffers>
    std::size_t write_some(const Buffers& buffers)
    {
        error_code ec;
        return write_some(buffers, ec);
    }

    // The socket is the session's to end, once what waits has left.
    friend void teardown(beast::role_type, memory_layer&, error_code& ec) { ec = {}; }
    [[maybe_unused]] friend void beast_close_socket(memory_layer&) {}

private:
    executor_type executor_;
    memory* held_;
};

constexpr std::string_view subprotocol = "hallway.v1";

/// Deserved by what the peer sent.
close_code code_for(const error_code& ec)
{
    if (ec == websocket::error::message_too_big || ec == websocket::error::buffer_overflow)
        return close_code::too_big;
    if (ec == websocket::error::bad_frame_payload)
        return close_code::bad_payload;
    return close_code::protocol_error;
}

using ws_stream = websocket::stream<memory_layer, false>;

/// Has Beast answer the request; the stream is open afterwards if there is no error. A stream can be opened once.
error_code open(ws_stream& stream, memory& held, const http_request& request, std::string& response)
{
    namespace http = beast::http;
    http::request<http::empty_body> asked;
    asked.version(11);
    asked.method_string(request.method);
    asked.target(request.path);
    for (const auto& [name, value] : request.headers)
        if (!is_same_token(name, "Expect")) // there is no body to wait for
            asked.insert(name, value);
    // Judged before; Beast would look for the tokens in the first header of each name only.
    asked.set(http::field::connection, "Upgrade");
    asked.set(http::field::upgrade, "websocket");

    const auto is_spoken = request.lists("Sec-WebSocket-Protocol", subprotocol);
    stream.set_option(websocket::stream_base::decorator([is_spoken](websocket::response_type& answer) {
        const auto is_open = answer.result() == http::status::switching_protocols;
        answer.set(http::field::server, "hallway");
        answer.set(http::field::connection, is_open ? "Upgrade" : "close"); // "upgrade", Beast would write; some clients compare
        if (is_open && is_spoken)
            answer.set(http::field::sec_websocket_protocol, subprotocol);
    }));
    held.response = &response;
    error_code ec;
    stream.accept(asked, ec);
    held.response = nullptr;
    return ec;
}

} // namespace

ws_handshake shake_hands(boost::asio::io_context& place, const http_request& request)
{
    memory held;
    ws_stream stream(place.get_executor(), held);
    ws_handshake out;
    out.is_open = !open(stream, held, request, out.response);
    return out;
}

struct ws_decoder::machine {
    explicit machine(boost::asio::io_context& place) : stream(place.get_executor(), held)
    {
        stream.read_message_max(limits::frame_bytes_max);
        // The sweep watches deadlines.
        websocket::stream_base::timeout none{websocket::stream_base::none(), websocket::stream_base::none(), false};
        stream.set_option(none);
        stream.control_callback([this](websocket::frame_type kind, beast::string_view) {
            if (kind == websocket::frame_type::ping)
                held.listener->on_ping();
        });
    }

    memory held;
    ws_stream stream;
};

ws_decoder::ws_decoder(boost::asio::io_context& place) : machine_(std::make_unique<machine>(place))
{
    // Beast opens a stream by a handshake only. This one nobody sees: the real one was answered by shake_hands().
    http_request made_up;
    made_up.method = "GET";
    made_up.path = "/";
    made_up.headers = {
        {"Host", "h"},
        {"Connection", "Upgrade"},
        {"Upgrade", "websocket"},
        {"Sec-WebSocket-Version", "13"},
        {"Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="}};
    std::string unsent;
    [[maybe_unused]] const auto ec = open(machine_->stream, machine_->held, made_up, unsent);
    assert(!ec);
}

ws_decoder::~ws_decoder() = default;

std::optional<ws_end> ws_decoder::feed(std::string_view bytes, ws_listener& to)
{
    auto& withheld = machine_->held.withheld;
    while (!withheld.empty() && !bytes.empty()) {
        const auto missing = control_frame_size(withheld) - withheld.size();
        withheld += bytes.substr(0, missing);
        bytes.remove_prefix(std::min(missing, bytes.size()));
        if (control_frame_size(withheld) > withheld.size())
            continue;
        const auto whole = std::exchange(withheld, {});
        if (const auto end = read(whole, to))
            return end;
    }
    return read(bytes, to);
}

std::optional<ws_end> ws_decoder::read(std::string_view bytes, ws_listener& to)
{
    auto& held = machine_->held;
    auto& stream = machine_->stream;
    held.listener = &to;
    held.input = bytes;
    while (!held.input.empty()) {
        // Room for what can come from these bytes and Beast's own buffer; never for what a header merely claims. One byte more than
        // the largest message, since Beast is not to be asked to read into nothing.
        const auto wanted = std::min(filled_ + held.input.size() + 2'048, limits::frame_bytes_max + 1);
        if (message_.size() < wanted)
            message_.resize(wanted);
        error_code ec;
        std::size_t count = 0;
        try {
            count = stream.read_some(boost::asio::buffer(message_) + filled_, ec);
        } catch (const starved&) {
            break;
        }
        if (ec == websocket::error::closed)
            return ws_end{stream.reason().code, true};
        if (ec && held.refused)
            return ws_end{static_cast<std::uint16_t>(*held.refused), false};
        if (ec)
            return ws_end{static_cast<std::uint16_t>(code_for(ec)), true};
        if (stream.got_binary())
            return ws_end{static_cast<std::uint16_t>(close_code::unsupported_data), false};
        filled_ += count;
        if (stream.is_message_done()) {
            const auto text = std::string_view(message_).substr(0, std::exchange(filled_, 0));
            // Beast finishes its check with the last byte, and overlooks a character that an empty final frame cuts short.
            if (!is_utf8(text))
                return ws_end{static_cast<std::uint16_t>(close_code::bad_payload), false};
            ++messages_;
            to.on_message(text);
        }
    }
    return std::nullopt;
}

bool ws_decoder::is_idle() const
{
    return machine_->held.scanner.is_between_messages() && machine_->held.withheld.empty() && filled_ == 0;
}

std::unique_ptr<ws_decoder> ws_decoder_pool::lend()
{
    if (free_.empty())
        return std::make_unique<ws_decoder>(place_);
    auto one = std::move(free_.back());
    free_.pop_back();
    return one;
}

void ws_decoder_pool::give_back(std::unique_ptr<ws_decoder> decoder)
{
    constexpr std::size_t kept = 4;
    assert(decoder->is_idle());
    if (free_.size() < kept)
        free_.push_back(std::move(decoder));
}

} // namespace hallway
