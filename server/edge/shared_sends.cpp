#include "edge/shared_sends.hpp"

#include "edge/connection.hpp"
#include "support/logging.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace hallway {

namespace {

std::string words_for(int code) { return std::generic_category().message(-code); }

/// Kernels before 5.19 do not know what makes it cheaper.
int begin(io_uring& ring, unsigned entries)
{
    const int code = ::io_uring_queue_init(entries, &ring, IORING_SETUP_COOP_TASKRUN);
    return code == -EINVAL ? ::io_uring_queue_init(entries, &ring, 0) : code;
}

} // namespace

std::unique_ptr<shared_sends> shared_sends::make(std::string& why_not)
{
    io_uring ring{};
    if (const int code = begin(ring, sends_at_once); code < 0) {
        why_not = words_for(code);
        return nullptr;
    }
    return std::unique_ptr<shared_sends>(new shared_sends(ring));
}

shared_sends::shared_sends(const io_uring& ring) : ring_(ring), sends_(sends_at_once), parts_(sends_at_once) {}

shared_sends::~shared_sends() { ::io_uring_queue_exit(&ring_); }

bool shared_sends::takes(connection& one)
{
    if (!is_gathering_)
        return false;
    auto& place = sends_[count_];
    auto& [parts, message] = parts_[count_];
    place.whole = one.hand_over();
    const auto used = place.whole ? 0 : one.offer(parts);
    if (!place.whole && used == 0)
        return true;
    auto* const entry = ::io_uring_get_sqe(&ring_); // there are as many as places
    if (place.whole) {
        place.offered = place.whole->size();
        ::io_uring_prep_send(entry, one.socket(), place.whole->data(), place.offered, send_flags);
    } else {
        place.offered = 0;
        for (std::size_t i = 0; i < used; ++i)
            place.offered += parts[i].iov_len;
        message.msg_iov = parts.data();
        message.msg_iovlen = used;
        ::io_uring_prep_sendmsg(entry, one.socket(), &message, send_flags);
    }
    ::io_uring_sqe_set_data64(entry, count_);
    place.from = &one;
    if (++count_ == sends_.size())
        submit();
    return true;
}

void shared_sends::answer(send& place, int result)
{
    auto* const from = std::exchange(place.from, nullptr);
    if (!place.whole)
        from->sent(result, place.offered);
    else if (result == static_cast<int>(place.offered))
        place.whole.reset();
    else
        from->take_back(std::move(place.whole), result);
}

void shared_sends::leave()
{
    is_gathering_ = false;
    submit();
}

void shared_sends::submit()
{
    std::size_t answered = 0;
    while (answered < count_) {
        const int code = ::io_uring_submit_and_wait(&ring_, static_cast<unsigned>(count_ - answered));
        const auto now = take_answers();
        answered += now;
        if (code < 0 && code != -EINTR && now == 0) {
            give_up(code);
            break;
        }
    }
    count_ = 0;
}

/// \returns how many
std::size_t shared_sends::take_answers()
{
    unsigned head = 0;
    unsigned seen = 0;
    io_uring_cqe* cqe = nullptr;
    io_uring_for_each_cqe(&ring_, head, cqe)
    {
        auto& place = sends_[cqe->user_data];
        answer(place, cqe->res);
        ++seen;
    }
    ::io_uring_cq_advance(&ring_, seen);
    return seen;
}

/// What the kernel has not taken up is sent by the connections themselves. What it took up it has answered; should it ever not have, whether those bytes left is
/// unknown, and the connection ends rather than say them twice.
void shared_sends::give_up(int code)
{
    is_given_up_ = true;
    is_gathering_ = false;
    log_warn("the kernel sends no more together, each connection sends for itself", {{"why", words_for(code)}});
    const auto taken_up = count_ - ::io_uring_sq_ready(&ring_);
    for (std::size_t i = 0; i < count_; ++i)
        if (sends_[i].from != nullptr)
            answer(sends_[i], i < taken_up ? -EIO : -EINTR);
}

std::unique_ptr<shared_sends> make_sends(send_path how, std::string& why_not)
{
    if (how == send_path::one_by_one)
        return nullptr;
    auto made = shared_sends::make(why_not);
    if (made == nullptr && how == send_path::together)
        throw std::runtime_error(fmt::format(
            "This machine does not let the server send together, by io_uring: {}. Allow it, or set sends = \"auto\".", why_not));
    return made;
}

void show_sends(bool is_together, const std::string& why_not, metrics& counts)
{
    const std::string_view how = is_together ? "together" : "one_by_one";
    if (why_not.empty())
        log_info("sends", {{"how", how}});
    else
        log_info("sends", {{"how", how}, {"why", why_not}});
    counts.show("hallway_sends", "1, labelled with how what is said is handed to the kernel.", fmt::format("how=\"{}\"", how))
        .set(1);
}

} // namespace hallway
