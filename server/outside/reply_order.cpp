#include "outside/reply_order.hpp"

#include <utility>

namespace hallway {

reply_order::reply_order(const replay_plan& plan, std::function<void(std::size_t post)> send)
    : plan_(plan), send_(std::move(send)), authors_(plan.authors.size()), is_settled_(plan.posts.size())
{
}

void reply_order::release(std::size_t post)
{
    ++released_;
    const auto who = plan_.posts[post].author;
    authors_[who].queue.push_back(post);
    send_next(who);
}

void reply_order::send_next(std::size_t who)
{
    auto& author = authors_[who];
    if (author.is_busy || author.queue.empty())
        return;
    const auto post = author.queue.front();
    const auto parent = plan_.posts[post].parent;
    if (parent && !is_settled_[*parent]) {
        waiting_[*parent].insert(who);
        return;
    }
    author.is_busy = true;
    send_(post);
}

void reply_order::settle(std::size_t post)
{
    ++settled_;
    is_settled_[post] = true;
    const auto who = plan_.posts[post].author;
    authors_[who].queue.pop_front();
    authors_[who].is_busy = false;
    send_next(who);
    if (const auto waiting = waiting_.extract(post))
        for (const auto author : waiting.mapped())
            send_next(author);
}

} // namespace hallway
