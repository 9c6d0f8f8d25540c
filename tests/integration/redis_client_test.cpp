// The client of Redis against a real one: answers in order, errors, ends and returns, encryption.
#include "redis/redis_client.hpp"
#include "tests/support/edge_host.hpp"
#include "tests/support/redis_asker.hpp"
#include "tests/support/redis_server.hpp"

#include <catch2/catch.hpp>

#include <poll.h>

#include <fstream>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

redis_asker asker_of(const redis_server& server) { return redis_asker(hasty_settings(server.address())); }

void run_tool(const std::vector<std::string>& arguments)
{
    child_process tool;
    const scratch_folder folder;
    tool.start(arguments, folder / "out", folder / "err");
    if (tool.wait(20s) != 0)
        throw std::runtime_error(arguments.front() + " failed");
}

} // namespace

TEST_CASE("commands are answered in the order in which they were asked for, however many are under way", "[redis]")
{
    redis_server server;
    auto client = asker_of(server);
    std::vector<redis_asker::answer> answers;
    constexpr int count = 20'000;
    for (int i = 0; i < count; ++i)
        answers.push_back(client.send({"INCR", "count"}));
    int out_of_order = 0;
    for (int i = 0; i < count; ++i)
        out_of_order += answers[static_cast<std::size_t>(i)].get().reply.number == i + 1 ? 0 : 1;

    CHECK(out_of_order == 0);
    CHECK(said(client.ask({"SET", "binary", std::string("\0\r\n$5\r\n", 8)})) == "OK");
    CHECK(said(client.ask({"GET", "binary"})) == std::string("\0\r\n$5\r\n", 8));
    CHECK(said(client.ask({"GET", "nothing"})) == "nil");
    CHECK(client.ask({"INCR", "binary"}).failure->code == redis_errc::other);
    CHECK(said(client.ask({"GET", "count"})) == "20000"); // an error is one command's
    CHECK(client.connections() == 1);
}

TEST_CASE("large values come back whole", "[redis]")
{
    redis_server server;
    auto client = asker_of(server);
    const std::string large(5'000'000, 'x');
    REQUIRE(said(client.ask({"SET", "large", large})) == "OK");

    CHECK(client.ask({"GET", "large"}).reply.text == large);
    CHECK(client.ask({"LRANGE", "none", "0", "-1"}).reply.elements.empty());
}

TEST_CASE("more than may wait is refused at once, and the rest is answered", "[redis]")
{
    redis_server server;
    auto settings = hasty_settings(server.address());
    settings.queue_max = 10;
    redis_asker client(settings);
    server.freeze();
    std::vector<redis_asker::answer> answers;
    for (int i = 0; i < 11; ++i)
        answers.push_back(client.send({"INCR", "count"}));

    CHECK(said(answers[10].get()) == "!full");
    server.thaw();
    CHECK(said(answers[9].get()) == "10");
}

TEST_CASE("over TCP and in another database it is the same", "[redis]")
{
    const auto port = free_port();
    redis_server server({"--port", std::to_string(port), "--bind", "127.0.0.1"});
    auto where = *parse_redis_url("redis://localhost:" + std::to_string(port) + "/3");
    redis_asker client(hasty_settings(where));

    CHECK(said(client.ask({"SET", "key", "value"})) == "OK");
    CHECK(server.ask({"-n", "3", "GET", "key"}) == "value");
    CHECK(server.ask({"GET", "key"}).empty());
}

TEST_CASE("over TLS the server's certificate has to lead to the authority that was named", "[redis]")
{
    const scratch_folder certificates;
    const auto key = (certificates / "key.pem").string();
    const auto certificate = (certificates / "certificate.pem").string();
    run_tool(
        {"/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate});
    const auto port = free_port();
    redis_server server(
        {"--tls-port", std::to_string(port), "--bind", "127.0.0.1", "--tls-cert-file", certificate, "--tls-key-file", key,
         "--tls-ca-cert-file", certificate, "--tls-auth-clients", "no"});
    auto where = *parse_redis_url("rediss://localhost:" + std::to_string(port));

    SECTION("it does")
    {
        where.authorities = certificate;
        redis_asker client(hasty_settings(where));
        CHECK(said(client.ask({"SET", "key", std::string(300'000, 'v')})) == "OK");
        CHECK(client.ask({"GET", "key"}).reply.text.size() == 300'000);
        server.kill();
        server.start();
        CHECK(said(client.ask({"GET", "key"})) == "nil"); // a new connection, agreed on anew
    }
    SECTION("it leads to nobody that the system trusts")
    {
        auto settings = hasty_settings(where);
        settings.connection_patience = 300ms;
        redis_asker client(settings);
        CHECK(said(client.ask({"PING"})) == "!away");
        CHECK_FALSE(client.losses().empty());
    }
    SECTION("it is another host's")
    {
        where.authorities = certificate;
        where.host = "127.0.0.1";
        auto settings = hasty_settings(where);
        settings.connection_patience = 300ms;
        redis_asker client(settings);
        CHECK(said(client.ask({"PING"})) == "!away");
    }
}

TEST_CASE("a user and a password are given before anything else, and a wrong one is told", "[redis]")
{
    redis_server server;
    server.ask({"ACL", "SETUSER", "ada", "on", ">hers", "~*", "&*", "+@all", "-flushall"});
    server.ask({"CONFIG", "SET", "requirepass", "of the default user"});
    auto where = server.address();
    auto settings = hasty_settings(where);
    settings.connection_patience = 300ms;

    SECTION("the default user's")
    {
        settings.link.where.password = "of the default user";
        redis_asker client(settings);
        CHECK(said(client.ask({"SET", "key", "value"})) == "OK");
    }
    SECTION("a user's own")
    {
        settings.link.where.user = "ada";
        settings.link.where.password = "hers";
        redis_asker client(settings);
        CHECK(said(client.ask({"ACL", "WHOAMI"})) == "ada");
        CHECK(said(client.ask({"FLUSHALL"})) == "!no_permission");
        CHECK(said(client.ask({"SET", "key", "value"})) == "OK");
    }
    SECTION("none")
    {
        redis_asker client(settings);
        CHECK(said(client.ask({"PING"})) == "!away");
        CHECK(client.losses().front() == redis_errc::no_auth);
    }
    SECTION("a wrong one")
    {
        settings.link.where.password = "guessed";
        redis_asker client(settings);
        CHECK(said(client.ask({"PING"})) == "!away");
        CHECK(client.losses().front() == redis_errc::wrong_password);
    }
}

TEST_CASE("a Redis that is not there yet is waited for, and one that comes back is found", "[redis]")
{
    redis_server server({"--appendonly", "yes"});
    server.kill();
    auto client = asker_of(server);
    auto early = client.send({"INCR", "count"});
    CHECK(early.wait_for(100ms) == std::future_status::timeout);
    server.start();
    CHECK(said(early.get()) == "1");

    server.kill();
    REQUIRE(eventually([&] { return !client.is_ready(); })); // what is sent before that is lost with the connection
    auto meanwhile = client.send({"INCR", "count"});
    server.start();
    CHECK(said(meanwhile.get()) == "2");
    CHECK(client.connections() == 2);
}

TEST_CASE("what cannot be sent within its time is not done", "[redis]")
{
    redis_server server({"--appendonly", "yes"});
    server.kill();
    auto settings = hasty_settings(server.address());
    settings.connection_patience = 200ms;
    redis_asker client(settings);

    CHECK(said(client.ask({"INCR", "count"})) == "!away");
    server.start();
    CHECK(eventually([&] { return client.is_ready(); }));
    CHECK(said(client.ask({"GET", "count"})) == "nil");
}

TEST_CASE("no answer in time ends the connection; what was sent may have been done, and nothing of it is done later", "[redis]")
{
    redis_server server;
    auto settings = hasty_settings(server.address());
    settings.answer_patience = 300ms;
    settings.connection_patience = 20'000ms;
    redis_asker client(settings);
    REQUIRE(said(client.ask({"SET", "word", ""})) == "OK");

    server.freeze();
    auto first = client.send({"APPEND", "word", "a"});
    auto second = client.send({"APPEND", "word", "b"});
    CHECK(said(first.get()) == "!unknown");
    CHECK(said(second.get()) == "!unknown");
    auto third = client.send({"SET", "word", "new"});
    server.thaw();
    CHECK(said(third.get()) == "OK");

    ::poll(nullptr, 0, 100);
    CHECK(said(client.ask({"GET", "word"})) == "new");
    CHECK(client.connections() == 2);
}

TEST_CASE("a silent Redis is asked whether it is there, and one that is not is left", "[redis]")
{
    redis_server server;
    auto settings = hasty_settings(server.address());
    settings.probe_after = 100ms;
    settings.answer_patience = 200ms;
    redis_asker client(settings);
    REQUIRE(said(client.ask({"PING"})) == "PONG");
    ::poll(nullptr, 0, 700);
    CHECK(client.losses().empty());
    server.freeze();

    CHECK(eventually([&] { return !client.losses().empty(); }));
    server.thaw();
    CHECK(said(client.ask({"PING"})) == "PONG");
}

TEST_CASE("scripts that Redis has forgotten are given to it again, in their order", "[redis]")
{
    redis_server server;
    auto client = asker_of(server);
    const auto& put = redis_script_named("put");
    const auto write = [&](int i) {
        return client.run(put, {"3", "values", "names", "ends", "record", std::to_string(i), std::to_string(i), "", "0"});
    };
    REQUIRE(said(write(0).get()) == "[ok 1]");
    server.ask({"SCRIPT", "FLUSH"});
    std::vector<redis_asker::answer> answers;
    for (int i = 1; i <= 50; ++i)
        answers.push_back(write(i)); // each only if the one before was written

    for (int i = 1; i <= 50; ++i)
        CHECK(said(answers[static_cast<std::size_t>(i) - 1].get()) == "[ok " + std::to_string(i + 1) + "]");
    CHECK(client.connections() == 1);
}

TEST_CASE("a Redis that became a replica, or is out of memory, says so", "[redis]")
{
    redis_server server;
    auto client = asker_of(server);
    REQUIRE(said(client.ask({"SET", "key", "value"})) == "OK");
    const auto& erase = redis_script_named("erase");

    server.ask({"CONFIG", "SET", "maxmemory", "1"});
    CHECK(said(client.ask({"SET", "key", "value"})) == "!out_of_memory");
    CHECK(said(client.run(redis_script_named("put"), {"3", "v", "n", "e", "r", "x", "", "", "0"}).get()) == "!out_of_memory");
    CHECK(said(client.ask({"GET", "key"})) == "value");
    server.ask({"CONFIG", "SET", "maxmemory", "0"});
    server.ask({"CONFIG", "SET", "min-replicas-to-write", "1"});
    CHECK(said(client.run(erase, {"3", "v", "n", "e", "r"}).get()) == "!no_replicas");
    server.ask({"CONFIG", "SET", "min-replicas-to-write", "0"});
    CHECK(client.connections() == 1);

    server.ask({"REPLICAOF", "127.0.0.1", "1"});
    CHECK(said(client.run(erase, {"3", "v", "n", "e", "r"}).get()) == "!read_only");
    CHECK(eventually([&] { return client.connections() == 2; })); // it looks anew where the master is
}
