#include "hub/pulse.hpp"

#include "hub/signal_text.hpp"

#include <algorithm>

namespace hallway {

namespace {

constexpr uptime applause_after = std::chrono::milliseconds{100}; // the first; what comes until then travels with it
constexpr uptime gather_for = std::chrono::milliseconds{100};     // what other cores report of the same moment
constexpr uptime typing_lasts = limits::typing_heartbeat + limits::typing_grace;

// A signal to other nodes: "<node>", and a line "applause <count of each kind> <room>", "typing <member> <room>" or "stopped <member> <room>" for each thing.
constexpr std::string_view says_applause = "applause";
constexpr std::string_view says_typing = "typing";
constexpr std::string_view says_stopped = "stopped";

void add(applause_counts& into, const applause_counts& more)
{
    for (std::size_t kind = 0; kind < into.size(); ++kind)
        into[kind] += more[kind];
}

} // namespace

// --- a core's share ---

void pulse_line::applaud(const std::string& room, applause_kind kind)
{
    ++untold_[room].applause[static_cast<std::size_t>(kind)];
    report_soon();
}

void pulse_line::type(const std::string& room, member_id who, bool on)
{
    note(untold_[room], who, on);
    report_soon();
}

void pulse_line::note(room_report& in, member_id who, bool on)
{
    const auto at = std::ranges::find(in.typing, who, &std::pair<member_id, bool>::first);
    if (at != in.typing.end())
        at->second = on;
    else if (in.typing.size() < 2 * limits::typing_people_max)
        in.typing.emplace_back(who, on);
}

void pulse_line::report_soon()
{
    if (std::exchange(is_reporting_, true))
        return;
    core_.after(applause_after, [this] {
        is_reporting_ = false;
        auto what = std::make_shared<const report>(std::exchange(untold_, {}));
        whole_.where_.post([&whole = whole_, what] { whole.take(*what); });
    });
}

// --- the whole node ---

room_pulse::room_pulse(scheduler& where, signals* others, const std::string& space)
    : where_(where), others_(others), topic_("pulse/" + space), own_id_(others != nullptr ? where.random() : 0)
{
}

room_pulse::~room_pulse()
{
    if (others_ != nullptr)
        others_->hear(topic_, nullptr);
}

pulse_line& room_pulse::attach(scheduler& core)
{
    lines_.push_back(std::make_unique<pulse_line>(*this, core));
    return *lines_.back();
}

void room_pulse::start()
{
    if (others_ != nullptr)
        others_->hear(topic_, this);
}

void room_pulse::take(const pulse_line::report& what)
{
    for (const auto& [name, told] : what) {
        auto& its = rooms_[name];
        add(its.applause, told.applause);
        for (const auto& [who, on] : told.typing)
            note_typing(its, who, on);
        if (others_ == nullptr)
            continue;
        auto& unsaid = unsaid_[name];
        add(unsaid.applause, told.applause);
        for (const auto& [who, on] : told.typing)
            pulse_line::note(unsaid, who, on);
    }
    tick_soon();
}

void room_pulse::note_typing(room& where, member_id who, bool on) const
{
    const auto at = std::ranges::find(where.typing, who, &typist::who);
    if (!on) {
        if (at != where.typing.end())
            where.typing.erase(at);
        return;
    }
    where.is_renewed = true;
    const auto until = where_.monotonic() + typing_lasts;
    if (at != where.typing.end())
        at->until = until;
    else if (where.typing.size() < limits::typing_people_max)
        where.typing.push_back({who, until});
}

/// Almost at once after a pause, then once in applause_interval.
void room_pulse::tick_soon()
{
    if (std::exchange(is_ticking_, true))
        return;
    const auto since = ticked_ ? where_.monotonic() - *ticked_ : uptime::max();
    const auto left = since < limits::applause_interval ? limits::applause_interval - since : uptime{};
    where_.after(std::max(left, gather_for), [this] {
        is_ticking_ = false;
        tick();
    });
}

void room_pulse::tick()
{
    ticked_ = where_.monotonic();
    ++version_;
    auto beats = std::make_shared<std::vector<heartbeat>>();
    for (auto at = rooms_.begin(); at != rooms_.end();) {
        auto beat = beat_of(at->first, at->second);
        if (beat.typing || beat.applause != applause_counts{})
            beats->push_back(std::move(beat));
        at = at->second.typing.empty() ? rooms_.erase(at) : std::next(at);
    }
    say();
    if (!beats->empty())
        for (const auto& each : lines_)
            each->core_.post([&line = *each, beats] {
                for (const auto& beat : *beats)
                    line.on_beat_(beat);
            });
    if (!rooms_.empty())
        tick_soon(); // somebody may fall silent
}

heartbeat room_pulse::beat_of(const std::string& name, room& where)
{
    heartbeat beat{.room = name, .applause = std::exchange(where.applause, {}), .version = version_, .typing = {}};
    std::erase_if(where.typing, [now = where_.monotonic()](const typist& each) { return each.until <= now; });
    std::vector<member_id> typing;
    for (const auto& each : where.typing)
        if (typing.size() < limits::typing_told_max)
            typing.push_back(each.who);
    if (std::exchange(where.is_renewed, false) || typing != where.typing_told) {
        where.typing_told = typing;
        beat.typing = std::move(typing);
    }
    return beat;
}

// --- other nodes ---

void room_pulse::say()
{
    if (unsaid_.empty())
        return;
    auto text = hexadecimal(own_id_) + '\n';
    for (const auto& [name, told] : std::exchange(unsaid_, {})) {
        if (told.applause != applause_counts{}) {
            text += says_applause;
            for (const auto count : told.applause)
                text += ' ' + std::to_string(count);
            text += ' ' + name + '\n';
        }
        for (const auto& [who, on] : told.typing)
            text.append(on ? says_typing : says_stopped).append(" " + to_string(who) + ' ' + name + '\n');
    }
    others_->signal(topic_, std::move(text));
}

void room_pulse::heard(const std::string&, const std::string& text)
{
    std::string_view rest = text;
    const auto from = number_in(take_until('\n', rest), 16);
    if (!from || *from == own_id_)
        return;
    while (!rest.empty())
        take_line(take_until('\n', rest));
    tick_soon();
}

/// What a later version says besides is passed over.
void room_pulse::take_line(std::string_view line)
{
    const auto kind = take_until(' ', line);
    if (kind == says_applause) {
        applause_counts counts{};
        for (auto& each : counts)
            if (const auto count = number_in(take_until(' ', line)))
                each = *count;
            else
                return;
        if (is_slug(line))
            add(rooms_[std::string{line}].applause, counts);
    } else if (kind == says_typing || kind == says_stopped) {
        const auto who = parse_member_id(take_until(' ', line));
        if (who && is_slug(line))
            note_typing(rooms_[std::string{line}], *who, kind == says_typing);
    }
}

} // namespace hallway
