// What a crash left half done is done when the room is opened again: no text that was edited away or deleted stays in the log.
#include "hub/core.hpp"
#include "identity/tokens.hpp"
#include "log/log_service.hpp"
#include "log/memory_store.hpp"
#include "log/stored_form.hpp"
#include "protocol/codec.hpp"
#include "room/room.hpp"
#include "tests/simulation/world.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace hallway;
using namespace hallway::simulation;
using namespace std::chrono_literals;

namespace {

/// Somebody comes, and does not look at what they are told.
class passer_by final : public wire {
public:
    void push(shared_bytes frames) override { told_ += *frames; }
    void flush() override {}
    std::size_t queued_bytes() const override { return 0; }
    void close(close_code, std::string) override {}
    bool is_in() const { return told_.find("\"recovered\"") != std::string::npos; }

private:
    std::string told_;
};

/// A log as a crash leaves it: events that were committed, none of which has been written over another yet.
class interrupted_log {
public:
    explicit interrupted_log(world& in) : in_(in), keeper_(make_memory_store(in.make_thread()))
    {
        keeper_->open(name, [](const auto&) {});
    }

    event_id add(event_body what)
    {
        append_draft draft{
            event_id{++last_}, {member_id{7}, role::attendee}, "key-of-event-" + std::to_string(100 + last_), std::move(what)};
        auto request = request_for(draft);
        request.log = name;
        keeper_->append({std::move(request)}, [](const auto& outcomes) { REQUIRE_FALSE(outcomes.at(0).code); });
        return draft.id;
    }

    event_id post(std::string text)
    {
        message made;
        made.text = std::move(text);
        return add(made);
    }

    /// Events as they are kept.
    std::vector<stored_event> events()
    {
        std::vector<stored_event> found;
        keeper_->read(name, {0, 1'000, 1'000'000}, [&](const auto& read) { found = *read; });
        in_.run(in_.clock() + 1s);
        return found;
    }

    /// A snapshot of all there is, and the rows as a room that lived until then has written them.
    void save_snapshot()
    {
        room folded("of no matter");
        for (auto& each : events())
            folded.apply(*event_of(each));
        for (const auto& each : events()) {
            const auto stands = folded.as_it_stands(*event_of(each));
            keeper_->amend({name, each.offset, folded.top(), encode_body(stands.what), std::nullopt}, [](const auto&) {});
        }
        keeper_->save_snapshot(
            name, {folded.top(), *folded.state().id, fold_version, encode_snapshot(folded.state())}, [](const auto&) {});
    }

    /// A core opens the room, since somebody comes.
    void open_room()
    {
        metrics counts;
        token_keeper tokens{std::string(32, 't')};
        auto& logs = in_.make_thread();
        auto& thread = in_.make_thread();
        log_service service(logs, *keeper_, counts, std::string(32, 's'));
        core_settings settings;
        settings.space = "main";
        settings.rooms = {{"lobby", "Lobby"}};
        core home(thread, service.attach(thread), tokens, settings, counts);
        home.start([](const outcome<done>& ready) { REQUIRE(ready); });
        in_.run(in_.clock() + 1s);
        passer_by guest;
        {
            session visit(home, guest);
            visit.receive(encode({1, hello{"Guest", std::nullopt, std::nullopt}}));
            visit.receive(encode({2, hallway::join{"lobby", std::nullopt}}));
            in_.run(in_.clock() + 1s);
            REQUIRE(guest.is_in());
        }
        in_.run(in_.clock() + 1s);
        in_.kill(logs);
        in_.kill(thread);
    }

    /// All that the log says.
    std::string text()
    {
        std::string all;
        for (const auto& each : events())
            all += each.body + "\n";
        return all;
    }

private:
    static constexpr const char* name = "main/lobby";
    world& in_;
    std::unique_ptr<store> keeper_;
    std::uint64_t last_ = 0;
};

} // namespace

TEST_CASE("text that was edited away or deleted just before a crash leaves the log when the room is opened", "[simulation][redo]")
{
    world in{1};
    interrupted_log log(in);
    const auto edited = log.post("first words");
    const auto deleted = log.post("words to be deleted");
    SECTION("all of it happened since the snapshot") {}
    SECTION("a snapshot has seen the beginning")
    {
        log.add(message_edited{edited, "words of the snapshot"});
        log.add(message_edited{deleted, "other words of the snapshot"});
        log.save_snapshot();
    }
    log.add(message_edited{edited, "second words"});
    log.add(message_edited{deleted, "words of an edit"});
    log.add(message_edited{edited, "third words"});
    log.add(message_deleted{deleted});
    log.add(message_edited{deleted, "words that came too late"});

    log.open_room();

    const auto text = log.text();
    INFO(text);
    CHECK(text.find("third words") != std::string::npos);
    for (const auto* gone : {"first words", "to be deleted", "of the snapshot", "second words", "of an edit", "came too late"})
        CHECK(text.find(gone) == std::string::npos);

    log.open_room(); // once more changes nothing
    CHECK(log.text() == text);
}
