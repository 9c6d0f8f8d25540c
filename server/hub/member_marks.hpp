// One member's marks: how far he has read in which room.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

struct read_mark {
    std::string room;
    std::string epoch;        // of the room's log: in another one the offset means nothing
    std::uint64_t offset = 0; // of the last event that was read
    bool operator==(const read_mark&) const = default;
};

/// At most limits::read_marks_per_member, those that moved last. Marks rise, but for those of another log.
class member_marks {
public:
    std::optional<std::uint64_t> of(std::string_view room, std::string_view epoch) const;

    /// \returns whether anything changed: not if the mark is not above the present one
    bool move(const read_mark& to);

    /// Marks as they were kept, under those that moved since.
    void merge_older(const member_marks& kept);

    bool is_empty() const { return marks_.empty(); }

    /// As a store keeps them.
    std::string text() const;

    /// What text() wrote; lines that cannot be read are left out.
    static member_marks of_text(std::string_view text);

    bool operator==(const member_marks&) const = default;

private:
    std::vector<read_mark> marks_; // the one that moved last at the end
};

} // namespace hallway
