// A store on a Redis of a test's own.
#pragma once

#include "log/redis_store.hpp"
#include "tests/contract/store_house.hpp"
#include "tests/support/redis_asker.hpp"
#include "tests/support/redis_server.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>

namespace hallway::test {

inline redis_store_settings settings_for(const redis_server& server)
{
    redis_store_settings settings;
    settings.client = hasty_settings(server.address());
    settings.look_every = std::chrono::milliseconds{50};
    settings.swept_at_once = 100;
    return settings;
}

inline store_house house_on(const redis_server& server, std::chrono::milliseconds patience = std::chrono::milliseconds{5'000})
{
    return store_house([&server, patience](scheduler& where, const std::filesystem::path&) {
        auto settings = settings_for(server);
        settings.client.connection_patience = patience;
        settings.client.answer_patience = patience;
        return make_redis_store(where, settings);
    });
}

/// Kills Redis and starts it again. When this returns the store has noticed: what only reads is asked again over the next connection.
inline void restart(redis_server& server, store_house& house)
{
    server.kill();
    server.start();
    REQUIRE(house.get("anything").error().code == errc::not_found);
}

/// Asks until it is taken or refused for good, as a client would: always with the same key.
inline append_outcome append_until_known(store_house& house, const append_request& request)
{
    append_outcome outcome;
    for (int i = 0; i < 10; ++i) {
        outcome = house.append(request);
        if (outcome.code != errc::unavailable)
            break;
    }
    return outcome;
}

} // namespace hallway::test
