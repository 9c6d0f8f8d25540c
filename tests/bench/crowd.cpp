#include "tests/bench/crowd.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <random>
#include <stdexcept>
#include <system_error>

namespace hallway::bench {
namespace {

constexpr std::size_t delays_max = 5'000'000;

std::uint64_t seconds_to_ns(double seconds) { return static_cast<std::uint64_t>(seconds * 1e9); }

/// The number after `name`, 0 if there is none.
std::uint64_t number_after(std::string_view document, std::string_view name)
{
    const auto at = document.find(name);
    std::uint64_t value = 0;
    if (at != std::string_view::npos)
        std::from_chars(document.data() + at + name.size(), document.data() + document.size(), value);
    return value;
}

} // namespace

std::string room_name(const crowd_settings& settings, std::size_t room)
{
    return settings.rooms == 1 ? "lobby" : fmt::format("bench-{}", room);
}

crowd::crowd(crowd_settings settings)
    : settings_(settings), epoll_(::epoll_create1(EPOLL_CLOEXEC)), scratch_(256 * 1024, '\0'), next_poster_(settings.rooms),
      unanswered_(settings.rooms), key_seed_(std::random_device{}())
{
    if (epoll_ < 0)
        throw std::system_error(errno, std::generic_category(), "epoll");
    filler_.assign(settings_.text_bytes, 'x');
}

crowd::~crowd() { ::close(epoll_); }

void crowd::watch(raw_member& one, bool is_new)
{
    epoll_event event{};
    event.events = EPOLLIN;
    if (one.wants_to_write())
        event.events |= EPOLLOUT;
    event.data.u64 = one.number();
    ::epoll_ctl(epoll_, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, one.socket(), &event);
}

std::vector<double> crowd::bring_in(double seconds_max)
{
    const auto all = settings_.rooms * settings_.members;
    const auto until = now_ns() + seconds_to_ns(seconds_max);
    while (present_ < all) {
        while (members_.size() < all && arriving_ < settings_.arriving_max) {
            constexpr int small_buffer = 4'096; // what a stalled member is sent is to wait in the server
            const auto number = members_.size();
            members_.emplace_back(number, settings_.port, is_stalling(number) ? small_buffer : 0);
            members_.back().asked_at_ns = now_ns();
            ++arriving_;
            watch(members_.back(), true);
        }
        turn(1);
        if (figures_.gone > 0 || figures_.refusals > 0 || now_ns() > until)
            throw std::runtime_error(fmt::format(
                "{} of {} members are in; {} connections were closed, {} commands refused {}", present_, all, figures_.gone,
                figures_.refusals, figures_.first_refusal));
    }
    return std::move(arrivals_ms_);
}

void crowd::turn(int patience_ms)
{
    std::array<epoll_event, 512> events;
    const auto count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), patience_ms);
    for (int i = 0; i < count; ++i) {
        auto& one = members_[events[static_cast<std::size_t>(i)].data.u64];
        const auto before = one.now();
        if (before == stage::gone)
            continue;
        const bool wrote = (events[static_cast<std::size_t>(i)].events & EPOLLOUT) != 0;
        if (wrote)
            one.writable();
        if ((events[static_cast<std::size_t>(i)].events & EPOLLIN) != 0 &&
            one.readable(scratch_, [this](raw_member& from, std::string_view document) { take(from, document); })) {
            const auto room = room_name(settings_, one.number() % settings_.rooms);
            one.send(fmt::format(
                "{{\"id\":1,\"do\":\"hello\",\"name\":\"Member {}\"}}\n{{\"id\":2,\"do\":\"join\",\"room\":\"{}\"}}",
                one.number(), room));
        }
        if (one.now() == stage::gone) {
            ++figures_.gone;
            ::epoll_ctl(epoll_, EPOLL_CTL_DEL, one.socket(), nullptr);
        } else if (wrote || one.wants_to_write()) {
            watch(one, false);
        }
    }
}

void crowd::take(raw_member& from, std::string_view document)
{
    if (document.starts_with("{\"ev\":\"message\""))
        take_message(from, document);
    else if (document.starts_with("{\"re\":"))
        take_answer(from, document);
    else if (document.starts_with("{\"ev\":\"gap\""))
        ++figures_.holes;
}

void crowd::take_message(raw_member& from, std::string_view document)
{
    const auto offset = number_after(document, "\"offset\":");
    if (offset == from.last_offset)
        ++figures_.doubled;
    else if (offset < from.last_offset)
        ++figures_.out_of_order;
    else
        figures_.holes += offset - from.last_offset - 1;
    from.last_offset = std::max(offset, from.last_offset);
    ++figures_.deliveries;
    const auto due_ns = number_after(document, "\"text\":\"due ");
    if (due_ns >= timed_from_ns_ && timed_from_ns_ > 0 && delays_ms_.size() < delays_max)
        delays_ms_.push_back(static_cast<double>(now_ns() - due_ns) / 1e6);
}

void crowd::take_answer(raw_member& from, std::string_view document)
{
    const auto command = number_after(document, "{\"re\":");
    const auto room = from.number() % settings_.rooms;
    if (command > 2)
        --unanswered_[room];
    if (document.find(",\"error\":") < 30) {
        if (figures_.refusals++ == 0)
            figures_.first_refusal = document;
        return;
    }
    if (command > 2) {
        ++figures_.answers;
    } else if (command == 2 && !from.is_in_room) {
        from.is_in_room = true;
        from.last_offset = number_after(document, "\"offset\":");
        ++present_;
        --arriving_;
        arrivals_ms_.push_back(static_cast<double>(now_ns() - from.asked_at_ns) / 1e6);
    }
}

void crowd::post(std::size_t room, std::uint64_t due_ns)
{
    // Authors take turns, spread over the room.
    auto place = (next_poster_[room]++ * 7'919) % settings_.members;
    while (stalled_ > 0 && is_stalling(place))
        place = (place + 1) % settings_.members;
    auto& author = members_[place * settings_.rooms + room];
    auto text = fmt::format("due {} ", due_ns);
    text += std::string_view(filler_).substr(0, filler_.size() - std::min(text.size(), filler_.size()));
    author.send(fmt::format(
        "{{\"id\":{},\"do\":\"post\",\"room\":\"{}\",\"key\":\"bench-{:08x}-{:010}\",\"text\":\"{}\"}}", author.next_command++,
        room_name(settings_, room), key_seed_, figures_.posts, text));
    if (author.wants_to_write())
        watch(author, false);
    ++figures_.posts;
    ++unanswered_[room];
}

void crowd::post_at(double rate, double seconds)
{
    const auto begin = now_ns();
    const auto end = begin + seconds_to_ns(seconds);
    timed_from_ns_ = begin;
    std::size_t done = 0;
    for (auto now = begin; now < end; now = now_ns()) {
        for (;;) {
            const auto due = begin + seconds_to_ns(static_cast<double>(done) / rate);
            if (due > now || due >= end)
                break;
            post(done++ % settings_.rooms, due);
        }
        turn(0); // spins: to wake a reader would be the server's cost
    }
}

void crowd::post_with_outstanding(std::size_t outstanding, double seconds)
{
    const auto end = now_ns() + seconds_to_ns(seconds);
    timed_from_ns_ = now_ns();
    for (auto now = now_ns(); now < end; now = now_ns()) {
        for (std::size_t room = 0; room < settings_.rooms; ++room)
            while (unanswered_[room] < outstanding)
                post(room, now);
        turn(0);
    }
}

std::uint64_t crowd::expected_deliveries() const
{
    return figures_.answers * settings_.members - (figures_.answers - answers_before_stall_) * stalled_;
}

bool crowd::is_stalling(std::size_t number) const
{
    return settings_.stalling_every > 0 && number % settings_.stalling_every == settings_.stalling_every - 1;
}

std::size_t crowd::stall()
{
    constexpr int pages = 3;
    answers_before_stall_ = figures_.answers;
    for (auto& one : members_) {
        if (!is_stalling(one.number()))
            continue;
        ::epoll_ctl(epoll_, EPOLL_CTL_DEL, one.socket(), nullptr);
        for (int page = 0; page < pages; ++page)
            one.send(fmt::format(
                R"({{"id":{},"do":"history","room":"{}","latest":true,"limit":300}})", one.next_command++,
                room_name(settings_, 0)));
        ++stalled_;
    }
    return stalled_;
}

std::uint64_t crowd::settle(double seconds_max)
{
    const auto until = now_ns() + seconds_to_ns(seconds_max);
    while (now_ns() < until &&
           (figures_.answers + figures_.refusals < figures_.posts || figures_.deliveries < expected_deliveries()))
        turn(1);
    const auto expected = expected_deliveries();
    return expected > figures_.deliveries ? expected - figures_.deliveries : 0;
}

void crowd::idle(double seconds)
{
    const auto until = now_ns() + seconds_to_ns(seconds);
    while (now_ns() < until)
        turn(20);
}

} // namespace hallway::bench
