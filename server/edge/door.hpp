// Who is let in before anybody has said who they are: limits of the whole process, and of each client address.
#pragma once

#include "edge/settings.hpp"
#include "edge/spare_descriptors.hpp"
#include "support/network.hpp"
#include "support/scheduler.hpp"
#include "support/token_bucket.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace hallway {

inline constexpr std::size_t without_limit = std::numeric_limits<std::size_t>::max();

struct door_settings {
    std::size_t connections_max = 20'000;      // of the process
    std::size_t newcomers_max = without_limit; // of the process: connections on which nobody has said hello
    std::size_t per_address_max = without_limit;
    int hello_burst = 0;                           // of an address, at once; 0: hellos are not limited
    uptime hello_refill = std::chrono::seconds{1}; // after which an address has one more
    std::vector<network> trusted_proxies;
};

/// One for the process. Its cores share it under a lock: it is asked when a connection comes, says hello and goes, never when anything is
/// delivered (decisions/0009-the-door.md). Any thread; outlives its passes.
class door {
public:
    enum class verdict : std::uint8_t { come_in, full, too_many_newcomers, too_many_of_address };

    class pass;

    explicit door(door_settings settings) : settings_(std::move(settings)) {}
    door(const door&) = delete;
    door& operator=(const door&) = delete;

    /// As many as the descriptors allow. Before anybody comes.
    void limit_connections(std::size_t connections_max, std::size_t newcomers_max, std::size_t per_address_max);

    /// A connection from this address was accepted. The address of a trusted proxy is nobody's: see pass::speaks_for().
    pass knock(const address_bytes& from);

    /// Forgets the addresses that nobody connects from, at most once a second.
    void sweep(uptime now);

    bool is_trusted_proxy(const address_bytes& address) const;
    const std::vector<network>& trusted_proxies() const { return settings_.trusted_proxies; }

    /// For farewells.
    spare_descriptors& spares() { return spares_; }

    std::size_t connections() const;
    std::size_t newcomers() const;
    std::size_t addresses() const;

private:
    struct guest_list {
        std::size_t connections = 0;
        token_bucket hellos;
    };
    using place = std::map<address_bytes, guest_list>::value_type; // stays where it is until erased

    place* take_place(const address_bytes& client);

    door_settings settings_;
    spare_descriptors spares_{spares_max};
    mutable std::mutex guard_; // of all below
    std::map<address_bytes, guest_list> by_address_;
    std::size_t connections_ = 0;
    std::size_t newcomers_ = 0;
    std::size_t turned_away_ = 0;
    uptime swept_at_{};
};

/// What a connection has of the door, and gives back when it goes.
class door::pass {
public:
    pass() = default;
    pass(pass&& other) noexcept;
    pass& operator=(pass&& other) noexcept;
    ~pass();

    verdict said() const { return said_; }

    /// If it was not let in: whether it may be told so. Else too many are being told already.
    bool may_be_told() const { return home_ != nullptr; }

    /// It turned out for whom it connects. Once: a second call changes nothing.
    /// \returns false if that address has as many connections as it may have
    bool speaks_for(const address_bytes& client);

    /// One permit to say hello. \returns how long to wait if the address has none
    std::optional<uptime> hello_wait(uptime now);

    /// Hello was said: no newcomer any more, and no limit concerns it from now on.
    void is_known();

private:
    friend class door;

    door* home_ = nullptr;
    place* at_ = nullptr; // null: not known yet for whom
    verdict said_ = verdict::come_in;
    bool is_newcomer_ = false;
};

} // namespace hallway
