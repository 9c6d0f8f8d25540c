#include "log/audit_trail.hpp"

#include "support/sha256.hpp"

#include <fmt/format.h>

#include <utility>

namespace hallway {

namespace {

constexpr std::size_t hash_digits = 64;

} // namespace

std::string audit_record_name(const std::string& space, std::uint64_t number)
{
    return fmt::format("audit/{}/{:012}", space, number);
}

std::string audit_hash(std::string_view encoded) { return sha256_hex(encoded, hash_digits); }

std::optional<std::string> audit_check::take(const std::string& space, std::string_view name, std::string_view value)
{
    const auto expected = audit_record_name(space, ++entries_);
    const auto before = std::exchange(head_, audit_hash(value));
    if (name != expected)
        return fmt::format("entry {} is missing: {} comes instead", entries_, name);
    const auto entry = decode_audit(value);
    if (!entry || encode_audit(*entry) != value)
        return fmt::format("entry {} is not as it was written", entries_);
    if (entry->number != entries_)
        return fmt::format("entry {} says that it is entry {}", entries_, entry->number);
    if (entry->before != before)
        return fmt::format("entry {} does not follow the one before it: one of them was changed", entries_);
    return std::nullopt;
}

void audit_trail::note(audit_entry what, handler<done> then)
{
    queue_.push_back({std::move(what), std::move(then)});
    if (is_busy_)
        return;
    is_busy_ = true;
    if (is_end_known_)
        write_next();
    else
        find_end();
}

/// The end is found by doubling and halving: there are no holes, so a number is written if and only if it is not above the last one.
void audit_trail::find_end()
{
    if (beyond_ == 0)
        return look_at(last_ == 0 ? 1 : last_ * 2);
    if (beyond_ - last_ > 1)
        return look_at(last_ + (beyond_ - last_) / 2);
    is_end_known_ = true;
    write_next();
}

void audit_trail::look_at(std::uint64_t number)
{
    line_.get_record(audit_record_name(space_, number), [this, number](const outcome<record>& found) {
        if (!found && found.error().code != errc::not_found)
            return fail(found.error());
        if (found) {
            last_ = number;
            last_hash_ = audit_hash(found->value);
        } else {
            beyond_ = number;
        }
        find_end();
    });
    on_asked_();
}

void audit_trail::write_next()
{
    if (queue_.empty()) {
        is_busy_ = false;
        return;
    }
    if (std::exchange(must_find_again_, false)) {
        last_ = beyond_ = 0;
        last_hash_ = no_audit_hash();
        return find_end();
    }
    auto& entry = queue_.front().what;
    entry.number = last_ + 1;
    entry.before = last_hash_;
    auto written = encode_audit(entry);
    auto hash = audit_hash(written);
    line_.make_record(
        audit_record_name(space_, entry.number), std::move(written),
        [this, number = entry.number, hash = std::move(hash)](const outcome<std::uint64_t>& made) {
            if (!made && made.error().code == errc::conflict)
                return take_over(number);
            if (!made)
                return fail(made.error());
            last_ = number;
            last_hash_ = hash;
            auto then = std::move(queue_.front().then);
            queue_.pop_front();
            then(done{});
            write_next();
        });
    on_asked_();
}

/// Another core wrote this one; or it was our own, of which nobody told us, and then it stands there twice, which is better than not at all.
void audit_trail::take_over(std::uint64_t number)
{
    line_.get_record(audit_record_name(space_, number), [this, number](const outcome<record>& found) {
        if (!found)
            return fail(found.error());
        last_ = number;
        last_hash_ = audit_hash(found->value);
        write_next();
    });
    on_asked_();
}

/// What waits is refused, since none of it was written down; whether the one under way was, the next look tells.
void audit_trail::fail(const refusal& why)
{
    is_busy_ = false;
    is_end_known_ = false;
    beyond_ = 0;
    for (auto& each : std::exchange(queue_, {}))
        each.then(why);
}

} // namespace hallway
