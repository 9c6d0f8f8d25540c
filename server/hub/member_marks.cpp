#include "hub/member_marks.hpp"

#include "protocol/ids.hpp"
#include "protocol/limits.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace hallway {

namespace {

/// "lobby k3v9 131"
std::optional<read_mark> mark_of_line(std::string_view line)
{
    const auto first = line.find(' ');
    const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    read_mark out{std::string{line.substr(0, first)}, std::string{line.substr(first + 1, second - first - 1)}, 0};
    const auto number = line.substr(second + 1);
    const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), out.offset);
    const bool is_number = failure == std::errc{} && end == number.data() + number.size();
    return is_number && is_slug(out.room) && is_epoch(out.epoch) ? std::optional{std::move(out)} : std::nullopt;
}

} // namespace

std::optional<std::uint64_t> member_marks::of(std::string_view room, std::string_view epoch) const
{
    const auto at = std::ranges::find(marks_, room, &read_mark::room);
    return at != marks_.end() && at->epoch == epoch ? std::optional{at->offset} : std::nullopt;
}

bool member_marks::move(const read_mark& to)
{
    const auto at = std::ranges::find(marks_, to.room, &read_mark::room);
    if (to.offset == 0 || (at != marks_.end() && at->epoch == to.epoch && at->offset >= to.offset))
        return false;
    if (at != marks_.end())
        marks_.erase(at);
    marks_.push_back(to);
    if (marks_.size() > limits::read_marks_per_member)
        marks_.erase(marks_.begin());
    return true;
}

void member_marks::merge_older(const member_marks& kept)
{
    auto newer = std::exchange(marks_, kept.marks_);
    for (const auto& one : newer)
        move(one);
}

std::string member_marks::text() const
{
    std::string out;
    for (const auto& one : marks_)
        out += one.room + ' ' + one.epoch + ' ' + std::to_string(one.offset) + '\n';
    return out;
}

member_marks member_marks::of_text(std::string_view text)
{
    member_marks out;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (const auto mark = mark_of_line(line))
            out.move(*mark);
    }
    return out;
}

} // namespace hallway
