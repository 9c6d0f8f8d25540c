// The client's end of a connection, as bytes: blocking, with a limit on patience.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st; // OpenSSL's SSL

namespace hallway::test {

class client_socket {
public:
    /// To a port of this machine. `receive_buffer` above 0: the kernel keeps no more for us than about that. `source`: an address of 127.0.0.0/8 to connect
    /// from, if one has not enough ports.
    explicit client_socket(std::uint16_t port, int receive_buffer = 0, const std::string& source = {});
    /// Takes over a socket that is connected already.
    static client_socket of(int connected);

    client_socket(client_socket&& other) noexcept;
    client_socket& operator=(client_socket&&) = delete;
    ~client_socket();

    /// From now on what is sent and read is sealed. \param with a client's end that is prepared; null: one that takes any certificate
    /// \throws std::runtime_error if the server does not agree, or not within `patience`
    void speak_tls(ssl_st* with = nullptr);

    /// Null: plain.
    ssl_st* tls() { return tls_.get(); }

    void send(std::string_view bytes);

    /// Sends as long as the other side takes; false if it has closed.
    bool try_send(std::string_view bytes);

    /// Ends it with a reset (RST): what was not read or sent yet is lost, on both sides.
    void reset();

    /// No more will be sent.
    void finish_sending();

    /// Exactly so many bytes; fewer if the other side closed, or nothing came for `patience`.
    std::string read(std::size_t count);

    /// Up to and with `mark`; what there is if it does not come.
    std::string read_until(std::string_view mark);

    /// Everything until the other side closes; is_closed() says whether it did.
    std::string read_all();

    /// One WebSocket frame of a server, header and all.
    std::string read_frame();

    /// One HTTP response, by its Content-Length.
    std::string read_response(bool is_head = false);

    bool is_closed() const { return is_closed_; }

    std::chrono::milliseconds patience{5'000};

private:
    struct tls_end {
        void operator()(ssl_st* one) const;
    };

    client_socket() = default;
    bool fill();
    bool await(short what) const;
    bool await_tls(int outcome);
    bool send_tls(std::string_view bytes);
    long receive(char* to, std::size_t size);

    int fd_ = -1;
    std::unique_ptr<ssl_st, tls_end> tls_;
    std::string buffer_;
    bool is_closed_ = false;
};

} // namespace hallway::test
