#include "tests/simulation/small_node.hpp"

#include <algorithm>
#include <string_view>

namespace hallway::simulation {

namespace {

/// The payloads of whole text frames (RFC 6455, 5.2), as the server writes them.
std::string payloads_of(std::string_view frames)
{
    std::string lines;
    while (!frames.empty()) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(frames[i]); };
        std::size_t length = byte(1);
        const std::size_t digits = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (digits > 0)
            length = 0;
        for (std::size_t i = 0; i < digits; ++i)
            length = length << 8 | byte(2 + i);
        lines.append(frames.substr(2 + digits, length)).push_back('\n');
        frames.remove_prefix(2 + digits + length);
    }
    return lines;
}

constexpr auto lobby = "main/lobby";

} // namespace

// --- the node ---

small_node::small_node(bool is_unlimited, const bounds& held, bool is_shared)
    : keeper(turns[0], is_shared), service_(turns[0], keeper, counts_, std::string(32, 's'), held)
{
    core_settings settings;
    settings.rooms = {{"lobby", "Lobby"}};
    settings.is_unlimited = is_unlimited;
    for (std::size_t i = 0; i < cores_.size(); ++i) {
        cores_[i] = std::make_unique<core>(turns[i], service_.attach(turns[i]), tokens, settings, counts_);
        cores_[i]->start([](const outcome<done>& ready) { REQUIRE(ready); });
    }
    settle();
}

void small_node::settle()
{
    for (int there_and_back = 0; there_and_back < 8; ++there_and_back)
        for (auto& each : turns)
            each.run_until_idle();
}

void small_node::settle_first() { turns[0].run_until_idle(); }

void small_node::advance(uptime by)
{
    for (auto& each : turns)
        each.advance(by);
    settle();
}

void small_node::jump(std::chrono::hours by)
{
    for (auto& each : turns)
        each.set_now(each.now() + by);
}

std::vector<stored_event> small_node::events()
{
    std::vector<stored_event> found;
    keeper.open(lobby, [&](const outcome<log_top>& top) {
        keeper.read(lobby, {top->first - 1, 1'000, 1'000'000}, [&](const auto& read) { found = *read; });
    });
    settle();
    return found;
}

std::optional<stored_snapshot> small_node::snapshot()
{
    std::optional<stored_snapshot> found;
    keeper.load_snapshot(lobby, [&](const outcome<stored_snapshot>& saved) {
        if (saved)
            found = *saved;
    });
    settle();
    return found;
}

void small_node::trim(std::uint64_t below)
{
    keeper.trim(lobby, below, [](const outcome<done>& became) { REQUIRE(became); });
    settle();
}

// --- who talks to it ---

talker::talker(small_node& in, std::size_t core_number, std::string token)
    : in_(in), session_(std::make_unique<session>(in.at(core_number), *this))
{
    CHECK(ask(hello{"Ada", token.empty() ? std::nullopt : std::optional{token}, std::nullopt}) == "ok");
}

std::uint64_t talker::say(command_body what)
{
    session_->receive(encode({++last_, std::move(what)}));
    return last_;
}

std::string talker::ask(command_body what)
{
    say(std::move(what));
    in_.settle();
    return answer(last_);
}

std::string talker::answer(std::uint64_t number) const
{
    const auto* found = answered(number);
    return found == nullptr ? "none" : found->is_error ? std::string(code_of(found->error.code)) : "ok";
}

std::string talker::post_something()
{
    const auto number = std::to_string(last_ + 1);
    return ask(hallway::post{"lobby", "a-key-of-its-own-" + number, "Message " + number, std::nullopt});
}

const server_document* talker::told_at(std::uint64_t offset) const
{
    const auto found = std::ranges::find_if(told, [&](const auto& each) { return !each.re && each.offset == offset; });
    return found == told.end() ? nullptr : &*found;
}

std::vector<std::string> talker::resets() const
{
    std::vector<std::string> reasons;
    for (const auto& each : told)
        if (each.ev == "reset")
            reasons.push_back(each.room + " " + each.reason);
    return reasons;
}

const server_document* talker::answered(std::uint64_t number) const
{
    const auto found = std::ranges::find_if(told, [&](const auto& each) { return each.re == number; });
    return found == told.end() ? nullptr : &*found;
}

void talker::push(shared_bytes frames)
{
    unflushed_ += bytes_each;
    auto lines = payloads_of(*frames);
    for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1)
        told.push_back(decode_server_document(std::string_view(lines).substr(at, lines.find('\n', at) - at)).value());
}

} // namespace hallway::simulation
