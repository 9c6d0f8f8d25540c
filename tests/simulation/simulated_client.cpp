#include "tests/simulation/simulated_client.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <utility>

namespace hallway::simulation {

namespace {

/// The payload of the one text frame that begins at `bytes`, which is taken away.
std::string_view next_payload(std::string_view& bytes)
{
    REQUIRE(bytes.size() >= 2);
    REQUIRE(static_cast<unsigned char>(bytes[0]) == 0x81);
    std::size_t length = static_cast<unsigned char>(bytes[1]);
    std::size_t header = 2;
    if (length >= 126) {
        const std::size_t digits = length == 126 ? 2 : 8;
        length = 0;
        for (std::size_t i = 0; i < digits; ++i)
            length = length << 8 | static_cast<unsigned char>(bytes[2 + i]);
        header += digits;
    }
    REQUIRE(bytes.size() >= header + length);
    const auto payload = bytes.substr(header, length);
    bytes.remove_prefix(header + length);
    return payload;
}

std::string key_from(std::uint64_t random) { return "k-" + to_string(event_id{random}) + "-abc"; }

} // namespace

// --- connection ---

void simulated_client::connect(core& to)
{
    is_closed_ = false;
    session_ = std::make_unique<session>(to, *this);
    hello greeting{name_, token_.empty() ? std::nullopt : std::optional{token_}, std::nullopt};
    send({++last_command_, greeting});
    const auto since = at_.epoch.empty() ? std::nullopt : std::optional{at_};
    join_command_ = ++last_command_;
    send({join_command_, join{"lobby", since}});
}

void simulated_client::disconnect()
{
    session_.reset();
    is_joined_ = false;
    queue_.clear();
    arrived_.clear();
    queued_ = 0;
    sent_.clear();
    gap_command_ = 0;
}

void simulated_client::send(const command& what)
{
    if (session_)
        session_->receive(encode(what));
}

void simulated_client::push(shared_bytes frames)
{
    queued_ += frames->size();
    queue_.push_back(std::move(frames));
}

void simulated_client::flush()
{
    if (is_slow_)
        return;
    for (auto& each : std::exchange(queue_, {}))
        arrived_.push_back(std::move(each));
    queued_ = 0;
}

void simulated_client::take_waiting()
{
    for (auto& each : std::exchange(queue_, {}))
        arrived_.push_back(std::move(each));
    queued_ = 0;
    if (session_)
        session_->drained();
}

// --- writing ---

void simulated_client::post(std::string text, std::uint64_t random)
{
    unsent_.push_back({{0, hallway::post{"lobby", key_from(random), text, std::nullopt}}, text});
    if (is_joined_)
        send_unsent();
}

void simulated_client::edit(event_id target, std::string text, std::uint64_t random)
{
    unsent_.push_back({{0, hallway::edit{"lobby", key_from(random), target, std::move(text)}}, {}});
    if (is_joined_)
        send_unsent();
}

void simulated_client::remove(event_id target, std::uint64_t random)
{
    unsent_.push_back({{0, hallway::remove{"lobby", key_from(random), target}}, {}});
    if (is_joined_)
        send_unsent();
}

void simulated_client::send_unsent()
{
    for (auto& each : unsent_) {
        if (each.what.id != 0 && sent_.contains(each.what.id))
            continue; // its answer is on the way
        each.what.id = ++last_command_;
        sent_[each.what.id] = each.text;
        send(each.what);
    }
}

std::optional<event_id> simulated_client::some_message(std::uint64_t random) const
{
    if (shown_.empty())
        return std::nullopt;
    auto at = shown_.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(random % shown_.size()));
    return at->second.first;
}

// --- reading ---

void simulated_client::read()
{
    for (const auto& frames : std::exchange(arrived_, {})) {
        std::string_view bytes = *frames;
        while (!bytes.empty()) {
            const auto documents = split_frame(next_payload(bytes), std::string_view::npos);
            REQUIRE(documents);
            for (const auto document : *documents) {
                const auto read = decode_server_document(document);
                REQUIRE(read);
                take(*read);
            }
        }
    }
}

void simulated_client::take(const server_document& what)
{
    if (what.re)
        take_answer(what);
    else
        take_event(what);
}

void simulated_client::take_answer(const server_document& what)
{
    if (!what.token.empty())
        token_ = what.token;
    if (*what.re == join_command_) {
        REQUIRE_FALSE(what.is_error);
        REQUIRE(what.recovered);
        if (!*what.recovered) {
            ++fresh_starts_;
            shown_.clear();
            unfilled_.clear();
            at_ = {};
            at_.offset = 0;
        }
        std::uint64_t before = at_.offset;
        for (const auto& each : what.events) {
            CHECK(each.offset > before);
            // A recovery has no hole; rows of a fresh start skip changes.
            if (*what.recovered)
                CHECK(each.offset == before + 1);
            before = each.offset;
            fold(each);
        }
        at_ = {what.epoch, what.offset, what.id};
        if (what.more) {
            join_command_ = ++last_command_;
            send({join_command_, join{"lobby", at_}});
            return;
        }
        is_joined_ = true;
        send_unsent();
        ask_for_gaps();
        return;
    }
    if (*what.re == gap_command_) {
        gap_command_ = 0;
        REQUIRE_FALSE(what.is_error);
        if (unfilled_.empty())
            return;
        auto& gap = unfilled_.front();
        for (const auto& each : what.events)
            if (each.offset <= gap.second)
                fold(each);
        if (what.after && *what.after < gap.second)
            gap.first = *what.after + 1;
        else
            unfilled_.pop_front();
        return ask_for_gaps();
    }
    const auto known = sent_.find(*what.re);
    if (known == sent_.end())
        return;
    if (what.is_error && what.retryable) {
        sent_.erase(known); // sent again with the next connection or read
        return;
    }
    if (!what.is_error && !known->second.empty()) {
        const auto [at, is_new] = answered_.emplace(known->second, *what.id);
        CHECK((is_new || at->second == *what.id));
    }
    std::erase_if(unsent_, [&](const asked& each) { return each.what.id == *what.re; });
    sent_.erase(known);
}

void simulated_client::take_event(const server_document& what)
{
    if (what.ev == "member" || what.ev == "draining")
        return;
    if (what.ev == "reset") {
        is_joined_ = false;
        join_command_ = ++last_command_;
        send({join_command_, join{"lobby", std::nullopt}});
        return;
    }
    if (what.ev == "gap") {
        ++gaps_;
        CHECK(what.gap_from == at_.offset + 1);
        unfilled_.emplace_back(what.gap_from, what.gap_to);
        return ask_for_gaps();
    }
    if (what.ev == "at") {
        CHECK(what.offset > at_.offset);
        at_.offset = what.offset;
        at_.id = what.id;
        return;
    }
    CHECK(is_joined_);
    // Once, in order, without a hole: every event of such a room is told to everybody. Behind a gap the changes of its range follow.
    if (unfilled_.empty())
        CHECK(what.offset == at_.offset + 1);
    CHECK(what.offset > at_.offset);
    at_.offset = what.offset;
    at_.id = what.id;
    fold(what);
}

void simulated_client::ask_for_gaps()
{
    if (!is_joined_ || unfilled_.empty() || gap_command_ != 0)
        return;
    gap_command_ = ++last_command_;
    send({gap_command_, history{"lobby", after_offset{unfilled_.front().first - 1}, limits::page_rows_max}});
}

void simulated_client::fold(const server_document& what)
{
    if (what.ev == "message") {
        auto& [id, shown] = shown_[what.offset];
        id = *what.id;
        // History and events may cross: what is deleted stays so.
        if (!shown.is_deleted)
            shown = {what.deleted ? std::string{} : what.text, what.deleted};
    } else if (what.ev == "edited" || what.ev == "deleted") {
        const auto target =
            std::find_if(shown_.begin(), shown_.end(), [&](const auto& each) { return each.second.first == *what.target; });
        if (target == shown_.end() || target->second.second.is_deleted)
            return;
        target->second.second = what.ev == "edited" ? shown_message{what.text, false} : shown_message{{}, true};
    }
}

} // namespace hallway::simulation
