// The demo's day: talks on three stages, laid out around the moment at which it began, so that one is on and one is next on each, always.
#pragma once

#include "outside/demo_script.hpp"
#include "protocol/commands.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hallway {

/// A talk in its place.
struct demo_slot {
    std::size_t stage = 0; // of demo_stages()
    const demo_talk* talk = nullptr;
    std::string room; // "t-…"
    time_point starts;
    time_point ends;
};

/// Pure: the same moment gives the same day. Stages have no breaks, talks of different lengths, and end at different times.
class demo_programme {
public:
    explicit demo_programme(time_point begun);

    /// What is on at a stage; there always is something.
    demo_slot on(std::size_t stage, time_point now) const;

    /// All talks that begin in [from, until), stage by stage.
    std::vector<demo_slot> between(time_point from, time_point until) const;

    /// The commands that put those into a schedule, each small enough for a frame; the first brings the stages, too. \param key_prefix of the commands' keys, at least
    /// 16 letters, digits or hyphens
    std::vector<plan> plans(time_point from, time_point until, const std::string& title, const std::string& key_prefix) const;

private:
    demo_slot slot(std::size_t stage, std::int64_t number) const;

    time_point base_; // begun, to five minutes
};

/// "s-main-hall"
std::string demo_stage_room(std::size_t stage);

} // namespace hallway
