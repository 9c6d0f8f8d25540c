// Values of the protocol's types, whatever they may hold: for laws over all of them.
#pragma once

#include "protocol/codec.hpp"

#include <rapidcheck.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hallway::test {

bool a_flag();
std::uint64_t an_integer();
event_id an_event();
member_id a_member();
time_point a_time();
author an_author();

/// Any valid UTF-8, with what JSON must escape; the second one cleaned, as a message's.
std::string any_text();
std::string a_text();
std::string of(const std::string& alphabet, std::size_t least, std::size_t most);
std::string a_room();
std::string a_key();
std::string a_name();
message a_message();
row a_row();
command_body a_command();
event_body a_body();
room_snapshot a_room_snapshot();
space_snapshot a_space_snapshot();

question_state a_question_state();
answer_content an_answer(std::string words);
mark_answer a_mark();
question_asked a_question_asked();
pinned a_pinned();
question_board a_board();

room_policy a_policy();
member_standing a_standing();
command_body a_moderation_command();
event_body a_moderation_body();

std::vector<held_message> some_held();
std::deque<dropped_message> some_dropped();
std::deque<tended_item> some_tended();
safety_desk a_safety_desk();
command_body a_safety_command();
event_body a_safety_body();

template <class Make>
auto perhaps(Make make)
{
    return a_flag() ? std::optional{make()} : std::nullopt;
}

template <class Make>
auto some(Make make)
{
    std::vector<decltype(make())> all;
    for (auto count = *rc::gen::inRange(0, 4); count > 0; --count)
        all.push_back(make());
    return all;
}

} // namespace hallway::test
