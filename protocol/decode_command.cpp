// Commands: from a client's document, and back for the built-in clients.
#include "protocol/codec.hpp"
#include "protocol/command_fields.hpp"
#include "protocol/json_check.hpp"
#include "protocol/json_fields.hpp"
#include "protocol/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace hallway {

namespace {

using nlohmann::json;

// Braces read their fields from left to right, so the first fault is the first field's.
command_body read_hello(command_fields& in) { return hello{in.name(), in.token(), in.space()}; }
command_body read_join(command_fields& in) { return join{in.room(), in.since()}; }
command_body read_leave(command_fields& in) { return leave{in.room()}; }
command_body read_post(command_fields& in) { return post{in.room(), in.key(), in.text(), in.event_if("reply_to")}; }
command_body read_edit(command_fields& in) { return edit{in.room(), in.key(), in.event("target"), in.text()}; }
command_body read_remove(command_fields& in) { return remove{in.room(), in.key(), in.event("target")}; }
command_body read_open(command_fields& in) { return open_room{in.room(), in.key(), in.title()}; }
command_body read_rooms(command_fields& in) { return list_rooms{in.room_after()}; }
command_body read_history(command_fields& in) { return history{in.room(), in.place(), in.limit(), in.member_if("by")}; }
command_body read_ask_about(command_fields& in) { return ask_about{in.room()}; }
command_body read_clock(command_fields& in) { return in.clock(); }
command_body read_plan_command(command_fields& in) { return in.planned(); }
command_body read_mark(command_fields& in) { return mark_read{in.room(), in.integer("offset")}; }
command_body read_ask(command_fields& in)
{
    return ask{in.room(), in.key(), in.text(), in.flag("anonymous", false), in.reads_out()};
}
command_body read_promote(command_fields& in) { return promote{in.room(), in.key(), in.event("target")}; }
command_body read_vote(command_fields& in) { return vote{in.room(), in.key(), in.event("target"), in.flag("on", true)}; }
command_body read_move_question(command_fields& in)
{
    return move_question{in.room(), in.key(), in.event("target"), in.state("to")};
}
command_body read_merge(command_fields& in) { return merge_questions{in.room(), in.key(), in.event("target"), in.event("into")}; }
command_body read_answer(command_fields& in) { return answer_question{in.room(), in.key(), in.event("target"), in.answer()}; }
command_body read_endorse(command_fields& in)
{
    mark_answer read{in.room(), in.key(), in.event("target"), in.flag("on", true), in.flag("gone", false)};
    read.is_endorsed = read.is_endorsed && !read.is_gone;
    return read;
}
command_body read_pin(command_fields& in)
{
    return pin_item{in.room(), in.key(), in.event("target"), in.has("place") ? in.integer("place") : 0, in.until()};
}
command_body read_unpin(command_fields& in) { return unpin_item{in.room(), in.key(), in.event("target")}; }
command_body read_questions(command_fields& in) { return ask_questions{in.room(), in.event_if("after")}; }
command_body read_policy(command_fields& in) { return change_policy{in.room(), in.key(), in.policy()}; }
template <sanction_kind Kind>
command_body read_sanction(command_fields& in)
{
    return sanction_member{in.key(), {in.member("member"), Kind, in.scope(), in.until(), in.line("reason")}};
}
template <sanction_kind Kind>
command_body read_lifting(command_fields& in)
{
    return lift_sanction{in.key(), {in.member("member"), Kind, in.scope()}};
}
command_body read_kick(command_fields& in) { return kick_member{in.key(), {in.member("member"), in.scope(), in.line("reason")}}; }
command_body read_invite(command_fields& in)
{
    return invite_member{in.key(), in.required_name(), in.as(), in.scope(), in.until()};
}
command_body read_revoke(command_fields& in) { return revoke_invite{in.key(), in.event("target")}; }
command_body read_announce(command_fields& in) { return announce{in.key(), {in.text(), in.scope(), in.until()}}; }
command_body read_unannounce(command_fields& in) { return end_announcement{in.key(), in.event("target")}; }
command_body read_sanctions(command_fields& in) { return list_sanctions{in.member_if("after")}; }
command_body read_invites(command_fields& in) { return list_invites{in.event_if("after")}; }
command_body read_release(command_fields& in) { return release_held{in.room(), in.key(), in.event("target")}; }
command_body read_tend(command_fields& in) { return tend_item{in.room(), in.key(), in.event("target")}; }
command_body read_wipe(command_fields& in) { return wipe_member{in.room(), in.key(), in.member("member")}; }
command_body read_held(command_fields& in) { return list_held{in.room(), in.event_if("after")}; }
command_body read_report(command_fields& in)
{
    file_report read{in.room(), in.key(), in.kind(), in.event_if("target"), {}, {}};
    if (!read.target)
        read.member = in.member("member");
    read.text = in.text_or_nothing();
    return read;
}
command_body read_reports(command_fields& in) { return list_reports{in.event_if("after")}; }
command_body read_settle(command_fields& in) { return settle_report{in.key(), in.event("target"), in.line("note")}; }
command_body read_kept_text(command_fields& in) { return read_kept{in.room(), in.event("target")}; }
command_body read_block(command_fields& in) { return block_member{in.key(), {in.member("member"), in.flag("on", true)}}; }
command_body read_applaud(command_fields& in) { return applaud{in.room(), in.applause()}; }
command_body read_typing(command_fields& in) { return note_typing{in.room(), in.flag("on", true)}; }
command_body read_ping(command_fields&) { return ping{}; }

struct known_command {
    std::string_view name;
    command_body (*read)(command_fields&);
};

constexpr std::array<known_command, 47> known_commands{{
    {"post", read_post},
    {"ping", read_ping},
    {"history", read_history},
    {"hello", read_hello},
    {"join", read_join},
    {"leave", read_leave},
    {"edit", read_edit},
    {"delete", read_remove},
    {"open", read_open},
    {"rooms", read_rooms},
    {"about", read_ask_about},
    {"clock", read_clock},
    {"plan", read_plan_command},
    {"read", read_mark},
    {"vote", read_vote},
    {"ask", read_ask},
    {"promote", read_promote},
    {"question", read_move_question},
    {"merge", read_merge},
    {"answer", read_answer},
    {"endorse", read_endorse},
    {"pin", read_pin},
    {"unpin", read_unpin},
    {"questions", read_questions},
    {"policy", read_policy},
    {"kick", read_kick},
    {"mute", read_sanction<sanction_kind::mute>},
    {"ban", read_sanction<sanction_kind::ban>},
    {"unmute", read_lifting<sanction_kind::mute>},
    {"unban", read_lifting<sanction_kind::ban>},
    {"invite", read_invite},
    {"revoke", read_revoke},
    {"announce", read_announce},
    {"unannounce", read_unannounce},
    {"sanctions", read_sanctions},
    {"invites", read_invites},
    {"release", read_release},
    {"tend", read_tend},
    {"wipe", read_wipe},
    {"held", read_held},
    {"report", read_report},
    {"reports", read_reports},
    {"settle", read_settle},
    {"kept", read_kept_text},
    {"block", read_block},
    {"applaud", read_applaud},
    {"typing", read_typing},
}};

} // namespace

std::variant<command, unreadable> decode_command(std::string_view document)
{
    const auto mended = without_lone_surrogates(document);
    if (auto fault = check_json(mended)) {
        const bool can_answer = fault->id && *fault->id <= json_integer_max;
        return unreadable{can_answer ? fault->id : std::nullopt, std::move(fault->why)};
    }
    const auto object = parse_object(mended);
    if (!object)
        return unreadable{std::nullopt, refusal{errc::bad_request, "A command is a JSON object."}};
    const auto id = integer_in(*object, "id");
    if (!id)
        return unreadable{std::nullopt, refusal{errc::bad_request, "A command has a whole number as its id.", "id"}};
    const auto name = text_in(*object, "do");
    if (!name)
        return unreadable{id, refusal{errc::bad_request, "A command says what to do.", "do"}};
    const auto* const known =
        std::find_if(known_commands.begin(), known_commands.end(), [&](const known_command& one) { return one.name == *name; });
    if (known == known_commands.end())
        return unreadable{id, refusal{errc::unknown_command}};
    command_fields in(*object);
    auto what = known->read(in);
    if (in.fault())
        return unreadable{id, *in.fault()};
    return command{*id, std::move(what)};
}

std::optional<std::vector<std::string_view>> split_frame(std::string_view frame, std::size_t documents_max)
{
    std::vector<std::string_view> documents;
    while (!frame.empty()) {
        const auto line = frame.substr(0, frame.find('\n'));
        frame.remove_prefix(std::min(line.size() + 1, frame.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        if (documents.size() == documents_max)
            return std::nullopt;
        documents.push_back(line);
    }
    return documents;
}

} // namespace hallway
