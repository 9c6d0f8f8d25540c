#include "log/log_replay.hpp"

#include "log/stored_form.hpp"
#include "protocol/codec.hpp"
#include "room/room.hpp"
#include "room/space.hpp"

#include <fmt/format.h>

#include <type_traits>
#include <utility>

namespace hallway {

class log_replay::folding {
public:
    virtual ~folding() = default;
    virtual void take(const event& next) = 0;
    virtual void finish() = 0;
};

template <class Replica, class State>
class log_replay::folding_of final : public folding {
public:
    using decoder = std::optional<State> (*)(std::string_view);

    folding_of(
        found_log& into, std::optional<stored_snapshot> saved, const std::optional<stored_snapshot>& trimmed, decoder decode)
        : into_(into), saved_(std::move(saved))
    {
        if (into_.first == 1)
            from_start_.emplace(replica());
        if (saved_)
            begin_at_snapshot(decode);
        if (auto state = trimmed && into_.first > 1 && !from_snapshot_ ? decode(trimmed->bytes) : std::nullopt)
            from_snapshot_.emplace(into_.epoch, *std::move(state));
    }

    void begin_at_snapshot(decoder decode)
    {
        if (saved_->offset > into_.top)
            return into_.problems.push_back(fmt::format("The snapshot is of offset {}, above the newest event.", saved_->offset));
        if (saved_->fold_version < fold_version_alike || saved_->fold_version > fold_version)
            return; // the server does not use it either
        auto state = decode(saved_->bytes);
        if (!state || state->offset != saved_->offset)
            return into_.problems.push_back(fmt::format("The snapshot at offset {} cannot be read.", saved_->offset));
        from_snapshot_.emplace(replica(*std::move(state)));
    }

    /// As the server makes it: a space is told its name.
    template <class... Saved>
    Replica replica(Saved&&... saved) const
    {
        if constexpr (std::is_same_v<Replica, space>)
            return Replica(into_.epoch, std::forward<Saved>(saved)..., into_.name);
        else
            return Replica(into_.epoch, std::forward<Saved>(saved)...);
    }

    void take(const event& next) override
    {
        if (saved_ && next.offset == saved_->offset && next.id != saved_->id)
            into_.problems.push_back(fmt::format("The snapshot at offset {} is of another event than the log's.", next.offset));
        if (from_start_)
            from_start_->apply(next);
        if (from_snapshot_ && next.offset == from_snapshot_->top() + 1)
            from_snapshot_->apply(next);
    }

    void finish() override
    {
        if (into_.first > 1 && !from_snapshot_)
            into_.problems.emplace_back("Its older events are forgotten, and there is no snapshot of them.");
        if (from_start_ && from_snapshot_ && !(from_start_->state() == from_snapshot_->state()))
            into_.problems.push_back(fmt::format(
                "The snapshot at offset {} is not what the events before it make: with what follows, it gives another state.",
                saved_->offset));
    }

private:
    found_log& into_;
    std::optional<stored_snapshot> saved_;
    std::optional<Replica> from_start_;
    std::optional<Replica> from_snapshot_;
};

log_replay::log_replay(found_log& into, std::optional<stored_snapshot> saved, const std::optional<stored_snapshot>& trimmed)
    : into_(into)
{
    if (into.is_room())
        folding_ = std::make_unique<folding_of<room, room_snapshot>>(into, std::move(saved), trimmed, &decode_room_snapshot);
    else
        folding_ = std::make_unique<folding_of<space, space_snapshot>>(into, std::move(saved), trimmed, &decode_space_snapshot);
}

log_replay::~log_replay() = default;

void log_replay::take(const stored_event& next)
{
    if (const auto made = event_of(next))
        folding_->take(*made);
    else
        into_.problems.push_back(fmt::format("The event at offset {} cannot be read.", next.offset));
}

void log_replay::finish() { folding_->finish(); }

} // namespace hallway
