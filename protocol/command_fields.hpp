// A command's fields, each checked as it is read. Private to the codec.
#pragma once

#include "protocol/commands.hpp"
#include "protocol/errors.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace hallway {

/// The first field that is not as it must be is kept; what is read after it means nothing.
class command_fields {
public:
    explicit command_fields(const nlohmann::json& object) : object_(object) {}
    const std::optional<refusal>& fault() const { return fault_; }
    bool has(const char* name) const;
    std::string room();
    std::string key();
    std::string text();
    std::optional<std::string> name();
    std::string title();
    std::optional<std::string> space();
    std::optional<std::string> room_after();
    std::optional<std::string> token();
    event_id event(const char* name);
    std::optional<event_id> event_if(const char* name);
    std::uint64_t integer(const char* name);
    std::optional<position> since();
    history_place place();
    std::string talk(const char* name);
    move_clock clock();
    /// Whether a flag is set; absent: `otherwise`.
    bool flag(const char* name, bool otherwise);
    bool reads_out();
    question_state state(const char* name);
    answer_content answer();
    std::optional<time_point> until();
    plan planned();
    member_id member(const char* name);
    std::optional<member_id> member_if(const char* name) { return has(name) ? std::optional{member(name)} : std::nullopt; }
    /// The id of a room; absent: the whole space.
    std::string scope();
    /// One line, which may be shortened; absent: empty.
    std::string line(const char* name);
    role as();
    std::string required_name();
    policy_changed policy();
    report_kind kind();
    applause_kind applause();
    /// As text(); absent: empty.
    std::string text_or_nothing() { return has("text") ? text() : std::string{}; }
    std::size_t limit();

private:
    void blame(const char* field, const char* sentence);
    int minutes(int least, const char* sentence);
    std::chrono::seconds delay();
    std::vector<std::string> words();
    std::string required_text(const char* name);
    std::string kept(outcome<std::string> cleaned);

    const nlohmann::json& object_;
    std::optional<refusal> fault_;
};

} // namespace hallway
