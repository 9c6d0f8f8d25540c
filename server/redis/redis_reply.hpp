// The protocol of Redis (RESP2) as values: what it answers, read from pieces of any size within bounds, and what it is asked, as bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct redisReader;

namespace hallway {

struct redis_reply {
    enum class kind : std::uint8_t { nil, text, status, integer, error, array };
    kind is = kind::nil;
    std::string text; // of text, status and error
    std::int64_t number = 0;
    std::vector<redis_reply> elements;

    bool is_error() const { return is == kind::error; }
    bool operator==(const redis_reply&) const = default;
};

/// What one reply may be. Who sends more is not the server that we know.
struct redis_reply_bounds {
    std::size_t bytes_max = 64 * 1024 * 1024; // of a reply; also what is held of one that has not arrived whole
    std::size_t elements_max = 1'000'000;     // of a reply, over all its arrays
};

/// Reads replies with hiredis' parser, which builds them by our own functions: nothing is made before it has arrived, whatever length it claims.
class redis_reply_reader {
public:
    explicit redis_reply_reader(const redis_reply_bounds& bounds = {});
    ~redis_reply_reader();
    redis_reply_reader(const redis_reply_reader&) = delete;
    redis_reply_reader& operator=(const redis_reply_reader&) = delete;

    void feed(std::string_view bytes);

    /// The next whole reply; nothing if more bytes are needed, or if the bytes are no replies.
    std::optional<redis_reply> next();

    /// The bytes are no replies, or above the bounds: nothing more can be read.
    bool is_broken() const { return is_broken_; }

private:
    struct building;
    struct deleter {
        void operator()(redisReader* parser) const;
    };

    std::optional<redis_reply> break_off();
    bool claims_too_much() const;

    redis_reply_bounds bounds_;
    std::unique_ptr<building> building_;
    std::unique_ptr<redisReader, deleter> parser_;
    bool is_broken_ = false;
};

/// Appends a command, as hiredis writes it, to `out`.
void write_redis_command(std::string& out, const std::vector<std::string>& words);

} // namespace hallway
