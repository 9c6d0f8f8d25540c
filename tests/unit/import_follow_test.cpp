#include "outside/import_follow.hpp"

#include "outside/import_source.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <string>
#include <vector>

using namespace hallway;
using namespace std::chrono_literals;

namespace {

/// What a follower said of rounds that do what they are told, one after the other, until a signal comes with the last.
struct followed {
    std::vector<std::string> said;
    std::vector<bool> firsts;
    int code = -1;

    explicit followed(std::vector<std::function<std::string()>> rounds)
    {
        std::size_t next = 0;
        import_follower::handlers call;
        call.round = [&](bool is_first) {
            firsts.push_back(is_first);
            if (next + 1 == rounds.size())
                std::raise(SIGTERM);
            return rounds.at(next++)();
        };
        call.tell = [&](const std::string& line) { said.push_back(line); };
        call.complain = [&](const std::string& sentence) { said.push_back("! " + sentence); };
        code = import_follower(1ms, std::move(call)).run();
    }
};

std::function<std::string()> does(const std::string& line)
{
    return [line] { return line; };
}

std::function<std::string()> fails(const std::string& sentence, int exit_code = 1)
{
    return [sentence, exit_code]() -> std::string { throw import_refused(exit_code, sentence); };
}

} // namespace

TEST_CASE("each round is told in a line, and one without changes not at all, until a signal comes", "[import]")
{
    const followed run({does("10 added."), does(""), does("1 moved."), does("")});

    CHECK(run.code == 0);
    CHECK(run.said == std::vector<std::string>{"10 added.", "1 moved."});
    CHECK(run.firsts == std::vector<bool>{true, false, false, false});
}

TEST_CASE("why rounds fail is told once, and that they work again", "[import]")
{
    const followed run(
        {fails("No answer."), fails("No answer."), does("10 added."), fails("It answered 500."), fails("No answer."), does("")});

    CHECK(run.code == 0);
    CHECK(
        run.said == std::vector<std::string>{
                        "! No answer. What is there stays; it is tried again.", "! It works again.", "10 added.",
                        "! It answered 500. What is there stays; it is tried again.",
                        "! No answer. What is there stays; it is tried again.", "! It works again."});
    CHECK(run.firsts == std::vector<bool>{true, true, true, false, false, false});
}

TEST_CASE("what can never work ends the following", "[import]")
{
    CHECK(followed({fails("There is no such time zone.", 2), does(""), does("")}).code == 2);
    CHECK(followed({fails("There is no such time zone.", 2), does(""), does("")}).said.size() == 1);
}

TEST_CASE("a round that the signal cuts off is no failure", "[import]")
{
    const followed run({does("10 added."), fails("Stopped.")});

    CHECK(run.code == 0);
    CHECK(run.said == std::vector<std::string>{"10 added."});
}

TEST_CASE("after rounds that fail the waits grow to a quarter of an hour, each with its own chance", "[import]")
{
    CHECK(wait_after(0, 10s, 0.9) == 10s);
    CHECK(wait_after(1, 10s, 0) == 10s);
    CHECK(wait_after(3, 10s, 0) == 40s);
    CHECK(wait_after(3, 10s, 0.5) == 60s);
    CHECK(wait_after(50, 10s, 0.999999) <= 15min);
    CHECK(wait_after(50, 10s, 0) == 450s);
    CHECK(wait_after(50, 1h, 0.3) == 1h);
}
