#include "outside/answer_attaching.hpp"

#include <utility>

namespace hallway {

namespace {

room_member_settings as_moderator(room_member_settings how)
{
    how.name = "Moderator";
    how.reads = false;
    return how;
}

} // namespace

std::vector<attached_answer> answers_of(
    const replay_plan& plan, const std::vector<std::optional<event_id>>& ids, std::string_view run, std::string_view file)
{
    std::vector<attached_answer> answers;
    for (std::size_t post = 0; post < plan.posts.size(); ++post)
        if (const auto& what = plan.posts[post]; what.answer && ids[post] && ids[*what.answer])
            answers.push_back({replay_key(run, std::string(file) + " answer", what.line), *ids[post], *ids[*what.answer]});
    return answers;
}

answer_attaching::answer_attaching(
    boost::asio::io_context& io, room_member_settings how, std::vector<attached_answer> answers, std::function<void()> moved,
    std::function<void(std::optional<refusal>)> then)
    : moved_(std::move(moved)), then_(std::move(then)), open_(answers.size()),
      moderator_(io, as_moderator(std::move(how)), {.gave_up = [this](const refusal& why) { then_(why); }})
{
    for (const auto& each : answers) {
        outgoing out{each.key};
        out.answers = outgoing::answering{each.question, each.message};
        moderator_.post(std::move(out), [this](const posted& answer) { settle(answer); });
    }
    moderator_.start();
}

void answer_attaching::settle(const posted& answer)
{
    ++(answer.is_ok ? attached_ : refused_);
    --open_;
    moved_();
    if (open_ == 0)
        then_(std::nullopt);
}

} // namespace hallway
