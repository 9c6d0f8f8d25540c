#include "redis/redis_reply.hpp"

#include <hiredis/hiredis.h>

#include <algorithm>
#include <charconv>
#include <new>

namespace hallway {

/// What the parser's calls know of the reply that is being built.
struct redis_reply_reader::building {
    redis_reply_bounds bounds;
    std::size_t bytes = 0;
    std::size_t elements = 0;

    /// Puts a reply where the parser says that it belongs. \returns it, or nullptr (which the parser takes for a lack of memory) above the bounds
    static redis_reply* place(const redisReadTask* task, redis_reply made) noexcept
    {
        auto& self = *static_cast<building*>(task->privdata);
        self.bytes += made.text.size();
        if (++self.elements > self.bounds.elements_max || self.bytes > self.bounds.bytes_max)
            return nullptr;
        try {
            if (task->parent == nullptr)
                return new redis_reply(std::move(made));
            // The array that is open last is its parent's last element, so growing moves nothing that the parser still points to.
            auto& parent = *static_cast<redis_reply*>(task->parent->obj);
            return &parent.elements.emplace_back(std::move(made));
        } catch (const std::bad_alloc&) {
            return nullptr; // no exception may pass through C
        }
    }

    static void* text(const redisReadTask* task, char* bytes, std::size_t length) noexcept
    {
        redis_reply made;
        made.is = task->type == REDIS_REPLY_ERROR    ? redis_reply::kind::error
                  : task->type == REDIS_REPLY_STATUS ? redis_reply::kind::status
                                                     : redis_reply::kind::text;
        try {
            made.text.assign(bytes, length);
        } catch (const std::bad_alloc&) {
            return nullptr;
        }
        return place(task, std::move(made));
    }

    static void* array(const redisReadTask* task, int count) noexcept
    {
        auto& self = *static_cast<building*>(task->privdata);
        if (static_cast<std::size_t>(count) > self.bounds.elements_max)
            return nullptr;
        redis_reply made;
        made.is = redis_reply::kind::array;
        return place(task, std::move(made));
    }

    static void* integer(const redisReadTask* task, long long value) noexcept
    {
        redis_reply made;
        made.is = redis_reply::kind::integer;
        made.number = value;
        return place(task, std::move(made));
    }

    static void* nil(const redisReadTask* task) noexcept { return place(task, redis_reply{}); }

    static void give_up(void* reply) noexcept { delete static_cast<redis_reply*>(reply); }
};

void redis_reply_reader::deleter::operator()(redisReader* parser) const { redisReaderFree(parser); }

redis_reply_reader::redis_reply_reader(const redis_reply_bounds& bounds)
    : bounds_(bounds), building_(std::make_unique<building>())
{
    static redisReplyObjectFunctions functions{
        building::text, building::array, building::integer, building::nil, building::give_up};
    building_->bounds = bounds;
    parser_.reset(redisReaderCreateWithFunctions(&functions));
    if (!parser_)
        throw std::bad_alloc();
    parser_->privdata = building_.get();
}

redis_reply_reader::~redis_reply_reader() = default;

void redis_reply_reader::feed(std::string_view bytes)
{
    if (is_broken_)
        return;
    const auto held = parser_->len - parser_->pos;
    if (held + bytes.size() > bounds_.bytes_max || redisReaderFeed(parser_.get(), bytes.data(), bytes.size()) != REDIS_OK)
        break_off();
}

std::optional<redis_reply> redis_reply_reader::next()
{
    if (is_broken_)
        return std::nullopt;
    void* found = nullptr;
    if (redisReaderGetReply(parser_.get(), &found) != REDIS_OK || (found == nullptr && claims_too_much()))
        return break_off();
    if (found == nullptr)
        return std::nullopt;
    const std::unique_ptr<redis_reply> whole(static_cast<redis_reply*>(found));
    building_->bytes = 0;
    building_->elements = 0;
    return std::move(*whole);
}

std::optional<redis_reply> redis_reply_reader::break_off()
{
    is_broken_ = true;
    return std::nullopt;
}

/// Whether the text that is being waited for is longer than any may be: known as soon as its length has arrived.
bool redis_reply_reader::claims_too_much() const
{
    if (parser_->ridx < 0 || parser_->rstack[parser_->ridx].type != REDIS_REPLY_STRING)
        return false;
    const auto* begin = parser_->buf + parser_->pos; // behind the "$"
    const auto* end = parser_->buf + parser_->len;
    const auto* stop = std::find(begin, end, '\r');
    std::uint64_t claimed = 0;
    const auto [at, error] = std::from_chars(begin, stop, claimed);
    return stop != end && (error == std::errc::result_out_of_range || claimed > bounds_.bytes_max);
}

void write_redis_command(std::string& out, const std::vector<std::string>& words)
{
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    texts.reserve(words.size());
    lengths.reserve(words.size());
    for (const auto& word : words) {
        texts.push_back(word.data());
        lengths.push_back(word.size());
    }
    char* bytes = nullptr;
    const auto length = redisFormatCommandArgv(&bytes, static_cast<int>(words.size()), texts.data(), lengths.data());
    if (length < 0)
        throw std::bad_alloc();
    const std::unique_ptr<char, decltype(&redisFreeCommand)> owned(bytes, redisFreeCommand);
    out.append(bytes, static_cast<std::size_t>(length));
}

} // namespace hallway
