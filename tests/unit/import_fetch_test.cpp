#include "outside/import_fetch.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>

#include <string>

using namespace hallway;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;

namespace {

/// Listens and never says a word: the kernel accepts for it.
struct silent_server {
    boost::asio::io_context io;
    tcp::acceptor acceptor{io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};

    std::string address() const
    {
        return "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/schedule.xml";
    }
};

fetch_failed failure_to_fetch(document_fetcher& fetcher, const std::string& address)
{
    try {
        fetcher.get(address);
    } catch (const fetch_failed& error) {
        return error;
    }
    return {"it was fetched", false};
}

} // namespace

TEST_CASE("a server that never answers is given up", "[import]")
{
    const silent_server server;
    document_fetcher fetcher({.in_all = 200ms});

    const auto error = failure_to_fetch(fetcher, server.address());

    CHECK(std::string(error.what()).find("did not send the whole document in time") != std::string::npos);
    CHECK(!error.has_come_wrong);
}

TEST_CASE("a fetching that nobody wants any more ends", "[import]")
{
    const silent_server server;
    document_fetcher fetcher({}, [] { return false; });

    CHECK(failure_to_fetch(fetcher, server.address()).was_stopped);
}

TEST_CASE("nobody listens: that is said without what the address hides", "[import]")
{
    std::string address;
    {
        const silent_server server;
        address = server.address();
    }
    document_fetcher fetcher;
    address.replace(0, 7, "http://ada:secret@");

    const std::string sentence = failure_to_fetch(fetcher, address + "?token=hidden").what();

    CHECK(sentence.find("cannot be fetched") != std::string::npos);
    CHECK(sentence.find("secret") == std::string::npos);
    CHECK(sentence.find("hidden") == std::string::npos);
}

TEST_CASE("what may be told of an address is where it leads", "[import]")
{
    CHECK(told_address("https://a.example/b/c.xml") == "https://a.example/b/c.xml");
    CHECK(told_address("https://ada:secret@a.example/b@c?token=x#y") == "https://a.example/b@c");
    CHECK(told_address("https://ada:sec@ret@a.example") == "https://a.example");
    CHECK(told_address("http://") == "http://");
    CHECK(is_web_address("HTTPS://a.example"));
    CHECK(!is_web_address("schedule.xml"));
    CHECK(!is_web_address("ftp://a.example"));
    CHECK(!is_web_address("http"));
}
