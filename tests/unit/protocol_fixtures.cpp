// Every fixture of protocol/fixtures: what a client sends is understood or refused as it says there; what we send is exactly what stands there.
#include "tests/unit/protocol_fixture_values.hpp"

#include "protocol/codec.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace hallway;
using nlohmann::json;

namespace {

std::vector<json> fixtures()
{
    std::vector<json> all;
    for (const auto& entry : std::filesystem::directory_iterator{HALLWAY_SOURCE_DIR "/protocol/fixtures"}) {
        if (entry.path().extension() != ".json")
            continue;
        std::ifstream file{entry.path()};
        all.push_back(json::parse(file));
        INFO(entry.path());
        CHECK(all.back().at("name") == entry.path().stem().string());
    }
    REQUIRE_FALSE(all.empty());
    return all;
}

std::vector<json> fixtures_from(const std::string& whom)
{
    std::vector<json> some;
    for (auto& one : fixtures())
        if (one.at("from") == whom)
            some.push_back(std::move(one));
    REQUIRE_FALSE(some.empty());
    return some;
}

std::vector<std::string> documents_of(const json& fixture)
{
    if (fixture.contains("frame"))
        return {fixture["frame"].dump()};
    const auto views = split_frame(fixture.at("text").get_ref<const std::string&>());
    REQUIRE(views.has_value());
    REQUIRE_FALSE(views->empty());
    return {views->begin(), views->end()};
}

/// What the documents mean, one each.
std::vector<json> meanings_of(const json& fixture)
{
    const auto& meaning = fixture.contains("means") ? fixture["means"] : fixture.at("frame");
    return meaning.is_array() ? meaning.get<std::vector<json>>() : std::vector<json>{meaning};
}

void check_refused(const std::string& document, const json& expected)
{
    const auto decoded = decode_command(document);
    REQUIRE(std::holds_alternative<unreadable>(decoded));
    const auto& failed = std::get<unreadable>(decoded);
    CHECK(std::string{code_of(failed.why.code)} == expected.at("code").get<std::string>());
    CHECK(failed.why.field == expected.value("field", std::string{}));
    CHECK((failed.id ? json(*failed.id) : json(nullptr)) == expected.at("re"));
}

} // namespace

TEST_CASE("every fixture is of a kind that a test reads", "[protocol][fixtures]")
{
    for (const auto& one : fixtures()) {
        INFO(one);
        const std::string from = one.at("from");
        CHECK((from == "client" || from == "server" || from == "store" || from == "snapshot" || from == "http"));
        CHECK(one.contains("frame") != one.contains("text"));
        CHECK((from == "client" || !one.contains("refused")));
        for (const auto& [field, value] : one.items()) {
            const std::vector<std::string> known{"name", "from", "about", "later", "frame", "text", "means", "refused"};
            CHECK(std::find(known.begin(), known.end(), field) != known.end());
        }
    }
}

TEST_CASE("every command of the fixtures is understood and written alike, or refused as told", "[protocol][fixtures]")
{
    for (const auto& one : fixtures_from("client")) {
        INFO(one);
        const auto documents = documents_of(one);
        if (one.contains("refused")) {
            for (const auto& document : documents)
                check_refused(document, one["refused"]);
            continue;
        }
        std::vector<json> understood;
        for (const auto& document : documents) {
            const auto decoded = decode_command(document);
            REQUIRE(std::holds_alternative<command>(decoded));
            understood.push_back(json::parse(encode(std::get<command>(decoded))));
        }
        CHECK(understood == meanings_of(one));
    }
}

TEST_CASE("every document of a server is read by the built-in client", "[protocol][fixtures]")
{
    for (const auto& one : fixtures_from("server")) {
        INFO(one);
        const auto documents = documents_of(one);
        std::vector<json> read;
        for (const auto& document : documents) {
            CHECK(decode_server_document(document).has_value());
            read.push_back(json::parse(document));
        }
        CHECK(read == meanings_of(one));
    }
}

TEST_CASE("what this version encodes is what stands in the fixtures", "[protocol][fixtures]")
{
    auto encoded = encoded_fixtures();
    for (const auto* const whom : {"server", "store", "snapshot", "http"}) {
        for (const auto& one : fixtures_from(whom)) {
            if (one.contains("text") || one.value("later", false))
                continue;
            const std::string name = one.at("name");
            INFO(name);
            REQUIRE(encoded.count(name) == 1);
            CHECK(json::parse(encoded[name]) == one["frame"]);
            encoded.erase(name);
        }
    }
    INFO("encoded, but without a fixture: " << (encoded.empty() ? "" : encoded.begin()->first));
    CHECK(encoded.empty());
}

TEST_CASE("what the store keeps in the fixtures is read and written alike", "[protocol][fixtures]")
{
    for (const auto& one : fixtures_from("store")) {
        INFO(one);
        const auto body = decode_body(documents_of(one).front());
        REQUIRE(body.has_value());
        CHECK(json::parse(encode_body(*body)) == one["frame"]);
    }
    for (const auto& one : fixtures_from("snapshot")) {
        INFO(one);
        const auto bytes = documents_of(one).front();
        if (const auto room = decode_room_snapshot(bytes))
            CHECK(json::parse(encode_snapshot(*room)) == one["frame"]);
        else if (const auto space = decode_space_snapshot(bytes))
            CHECK(json::parse(encode_snapshot(*space)) == one["frame"]);
        else
            FAIL("neither a room's nor a space's");
    }
}

TEST_CASE("the fixtures show every command, event, code and reason", "[protocol][fixtures]")
{
    std::map<std::string, int> seen;
    for (const auto& one : fixtures()) {
        const auto frame = one.value("frame", json::object());
        if (one.at("from") == "client" && !one.contains("refused"))
            ++seen["do " + frame.value("do", "")];
        if (one.at("from") == "server") {
            ++seen["ev " + frame.value("ev", "")];
            ++seen["code " + frame.value("error", json::object()).value("code", "")];
            ++seen["reason " + frame.value("ok", json::object()).value("reason", "")];
        }
        if (one.at("from") == "store")
            ++seen["type " + frame.value("type", "")];
    }
    for (const auto* const what : {"do hello",    "do join",         "do leave",         "do post",
                                   "do edit",     "do delete",       "do open",          "do history",
                                   "do ping",     "do rooms",        "ev message",       "ev edited",
                                   "ev deleted",  "ev at",           "ev gap",           "ev reset",
                                   "ev left",     "ev member",       "ev draining",      "type message",
                                   "type edited", "type deleted",    "type room_opened", "type member_named",
                                   "do about",    "do plan",         "ev schedule",      "type schedule_planned",
                                   "do clock",    "type clock_moved"}) {
        INFO(what);
        CHECK(seen.count(what) == 1);
    }
    for (int i = 0; i <= static_cast<int>(errc::draining); ++i)
        CHECK(seen.count("code " + std::string{code_of(static_cast<errc>(i))}) == 1);
    for (int i = 0; i <= static_cast<int>(recovery_loss::audience); ++i)
        CHECK(seen.count("reason " + std::string{name_of(static_cast<recovery_loss>(i))}) == 1);
}
