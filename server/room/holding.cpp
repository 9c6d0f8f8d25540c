#include "room/holding.hpp"

#include "protocol/limits.hpp"
#include "protocol/look_alike.hpp"
#include "room/permissions.hpp"
#include "room/questions.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace hallway {

namespace {

std::string joined(const std::vector<std::string>& words, std::size_t from, std::size_t count)
{
    std::string all;
    for (std::size_t at = from; at < from + count; ++at)
        all += (at == from ? "" : " ") + words[at];
    return all;
}

/// What two texts have alike that say the same.
std::string gist_of(std::string_view text)
{
    const auto words = look_alike_words(text);
    return words.empty() ? std::string{text} : joined(words, 0, words.size());
}

void note_once(std::vector<std::size_t>& in, std::size_t number)
{
    if (std::ranges::find(in, number) == in.end())
        in.push_back(number);
}

} // namespace

word_filter::word_filter(const std::vector<std::string>& words)
{
    for (const auto& each : words) {
        const bool is_beginning = each.ends_with('*');
        const auto parts = look_alike_words(each);
        if (parts.empty())
            continue;
        if (is_beginning && parts.size() == 1) {
            note_once(beginning_sizes_, parts.front().size());
            beginnings_.insert(parts.front());
        } else {
            note_once(words_in_a_phrase_, parts.size());
            phrases_.insert(joined(parts, 0, parts.size()));
        }
    }
}

bool word_filter::finds(std::string_view text) const
{
    if (phrases_.empty() && beginnings_.empty())
        return false;
    const auto words = look_alike_words(text);
    for (std::size_t at = 0; at < words.size(); ++at) {
        for (const auto count : words_in_a_phrase_)
            if (at + count <= words.size() && phrases_.contains(joined(words, at, count)))
                return true;
        for (const auto size : beginning_sizes_)
            if (words[at].size() >= size && beginnings_.contains(words[at].substr(0, size)))
                return true;
    }
    return false;
}

void hold_rules::follow(const room_policy& policy)
{
    holds_all_ = policy.holds_all;
    delay_ = policy.delay;
    holds_links_ = policy.holds_links;
    holds_repeats_ = policy.holds_repeats;
    words_ = word_filter(policy.held_words);
    if (!holds_repeats_)
        said_.clear();
}

void hold_rules::note(member_id who, std::string_view text, time_point at)
{
    if (!holds_repeats_)
        return;
    while (!said_.empty() && (said_.size() >= limits::repeats_known || said_.front().at + limits::repeat_time <= at))
        said_.pop_front();
    const auto gist = gist_of(text);
    said_.push_back({std::hash<std::string>{}(gist), gist.size() >= limits::repeat_bytes_min, who, at});
}

std::optional<hold_reason> hold_rules::why_held(std::string_view text, member_id who, time_point now, bool is_newcomer) const
{
    if (words_.finds(text))
        return hold_reason::words;
    if (holds_links_ && is_newcomer && has_link(text))
        return hold_reason::link;
    if (!holds_repeats_)
        return std::nullopt;
    const auto hash = std::hash<std::string>{}(gist_of(text));
    const bool is_repeat = std::ranges::any_of(said_, [&](const saying& each) {
        return each.hash == hash && (each.is_long || each.who == who) && each.at + limits::repeat_time > now;
    });
    return is_repeat ? std::optional{hold_reason::repeat} : std::nullopt;
}

std::optional<message_held> hold_rules::hold(const message& what, const author& who, time_point now, bool is_newcomer) const
{
    if (may(who.as, action::write_unslowed))
        return std::nullopt;
    auto reason = holds_all_ ? std::optional{hold_reason::approval} : why_held(what.text, who.id, now, is_newcomer);
    std::optional<time_point> until;
    if (!reason && delay_.count() > 0) {
        reason = hold_reason::delay;
        until = now + delay_;
    }
    if (!reason)
        return std::nullopt;
    return message_held{what.text, what.reply_to, *reason, until};
}

bool has_link(std::string_view text)
{
    constexpr std::array<std::string_view, 3> signs{"://", "www.", "mailto:"};
    constexpr std::array<std::string_view, 12> endings{".com", ".org", ".net", ".info", ".biz", ".ru",
                                                       ".cn",  ".top", ".xyz", ".me",   ".ly",  ".gg"};
    const auto plain = folded_case(text);
    if (std::ranges::any_of(signs, [&](std::string_view each) { return plain.find(each) != std::string::npos; }))
        return true;
    return std::ranges::any_of(endings, [&](std::string_view each) {
        for (auto at = plain.find(each); at != std::string::npos; at = plain.find(each, at + 1)) {
            const auto next = at + each.size() < plain.size() ? plain[at + each.size()] : ' ';
            const bool is_end = next == '/' || next == '?' || next == ':' || static_cast<unsigned char>(next) <= ' ';
            if (at > 0 && plain[at - 1] != ' ' && is_end)
                return true;
        }
        return false;
    });
}

const held_message* find_held(const std::vector<held_message>& in, event_id id)
{
    const auto at = std::ranges::find(in, id, &held_message::id);
    return at == in.end() ? nullptr : &*at;
}

bool is_for(const event_body& what, const author& from, const viewer& reader)
{
    if (std::holds_alternative<tended>(what))
        return reader.is_staff;
    if (std::holds_alternative<message_held>(what))
        return reader.is_staff || from.id == reader.me;
    if (const auto* dropped = std::get_if<held_dropped>(&what))
        return reader.is_staff || from.id == reader.me || dropped->of == reader.me;
    return true;
}

std::vector<member_id> concerned_by(const event& what)
{
    const auto* dropped = std::get_if<held_dropped>(&what.what);
    if (dropped == nullptr || dropped->of == what.from.id)
        return {what.from.id};
    return {what.from.id, dropped->of};
}

std::string release_key(event_id held) { return "release." + to_string(held); }
std::string drop_key(event_id held) { return "drop." + to_string(held); }

message released(const held_message& what)
{
    message shown;
    shown.text = what.what.text;
    shown.reply_to = what.what.reply_to;
    shown.was = what.id;
    return shown;
}

} // namespace hallway
