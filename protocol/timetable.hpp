// A space's schedule as its log holds it and as it folds: stages, talks with their slots, lessons. Called a timetable, since a schedule is what is published in a file.
#pragma once

#include "protocol/ids.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// Where and when a talk takes place.
struct talk_slot {
    std::string stage; // its room, "s-…"
    time_point starts;
    time_point ends; // behind `starts`
    bool operator==(const talk_slot&) const = default;
};

struct planned_stage {
    std::string room; // "s-…"
    std::string title;
    bool operator==(const planned_stage&) const = default;
};

/// A talk as the organisers plan it. Texts are clean; what is empty is not known.
struct planned_talk {
    std::string room; // "t-" and 12 hex digits
    std::string title;
    talk_slot slot;
    std::vector<std::string> persons;
    std::string track;
    std::string language; // "en", "pt-BR"
    std::string url;
    bool cancelled = false;
    std::string digest; // of what is said about it at length (`about`), empty if nothing is
    bool operator==(const planned_talk&) const = default;
};

/// What is not bound to a stage: a unit's lesson.
struct planned_lesson {
    std::string room; // "t-" and 12 hex digits
    std::string title;
    std::string unit; // "Week 1"
    std::string url;
    std::optional<time_point> starts;
    std::string digest;
    bool operator==(const planned_lesson&) const = default;
};

/// Space log: what organisers planned otherwise than before, all of it at once.
struct schedule_planned {
    std::optional<std::string> title;
    std::optional<std::string> time_zone; // a name of the IANA data base
    std::vector<planned_stage> stages;
    std::vector<planned_talk> talks;
    std::vector<planned_lesson> lessons;
    std::vector<std::string> removed; // rooms of stages, talks, lessons
    bool operator==(const schedule_planned&) const = default;

    std::size_t entries() const { return stages.size() + talks.size() + lessons.size() + removed.size(); }
    bool changes_nothing() const { return entries() == 0 && !title && !time_zone; }
};

/// What staff does to the clock of a stage (room/stage_clock.hpp).
enum class clock_act : std::uint8_t { start, end, extend, shift, swap };

std::string_view name_of(clock_act which);
std::optional<clock_act> clock_act_named(std::string_view name);

/// Space log: the clock of a stage was moved. What that moves follows from the schedule at this place of the log, and from the event's time.
struct clock_moved {
    clock_act act = clock_act::start;
    std::string talk; // its room; of a shift, any of the stage
    int minutes = 0;  // of extend and shift
    std::string with; // of swap, the other one
    bool operator==(const clock_moved&) const = default;
};

/// A talk with the slot that it really has: the planned one until the clock is moved.
struct timetable_talk {
    planned_talk plan;
    talk_slot now;
    bool operator==(const timetable_talk&) const = default;
};

/// All that a space's schedule folds to.
struct timetable {
    std::uint64_t version = 0;                   // offset of the last event that changed it; 0: there is none
    std::string title;                           // empty: the space's
    std::string time_zone;                       // empty: not known
    std::vector<planned_stage> stages;           // in the order in which they were set first
    std::map<std::string, timetable_talk> talks; // by room
    std::vector<planned_lesson> lessons;         // in the order in which they were set first
    std::map<std::string, std::string> removed;  // rooms that are no longer in it but can still be joined, with their titles
    bool operator==(const timetable&) const = default;
};

struct about_link {
    std::string url; // http, https or mailto
    std::string title;
    bool operator==(const about_link&) const = default;
};

/// What a talk or lesson says about itself at length. It is kept as a record beside the log, since few ask for it.
struct about {
    std::string subtitle;
    std::string abstract;
    std::string description;
    std::vector<about_link> links;
    std::string license; // of the recording
    std::string type;
    bool do_not_record = false;
    bool operator==(const about&) const = default;
};

} // namespace hallway
