// Sanctions, invites and announcements, as those are told whom they concern.
#include "protocol/encode_parts.hpp"
#include "protocol/moderation_form.hpp"

namespace hallway {

namespace {

void write_named(json_writer& out, std::string_view name, const author& who, const name_of_member& names)
{
    write_member(out, name, who.id, names ? names(who.id) : std::string_view{}, who.as);
}

/// Without the member: that stands beside it, with a name, or is the reader.
void write_own_sanction(json_writer& out, const member_sanctioned& what)
{
    out.text("kind", name_of(what.kind));
    if (!what.scope.empty())
        out.text("scope", what.scope);
    if (what.until)
        out.time("until", *what.until);
    if (!what.reason.empty())
        out.text("reason", what.reason);
}

void write_announcement(json_writer& out, const announcement& what)
{
    out.id("id", what.id).time("at", what.at);
    write_announced(out, what.what);
}

} // namespace

void write_known_member(json_writer& out, member_id who, const name_of_member& names)
{
    const auto name = names ? names(who) : std::string_view{};
    out.open_object("member").id("id", who).text("name", name.empty() ? "?" : name).close_object();
}

void write_own_standing(json_writer& out, const welcome& what)
{
    if (!what.roles.empty()) {
        out.open_array("roles");
        for (const auto& each : what.roles)
            out.open_object().text("role", name_of(each.as)).text("scope", each.scope).close_object();
        out.close_array();
    }
    if (!what.sanctions.empty()) {
        out.open_array("sanctions");
        for (const auto& each : what.sanctions) {
            write_own_sanction(out.open_object(), each.what);
            out.close_object();
        }
        out.close_array();
    }
    if (what.blocked.empty())
        return;
    out.open_array("blocked");
    for (const auto each : what.blocked)
        out.id({}, each);
    out.close_array();
}

void write_announcements(json_writer& out, const std::vector<announcement>& all)
{
    if (all.empty())
        return;
    out.open_array("announcements");
    for (const auto& each : all) {
        write_announcement(out.open_object(), each);
        out.close_object();
    }
    out.close_array();
}

std::string encode_invited(std::uint64_t id, const receipt& made, const std::string& token)
{
    auto out = begin_ok(id, 512);
    out.id("id", made.id).number("offset", made.offset).time("at", made.at);
    out.flag_if("duplicate", made.duplicate).text("token", token);
    return end_ok(std::move(out));
}

std::string encode_sanctions(
    std::uint64_t id, const std::vector<const sanction*>& page, std::optional<member_id> after, const name_of_member& names)
{
    auto out = begin_ok(id, 256 + 256 * page.size());
    out.open_array("sanctions");
    for (const auto* each : page) {
        write_known_member(out.open_object(), each->what.member, names);
        write_own_sanction(out, each->what);
        write_named(out, "by", each->by, names);
        out.time("at", each->at).close_object();
    }
    out.close_array();
    if (after)
        out.id("after", *after);
    return end_ok(std::move(out));
}

std::string encode_invites(
    std::uint64_t id, const std::vector<const invite*>& page, std::optional<event_id> after, const token_of_invite& tokens)
{
    auto out = begin_ok(id, 256 + 512 * page.size());
    out.open_array("invites");
    for (const auto* each : page) {
        const auto& what = each->what;
        out.open_object().id("id", each->id).id("member", what.member).text("name", what.name).text("role", name_of(what.as));
        if (!what.scope.empty())
            out.text("scope", what.scope);
        if (what.until)
            out.time("until", *what.until);
        out.time("at", each->at).number("devices", each->devices).flag_if("revoked", each->is_revoked);
        if (const auto token = tokens(*each); !token.empty())
            out.text("token", token);
        out.close_object();
    }
    out.close_array();
    if (after)
        out.id("after", *after);
    return end_ok(std::move(out));
}

std::string encode_sanction(const sanction& what, bool is_lifted, bool is_for_staff, const name_of_member& names)
{
    auto out = begin_signal("sanction");
    if (is_for_staff)
        write_known_member(out, what.what.member, names);
    write_own_sanction(out, what.what);
    out.flag_if("lifted", is_lifted).time("at", what.at);
    if (is_for_staff)
        write_named(out, "by", what.by, names);
    return out.close_object().take();
}

std::string encode_kick(const member_kicked& what, const author& by, bool is_for_staff, const name_of_member& names)
{
    auto out = begin_signal("kick");
    if (is_for_staff)
        write_known_member(out, what.member, names);
    if (!what.scope.empty())
        out.text("scope", what.scope);
    if (!what.reason.empty())
        out.text("reason", what.reason);
    if (is_for_staff)
        write_named(out, "by", by, names);
    return out.close_object().take();
}

std::string encode_announcement(const announcement& what)
{
    auto out = begin_signal("announcement");
    write_announcement(out, what);
    return out.close_object().take();
}

std::string encode_announcement_end(event_id which)
{
    return begin_signal("announcement").id("id", which).flag("ended", true).close_object().take();
}

} // namespace hallway
