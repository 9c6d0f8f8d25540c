#include "bench/crowd.hpp"

#include "bench/rate_schedule.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <random>
#include <system_error>
#include <utility>

namespace hallway::bench {
namespace {

volatile std::sig_atomic_t is_interrupted = 0;

std::uint64_t seconds_to_ns(double seconds) { return static_cast<std::uint64_t>(seconds * 1e9); }

/// What this thread has worked: time in which others had its core is not its own.
double worked_seconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

} // namespace

void end_crowds_on_signals()
{
    const auto note = [](int) { is_interrupted = 1; };
    std::signal(SIGINT, note);
    std::signal(SIGTERM, note);
}

std::string room_name(const crowd_settings& settings, std::size_t room)
{
    return settings.rooms == 1 ? settings.room : fmt::format("{}-{}", settings.room, room);
}

crowd::crowd(crowd_settings settings)
    : settings_(std::move(settings)), epoll_(::epoll_create1(EPOLL_CLOEXEC)), epochs_(settings_.rooms),
      scratch_(256 * 1024, '\0'), next_poster_(settings_.rooms), unanswered_(settings_.rooms), key_seed_(std::random_device{}())
{
    if (epoll_ < 0)
        throw std::system_error(errno, std::generic_category(), "epoll");
    for (std::size_t room = 0; room < settings_.rooms; ++room)
        room_names_.push_back(room_name(settings_, room));
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

void crowd::let_in(const std::function<raw_member&(std::size_t)>& next, double seconds_max)
{
    const auto all = size();
    const auto begun = now_ns();
    const auto until = begun + seconds_to_ns(seconds_max);
    const bool is_paced = settings_.arrivals_per_second > 0;
    rate_schedule schedule(
        begun, is_paced ? settings_.arrivals_per_second : 1,
        is_paced ? static_cast<double>(all) / settings_.arrivals_per_second : 0);
    arrivals_.clear();
    for (std::size_t come = 0; present_ < all;) {
        while (come < all && arriving_ < settings_.arriving_max) {
            const auto now = now_ns();
            const auto due = is_paced ? schedule.take_due(now) : std::optional(now);
            if (!due)
                break;
            auto& one = next(come++);
            one.due_ns = *due;
            one.connect();
            ++arriving_;
            watch(one, true);
        }
        turn(is_paced ? 0 : 1);
        if (figures_.gone > 0 || figures_.refusals > 0 || now_ns() > until)
            throw std::runtime_error(fmt::format(
                "{} of {} members are in; {} connections were closed, {} commands refused {}", present_, all, figures_.gone,
                figures_.refusals, figures_.first_refusal));
    }
}

void crowd::bring_in(double seconds_max)
{
    const auto make = [this](std::size_t number) -> raw_member& {
        constexpr int small_buffer = 4'096; // what a stalled member is sent is to wait in the server
        const auto& where = settings_.servers[number / settings_.rooms % settings_.servers.size()];
        return members_.emplace_back(number, where, *settings_.speech, is_stalling(number) ? small_buffer : 0);
    };
    let_in(make, seconds_max);
}

void crowd::cut_all()
{
    for (auto& one : members_)
        one.cut(); // which takes it out of the epoll, too
    present_ = 0;
}

void crowd::bring_back(std::uint64_t missed, double seconds_max)
{
    missed_ = missed;
    const auto again = [this](std::size_t number) -> raw_member& {
        members_[number].caught_up = 0;
        return members_[number];
    };
    let_in(again, seconds_max);
}

entry crowd::entry_of(const raw_member& one) const
{
    const auto room = room_of(one);
    return {one.number(), room_names_[room], one.token, one.token.empty() ? std::string() : epochs_[room], one.told.position()};
}

bool crowd::turn(int patience_ms)
{
    if (is_interrupted != 0)
        throw interrupted();
    std::array<epoll_event, 512> events;
    const auto count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), patience_ms);
    if (count <= 0)
        return false;
    const auto begun = worked_seconds();
    for (int i = 0; i < count; ++i) {
        auto& one = members_[events[static_cast<std::size_t>(i)].data.u64];
        const auto what = events[static_cast<std::size_t>(i)].events;
        const bool wrote = (what & EPOLLOUT) != 0;
        if (wrote)
            one.writable();
        if ((what & ~static_cast<unsigned>(EPOLLOUT)) != 0 && one.now() != stage::gone) {
            heard_at_ns_ = now_ns();
            const auto take_each = [this](raw_member& from, std::string_view document) { take(from, document); };
            const bool is_upgraded = one.readable(scratch_, take_each);
            if (is_upgraded && settings_.speech->is_websocket())
                one.send(settings_.speech->say_first(entry_of(one)));
        }
        if (one.now() == stage::gone) {
            ++figures_.gone;
            ::epoll_ctl(epoll_, EPOLL_CTL_DEL, one.socket(), nullptr);
        } else if (wrote || one.wants_to_write()) {
            watch(one, false);
        }
    }
    figures_.busy_seconds += worked_seconds() - begun;
    return true;
}

void crowd::take(raw_member& from, std::string_view document)
{
    using kind = heard::kind;
    const auto found = settings_.speech->hear(document);
    if (!found.token.empty())
        from.token = found.token;
    switch (found.what) {
    case kind::message: take_message(from, found); break;
    case kind::greeted: from.send(settings_.speech->say_next(entry_of(from))); break;
    case kind::entered: take_entry(from, found); break;
    case kind::ping: from.send(settings_.speech->say_pong()); break;
    case kind::gap: ++figures_.faults.lost; break;
    case kind::applause:
        ++figures_.applause;
        figures_.claps += found.claps;
        break;
    case kind::answered:
        if (!from.is_in_room && !settings_.speech->has_offsets()) {
            take_entry(from, found);
        } else {
            --unanswered_[room_of(from)];
            ++figures_.answers;
        }
        break;
    case kind::refused:
        if (from.is_in_room)
            --unanswered_[room_of(from)];
        if (figures_.refusals++ == 0)
            figures_.first_refusal = document;
        break;
    case kind::nothing: break;
    }
}

void crowd::take_message(raw_member& from, const heard& message)
{
    from.told.heard(message.offset, figures_.faults);
    if (message.due_ns == 0) {
        ++figures_.others;
        return;
    }
    ++figures_.deliveries;
    if (message.due_ns >= timed_from_ns_ && timed_from_ns_ > 0)
        delays_.record(heard_at_ns_ - std::min(heard_at_ns_, message.due_ns));
}

void crowd::take_entry(raw_member& from, const heard& answer)
{
    if (from.is_in_room)
        return;
    epochs_[room_of(from)] = answer.epoch;
    from.caught_up += answer.events;
    if (answer.has_more) {
        from.told.begin(answer.offset);
        from.send(settings_.speech->say_again(entry_of(from)));
        return;
    }
    from.is_in_room = true;
    if (missed_ > 0 && (!answer.is_recovered || from.caught_up != missed_))
        ++figures_.unrecovered;
    from.told.begin(answer.offset);
    ++present_;
    --arriving_;
    arrivals_.record(heard_at_ns_ - std::min(heard_at_ns_, from.due_ns));
}

void crowd::post(std::size_t room, std::uint64_t due_ns)
{
    // Authors take turns, spread over the room and its servers.
    auto place = settings_.speech->has_offsets() ? next_poster_[room] % authors() * 7'919 % settings_.members : 0;
    while (stalled_ > 0 && is_stalling(place))
        place = (place + 1) % settings_.members;
    auto& author = members_[place * settings_.rooms + room];
    if (author.now() == stage::gone)
        return;
    auto text = settings_.is_timed ? fmt::format("due {} ", due_ns) : std::string("raid ");
    text += std::string_view(filler_).substr(0, filler_.size() - std::min(text.size(), filler_.size()));
    const auto key = fmt::format("bench-{:08x}-{:010}", key_seed_, figures_.posts);
    author.send(settings_.speech->say_post({room_names_[room], author.next_command++, key, ++next_poster_[room], text}));
    if (author.wants_to_write())
        watch(author, false);
    ++figures_.posts;
    ++unanswered_[room];
}

std::size_t crowd::authors() const
{
    return settings_.authors == 0 ? settings_.members : std::min(settings_.authors, settings_.members);
}

void crowd::introduce_authors(double seconds_max)
{
    constexpr std::size_t unanswered_max = 200;
    const auto until = now_ns() + seconds_to_ns(seconds_max);
    for (std::size_t post = 0; post < settings_.rooms * authors(); ++post) {
        while (figures_.posts - figures_.answers - figures_.refusals >= unanswered_max && now_ns() < until)
            turn(1);
        post_next(now_ns());
    }
    settle(seconds_max);
}

void crowd::post_next(std::uint64_t due_ns) { post(next_room_++ % settings_.rooms, due_ns); }

void crowd::post_at(double rate, double seconds, const companion& beside)
{
    const auto begin = now_ns();
    const auto end = begin + seconds_to_ns(seconds);
    timed_from_ns_ = begin;
    rate_schedule schedule(begin, rate, seconds);
    for (auto now = begin; now < end; now = now_ns()) {
        while (const auto due = schedule.take_due(now))
            post_next(*due);
        if (beside)
            beside();
        turn(0); // spins: to wake a reader would be the server's cost
    }
    while (const auto due = schedule.take_due(end))
        post_next(*due); // the last ones, if the last turn was long
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

void crowd::applaud(double seconds, double seconds_max)
{
    const auto begin = now_ns();
    const auto end = begin + seconds_to_ns(seconds);
    const auto all = figures_.claps + settings_.members * size(); // each hears of each in their room
    rate_schedule schedule(begin, static_cast<double>(size()) / seconds, seconds);
    std::size_t clapped = 0;
    const auto clap = [&] {
        auto& one = members_[clapped++ % members_.size()];
        one.send(settings_.speech->say_clap(room_names_[room_of(one)]));
        if (one.wants_to_write())
            watch(one, false);
    };
    for (auto now = begin; now < end; now = now_ns()) {
        while (schedule.take_due(now))
            clap();
        turn(0);
    }
    while (schedule.take_due(end))
        clap();
    const auto until = now_ns() + seconds_to_ns(seconds_max);
    while (figures_.claps < all && now_ns() < until)
        turn(1);
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
            one.send(settings_.speech->ask_history(one.next_command++, room_names_[0]));
        ++stalled_;
    }
    return stalled_;
}

void crowd::cut_stalled()
{
    for (auto& one : members_)
        if (stalled_ > 0 && is_stalling(one.number()))
            one.cut();
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
