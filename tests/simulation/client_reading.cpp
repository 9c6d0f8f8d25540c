// What a simulated client makes of the bytes that reach it.
#include "tests/simulation/simulated_client.hpp"

#include <algorithm>
#include <utility>

namespace hallway::simulation {

void simulated_client::arrived(std::string_view bytes)
{
    heard_at_ = world_.in.clock();
    is_pinged_ = false;
    bytes_ += bytes;
    while (link_ && bytes_.size() >= 2) {
        const auto first = static_cast<unsigned char>(bytes_[0]);
        std::size_t length = static_cast<unsigned char>(bytes_[1]);
        std::size_t header = 2;
        if (length >= 126) {
            const std::size_t digits = length == 126 ? 2 : 8;
            header += digits;
            if (bytes_.size() < header)
                return;
            length = 0;
            for (std::size_t i = 0; i < digits; ++i)
                length = length << 8 | static_cast<unsigned char>(bytes_[2 + i]);
        }
        if (bytes_.size() < header + length)
            return;
        const auto payload = bytes_.substr(header, length);
        bytes_.erase(0, header + length);
        if (first == 0x88) {
            world_.told.note(label_, "<", "closed");
            return give_up();
        }
        if (first != 0x81)
            return world_.complain("a frame is neither text nor a close");
        world_.told.note(label_, "<", payload);
        const auto documents = split_frame(payload, std::string_view::npos);
        for (const auto document : *documents) {
            const auto read = decode_server_document(document);
            if (!read)
                return world_.complain("a document cannot be read: " + std::string{document});
            if (link_ && programme_)
                programme_->heard(document);
            if (link_)
                take(*read);
        }
    }
}

void simulated_client::take(const server_document& what)
{
    if (!what.re)
        return take_event(what);
    const auto known = under_way_.find(*what.re);
    if (known == under_way_.end())
        return world_.complain("an answer to nothing");
    const auto about = std::move(known->second);
    under_way_.erase(known);
    take_answer(what, about);
}

void simulated_client::take_answer(const server_document& what, const sent& about)
{
    if (about.writes)
        return take_written(what, about);
    if (programme_ && programme_->answered(what, about.what.what))
        return;
    if (door_ && door_->answered(what, about.what.what))
        return;
    if (const auto* joining = std::get_if<hallway::join>(&about.what.what))
        return take_join(what, about, joining->room);
    if (const auto* page = std::get_if<history>(&about.what.what))
        return take_page(what, about, *page);
    if (std::holds_alternative<hello>(about.what.what) && !what.is_error) {
        if (who_->id != what.me.id)
            world_.complain("a member comes back as somebody else");
        who_->token = what.token;
    }
    if (const auto* leaving = std::get_if<hallway::leave>(&about.what.what); leaving != nullptr && !what.is_error) {
        auto& view = views_[leaving->room];
        view.is_joined = false;
        view.gap_to = 0;
        wishes_[leaving->room].gap_command = 0;
    }
    if (what.is_error)
        world_.seen.count("answer: " + std::string{code_of(what.error.code)});
    // Whose first hello is refused (the server drains) is nobody here: it comes again later.
    const auto* greeting = std::get_if<hello>(&about.what.what);
    if (what.is_error && greeting != nullptr && what.error.code == errc::banned && !world_.bans->was_banned(who_->id))
        world_.complain("somebody is turned away whom nobody banned");
    if (what.is_error && greeting != nullptr && greeting->token)
        give_up();
}

void simulated_client::take_join(const server_document& what, const sent& about, const std::string& room)
{
    auto& wish = wishes_[room];
    auto& view = views_[room];
    if (wish.join_command == about.what.id)
        wish.join_command = 0;
    if (what.is_error) {
        world_.seen.count("join: " + std::string{code_of(what.error.code)});
        if (what.error.code == errc::not_found)
            wish.joins_again_at = world_.in.clock() + 4s;
        if (what.error.code == errc::forbidden || what.error.code == errc::bad_request)
            world_.complain("a join is refused: " + what.error.message);
        return;
    }
    world_.rules.joined(view, about.joins, what, who_->id);
    // Who goes on from elsewhere than where it stands lets go of what it shows: some of it is told again, some may be left out, and some may never have been since the
    // disk was rewound.
    const bool is_elsewhere = about.joins.since && about.joins.since->offset != view.at.offset;
    if (!*what.recovered || is_elsewhere) {
        view.shown.clear();
        wish.unfilled.clear();
        wish.gap_command = 0; // its answer fills no later gap
    }
    view.gap_to = 0;
    view.at = {what.epoch, what.offset, what.id};
    for (const auto& each : what.events)
        fold(view, each);
    view.is_joined = !what.more;
    if (what.more)
        return join(room);
    ask_for_gap(room);
    send_unsettled();
}

void simulated_client::take_page(const server_document& what, const sent& about, const history& asked_for)
{
    auto& wish = wishes_[asked_for.room];
    auto& view = views_[asked_for.room];
    const bool fills = wish.gap_command == about.what.id;
    if (fills)
        wish.gap_command = 0;
    if (what.is_error) {
        world_.seen.count("page: " + std::string{code_of(what.error.code)});
        return;
    }
    world_.rules.paged(view, asked_for, about.known, what);
    world_.seen.count("page");
    if (!fills || wish.unfilled.empty())
        return;
    auto& gap = wish.unfilled.front();
    for (const auto& each : what.events)
        if (each.offset <= gap.to)
            fold(view, each);
    if (what.after && *what.after < gap.to)
        gap.from = *what.after + 1;
    else
        wish.unfilled.pop_front();
    ask_for_gap(asked_for.room);
}

void simulated_client::take_written(const server_document& what, const sent& about)
{
    const auto& wrote = *about.writes;
    const auto& view = views_[wrote.room];
    if (what.is_error)
        world_.rules.refused(view, about.was_joined, wrote, what, who_->id);
    else
        world_.rules.receipt(view, wrote, what, who_->id);
    if (what.is_error && what.error.retry_after) {
        who_->waits_until = world_.in.clock() + *what.error.retry_after;
        who_->at_once = 1;
    } else if (!what.is_error) {
        ++who_->at_once;
    }
    // Who is not in the room any more asks again when they are.
    const bool is_out = what.is_error && what.error.code == errc::forbidden && !view.is_joined;
    if (about.is_once || what.retryable || (is_out && !std::holds_alternative<open_room>(wrote.what)))
        return;
    std::erase_if(who_->unsettled, [&](const asked& each) { return each.key == wrote.key; });
}

void simulated_client::take_event(const server_document& what)
{
    world_.seen.count("told: " + what.ev);
    if (what.ev == "member") {
        names_[what.from.id] = what.from.name;
        return world_.rules.named(what);
    }
    if (what.ev == "draining" || what.ev == "schedule" || what.ev == "here" || what.ev == "sanction")
        return;
    auto& view = views_[what.room];
    if (what.ev == "reset") {
        if (!view.is_joined)
            world_.complain("reset out of a room that it is not in");
        view.is_joined = false;
        view.gap_to = 0;
        view.at = {};
        wishes_[what.room].gap_command = 0;
        if (wishes_[what.room].join_command == 0)
            join(what.room);
        return;
    }
    if (what.ev == "gap") {
        world_.rules.skipped(view, what);
        view.gap_to = what.gap_to;
        wishes_[what.room].unfilled.push_back({what.gap_from, what.gap_to});
        return ask_for_gap(what.room);
    }
    world_.rules.told(view, what, who_->id);
    view.at.offset = what.offset;
    view.at.id = what.id;
    fold(view, what);
}

void simulated_client::fold(room_view& view, const server_document& what)
{
    if (what.from.name == nobodys_name) {
        world_.seen.count("told: an author whose name is not known yet");
        names_[what.from.id] = nobodys_name;
    }
    if (what.ev == "message") {
        auto& shown = view.shown[what.offset];
        shown.id = *what.id;
        if (shown.is_deleted)
            return; // history and events may cross: what is deleted stays so
        shown.is_deleted = what.deleted;
        shown.text = what.text;
    } else if (what.ev == "edited" || what.ev == "deleted") {
        const auto target =
            std::find_if(view.shown.begin(), view.shown.end(), [&](const auto& each) { return each.second.id == *what.target; });
        if (target == view.shown.end() || target->second.is_deleted)
            return;
        target->second.is_deleted = what.ev == "deleted";
        target->second.text = what.text;
    }
}

} // namespace hallway::simulation
