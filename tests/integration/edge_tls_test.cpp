// TLS at the edge: what is agreed on, what is refused, and that nothing a peer does on the way there costs anybody else.
#include "bench/own_certificate.hpp"
#include "tests/support/client_frame.hpp"
#include "tests/support/edge_host.hpp"
#include "tests/support/server_process.hpp"

#include <catch2/catch.hpp>
#include <openssl/ssl.h>

#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::EndsWith;
using Catch::StartsWith;

namespace {

edge_settings sealed()
{
    edge_settings out;
    out.tls = own_identity();
    return out;
}

edge_settings sealed_and_swept()
{
    auto out = sealed();
    out.deadlines.sweep = 20ms;
    return out;
}

/// A client's end that does as its test likes.
class own_client {
public:
    own_client() : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {}

    SSL_CTX* context() { return context_.get(); }

    /// Connected and agreed; `before` has a look at it first.
    client_socket connect(const edge_host& host, const std::function<void(SSL*)>& before = {})
    {
        client_socket client(host.port());
        SSL* const tls = SSL_new(context_.get());
        if (before)
            before(tls);
        client.speak_tls(tls);
        return client;
    }

private:
    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
};

const std::string get_hello = "GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

bool counts(const edge_host& host, const std::string& how, int handshakes)
{
    const auto line = "hallway_tls_handshakes_total{how=\"" + how + "\"} " + std::to_string(handshakes) + "\n";
    return eventually([&] { return host.metrics_text().find(line) != std::string::npos; });
}

/// Somebody who was there before, and is not to notice anything.
class bystander {
public:
    explicit bystander(const edge_host& host) : client_(host.open_websocket()) {}
    ~bystander()
    {
        client_.send(client_text("still here"));
        CHECK(client_.read_frame() == text_frame("still here"));
    }

private:
    client_socket client_;
};

/// What a client says first, as bytes.
std::string client_hello()
{
    own_client any;
    SSL* const tls = SSL_new(any.context());
    BIO* const out = BIO_new(BIO_s_mem());
    SSL_set_bio(tls, BIO_new(BIO_s_mem()), out);
    SSL_connect(tls);
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(out, &bytes);
    std::string hello(bytes, static_cast<std::size_t>(size));
    SSL_free(tls);
    return hello;
}

} // namespace

TEST_CASE("messages travel both ways over TLS 1.2 and 1.3, in records of any size", "[tls]")
{
    const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
    const edge_host host(sealed());
    own_client own;
    SSL_CTX_set_max_proto_version(own.context(), version);
    auto client = own.connect(host);
    CHECK(SSL_version(client.tls()) == version);
    client.send(upgrade_request() + client_text("sent ahead"));
    CHECK_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
    CHECK(client.read_frame() == text_frame("sent ahead"));
    for (const std::size_t bytes : {1u, 100u, 16'383u, 16'384u, 16'385u, 60'000u}) {
        client.send(client_text(std::string(bytes, 'a')));
        const bool is_echoed = client.read_frame() == text_frame(std::string(bytes, 'a'));
        CHECK(is_echoed);
    }
    client.send(client_text("send 300 1000"));
    int wrong = 0;
    for (int i = 0; i < 300; ++i)
        wrong += client.read_frame() == text_frame(std::string(1'000, 'x')) ? 0 : 1;
    CHECK(wrong == 0);
    client.send(client_close(1000));
    CHECK(client.read_all() == server_close(1000));
    CHECK(SSL_get_shutdown(client.tls()) == SSL_RECEIVED_SHUTDOWN); // nothing was cut off
    CHECK(counts(host, "full", 1));
}

TEST_CASE("a large answer leaves whole, and every byte of a request may come by itself", "[tls]")
{
    const edge_host host(sealed());
    own_client own;
    auto client = own.connect(host);
    client.send("GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    CHECK(client.read_response().size() > 8 * 1024 * 1024);
    for (const char one : get_hello)
        client.send(std::string_view(&one, 1));
    CHECK_THAT(client.read_response(), EndsWith("hello\n"));
}

TEST_CASE("who speaks plain HTTP where TLS is spoken is told so", "[tls]")
{
    const edge_host host(sealed());
    const bystander other(host);
    for (const auto& request : {get_hello, upgrade_request(), std::string("POST")}) {
        client_socket client(host.port());
        client.send(request);
        const auto answer = client.read_all();
        CHECK_THAT(answer, StartsWith("HTTP/1.1 400 ") && Contains("https://") && !Contains("Strict-Transport-Security"));
        CHECK(client.is_closed());
    }
    CHECK(counts(host, "plain", 3));
}

TEST_CASE("browsers are to remember an address of its own only", "[tls]")
{
    auto settings = sealed();
    settings.has_own_address = GENERATE(true, false);
    const edge_host host(settings);
    auto client = host.connect();
    client.send(get_hello);
    CHECK(
        (client.read_response().find("\r\nStrict-Transport-Security: max-age=") != std::string::npos) ==
        settings.has_own_address);
}

TEST_CASE("what is no handshake is refused, whoever sends it and however far it came", "[tls]")
{
    const edge_host host(sealed());
    const bystander other(host);
    client_socket staying(host.port()); // the others say that they are done
    staying.send(std::string(1'000, '\xff'));
    staying.read_all();
    CHECK(staying.is_closed());
    const auto hello = client_hello();
    std::vector<std::string> wrong{
        std::string("\0\0\0\0", 4),
        std::string(100'000, '\xff'),
        "\x16\x03\x01",
        "\x80\x2e\x01\x00\x02",
        "get / HTTP/1.1\r\n\r\n",
        std::string("\x16\x03\x01\xff\xff", 5) + std::string(70'000, 'a'),
        hello + std::string(20'000, 'a'),
        hello + hello,
        std::string("\x17\x03\x03\x00\x01\x00", 6),
        std::string("\x15\x03\x01\x00\x02\x02\x28", 7)};
    for (std::size_t at = 0; at < hello.size(); at += 7) {
        auto changed = hello;
        changed[at] = static_cast<char>(changed[at] ^ 0xff);
        wrong.push_back(changed);
        wrong.push_back(hello.substr(0, at));
    }
    for (const auto& bytes : wrong) {
        client_socket client(host.port());
        client.try_send(bytes);
        client.finish_sending();
        client.read_all();
        CHECK(client.is_closed());
    }
    CHECK(eventually([&] { return host.open_connections() == 1; }));
    CHECK(counts(host, "failed", static_cast<int>(wrong.size()) + 1));
}

TEST_CASE("silence, half a handshake, and one that trickles in end at the deadline of a request", "[tls]")
{
    auto settings = sealed_and_swept();
    settings.deadlines.http_header = 200ms;
    const edge_host host(settings);
    const auto hello = client_hello();
    client_socket silent(host.port());
    client_socket half(host.port());
    client_socket whole(host.port());
    client_socket trickling(host.port());
    half.try_send(hello.substr(0, hello.size() / 2));
    whole.try_send(hello); // and never finishes
    trickling.patience = 20ms;
    std::size_t sent = 0;
    while (!trickling.is_closed() && sent < hello.size() - 1) {
        if (trickling.try_send(hello.substr(sent, 1)))
            ++sent;
        trickling.read(1);
    }
    for (auto* each : {&silent, &half, &whole, &trickling}) {
        each->patience = 5s;
        each->read_all();
        CHECK(each->is_closed());
    }
    CHECK(counts(host, "failed", 4));
    CHECK(host.open_connections() == 0);
}

TEST_CASE("who holds back the rest of a record is cut off, and who ends each write within one is not", "[tls]")
{
    auto settings = sealed_and_swept();
    settings.deadlines.message = 1s;
    const edge_host host(settings);
    auto quick = host.open_websocket();
    auto held = host.open_websocket();
    BIO* const sealed = BIO_new(BIO_s_mem()); // what quick writes lands here, to be sent as we like
    SSL_set0_wbio(quick.tls(), sealed);
    const auto next_record = [&] {
        quick.send(client_text("abcdefgh"));
        char* bytes = nullptr;
        const auto size = BIO_get_mem_data(sealed, &bytes);
        std::string record(bytes, static_cast<std::size_t>(size));
        BIO_reset(sealed);
        return record;
    };
    constexpr std::size_t cut = 10;
    const auto send = [&](const std::string& bytes) {
        return ::send(SSL_get_fd(quick.tls()), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<long>(bytes.size());
    };
    auto record = next_record();
    REQUIRE(send(record.substr(0, cut)));
    // The record's header is enough: it is as long as it says.
    REQUIRE(::write(SSL_get_fd(held.tls()), "\x17\x03\x03\x40\x00", 5) == 5);
    held.patience = 20ms;
    for (int i = 0; i < 400 && !held.is_closed(); ++i) {
        const auto next = next_record();
        REQUIRE(send(record.substr(cut) + next.substr(0, cut)));
        record = next;
        CHECK(quick.read_frame() == text_frame("abcdefgh"));
        held.read(1);
    }
    CHECK(held.is_closed());
    CHECK(eventually([&] { return host.told.open == 1; }));
}

TEST_CASE("a new certificate is shown to who comes, and who is there stays", "[tls]")
{
    edge_host host(sealed());
    auto before = host.open_websocket();
    const scratch_folder folder;
    const auto renewed = read_tls_identity(bench::make_own_certificate(folder.path(), 30 * 24h));
    host.ask([&] {
        host.edge().show(renewed);
        return 0;
    });
    auto after = host.open_websocket();
    const auto key_of = [](client_socket& one) {
        X509* const shown = SSL_get1_peer_certificate(one.tls());
        std::string bits(reinterpret_cast<const char*>(X509_get0_pubkey_bitstr(shown)->data), 65);
        X509_free(shown);
        return bits;
    };
    CHECK(key_of(before) != key_of(after));
    for (auto* each : {&before, &after}) {
        each->send(client_text("here"));
        CHECK(each->read_frame() == text_frame("here"));
    }
}

TEST_CASE("who comes back with a ticket need not show and prove everything anew", "[tls]")
{
    const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
    const edge_host host(sealed());
    own_client own;
    SSL_CTX_set_max_proto_version(own.context(), version);
    std::unique_ptr<SSL_SESSION, void (*)(SSL_SESSION*)> ticket(nullptr, SSL_SESSION_free);
    {
        auto first = own.connect(host);
        first.send(get_hello);
        CHECK_THAT(first.read_response(), EndsWith("hello\n"));
        ticket.reset(SSL_get1_session(first.tls()));
        first.finish_sending();
    }
    auto again = own.connect(host, [&](SSL* tls) { SSL_set_session(tls, ticket.get()); });
    CHECK(SSL_session_reused(again.tls()) == 1);
    again.send(get_hello);
    CHECK_THAT(again.read_response(), EndsWith("hello\n"));
    CHECK(counts(host, "resumed", 1));
}

TEST_CASE("old versions, weak ciphers and other protocols are not agreed on", "[tls]")
{
    const edge_host host(sealed());
    const bystander other(host);
    const auto is_refused = [&](const std::function<void(SSL_CTX*)>& with) {
        own_client own;
        SSL_CTX_set_security_level(own.context(), 0);
        with(own.context());
        CHECK_THROWS_AS(own.connect(host), std::runtime_error);
    };
    is_refused([](SSL_CTX* of) { SSL_CTX_set_max_proto_version(of, TLS1_1_VERSION); });
    is_refused([](SSL_CTX* of) {
        SSL_CTX_set_max_proto_version(of, TLS1_2_VERSION);
        SSL_CTX_set_cipher_list(of, "AES128-SHA:ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA256");
    });
    is_refused([](SSL_CTX* of) { SSL_CTX_set_alpn_protos(of, reinterpret_cast<const unsigned char*>("\x02h2"), 3); });
    CHECK(counts(host, "failed", 3));

    own_client browser;
    SSL_CTX_set_alpn_protos(browser.context(), reinterpret_cast<const unsigned char*>("\x02h2\x08http/1.1"), 12);
    auto client = browser.connect(host);
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(client.tls(), &chosen, &size);
    CHECK(std::string(reinterpret_cast<const char*>(chosen), size) == "http/1.1");
}

TEST_CASE("keys are not renewed without end, and nothing is negotiated anew", "[tls]")
{
    const edge_host host(sealed());
    const bystander other(host);
    own_client own;
    const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
    SSL_CTX_set_max_proto_version(own.context(), version);
    auto client = own.connect(host);
    client.send(upgrade_request());
    CHECK_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
    const auto ask_anew = [&] {
        if (version == TLS1_3_VERSION)
            return SSL_key_update(client.tls(), SSL_KEY_UPDATE_REQUESTED) == 1 && SSL_do_handshake(client.tls()) == 1;
        return SSL_renegotiate(client.tls()) == 1 && SSL_do_handshake(client.tls()) == 1;
    };
    if (version == TLS1_2_VERSION) {
        CHECK_FALSE(ask_anew());
        return;
    }
    unsigned asked = 0;
    constexpr unsigned without_end = 2 * tls_renewals_max;
    while (asked < without_end && ask_anew() && client.try_send(client_text("and on")) && !client.read_frame().empty())
        ++asked;
    CHECK(asked > 100); // a reasonable client never gets there
    CHECK(asked < without_end);
    CHECK(eventually([&] { return host.told.open == 1; }));
}

TEST_CASE("above the limits of the door TLS is not even begun", "[tls]")
{
    door_settings limits;
    limits.per_address_max = 2;
    const edge_host host(sealed(), limits);
    auto one = host.open_websocket();
    client_socket silent(host.port()); // counts from the beginning, whatever it says
    CHECK(eventually([&] { return host.open_connections() == 2; }));
    CHECK_THROWS_AS(host.connect(), std::runtime_error);
    CHECK_THAT(host.metrics_text(), Contains("hallway_turned_away_total{why=\"address\"} 1\n"));
    CHECK(counts(host, "failed", 0));
    one.send(client_text("still here"));
    CHECK(one.read_frame() == text_frame("still here"));
}

TEST_CASE("when memory is short handshakes are given up, and members are not", "[tls]")
{
    memory_watch memory(1'000'000);
    auto settings = sealed();
    settings.memory = &memory;
    settings.deadlines.sweep = 20ms;
    const edge_host host(settings);
    const bystander other(host);
    client_socket half(host.port());
    half.send(client_hello().substr(0, 50));
    CHECK(eventually([&] { return host.open_connections() == 2; }));
    memory.saw(950'000);
    half.read_all();
    CHECK(half.is_closed());
    memory.saw(0);
    CHECK(eventually([&] { return host.open_connections() == 1; }));
}
