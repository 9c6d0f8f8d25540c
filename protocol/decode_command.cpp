// Commands: from a client's document, and back for the built-in clients.
#include "protocol/codec.hpp"
#include "protocol/json_check.hpp"
#include "protocol/json_fields.hpp"
#include "protocol/text.hpp"
#include "protocol/timetable_form.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace hallway {

namespace {

using nlohmann::json;

/// A command's fields, each checked as it is read. The first that is not as it must be is kept; what is read after it means nothing.
class fields {
public:
    explicit fields(const json& object) : object_(object) {}

    const std::optional<refusal>& fault() const { return fault_; }

    bool has(const char* name) const { return object_.contains(name); }

    std::string room()
    {
        auto id = required_text("room");
        if (!fault_ && !is_slug(id))
            fault_ = refusal{errc::bad_room, {}, "room"};
        return id;
    }

    std::string key()
    {
        auto key = required_text("key");
        if (!is_key(key))
            blame("key", "A key is 16 to 64 letters, digits, hyphens or underscores.");
        return key;
    }

    std::string text() { return kept(clean_text(required_text("text"))); }

    std::optional<std::string> name()
    {
        return has("name") ? std::optional{kept(clean_name(required_text("name")))} : std::nullopt;
    }

    std::string title() { return has("title") ? kept(clean_title(required_text("title"))) : std::string{}; }

    std::optional<std::string> space()
    {
        if (!has("space"))
            return std::nullopt;
        auto id = required_text("space");
        if (!is_slug(id))
            blame("space", "That is not the id of a space.");
        return id;
    }

    std::optional<std::string> room_after()
    {
        if (!has("after"))
            return std::nullopt;
        auto id = required_text("after");
        if (!is_slug(id))
            blame("after", "That is not the id of a room.");
        return id;
    }

    std::optional<std::string> token()
    {
        if (!has("token"))
            return std::nullopt;
        auto token = required_text("token");
        const bool is_printable = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c <= '~'; });
        if (token.empty() || token.size() > limits::token_bytes_max || !is_printable)
            blame("token", "That is not a token.");
        return token;
    }

    event_id event(const char* name)
    {
        const auto id = parse_event_id(required_text(name));
        if (!id)
            blame(name, "That is not the id of an event.");
        return id.value_or(event_id{});
    }

    std::optional<event_id> event_if(const char* name) { return has(name) ? std::optional{event(name)} : std::nullopt; }

    std::uint64_t integer(const char* name)
    {
        const auto value = integer_in(object_, name);
        if (!value)
            blame(name, "This is a whole number from 0 to 9007199254740991.");
        return value.value_or(0);
    }

    std::optional<position> since()
    {
        const auto* const value = member_of(object_, "since");
        if (!value)
            return std::nullopt;
        if (!value->is_object())
            blame("since", "A position is an object.");
        const auto epoch = text_in(*value, "epoch");
        if (!epoch || !is_epoch(*epoch))
            blame("since.epoch", "A position needs an epoch.");
        const auto offset = integer_in(*value, "offset");
        if (!offset)
            blame("since.offset", "This is a whole number from 0 to 9007199254740991.");
        const auto id = event_id_in(*value, "id");
        if (value->is_object() && value->contains("id") && !id)
            blame("since.id", "That is not the id of an event.");
        if (fault_)
            return std::nullopt;
        return position{*epoch, *offset, *offset == 0 ? std::nullopt : id}; // no event stands at 0
    }

    history_place place()
    {
        constexpr std::array names{"before", "after", "around", "latest"};
        if (std::count_if(names.begin(), names.end(), [this](const char* name) { return has(name); }) != 1)
            blame("", "Say one of before, after, around or latest.");
        if (has("before"))
            return before_offset{integer("before")};
        if (has("after"))
            return after_offset{integer("after")};
        if (has("around"))
            return around_event{event("around")};
        if (flag_in(object_, "latest") != true)
            blame("latest", "If latest is there, it is true.");
        return latest_rows{};
    }

    std::string talk(const char* name)
    {
        auto id = required_text(name);
        if (!fault_ && !is_talk_room(id))
            fault_ = refusal{errc::bad_room, {}, name};
        return id;
    }

    move_clock clock()
    {
        move_clock read{key(), talk("talk")};
        const auto act = clock_act_named(required_text("act"));
        if (!act)
            blame("act", "This is start, end, extend, shift or swap.");
        read.act = act.value_or(clock_act::start);
        if (read.act == clock_act::extend)
            read.minutes = minutes(1, "This is a whole number from 1 to 240.");
        if (read.act == clock_act::shift)
            read.minutes = minutes(-limits::clock_minutes_max, "This is a whole number from -240 to 240, and not 0.");
        if (read.act == clock_act::swap)
            read.with = talk("with");
        if (!read.with.empty() && read.with == read.talk)
            blame("with", "A talk is swapped with another one.");
        return read;
    }

    /// Whether a flag is set; absent: `otherwise`.
    bool flag(const char* name, bool otherwise)
    {
        const auto value = flag_in(object_, name);
        if (has(name) && !value)
            blame(name, "This is true or false.");
        return value.value_or(otherwise);
    }

    bool reads_out()
    {
        if (!has("voice"))
            return false;
        const auto voice = required_text("voice");
        if (voice != "self" && voice != "read")
            blame("voice", "This is self or read.");
        return voice == "read";
    }

    question_state state(const char* name)
    {
        const auto read = question_state_named(required_text(name));
        if (!read)
            blame(name, "This is pending, visible, answering, answered or archived.");
        return read.value_or(question_state::pending);
    }

    answer_content answer()
    {
        answer_content read;
        if (has("text"))
            read.text = text();
        read.message = event_if("message");
        if (has("url")) {
            read.url = required_text("url");
            if (!is_url(read.url))
                blame("url", "This is an address that begins with https://, http:// or mailto:.");
        }
        if (has("media_ms"))
            read.media_ms = integer("media_ms");
        if (read == answer_content{})
            blame("text", "An answer is a text, a message, an address or a moment of the recording.");
        return read;
    }

    std::optional<time_point> until()
    {
        return has("until") ? std::optional{time_point{std::chrono::milliseconds{integer("until")}}} : std::nullopt;
    }

    plan planned()
    {
        plan read;
        read.key = key();
        auto fault = read_plan(object_, read);
        if (!fault_)
            fault_ = std::move(fault);
        return read;
    }

    std::size_t limit()
    {
        if (!has("limit"))
            return limits::page_rows_default;
        const auto wanted = integer("limit");
        if (wanted == 0)
            blame("limit", "Ask for one row at least.");
        return static_cast<std::size_t>(std::min<std::uint64_t>(wanted, limits::page_rows_max));
    }

private:
    void blame(const char* field, const char* sentence)
    {
        if (!fault_)
            fault_ = refusal{errc::bad_request, sentence, field};
    }

    int minutes(int least, const char* sentence)
    {
        const auto value = signed_in(object_, "minutes").value_or(0);
        if (value < least || value > limits::clock_minutes_max || value == 0)
            blame("minutes", sentence);
        return fault_ ? 0 : static_cast<int>(value);
    }

    std::string required_text(const char* name)
    {
        auto text = text_in(object_, name);
        if (!text)
            blame(name, has(name) ? "This is a string." : "This field is missing.");
        return std::move(text).value_or(std::string{});
    }

    std::string kept(outcome<std::string> cleaned)
    {
        if (cleaned)
            return *std::move(cleaned);
        if (!fault_)
            fault_ = cleaned.error();
        return {};
    }

    const json& object_;
    std::optional<refusal> fault_;
};

// Braces read their fields from left to right, so the first fault is the first field's.
command_body read_hello(fields& in) { return hello{in.name(), in.token(), in.space()}; }
command_body read_join(fields& in) { return join{in.room(), in.since()}; }
command_body read_leave(fields& in) { return leave{in.room()}; }
command_body read_post(fields& in) { return post{in.room(), in.key(), in.text(), in.event_if("reply_to")}; }
command_body read_edit(fields& in) { return edit{in.room(), in.key(), in.event("target"), in.text()}; }
command_body read_remove(fields& in) { return remove{in.room(), in.key(), in.event("target")}; }
command_body read_open(fields& in) { return open_room{in.room(), in.key(), in.title()}; }
command_body read_rooms(fields& in) { return list_rooms{in.room_after()}; }
command_body read_history(fields& in) { return history{in.room(), in.place(), in.limit()}; }
command_body read_ask_about(fields& in) { return ask_about{in.room()}; }
command_body read_clock(fields& in) { return in.clock(); }
command_body read_plan_command(fields& in) { return in.planned(); }
command_body read_mark(fields& in) { return mark_read{in.room(), in.integer("offset")}; }
command_body read_ask(fields& in) { return ask{in.room(), in.key(), in.text(), in.flag("anonymous", false), in.reads_out()}; }
command_body read_promote(fields& in) { return promote{in.room(), in.key(), in.event("target")}; }
command_body read_vote(fields& in) { return vote{in.room(), in.key(), in.event("target"), in.flag("on", true)}; }
command_body read_move_question(fields& in) { return move_question{in.room(), in.key(), in.event("target"), in.state("to")}; }
command_body read_merge(fields& in) { return merge_questions{in.room(), in.key(), in.event("target"), in.event("into")}; }
command_body read_answer(fields& in) { return answer_question{in.room(), in.key(), in.event("target"), in.answer()}; }
command_body read_endorse(fields& in)
{
    mark_answer read{in.room(), in.key(), in.event("target"), in.flag("on", true), in.flag("gone", false)};
    read.is_endorsed = read.is_endorsed && !read.is_gone;
    return read;
}
command_body read_pin(fields& in)
{
    return pin_item{in.room(), in.key(), in.event("target"), in.has("place") ? in.integer("place") : 0, in.until()};
}
command_body read_unpin(fields& in) { return unpin_item{in.room(), in.key(), in.event("target")}; }
command_body read_questions(fields& in) { return ask_questions{in.room(), in.event_if("after")}; }
command_body read_ping(fields&) { return ping{}; }

struct known_command {
    std::string_view name;
    command_body (*read)(fields&);
};

constexpr std::array<known_command, 24> known_commands{{
    {"post", read_post},         {"ping", read_ping},       {"history", read_history},
    {"hello", read_hello},       {"join", read_join},       {"leave", read_leave},
    {"edit", read_edit},         {"delete", read_remove},   {"open", read_open},
    {"rooms", read_rooms},       {"about", read_ask_about}, {"clock", read_clock},
    {"plan", read_plan_command}, {"read", read_mark},       {"vote", read_vote},
    {"ask", read_ask},           {"promote", read_promote}, {"question", read_move_question},
    {"merge", read_merge},       {"answer", read_answer},   {"endorse", read_endorse},
    {"pin", read_pin},           {"unpin", read_unpin},     {"questions", read_questions},
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
    fields in(*object);
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
