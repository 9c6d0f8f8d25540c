#include "protocol/command_fields.hpp"

#include "protocol/json_fields.hpp"
#include "protocol/limits.hpp"
#include "protocol/text.hpp"
#include "protocol/timetable_form.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace hallway {

bool command_fields::has(const char* name) const { return object_.contains(name); }

std::string command_fields::room()
{
    auto id = required_text("room");
    if (!fault_ && !is_slug(id))
        fault_ = refusal{errc::bad_room, {}, "room"};
    return id;
}

std::string command_fields::key()
{
    auto key = required_text("key");
    if (!is_key(key))
        blame("key", "A key is 16 to 64 letters, digits, hyphens or underscores.");
    return key;
}

std::string command_fields::text() { return kept(clean_text(required_text("text"))); }

std::optional<std::string> command_fields::name()
{
    return has("name") ? std::optional{kept(clean_name(required_text("name")))} : std::nullopt;
}

std::string command_fields::title() { return has("title") ? kept(clean_title(required_text("title"))) : std::string{}; }

std::optional<std::string> command_fields::space()
{
    if (!has("space"))
        return std::nullopt;
    auto id = required_text("space");
    if (!is_slug(id))
        blame("space", "That is not the id of a space.");
    return id;
}

std::optional<std::string> command_fields::room_after()
{
    if (!has("after"))
        return std::nullopt;
    auto id = required_text("after");
    if (!is_slug(id))
        blame("after", "That is not the id of a room.");
    return id;
}

std::optional<std::string> command_fields::token()
{
    if (!has("token"))
        return std::nullopt;
    auto token = required_text("token");
    const bool is_printable = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (token.empty() || token.size() > limits::token_bytes_max || !is_printable)
        blame("token", "That is not a token.");
    return token;
}

event_id command_fields::event(const char* name)
{
    const auto id = parse_event_id(required_text(name));
    if (!id)
        blame(name, "That is not the id of an event.");
    return id.value_or(event_id{});
}

std::optional<event_id> command_fields::event_if(const char* name)
{
    return has(name) ? std::optional{event(name)} : std::nullopt;
}

std::uint64_t command_fields::integer(const char* name)
{
    const auto value = integer_in(object_, name);
    if (!value)
        blame(name, "This is a whole number from 0 to 9007199254740991.");
    return value.value_or(0);
}

std::optional<position> command_fields::since()
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

history_place command_fields::place()
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

std::string command_fields::talk(const char* name)
{
    auto id = required_text(name);
    if (!fault_ && !is_talk_room(id))
        fault_ = refusal{errc::bad_room, {}, name};
    return id;
}

move_clock command_fields::clock()
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

bool command_fields::flag(const char* name, bool otherwise)
{
    const auto value = flag_in(object_, name);
    if (has(name) && !value)
        blame(name, "This is true or false.");
    return value.value_or(otherwise);
}

bool command_fields::reads_out()
{
    if (!has("voice"))
        return false;
    const auto voice = required_text("voice");
    if (voice != "self" && voice != "read")
        blame("voice", "This is self or read.");
    return voice == "read";
}

question_state command_fields::state(const char* name)
{
    const auto read = question_state_named(required_text(name));
    if (!read)
        blame(name, "This is pending, visible, answering, answered or archived.");
    return read.value_or(question_state::pending);
}

answer_content command_fields::answer()
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

std::optional<time_point> command_fields::until()
{
    return has("until") ? std::optional{time_point{std::chrono::milliseconds{integer("until")}}} : std::nullopt;
}

plan command_fields::planned()
{
    plan read;
    read.key = key();
    auto fault = read_plan(object_, read);
    if (!fault_)
        fault_ = std::move(fault);
    return read;
}

member_id command_fields::member(const char* name)
{
    const auto id = parse_member_id(required_text(name));
    if (!id)
        blame(name, "That is not the id of a member.");
    return id.value_or(member_id{});
}

std::string command_fields::scope()
{
    if (!has("scope"))
        return {};
    auto id = required_text("scope");
    if (!fault_ && !is_slug(id))
        fault_ = refusal{errc::bad_room, {}, "scope"};
    return id;
}

std::string command_fields::line(const char* name)
{
    return has(name) ? tidy_line(required_text(name), limits::reason_code_points_max) : std::string{};
}

report_kind command_fields::kind()
{
    const auto read = report_kind_named(required_text("kind"));
    if (!read)
        blame("kind", "This is abuse, spam, danger, misleading or other.");
    return read.value_or(report_kind::other);
}

std::chrono::seconds command_fields::delay()
{
    const auto seconds = integer("delay_s");
    if (std::ranges::find(limits::delay_seconds_known, seconds) == limits::delay_seconds_known.end())
        blame("delay_s", "This is 0, 3, 5, 10 or 15.");
    return std::chrono::seconds{fault_ ? 0 : seconds};
}

std::vector<std::string> command_fields::words()
{
    std::vector<std::string> read;
    const auto& given = object_.at("words");
    if (!given.is_array() || given.size() > limits::held_words_max) {
        blame("words", "This is a list of at most 200 words.");
        return read;
    }
    for (const auto& each : given) {
        if (!each.is_string()) {
            blame("words", "Every word is a string.");
            return read;
        }
        auto word = tidy_line(each.get_ref<const std::string&>(), limits::held_word_code_points_max);
        if (!word.empty() && std::ranges::find(read, word) == read.end())
            read.push_back(std::move(word));
    }
    return read;
}

role command_fields::as()
{
    const auto read = role_named(required_text("role"));
    if (!read)
        blame("role", "This is attendee, speaker, moderator, safety, organiser or bot.");
    return read.value_or(role::attendee);
}

std::string command_fields::required_name() { return kept(clean_name(required_text("name"))); }

applause_kind command_fields::applause()
{
    const auto read = applause_kind_named(required_text("kind"));
    if (!read)
        blame("kind", "This is clap, heart, laugh, wow or agree.");
    return read.value_or(applause_kind::clap);
}

policy_changed command_fields::policy()
{
    policy_changed read;
    if (has("slow_mode_s")) {
        const auto seconds = integer("slow_mode_s");
        if (seconds > static_cast<std::uint64_t>(std::chrono::seconds{limits::slow_mode_max}.count()))
            blame("slow_mode_s", "This is a whole number from 0 to 21600.");
        read.slow_mode = std::chrono::seconds{fault_ ? 0 : seconds};
    }
    const auto flag_if = [this](const char* name) { return has(name) ? std::optional{flag(name, false)} : std::nullopt; };
    read.is_locked = flag_if("locked");
    read.takes_only_questions = flag_if("only_questions");
    read.moderates_questions = flag_if("moderated");
    read.takes_anonymous = flag_if("anonymous");
    read.holds_all = flag_if("approval");
    if (has("delay_s"))
        read.delay = delay();
    if (has("words"))
        read.held_words = words();
    read.holds_links = flag_if("hold_links");
    read.holds_repeats = flag_if("hold_repeats");
    read.takes_applause = flag_if("applause");
    read.tells_typing = flag_if("typing");
    if (read == policy_changed{})
        blame("slow_mode_s", "Say what of the policy is to be another.");
    return read;
}

std::size_t command_fields::limit()
{
    if (!has("limit"))
        return limits::page_rows_default;
    const auto wanted = integer("limit");
    if (wanted == 0)
        blame("limit", "Ask for one row at least.");
    return static_cast<std::size_t>(std::min<std::uint64_t>(wanted, limits::page_rows_max));
}

void command_fields::blame(const char* field, const char* sentence)
{
    if (!fault_)
        fault_ = refusal{errc::bad_request, sentence, field};
}

int command_fields::minutes(int least, const char* sentence)
{
    const auto value = signed_in(object_, "minutes").value_or(0);
    if (value < least || value > limits::clock_minutes_max || value == 0)
        blame("minutes", sentence);
    return fault_ ? 0 : static_cast<int>(value);
}

std::string command_fields::required_text(const char* name)
{
    auto text = text_in(object_, name);
    if (!text)
        blame(name, has(name) ? "This is a string." : "This field is missing.");
    return std::move(text).value_or(std::string{});
}

std::string command_fields::kept(outcome<std::string> cleaned)
{
    if (cleaned)
        return *std::move(cleaned);
    if (!fault_)
        fault_ = cleaned.error();
    return {};
}

} // namespace hallway
