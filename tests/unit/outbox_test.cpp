#include "edge/outbox.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <memory>
#include <random>
#include <string>

using namespace hallway;

namespace {

shared_bytes bytes_of(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

std::string peeked(const outbox& box, std::size_t parts_max = 64)
{
    std::array<iovec, 64> parts{};
    const auto used = box.peek(std::span(parts).first(parts_max));
    std::string out;
    for (std::size_t i = 0; i < used; ++i)
        out.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
    return out;
}

} // namespace

TEST_CASE("what is pushed comes out in order, and counts until it is consumed", "[outbox]")
{
    outbox box;
    CHECK(box.is_empty());
    box.push(bytes_of("one"));
    box.push(bytes_of("two"));
    CHECK(box.bytes() == 6);
    CHECK(peeked(box) == "onetwo");

    box.consume(4);
    CHECK(box.bytes() == 2);
    CHECK(peeked(box) == "wo");

    box.consume(2);
    CHECK(box.is_empty());
    CHECK(peeked(box).empty());
}

TEST_CASE("nothing and empty buffers are ignored", "[outbox]")
{
    outbox box;
    box.push(nullptr);
    box.push(bytes_of(""));
    CHECK(box.is_empty());
    box.push(bytes_of("x"));
    CHECK(peeked(box) == "x");
}

TEST_CASE("a buffer is released as soon as it is consumed", "[outbox]")
{
    outbox box;
    const auto first = bytes_of("first");
    const auto second = bytes_of("second");
    box.push(first);
    box.push(second);
    box.consume(5);
    CHECK(first.use_count() == 1);
    CHECK(second.use_count() == 2);
    box.consume(6);
    CHECK(second.use_count() == 1);
}

TEST_CASE("more buffers wait than one call can take", "[outbox]")
{
    outbox box;
    for (int i = 0; i < 5; ++i)
        box.push(bytes_of(std::string(1, static_cast<char>('a' + i))));
    CHECK(peeked(box, 3) == "abc");
    box.consume(3);
    CHECK(peeked(box, 3) == "de");
}

TEST_CASE("dropping keeps the rest of a buffer that was begun", "[outbox]")
{
    outbox box;
    box.push(bytes_of("half a frame"));
    box.push(bytes_of("another"));
    box.consume(5);
    box.drop_unbegun();
    CHECK(box.bytes() == 7);
    CHECK(peeked(box) == "a frame");
    box.push(bytes_of("|close"));
    CHECK(peeked(box) == "a frame|close");
}

TEST_CASE("dropping drops everything if nothing was begun", "[outbox]")
{
    outbox box;
    box.push(bytes_of("one"));
    box.push(bytes_of("two"));
    box.consume(3);
    box.drop_unbegun();
    CHECK(box.is_empty());
    box.push(bytes_of("three"));
    CHECK(peeked(box) == "three");
}

TEST_CASE("a single whole buffer can be taken out, and nothing else", "[outbox]")
{
    outbox box;
    CHECK(box.take_only() == nullptr);
    const auto only = bytes_of("only");
    box.push(only);
    CHECK(box.take_only() == only);
    CHECK(box.is_empty());
    CHECK(peeked(box).empty());

    box.push(bytes_of("one"));
    box.push(bytes_of("two"));
    CHECK(box.take_only() == nullptr);
    box.consume(4);
    CHECK(box.take_only() == nullptr); // it was begun
    CHECK(peeked(box) == "wo");
}

TEST_CASE("what is put back comes first", "[outbox]")
{
    outbox box;
    box.push(bytes_of("first"));
    auto taken = box.take_only();
    box.push(bytes_of("second"));
    box.push(bytes_of("third"));
    box.put_back(std::move(taken));
    box.consume(2);
    CHECK(box.bytes() == 14);
    CHECK(peeked(box) == "rstsecondthird");
    box.drop_unbegun();
    CHECK(peeked(box) == "rst");
}

TEST_CASE("any pushes and partial sends in any order lose and repeat nothing", "[outbox]")
{
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    outbox box;
    std::string pushed;
    std::string sent;
    for (int step = 0; step < 20'000; ++step) {
        const auto what = random() % 7;
        if (what < 4) {
            std::string text(random() % 40, static_cast<char>('a' + step % 26));
            pushed += text;
            box.push(bytes_of(std::move(text)));
        } else if (auto whole = what == 4 ? box.take_only() : nullptr) {
            std::string text(random() % 2, '+'); // comes meanwhile
            pushed += text;
            box.push(bytes_of(std::move(text)));
            const auto taken = random() % whole->size();
            sent += whole->substr(0, taken);
            box.put_back(std::move(whole));
            box.consume(taken);
        } else {
            const auto parts = peeked(box, 1 + random() % 64);
            const auto taken = parts.empty() ? 0 : random() % (parts.size() + 1);
            sent += parts.substr(0, taken);
            box.consume(taken);
        }
        REQUIRE(box.bytes() == pushed.size() - sent.size());
    }
    while (!box.is_empty()) {
        const auto parts = peeked(box);
        sent += parts;
        box.consume(parts.size());
    }
    CHECK(sent == pushed);
}
