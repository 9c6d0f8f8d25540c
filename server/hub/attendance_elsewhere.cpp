#include "hub/attendance_elsewhere.hpp"

#include "hub/signal_text.hpp"
#include "protocol/limits.hpp"
#include "support/logging.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace hallway {

namespace {

// A signal: "<node> <number> <kind>", numbers in hexadecimal digits, and a line "<people> <watching> <room>" for each count.
constexpr std::string_view all_counts = "all";
constexpr std::string_view changed_counts = "changed";
constexpr std::string_view still_there = "there";
constexpr std::string_view goes = "gone";
constexpr std::string_view asks = "ask"; // for all counts of the node whose id is the number; 0: of every node

} // namespace

attendance_elsewhere::attendance_elsewhere(scheduler& where, signals& others, const std::string& space, metrics& counts)
    : where_(where), others_(others), topic_("people/" + space), own_id_(where.random()),
      nodes_(counts.show("hallway_nodes", "Nodes that serve the space, this one among them, as far as it hears of them."))
{
    nodes_.set(1);
}

attendance_elsewhere::~attendance_elsewhere() { others_.hear(topic_, nullptr); }

void attendance_elsewhere::start()
{
    others_.hear(topic_, this);
    look_after();
}

void attendance_elsewhere::end()
{
    has_ended_ = true;
    say(goes, {});
}

// --- what this node says ---

void attendance_elsewhere::count(const std::string& room, head_count now)
{
    const auto known = here_.find(room);
    if (now == (known == here_.end() ? head_count{} : known->second))
        return;
    if (now == head_count{})
        here_.erase(known);
    else
        here_[room] = now;
    changed_[room] = now;
}

void attendance_elsewhere::look_after()
{
    if (has_ended_)
        return;
    if (is_connected_) {
        say_what_is_due();
        std::set<std::uint64_t> silent;
        for (const auto& [id, node] : nodes_heard_)
            if (node.until <= where_.monotonic())
                silent.insert(id);
        for (const auto id : silent)
            forget(id, "it was silent for too long");
    }
    where_.after(limits::node_counts_interval, [this] { look_after(); });
}

void attendance_elsewhere::say_what_is_due()
{
    if (std::exchange(is_whole_due_, false)) {
        ++number_;
        say(all_counts, here_);
    } else if (!changed_.empty()) {
        ++number_;
        say(changed_counts, changed_);
    } else if (where_.monotonic() - said_at_ >= limits::node_lease_refresh) {
        say(still_there, {});
        return;
    }
    changed_.clear();
}

void attendance_elsewhere::say(std::string_view kind, const counts_of_rooms& counts)
{
    auto text = hexadecimal(own_id_) + ' ' + hexadecimal(number_) + ' ' + std::string(kind) + '\n';
    for (const auto& [room, now] : counts)
        text += std::to_string(now.people) + ' ' + std::to_string(now.watching) + ' ' + room + '\n';
    said_at_ = where_.monotonic();
    others_.signal(topic_, std::move(text));
}

// --- what it hears ---

head_count attendance_elsewhere::of(const std::string& room) const
{
    const auto at = elsewhere_.find(room);
    return at == elsewhere_.end() ? head_count{} : at->second;
}

void attendance_elsewhere::connected()
{
    is_connected_ = true;
    // Who was there may still be: nothing could be heard of them.
    for (auto& [id, node] : nodes_heard_)
        node.until = where_.monotonic() + limits::node_lease;
    is_whole_due_ = true; // others may have missed some of it, too
    others_.signal(topic_, hexadecimal(own_id_) + " 0 " + std::string(asks) + '\n');
}

void attendance_elsewhere::disconnected() { is_connected_ = false; }

void attendance_elsewhere::heard(const std::string&, const std::string& text)
{
    std::string_view rest = text;
    auto line = take_until('\n', rest);
    const auto from = number_in(take_until(' ', line), 16);
    const auto number = number_in(take_until(' ', line), 16);
    if (from && number && from != own_id_)
        take(*from, *number, line, rest);
}

void attendance_elsewhere::take(std::uint64_t from, std::uint64_t number, std::string_view kind, std::string_view counts)
{
    if (kind == asks) {
        is_whole_due_ = is_whole_due_ || number == 0 || number == own_id_;
        return;
    }
    if (kind == goes)
        return forget(from, "it goes");
    const bool tells_all = kind == all_counts;
    const bool tells_changes = kind == changed_counts;
    if (!tells_all && !tells_changes && kind != still_there)
        return; // of a later version
    if (!nodes_heard_.contains(from) && nodes_heard_.size() >= limits::nodes_max)
        return;
    const auto [at, is_new] = nodes_heard_.try_emplace(from);
    auto& node = at->second;
    node.until = where_.monotonic() + limits::node_lease;
    if (is_new) {
        nodes_.set(static_cast<std::int64_t>(nodes_heard_.size()) + 1);
        log_info("another node serves the space", {{"node", hexadecimal(from)}});
    }
    if (!tells_all && (!node.is_whole || number != node.number + (tells_changes ? 1 : 0)))
        return ask(from, node);

    node.number = number;
    node.is_whole = true;
    std::set<std::string> changed;
    if (tells_all)
        clear(node, changed);
    while (!counts.empty()) {
        auto line = take_until('\n', counts);
        const auto people = number_in(take_until(' ', line));
        const auto watching = number_in(take_until(' ', line));
        if (people && watching && !line.empty())
            set(node, std::string{line}, {*people, *watching}, changed);
    }
    tell(changed);
}

/// What it said before stands until it has told all again.
void attendance_elsewhere::ask(std::uint64_t from, other_node& who)
{
    who.is_whole = false;
    const auto now = where_.monotonic();
    if (who.asked_at != uptime{} && now - who.asked_at < limits::node_counts_interval)
        return;
    who.asked_at = now;
    others_.signal(topic_, hexadecimal(own_id_) + ' ' + hexadecimal(from) + ' ' + std::string(asks) + '\n');
}

void attendance_elsewhere::set(other_node& who, const std::string& room, head_count now, std::set<std::string>& changed)
{
    const auto before = std::exchange(who.rooms[room], now);
    auto& all = elsewhere_[room];
    all.people += now.people - before.people;
    all.watching += now.watching - before.watching;
    if (all == head_count{})
        elsewhere_.erase(room);
    if (now == head_count{})
        who.rooms.erase(room);
    changed.insert(room);
}

void attendance_elsewhere::clear(other_node& who, std::set<std::string>& changed)
{
    while (!who.rooms.empty()) {
        const std::string room = who.rooms.begin()->first;
        set(who, room, {}, changed);
    }
}

void attendance_elsewhere::forget(std::uint64_t whom, const char* why)
{
    const auto at = nodes_heard_.find(whom);
    if (at == nodes_heard_.end())
        return;
    std::set<std::string> changed;
    clear(at->second, changed);
    nodes_heard_.erase(at);
    nodes_.set(static_cast<std::int64_t>(nodes_heard_.size()) + 1);
    log_info("the people of another node are no longer counted", {{"node", hexadecimal(whom)}, {"why", why}});
    tell(changed);
}

void attendance_elsewhere::tell(const std::set<std::string>& changed)
{
    if (!changed.empty())
        on_changed_(changed);
}

} // namespace hallway
