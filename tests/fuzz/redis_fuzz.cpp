// Any bytes as what a Redis answers: the same replies however they arrive, never more than arrived, within bounds; and commands that read as they were written.
#include "redis/redis_failure.hpp"
#include "redis/redis_reply.hpp"
#include "tests/fuzz/demand.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using namespace hallway;
using fuzz::demand;

namespace {

constexpr redis_reply_bounds reply_bounds{.bytes_max = 100'000, .elements_max = 50};

struct reading {
    std::vector<redis_reply> replies;
    bool is_broken = false;
    bool operator==(const reading&) const = default;
};

void take_all(redis_reply_reader& from, reading& into)
{
    while (auto reply = from.next())
        into.replies.push_back(std::move(*reply));
    into.is_broken = from.is_broken();
}

reading read_whole(std::string_view bytes)
{
    redis_reply_reader reader(reply_bounds);
    reading found;
    reader.feed(bytes);
    take_all(reader, found);
    return found;
}

reading read_in_pieces(std::string_view bytes, fuzz::choices cuts)
{
    redis_reply_reader reader(reply_bounds);
    reading found;
    while (!bytes.empty()) {
        const auto piece = bytes.substr(0, 1 + cuts.below(7));
        bytes.remove_prefix(piece.size());
        reader.feed(piece);
        take_all(reader, found);
    }
    return found;
}

struct weight {
    std::size_t bytes = 0;
    std::size_t elements = 0;
};

void weigh(const redis_reply& reply, weight& all)
{
    all.bytes += reply.text.size();
    ++all.elements;
    demand(reply.elements.empty() || reply.is == redis_reply::kind::array, "only arrays hold others");
    for (const auto& each : reply.elements)
        weigh(each, all);
}

void write_again(std::string& out, const redis_reply& reply)
{
    switch (reply.is) {
    case redis_reply::kind::nil: out += "$-1\r\n"; return;
    case redis_reply::kind::status: out += "+" + reply.text + "\r\n"; return;
    case redis_reply::kind::error: out += "-" + reply.text + "\r\n"; return;
    case redis_reply::kind::integer: out += ":" + std::to_string(reply.number) + "\r\n"; return;
    case redis_reply::kind::text: out += "$" + std::to_string(reply.text.size()) + "\r\n" + reply.text + "\r\n"; return;
    case redis_reply::kind::array:
        out += "*" + std::to_string(reply.elements.size()) + "\r\n";
        for (const auto& each : reply.elements)
            write_again(out, each);
        return;
    }
}

} // namespace

extern "C" int redis_fuzz(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    if (size > reply_bounds.bytes_max)
        return 0;
    const auto found = read_whole(bytes);
    demand(read_in_pieces(bytes, fuzz::choices(bytes)) == found, "cuts change nothing");
    weight all;
    std::string again;
    for (const auto& reply : found.replies) {
        weight one;
        weigh(reply, one);
        demand(one.elements <= reply_bounds.elements_max, "a reply is bounded");
        all.bytes += one.bytes;
        write_again(again, reply);
        if (reply.is_error())
            demand(!sentence_for(failure_of(reply).code).empty(), "every error has a sentence");
    }
    demand(all.bytes <= size, "nothing is made of nothing");
    demand(read_whole(again).replies == found.replies, "replies survive being written and read again");

    fuzz::choices from(bytes);
    std::vector<std::string> words;
    while (!from.is_used_up() && words.size() < reply_bounds.elements_max - 1)
        words.emplace_back(from.bytes(from.below(40)));
    std::string command;
    write_redis_command(command, words);
    const auto heard = read_whole(command);
    demand(
        !heard.is_broken && heard.replies.size() == 1 && heard.replies[0].elements.size() == words.size(),
        "a command is one array");
    for (std::size_t i = 0; i < words.size(); ++i)
        demand(heard.replies[0].elements[i].text == words[i], "of its words");
    return 0;
}
