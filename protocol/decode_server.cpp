// What a server tells, for the built-in clients. Lenient: what a later version adds is skipped; what is there must have its type.
#include "protocol/codec.hpp"
#include "protocol/json_fields.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace hallway {

namespace {

using nlohmann::json;

/// Reads members that may be absent into places that then keep their value, and remembers whether one had another type.
class optional_fields {
public:
    explicit optional_fields(const json& object) : object_(object) {}

    bool is_good() const { return is_good_; }

    optional_fields& text(const char* name, std::string& into) { return keep(name, text_in(object_, name), into); }
    optional_fields& flag(const char* name, bool& into) { return keep(name, flag_in(object_, name), into); }
    optional_fields& flag(const char* name, std::optional<bool>& into) { return keep(name, flag_in(object_, name), into); }
    optional_fields& number(const char* name, std::uint64_t& into) { return keep(name, integer_in(object_, name), into); }
    optional_fields& number(const char* name, std::optional<std::uint64_t>& into)
    {
        return keep(name, integer_in(object_, name), into);
    }
    optional_fields& time(const char* name, std::optional<time_point>& into) { return keep(name, time_in(object_, name), into); }
    optional_fields& id(const char* name, std::optional<event_id>& into) { return keep(name, event_id_in(object_, name), into); }

    optional_fields& member(const char* name, member_card& into)
    {
        const auto* const value = member_of(object_, name);
        if (!value)
            return *this;
        const auto id = member_id_in(*value, "id");
        auto display_name = text_in(*value, "name");
        is_good_ = is_good_ && id && display_name;
        // A role of a later version is drawn as the plainest one.
        into = {
            id.value_or(member_id{}), std::move(display_name).value_or(std::string{}),
            role_in(*value, "role").value_or(role::attendee)};
        return *this;
    }

private:
    template <class Value>
    optional_fields& keep(const char* name, std::optional<Value> value, Value& into)
    {
        if (value)
            into = *std::move(value);
        else if (object_.contains(name))
            is_good_ = false;
        return *this;
    }

    template <class Value>
    optional_fields& keep(const char* name, std::optional<Value> value, std::optional<Value>& into)
    {
        if (value)
            into = std::move(value);
        else if (object_.contains(name))
            is_good_ = false;
        return *this;
    }

    const json& object_;
    bool is_good_ = true;
};

std::optional<server_document> read_document(const json& object, bool is_nested);

std::optional<room_card> read_room_card(const json& object)
{
    auto id = text_in(object, "id");
    auto title = text_in(object, "title");
    if (!id || !title)
        return std::nullopt;
    return room_card{*std::move(id), *std::move(title)};
}

/// A page of rooms stands in the space of a hello, or in the answer of rooms itself.
bool read_rooms(const json& page, server_document& into)
{
    const auto* const rooms = member_of(page, "rooms");
    if (!rooms)
        return true;
    if (!rooms->is_array())
        return false;
    for (const auto& element : *rooms) {
        auto room = read_room_card(element);
        if (!room)
            return false;
        into.rooms.push_back(*std::move(room));
    }
    into.rooms_after = text_in(page, "after").value_or(std::string{});
    return true;
}

bool read_space(const json& ok, server_document& into)
{
    const auto* const space = member_of(ok, "space");
    if (!space)
        return true;
    auto id = text_in(*space, "id");
    if (!id)
        return false;
    into.space = *std::move(id);
    return read_rooms(*space, into);
}

/// A join names its room with a title, a page by its id alone.
bool read_room(const json& ok, server_document& into)
{
    const auto* const room = member_of(ok, "room");
    if (!room)
        return true;
    auto id = room->is_object() ? text_in(*room, "id") : text_in(ok, "room");
    into.room = std::move(id).value_or(std::string{});
    return !into.room.empty();
}

bool read_events(const json& ok, server_document& into)
{
    const auto* const events = member_of(ok, "events");
    if (!events)
        return true;
    if (!events->is_array())
        return false;
    into.events.reserve(events->size());
    for (const auto& element : *events) {
        auto one = read_document(element, true);
        if (!one)
            return false;
        into.events.push_back(*std::move(one));
    }
    return true;
}

bool read_mine(const json& ok, server_document& into)
{
    const auto* const mine = member_of(ok, "mine");
    if (!mine)
        return true;
    optional_fields in(*mine);
    in.number("read", into.read);
    return mine->is_object() && in.is_good();
}

/// The fields of a count.
bool read_head_count(const json& object, server_document& into)
{
    const auto people = integer_in(object, "people");
    const auto watching = integer_in(object, "watching");
    if (!people || !watching)
        return false;
    into.here = head_count{*people, *watching};
    return true;
}

bool read_here(const json& ok, server_document& into)
{
    const auto* const here = member_of(ok, "here");
    return !here || read_head_count(*here, into);
}

bool read_invites(const json& ok, server_document& into)
{
    if (!ok.contains("invites"))
        return true;
    into.invites_after = event_id_in(ok, "after");
    return read_each(ok, "invites", [&](const json& element) {
        const auto id = event_id_in(element, "id");
        auto name = text_in(element, "name");
        const auto as = role_in(element, "role");
        if (!id || !name || !as)
            return false;
        into.invites.push_back(
            {*id, *std::move(name), *as, text_in(element, "scope").value_or(std::string{}), time_in(element, "until"),
             static_cast<unsigned>(integer_in(element, "devices").value_or(0)),
             text_in(element, "token").value_or(std::string{})});
        return true;
    });
}

bool read_ok(const json& ok, server_document& into)
{
    if (!ok.is_object())
        return false;
    optional_fields in(ok);
    in.text("epoch", into.epoch).number("offset", into.offset).id("id", into.id).time("at", into.at);
    in.flag("duplicate", into.duplicate).flag("recovered", into.recovered).flag("more", into.more).text("reason", into.reason);
    in.number("before", into.before);
    const auto is_there = [&ok](const char* name) { return ok.contains(name); };
    constexpr std::array lists{"rooms", "questions", "sanctions", "invites", "held", "reports"}; // whose cursors are no offsets
    if (std::ranges::none_of(lists, is_there))
        in.number("after", into.after);
    in.text("token", into.token).member("me", into.me);
    return in.is_good() && read_space(ok, into) && read_rooms(ok, into) && read_room(ok, into) && read_here(ok, into) &&
           read_mine(ok, into) && read_invites(ok, into) && read_events(ok, into);
}

bool read_error(const json& error, server_document& into)
{
    const auto code = text_in(error, "code");
    if (!code)
        return false;
    into.is_error = true;
    into.error.code = errc_named(*code).value_or(errc::bad_request); // a code of a later version is final, too
    optional_fields in(error);
    std::optional<std::uint64_t> retry_after;
    in.text("message", into.error.message).text("field", into.error.field);
    in.flag("retryable", into.retryable).number("retry_after_ms", retry_after);
    if (retry_after)
        into.error.retry_after = std::chrono::milliseconds{static_cast<std::int64_t>(*retry_after)};
    return in.is_good();
}

bool read_answer(const json& object, server_document& into)
{
    const auto& re = *member_of(object, "re");
    into.re = integer_of(re);
    if (!into.re && !re.is_null())
        return false;
    if (const auto* const error = member_of(object, "error"))
        return read_error(*error, into);
    const auto* const ok = member_of(object, "ok");
    return into.re && ok && read_ok(*ok, into);
}

bool read_left(const json& object, server_document& into)
{
    auto code = text_in(object, "code");
    if (!code)
        return false;
    into.error.code = errc_named(*code).value_or(errc::gone);
    into.reason = *std::move(code);
    return true;
}

bool is_known(std::string_view ev)
{
    constexpr std::array known{"message", "edited", "deleted", "board", "held", "dropped", "tended",   "at",
                               "gap",     "reset",  "left",    "here",  "read", "member",  "draining", "policy"};
    return std::find(known.begin(), known.end(), ev) != known.end();
}

bool read_event(const json& object, server_document& into)
{
    optional_fields in(object);
    in.text("ev", into.ev);
    if (!is_known(into.ev))
        return true; // its fields may mean anything
    in.text("room", into.room);
    if (into.ev == "gap") {
        in.number("from", into.gap_from).number("to", into.gap_to);
        return in.is_good() && into.gap_from <= into.gap_to;
    }
    if (into.ev == "member") {
        in.member("member", into.from);
        return in.is_good() && object.contains("member");
    }
    if (into.ev == "here")
        return in.is_good() && read_head_count(object, into);
    if (into.ev == "left")
        return in.is_good() && read_left(object, into);
    in.id("id", into.id).number("offset", into.offset).time("at", into.at).member("from", into.from);
    in.text("key", into.key).text("text", into.text).id("reply_to", into.reply_to).id("target", into.target);
    in.time("edited_at", into.edited_at).flag("deleted", into.deleted).text("reason", into.reason);
    return in.is_good();
}

std::optional<server_document> read_document(const json& object, bool is_nested)
{
    server_document read;
    bool is_good = false;
    if (text_in(object, "ev"))
        is_good = read_event(object, read);
    else if (!is_nested && member_of(object, "re"))
        is_good = read_answer(object, read);
    return is_good ? std::optional{std::move(read)} : std::nullopt;
}

} // namespace

std::optional<server_document> decode_server_document(std::string_view document)
{
    const auto object = parse_object(document);
    return object ? read_document(*object, false) : std::nullopt;
}

} // namespace hallway
