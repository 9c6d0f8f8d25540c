// The schedule on a core: its rooms' cards, its text for whoever fetches it, and one frame a turn for what changed.
#include "hub/core.hpp"
#include "room/room_code.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

void note(std::vector<std::string>& to, const std::string& room)
{
    if (std::find(to.begin(), to.end(), room) == to.end())
        to.push_back(room);
}

} // namespace

std::optional<room_card> core::card_of(const std::string& room) const
{
    auto card = space_->card_of(room);
    if (card && card->kind == room_kind::talk) {
        const auto& own = settings_.windows;
        card->window =
            talk_window{card->slot.starts - own.opens_before, card->slot.ends + own.qa, card->slot.ends + own.locks_after};
    }
    return card;
}

std::optional<std::string> core::path_of_code(std::string_view code) const
{
    const auto parsed = parse_room_code(code);
    const auto* room = parsed ? space_->room_with_code(*parsed) : nullptr;
    if (room == nullptr)
        return std::nullopt;
    if (room->empty())
        return "/";
    constexpr std::string_view of_stage = "s-";
    if (find_stage(space_->schedule(), *room) != nullptr)
        return "/stage/" + room->substr(of_stage.size());
    return "/r/" + *room;
}

std::shared_ptr<const std::string> core::schedule_text()
{
    const auto& now = space_->schedule();
    if (!schedule_text_ || text_version_ != now.version) {
        const auto codes = [this](const std::string& room) { return space_->code_of(room); };
        schedule_text_ = std::make_shared<const std::string>(encode_schedule(settings_.space, settings_.space_title, now, codes));
        text_version_ = now.version;
    }
    return schedule_text_;
}

/// The author's core keeps what became of it with its key, for retries; every core may, as that changes nothing more.
void core::note_void(const event& what)
{
    constexpr std::size_t remembered = 64;
    voided_.push_back(what.offset);
    if (voided_.size() > remembered)
        voided_.pop_front();
    line_.keep_verdict(space_log_, what.offset, what.what, errc::conflict);
}

bool core::was_void(std::uint64_t offset) const { return std::find(voided_.begin(), voided_.end(), offset) != voided_.end(); }

void core::on_schedule_changed(const timetable_change& what)
{
    untold_.is_whole |= what.is_whole;
    for (const auto& room : what.removed) {
        note(untold_.removed, room);
        std::erase(untold_.talks, room);
    }
    // More than are told one by one need not be remembered.
    for (const auto& room : what.talks)
        if (untold_.talks.size() <= limits::schedule_changes_told_max) {
            note(untold_.talks, room);
            std::erase(untold_.removed, room);
        }
    const auto recard = [this](const std::string& room, room_desk& desk) {
        if (auto card = card_of(room))
            desk.recard(*std::move(card));
    };
    if (what.is_whole) {
        for (auto& [room, desk] : desks_)
            recard(room, *desk);
        return;
    }
    for (const auto* rooms : {&what.talks, &what.removed})
        for (const auto& room : *rooms)
            if (const auto at = desks_.find(room); at != desks_.end())
                recard(room, *at->second);
}

void core::tell_schedule()
{
    if (!space_ || told_schedule_ == space_->schedule().version)
        return;
    const auto& now = space_->schedule();
    told_schedule_ = now.version;
    const auto change = std::exchange(untold_, {});
    const auto codes = [this](const std::string& room) { return space_->code_of(room); };
    tell_all(frame_of(encode_schedule_change(now, change.talks, change.removed, change.is_whole, codes)));
}

} // namespace hallway
