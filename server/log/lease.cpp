#include "log/lease.hpp"

#include "protocol/limits.hpp"
#include "support/logging.hpp"

#include <utility>

namespace hallway {

lease::lease(scheduler& where, store& keeper, std::string name)
    : where_(where), keeper_(keeper), name_("lease/" + std::move(name)), holder_(to_string(event_id{where.random()}))
{
}

void lease::start() { look(); }

void lease::give_up()
{
    has_ended_ = true;
    if (is_held())
        let_go(version_);
    held_until_ = {};
}

void lease::let_go(std::uint64_t expected)
{
    keeper_.put(name_, "", expected, std::nullopt, [](const outcome<std::uint64_t>&) {});
}

void lease::look()
{
    if (has_ended_)
        return;
    keeper_.get(name_, [this](const outcome<record>& found) { looked(found); });
}

void lease::looked(const outcome<record>& found)
{
    if (has_ended_)
        return;
    if (!found && found.error().code != errc::not_found)
        return look_later();
    if (!found)
        return write(0);
    if (found->value == holder_ || found->value.empty()) // ours, also by a write whose outcome nobody heard; or given up
        return write(found->version);
    held_until_ = {};
    const auto now = where_.monotonic();
    if (seen_ != *found) {
        seen_ = *found;
        seen_since_ = now;
    }
    if (now - seen_since_ < limits::lease_length)
        return look_later();
    write(found->version);
}

void lease::write(std::uint64_t expected)
{
    const auto asked_at = where_.monotonic();
    keeper_.put(name_, holder_, expected, std::nullopt, [this, asked_at](const outcome<std::uint64_t>& written) {
        if (written && has_ended_)
            return let_go(*written); // it was under way when the lease was given up
        if (written) {
            if (!is_held())
                log_info("this node has a lease now", {{"name", name_}});
            held_until_ = asked_at + limits::lease_length;
            version_ = *written;
        }
        look_later();
    });
}

void lease::look_later()
{
    if (!has_ended_)
        where_.after(limits::lease_refresh, [this] { look(); });
}

} // namespace hallway
