// Every store answers like the simplest one: the same random calls, the same answers, over restarts too.
#include "tests/contract/store_house.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <random>
#include <sstream>

using namespace hallway;
using namespace hallway::test;

namespace {

std::string told(const stored_event& event)
{
    std::ostringstream out;
    out << event.offset << '/' << event.id.value << '/' << event.at.time_since_epoch().count() << '/' << event.member.value << '/'
        << event.role << '/' << event.key << '/' << event.body << ' ';
    return out.str();
}

std::string told(const append_outcome& what)
{
    std::ostringstream out;
    out << said(what) << ' ' << what.offset << ' ' << what.id.value << ' ' << what.at.time_since_epoch().count()
        << (what.verdict ? code_of(*what.verdict) : "") << ' ';
    return out.str();
}

std::string told(const std::vector<stored_event>& events)
{
    std::string all;
    for (const auto& event : events)
        all += told(event);
    return all;
}

std::string told(const row_page& page) { return told(page.rows) + (page.has_more ? "more" : ""); }

std::string told(const log_top& top)
{
    std::ostringstream out;
    out << top.offset << ' ' << top.first << ' ' << (top.id ? top.id->value : 0) << ' '
        << top.at.time_since_epoch().count(); // epochs are random
    return out.str();
}

std::string told(const stored_snapshot& saved)
{
    return std::to_string(saved.offset) + "/" + std::to_string(saved.id.value) + "/" + std::to_string(saved.fold_version) + "/" +
           saved.bytes;
}

std::string told(const record& what) { return what.value + "@" + std::to_string(what.version); }

std::string told(const std::vector<std::string>& names)
{
    std::string all;
    for (const auto& name : names)
        all += name + " ";
    return all;
}

std::string told(const std::vector<std::pair<std::string, record>>& found)
{
    std::string all;
    for (const auto& [name, what] : found)
        all += name + "=" + told(what) + " ";
    return all;
}

std::string told(const done&) { return "done"; }

std::string told(std::uint64_t version) { return std::to_string(version); }

template <class T>
std::string told(const outcome<T>& what)
{
    return what ? told(*what) : said(what);
}

/// Draws a call, makes it, and tells what came of it. What is drawn depends on the seed alone.
class caller {
public:
    explicit caller(std::uint32_t seed) : random_(seed) {}

    std::string call(store_house& house)
    {
        switch (below(16)) {
        case 0: return "open " + told(house.open(log()));
        case 1: return "read " + told(house.read(log(), {below(40), below(20), below(300)}));
        case 2: return "rows " + told(house.rows(log(), {below(40), below(2) == 0, below(10), below(300)}));
        case 3: return "find " + told(house.find(log(), id()));
        case 4: return "find_key " + told(house.find_key(log(), member(), key(), digest()));
        case 5: return "amend " + told(house.amend(change()));
        case 6: return "trim " + told(house.trim(log(), below(40)));
        case 7: return below(5) == 0 ? "drop " + told(house.drop(log())) : pass_time(house);
        case 8: return "list " + told(house.list(log().substr(0, below(4)), log(), below(4)));
        case 9: return "save " + told(house.save_snapshot(log(), {below(30), id(), below(2) == 0 ? 1 : 2, text()}));
        case 10: return "load " + told(house.load_snapshot(log()));
        case 11: return "get " + told(house.get(name()));
        case 12: return "put " + put(house);
        case 13: return "records " + told(house.records(name().substr(0, below(4)), name(), below(4)));
        default: return "append " + append(house);
        }
    }

private:
    std::size_t below(std::uint32_t end) { return random_() % end; }
    std::string log() { return std::string("log") + "ab%"[below(3)]; }
    std::string name() { return std::string("rec") + "ab_"[below(3)]; }
    event_id id() { return event_id{0xf000'0000'0000'0000 + below(200)}; }
    member_id member() { return member_id{1 + below(2)}; }
    std::string key() { return below(20) == 0 ? std::string() : "key-" + std::to_string(below(40)); }
    std::string digest() { return "digest-" + std::to_string(below(2)); }
    std::string text() { return std::string(below(60), static_cast<char>('a' + below(26))); }

    append_request request()
    {
        append_request made;
        made.log = log();
        made.id = id();
        made.member = member();
        made.role = "attendee";
        made.key = key();
        made.digest = digest();
        made.body = text();
        made.is_row = below(3) != 0;
        return made;
    }

    amendment change()
    {
        amendment made;
        made.log = log();
        made.offset = below(30);
        made.version = below(50);
        if (below(2) == 0)
            made.body = text();
        if (below(2) == 0)
            made.verdict = errc::gone;
        return made;
    }

    std::string append(store_house& house)
    {
        std::vector<append_request> requests;
        for (auto count = below(5); count > 0; --count)
            requests.push_back(request());
        std::string all;
        for (const auto& outcome : house.append(std::move(requests)))
            all += told(outcome);
        return all;
    }

    std::string put(store_house& house)
    {
        const auto expected = below(2) == 0 ? std::optional<std::uint64_t>(below(4)) : std::nullopt;
        const auto expires =
            below(2) == 0 ? std::optional(house.turns.now() + std::chrono::milliseconds(below(2'000))) : std::nullopt;
        if (below(8) == 0)
            return told(house.erase(name()));
        return told(house.put(name(), text(), expected, expires));
    }

    std::string pass_time(store_house& house)
    {
        house.turns.advance(std::chrono::milliseconds(below(1'000)));
        return "time passes";
    }

    std::mt19937 random_;
};

} // namespace

TEMPLATE_LIST_TEST_CASE("any calls are answered as the memory store answers them", "[store][agreement]", every_store)
{
    const auto first_seed = std::random_device{}();
    for (std::uint32_t round = 0; round < 4; ++round) {
        const auto seed = first_seed + round;
        INFO("seed " << seed);
        auto model = house_of<memory>();
        auto house = house_of<TestType>();
        caller same(seed);
        caller calls(seed);
        std::string expected;
        std::string told_here;
        for (int i = 0; i < 1'000 && expected == told_here; ++i) {
            INFO("call " << i);
            expected = same.call(model);
            told_here = calls.call(house);
            if (!std::is_same_v<TestType, memory> && i % 300 == 299)
                house.reopen();
        }
        REQUIRE(told_here == expected);
    }
}
