#include "room/policy.hpp"

#include "room/permissions.hpp"

#include <algorithm>

namespace hallway {

void last_posts::note(member_id who, time_point at, const room_policy& policy)
{
    if (policy.slow_mode.count() == 0) {
        posts_.clear();
        looked_at_ = 0;
        return;
    }
    posts_[who] = at;
    constexpr std::size_t few = 1'000;
    if (posts_.size() < std::max(few, 2 * looked_at_))
        return;
    std::erase_if(posts_, [&](const auto& each) { return each.second + policy.slow_mode <= at; });
    looked_at_ = posts_.size();
}

std::optional<std::chrono::milliseconds> last_posts::wait(member_id who, time_point now, const room_policy& policy) const
{
    const auto last = posts_.find(who);
    if (last == posts_.end() || last->second + policy.slow_mode <= now)
        return std::nullopt;
    return last->second + policy.slow_mode - now;
}

std::optional<refusal> why_locked(const room_policy& policy, const author& who)
{
    if (!policy.is_locked || may(who.as, action::write_locked))
        return std::nullopt;
    return refusal{errc::locked, "Moderators have locked this room for the moment. You can go on reading."};
}

std::optional<refusal> why_not_posted(const room_policy& policy, const author& who, time_point now, const last_posts& posts)
{
    if (auto why = why_locked(policy, who))
        return why;
    if (may(who.as, action::write_unslowed))
        return std::nullopt;
    if (policy.takes_only_questions)
        return refusal{errc::locked, "This room takes only questions for the moment. Ask one instead."};
    if (const auto wait = posts.wait(who.id, now, policy)) {
        refusal why{errc::slow_mode};
        why.retry_after = *wait;
        return why;
    }
    return std::nullopt;
}

outcome<event_body> decide(const room_policy& policy, const change_policy& what, const author& who)
{
    if (!may(who.as, action::set_policy))
        return refusal{errc::forbidden, "Only moderators and organisers can do that."};
    auto after = policy;
    fold(after, what.what);
    if (after == policy)
        return refusal{errc::conflict, "The room is set like that already."};
    return event_body{what.what};
}

void fold(room_policy& policy, const policy_changed& what)
{
    policy.slow_mode = what.slow_mode.value_or(policy.slow_mode);
    policy.is_locked = what.is_locked.value_or(policy.is_locked);
    policy.takes_only_questions = what.takes_only_questions.value_or(policy.takes_only_questions);
    policy.moderates_questions = what.moderates_questions.value_or(policy.moderates_questions);
    policy.takes_anonymous = what.takes_anonymous.value_or(policy.takes_anonymous);
    policy.holds_all = what.holds_all.value_or(policy.holds_all);
    policy.delay = what.delay.value_or(policy.delay);
    policy.held_words = what.held_words.value_or(policy.held_words);
    policy.holds_links = what.holds_links.value_or(policy.holds_links);
    policy.holds_repeats = what.holds_repeats.value_or(policy.holds_repeats);
    policy.takes_applause = what.takes_applause.value_or(policy.takes_applause);
    policy.tells_typing = what.tells_typing.value_or(policy.tells_typing);
}

} // namespace hallway
