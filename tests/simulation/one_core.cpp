#include "tests/simulation/one_core.hpp"

#include <nlohmann/json.hpp>

#include <cctype>

namespace hallway::simulation {

// --- visitor ---

void visitor::enter(core& to, const std::string& since)
{
    who_ = std::make_unique<session>(to, *this);
    json greeting{{"do", "hello"}, {"name", "Ada"}};
    if (!token_.empty())
        greeting["token"] = token_;
    send(std::move(greeting));
    json asked{{"do", "join"}, {"room", "lobby"}};
    if (!since.empty())
        asked["since"] = json::parse(since);
    join_ = send(std::move(asked));
}

std::uint64_t visitor::send(json what)
{
    what["id"] = ++last_;
    who_->receive(what.dump());
    return last_;
}

std::uint64_t visitor::post(const std::string& text) { return reply(text, nullptr); }

std::uint64_t visitor::reply(const std::string& text, const json& to)
{
    std::string key = "key-of-the-post-" + text;
    for (char& c : key)
        c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '-';
    json what{{"do", "post"}, {"room", "lobby"}, {"key", key}, {"text", text}};
    if (!to.is_null())
        what["reply_to"] = to;
    return send(std::move(what));
}

json visitor::answer(std::uint64_t command) const
{
    for (const auto& each : told_) {
        auto document = json::parse(each);
        if (document.value("re", std::uint64_t{0}) == command)
            return document;
    }
    return nullptr;
}

json visitor::joined() const
{
    const auto found = answer(join_);
    return found.is_null() ? json::object() : found.value("ok", json::object());
}

json visitor::position() const
{
    const auto ok = joined();
    return {{"epoch", ok["epoch"]}, {"offset", ok["offset"]}, {"id", ok["id"]}};
}

void visitor::push(shared_bytes frames)
{
    std::string_view bytes = *frames;
    while (!bytes.empty()) { // unmasked text frames, RFC 6455, 5.2
        std::size_t length = static_cast<unsigned char>(bytes[1]);
        std::size_t header = 2;
        if (length >= 126) {
            header += length == 126 ? 2 : 8;
            length = 0;
            for (std::size_t i = 2; i < header; ++i)
                length = length << 8 | static_cast<unsigned char>(bytes[i]);
        }
        const auto payload = std::string(bytes.substr(header, length)) + "\n";
        bytes.remove_prefix(header + length);
        for (std::size_t from = 0, end = 0; (end = payload.find('\n', from)) != std::string::npos; from = end + 1)
            told_.push_back(payload.substr(from, end - from));
    }
    if (const auto hello = answer(1); token_.empty() && !hello.is_null())
        token_ = hello["ok"]["token"];
}

// --- one_core ---

void one_core::start(std::chrono::days keep)
{
    counts = std::make_unique<metrics>();
    service = std::make_unique<log_service>(turns, *keeper, *counts, std::string(32, 's'));
    core_settings settings;
    settings.rooms = {{"lobby", "Lobby"}};
    settings.is_unlimited = true;
    home = std::make_unique<core>(turns, service->attach(turns), tokens, settings, *counts);
    home->start([](const outcome<done>& ready) { REQUIRE(ready); });
    if (keep > 0h)
        service->forget_after(keep);
    pass(1s);
}

void one_core::kill()
{
    for (visitor* each : std::exchange(inside, {}))
        each->leave();
    turns.forget();
    home.reset();
    service.reset();
}

void one_core::let_in(visitor& who)
{
    who.enter(*home, {});
    inside.push_back(&who);
}

void one_core::let_in(visitor& who, const json& since)
{
    who.enter(*home, since.dump());
    inside.push_back(&who);
}

log_top one_core::top()
{
    return *wait<log_top>([&](auto then) { keeper->open("main/lobby", std::move(then)); });
}

room_snapshot one_core::saved()
{
    auto found = wait<stored_snapshot>([&](auto then) { keeper->load_snapshot("main/lobby", std::move(then)); });
    REQUIRE(found);
    return *decode_room_snapshot(found->bytes);
}

void one_core::save(const room_snapshot& what)
{
    REQUIRE(wait<done>([&](auto then) {
        keeper->save_snapshot("main/lobby", {what.offset, *what.id, fold_version, encode_snapshot(what)}, std::move(then));
    }));
}

std::uint64_t one_core::counted(const std::string& name) const
{
    const auto page = counts->text();
    const auto at = page.find("\n" + name + " ");
    REQUIRE(at != std::string::npos);
    return std::stoull(page.substr(at + name.size() + 2));
}

} // namespace hallway::simulation
