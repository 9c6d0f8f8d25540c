// Frames: the three forms of a length, documents that share a frame, and how a frame is taken apart again.
#include "protocol/codec.hpp"
#include "protocol/framing.hpp"
#include "protocol/limits.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace hallway;
using namespace std::string_literals;

namespace {

std::string header_of(std::size_t payload_bytes)
{
    const auto frame = text_frame(std::string(payload_bytes, 'x'));
    CHECK(frame.substr(frame.size() - payload_bytes) == std::string(payload_bytes, 'x'));
    return frame.substr(0, frame.size() - payload_bytes);
}

} // namespace

TEST_CASE("a frame's length has its shortest form", "[protocol][framing]")
{
    CHECK(header_of(0) == "\x81\x00"s);
    CHECK(header_of(1) == "\x81\x01"s);
    CHECK(header_of(125) == "\x81\x7d"s);
    CHECK(header_of(126) == "\x81\x7e\x00\x7e"s);
    CHECK(header_of(256) == "\x81\x7e\x01\x00"s);
    CHECK(header_of(65'535) == "\x81\x7e\xff\xff"s);
    CHECK(header_of(65'536) == "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s);
    CHECK(header_of(16'909'060) == "\x81\x7f\x00\x00\x00\x00\x01\x02\x03\x04"s);
}

TEST_CASE("documents share a frame, one a line", "[protocol][framing]")
{
    CHECK(*frame_of("{}") == text_frame("{}"));
    CHECK(*frame_of(std::vector<std::string>{"{}"}) == text_frame("{}"));
    CHECK(*frame_of(std::vector<std::string>{"{\"a\":1}", "{\"b\":2}", "{}"}) == text_frame("{\"a\":1}\n{\"b\":2}\n{}"));
    CHECK(*frame_of(std::vector<std::string>(100, std::string(1'000, 'x'))) == text_frame([] {
        std::string payload(1'000, 'x');
        for (int i = 1; i < 100; ++i)
            payload += "\n" + std::string(1'000, 'x');
        return payload;
    }()));
}

TEST_CASE("a frame is split at line breaks, and empty lines are skipped", "[protocol][framing]")
{
    using views = std::vector<std::string_view>;
    CHECK(split_frame("")->empty());
    CHECK(split_frame("\n \r\n\t\n")->empty());
    CHECK(*split_frame("{}") == views{"{}"});
    CHECK(*split_frame("{}\n") == views{"{}"});
    CHECK(*split_frame("\n{\"a\":1}\n\n{}") == views{"{\"a\":1}", "{}"});
    CHECK(*split_frame("{}\r\n{}") == views{"{}\r", "{}"});
}

TEST_CASE("a frame holds 64 documents and no more", "[protocol][framing]")
{
    std::string frame;
    for (std::size_t i = 0; i < limits::documents_per_frame_max; ++i)
        frame += "{}\n";
    CHECK(split_frame(frame)->size() == limits::documents_per_frame_max);
    CHECK_FALSE(split_frame(frame + "{}").has_value());
    CHECK_FALSE(split_frame([] {
                    std::string many;
                    for (int i = 0; i < 30'000; ++i)
                        many += "0\n";
                    return many;
                }())
                    .has_value());
}
