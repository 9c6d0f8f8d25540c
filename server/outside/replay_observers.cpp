#include "outside/replay_observers.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace hallway {

replay_observers::replay_observers(
    boost::asio::io_context& io, const std::vector<server_address>& servers, room_member_settings how,
    const std::vector<std::size_t>& authors_of, bool keeps_lines, handlers call)
    : io_(io), call_(std::move(call))
{
    how.others.clear();
    for (const auto& server : servers) {
        how.server = server;
        ++how.seed;
        all_.push_back({how, delivery_check(authors_of, keeps_lines), nullptr});
    }
}

void replay_observers::start()
{
    const auto which = present_;
    room_member::handlers call;
    call.heard = [this, which](const server_document& event) {
        all_[which].check.heard(event, std::chrono::steady_clock::now());
        call_.heard();
    };
    call.joined = [this, which] {
        if (which != present_)
            return; // is back
        all_[which].check.begins_after(all_[which].reader->follower().where().offset);
        if (++present_ < all_.size())
            start();
        else
            call_.joined();
    };
    call.gave_up = call_.gave_up;
    all_[which].reader = std::make_unique<room_member>(io_, all_[which].settings, std::move(call));
    all_[which].reader->start();
}

void replay_observers::answered(std::size_t post, const posted& answer, bool is_message)
{
    for (auto& each : all_)
        each.check.answered(post, answer, is_message);
}

bool replay_observers::is_complete() const
{
    return std::ranges::all_of(all_, [](const observer& each) {
        return each.check.awaited() == 0 && each.reader && each.reader->follower().is_whole();
    });
}

std::string replay_observers::last_trouble() const
{
    for (const auto& each : all_)
        if (each.reader && !each.reader->is_in_room() && !each.reader->last_trouble().empty())
            return each.reader->last_trouble();
    return {};
}

void replay_observers::report(replay_figures& into, bool is_done) const
{
    std::vector<double> delays;
    into.servers = all_.size();
    into.answers = all_.front().check.answers();
    into.out_of_order = all_.front().check.out_of_order();
    for (const auto& each : all_) {
        into.lost += each.check.awaited();
        into.doubled += is_done ? each.check.doubled() : 0;
        const auto own = each.check.delays_ms();
        delays.insert(delays.end(), own.begin(), own.end());
        if (!each.reader)
            continue;
        const auto& told = each.reader->follower().figures();
        into.lost += told.losses;
        into.doubled += told.doubled;
        into.out_of_order += told.out_of_order;
        into.observers_back += std::max<std::uint64_t>(each.reader->figures().connects, 1) - 1;
    }
    into.p50_ms = quantile_ms(delays, 0.50);
    into.p99_ms = quantile_ms(delays, 0.99);
}

} // namespace hallway
