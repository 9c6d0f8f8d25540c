#include "protocol/moderation_form.hpp"

#include "protocol/json_fields.hpp"
#include "protocol/stored_message.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace hallway {

namespace {

using nlohmann::json;

std::optional<member_sanctioned> read_sanction(const json& object)
{
    const auto member = member_id_in(object, "member");
    const auto kind = sanction_kind_named(text_or_nothing(object, "kind"));
    if (!member || !kind)
        return std::nullopt;
    return member_sanctioned{
        *member, *kind, text_or_nothing(object, "scope"), time_in(object, "until"), text_or_nothing(object, "reason")};
}

/// A kind of a later version is an event of a later version.
std::optional<event_body> read_sanctioned(const json& object)
{
    if (text_in(object, "kind") && !sanction_kind_named(*text_in(object, "kind")))
        return unknown_event{"member_sanctioned"};
    auto read = read_sanction(object);
    return read ? std::optional<event_body>{*std::move(read)} : std::nullopt;
}

std::optional<event_body> read_lifted(const json& object)
{
    const auto member = member_id_in(object, "member");
    const auto kind = sanction_kind_named(text_or_nothing(object, "kind"));
    if (!member || !kind)
        return std::nullopt;
    return sanction_lifted{*member, *kind, text_or_nothing(object, "scope")};
}

std::optional<event_body> read_kicked(const json& object)
{
    const auto member = member_id_in(object, "member");
    if (!member)
        return std::nullopt;
    return member_kicked{*member, text_or_nothing(object, "scope"), text_or_nothing(object, "reason")};
}

std::optional<member_invited> read_invited_body(const json& object)
{
    const auto member = member_id_in(object, "member");
    auto name = text_in(object, "name");
    const auto as = role_in(object, "role");
    if (!member || !name || !as)
        return std::nullopt;
    return member_invited{*member, *std::move(name), *as, text_or_nothing(object, "scope"), time_in(object, "until")};
}

std::optional<event_body> read_invited(const json& object)
{
    auto read = read_invited_body(object);
    return read ? std::optional<event_body>{*std::move(read)} : std::nullopt;
}

template <class Event>
std::optional<event_body> read_of_invite(const json& object)
{
    const auto which = event_id_in(object, "invite");
    return which ? std::optional<event_body>{Event{*which}} : std::nullopt;
}

std::optional<announced> read_announced_body(const json& object)
{
    auto text = text_in(object, "text");
    if (!text)
        return std::nullopt;
    return announced{*std::move(text), text_or_nothing(object, "scope"), time_in(object, "until")};
}

std::optional<event_body> read_announced(const json& object)
{
    auto read = read_announced_body(object);
    return read ? std::optional<event_body>{*std::move(read)} : std::nullopt;
}

std::optional<event_body> read_announcement_ended(const json& object)
{
    const auto target = event_id_in(object, "target");
    return target ? std::optional<event_body>{announcement_ended{*target}} : std::nullopt;
}

std::optional<std::vector<std::string>> read_words(const json& object)
{
    std::vector<std::string> words;
    const bool is_there = read_each(object, "words", [&](const json& element) {
        if (element.is_string())
            words.push_back(element.get<std::string>());
        return element.is_string();
    });
    return is_there ? std::optional{std::move(words)} : std::nullopt;
}

std::optional<event_body> read_policy_changed(const json& object)
{
    policy_changed read;
    if (const auto seconds = integer_in(object, "slow_mode_s"))
        read.slow_mode = std::chrono::seconds{*seconds};
    read.is_locked = flag_in(object, "locked");
    read.takes_only_questions = flag_in(object, "only_questions");
    read.moderates_questions = flag_in(object, "moderated");
    read.takes_anonymous = flag_in(object, "anonymous");
    read.holds_all = flag_in(object, "approval");
    if (const auto seconds = integer_in(object, "delay_s"))
        read.delay = std::chrono::seconds{*seconds};
    read.held_words = read_words(object);
    read.holds_links = flag_in(object, "hold_links");
    read.holds_repeats = flag_in(object, "hold_repeats");
    read.takes_applause = flag_in(object, "applause");
    read.tells_typing = flag_in(object, "typing");
    return read;
}

using reader = std::optional<event_body> (*)(const json&);
constexpr std::array<std::pair<std::string_view, reader>, 9> moderation_readers{{
    {"policy_changed", read_policy_changed},
    {"member_sanctioned", read_sanctioned},
    {"sanction_lifted", read_lifted},
    {"member_kicked", read_kicked},
    {"member_invited", read_invited},
    {"invite_redeemed", read_of_invite<invite_redeemed>},
    {"invite_revoked", read_of_invite<invite_revoked>},
    {"announced", read_announced},
    {"announcement_ended", read_announcement_ended},
}};

void write_text_if(json_writer& out, std::string_view name, const std::string& text)
{
    if (!text.empty())
        out.text(name, text);
}

void write_time_if(json_writer& out, std::string_view name, const std::optional<time_point>& time)
{
    if (time)
        out.time(name, *time);
}

void write_invited_body(json_writer& out, const member_invited& what)
{
    out.id("member", what.member).text("name", what.name).text("role", name_of(what.as));
    write_text_if(out, "scope", what.scope);
    write_time_if(out, "until", what.until);
}

// Who did it, beside a member that is somebody else's.
void write_by(json_writer& out, const author& by, time_point at)
{
    out.id("by", by.id).text("by_role", name_of(by.as)).time("at", at);
}

struct done_by {
    author by;
    time_point at;
};

std::optional<done_by> read_by(const json& object)
{
    const auto by = member_id_in(object, "by");
    const auto as = role_in(object, "by_role");
    const auto at = time_in(object, "at");
    return by && as && at ? std::optional{done_by{{*by, *as}, *at}} : std::nullopt;
}

bool read_kept_sanction(const json& object, member_standing& into)
{
    auto what = read_sanction(object);
    const auto by = read_by(object);
    if (!what || !by)
        return false;
    const auto member = what->member;
    into.sanctions[member].push_back({*std::move(what), by->by, by->at});
    return true;
}

bool read_kept_invite(const json& object, member_standing& into)
{
    const auto id = event_id_in(object, "id");
    auto what = read_invited_body(object);
    const auto by = read_by(object);
    if (!id || !what || !by)
        return false;
    const auto devices = static_cast<unsigned>(integer_in(object, "devices").value_or(0));
    add_invite(into, {*id, *std::move(what), by->by, by->at, devices, is_set(object, "revoked")});
    return true;
}

bool read_kept_announcement(const json& object, member_standing& into)
{
    const auto id = event_id_in(object, "id");
    auto what = read_announced_body(object);
    const auto by = read_by(object);
    if (!id || !what || !by)
        return false;
    into.announcements.push_back({*id, *std::move(what), by->by, by->at});
    return true;
}

bool read_kept_staff(const json& object, member_standing& into)
{
    const auto who = read_author_kept(object);
    if (who)
        into.staff[who->id] = who->as;
    return who.has_value();
}

} // namespace

void write_stored(json_writer& out, const policy_changed& what) { write_policy_change(out.text("type", "policy_changed"), what); }
void write_stored(json_writer& out, const member_sanctioned& what)
{
    out.text("type", "member_sanctioned").text("kind", name_of(what.kind));
    write_sanction(out, what);
}
void write_stored(json_writer& out, const sanction_lifted& what)
{
    out.text("type", "sanction_lifted").text("kind", name_of(what.kind));
    write_lifted(out, what);
}
void write_stored(json_writer& out, const member_kicked& what) { write_kick(out.text("type", "member_kicked"), what); }
void write_stored(json_writer& out, const member_invited& what) { write_invited_body(out.text("type", "member_invited"), what); }
void write_stored(json_writer& out, const invite_redeemed& what)
{
    out.text("type", "invite_redeemed").id("invite", what.invite);
}
void write_stored(json_writer& out, const invite_revoked& what) { out.text("type", "invite_revoked").id("invite", what.invite); }
void write_stored(json_writer& out, const announced& what) { write_announced(out.text("type", "announced"), what); }
void write_stored(json_writer& out, const announcement_ended& what)
{
    out.text("type", "announcement_ended").id("target", what.target);
}

std::optional<std::optional<event_body>> read_moderation_event(std::string_view type, const json& object)
{
    for (const auto& [name, read] : moderation_readers)
        if (name == type)
            return read(object);
    return std::nullopt;
}

void write_policy_change(json_writer& out, const policy_changed& what)
{
    if (what.slow_mode)
        out.number("slow_mode_s", static_cast<std::uint64_t>(what.slow_mode->count()));
    const auto write_flag = [&](std::string_view name, const std::optional<bool>& value) {
        if (value)
            out.flag(name, *value);
    };
    write_flag("locked", what.is_locked);
    write_flag("only_questions", what.takes_only_questions);
    write_flag("moderated", what.moderates_questions);
    write_flag("anonymous", what.takes_anonymous);
    write_flag("approval", what.holds_all);
    if (what.delay)
        out.number("delay_s", static_cast<std::uint64_t>(what.delay->count()));
    if (what.held_words) {
        out.open_array("words");
        for (const auto& each : *what.held_words)
            out.text({}, each);
        out.close_array();
    }
    write_flag("hold_links", what.holds_links);
    write_flag("hold_repeats", what.holds_repeats);
    write_flag("applause", what.takes_applause);
    write_flag("typing", what.tells_typing);
}

void write_sanction(json_writer& out, const member_sanctioned& what)
{
    out.id("member", what.member);
    write_text_if(out, "scope", what.scope);
    write_time_if(out, "until", what.until);
    write_text_if(out, "reason", what.reason);
}

void write_lifted(json_writer& out, const sanction_lifted& what)
{
    out.id("member", what.member);
    write_text_if(out, "scope", what.scope);
}

void write_kick(json_writer& out, const member_kicked& what)
{
    out.id("member", what.member);
    write_text_if(out, "scope", what.scope);
    write_text_if(out, "reason", what.reason);
}

void write_announced(json_writer& out, const announced& what)
{
    out.text("text", what.text);
    write_text_if(out, "scope", what.scope);
    write_time_if(out, "until", what.until);
}

void write_policy(json_writer& out, const room_policy& what, bool is_whole)
{
    const room_policy usual;
    if (!is_whole && what == usual)
        return;
    policy_changed differs;
    const auto note = [&](auto& into, const auto& value, const auto& as_usual) {
        if (is_whole || value != as_usual)
            into = value;
    };
    note(differs.slow_mode, what.slow_mode, usual.slow_mode);
    note(differs.is_locked, what.is_locked, usual.is_locked);
    note(differs.takes_only_questions, what.takes_only_questions, usual.takes_only_questions);
    note(differs.moderates_questions, what.moderates_questions, usual.moderates_questions);
    note(differs.takes_anonymous, what.takes_anonymous, usual.takes_anonymous);
    note(differs.holds_all, what.holds_all, usual.holds_all);
    note(differs.delay, what.delay, usual.delay);
    note(differs.held_words, what.held_words, usual.held_words);
    note(differs.holds_links, what.holds_links, usual.holds_links);
    note(differs.holds_repeats, what.holds_repeats, usual.holds_repeats);
    note(differs.takes_applause, what.takes_applause, usual.takes_applause);
    note(differs.tells_typing, what.tells_typing, usual.tells_typing);
    write_policy_change(out.open_object("policy"), differs);
    out.close_object();
}

room_policy read_policy(const json& object)
{
    room_policy read;
    const auto* const kept = member_of(object, "policy");
    if (kept == nullptr)
        return read;
    read.slow_mode = std::chrono::seconds{integer_in(*kept, "slow_mode_s").value_or(0)};
    read.is_locked = is_set(*kept, "locked");
    read.takes_only_questions = is_set(*kept, "only_questions");
    read.moderates_questions = is_set(*kept, "moderated");
    read.takes_anonymous = flag_in(*kept, "anonymous").value_or(true);
    read.holds_all = is_set(*kept, "approval");
    read.delay = std::chrono::seconds{integer_in(*kept, "delay_s").value_or(0)};
    read.held_words = read_words(*kept).value_or(std::vector<std::string>{});
    read.holds_links = is_set(*kept, "hold_links");
    read.holds_repeats = is_set(*kept, "hold_repeats");
    read.takes_applause = flag_in(*kept, "applause").value_or(true);
    read.tells_typing = is_set(*kept, "typing");
    return read;
}

room_policy without_words(room_policy what)
{
    what.held_words.clear();
    return what;
}

void write_kept_standing(json_writer& out, const member_standing& what)
{
    if (what == member_standing{})
        return;
    out.open_object("standing").open_array("sanctions");
    for (const auto& [member, all] : what.sanctions)
        for (const auto& each : all) {
            write_sanction(out.open_object().text("kind", name_of(each.what.kind)), each.what);
            write_by(out, each.by, each.at);
            out.close_object();
        }
    out.close_array().open_array("invites");
    for (const auto& each : what.invites) {
        write_invited_body(out.open_object().id("id", each.id), each.what);
        write_by(out, each.by, each.at);
        out.number("devices", each.devices).flag_if("revoked", each.is_revoked).close_object();
    }
    out.close_array().open_array("announcements");
    for (const auto& each : what.announcements) {
        write_announced(out.open_object().id("id", each.id), each.what);
        write_by(out, each.by, each.at);
        out.close_object();
    }
    out.close_array().open_array("staff");
    for (const auto& [member, as] : what.staff) {
        write_author_kept(out.open_object(), {member, as});
        out.close_object();
    }
    out.close_array().close_object();
}

std::optional<member_standing> read_kept_standing(const json& object)
{
    member_standing read;
    const auto* const kept = member_of(object, "standing");
    if (kept == nullptr)
        return read;
    const auto into = [&](bool (*read_one)(const json&, member_standing&)) {
        return [&read, read_one](const json& element) { return read_one(element, read); };
    };
    if (!read_each(*kept, "sanctions", into(read_kept_sanction)) || !read_each(*kept, "invites", into(read_kept_invite)) ||
        !read_each(*kept, "announcements", into(read_kept_announcement)) || !read_each(*kept, "staff", into(read_kept_staff)))
        return std::nullopt;
    return read;
}

} // namespace hallway
