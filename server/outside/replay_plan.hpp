// What a replay will post: who, what, when, in answer to which, and under which key. Pure.
#pragma once

#include "outside/chat_log.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

struct planned_post {
    std::size_t line = 0;   // in the file, counted from 0
    std::size_t author = 0; // index in replay_plan::authors
    std::string text;
    std::string key;
    std::optional<std::size_t> parent; // index in replay_plan::posts, a smaller one
    std::chrono::milliseconds due{0};  // as recorded, since the first post
    bool asks = false;                 // it begins a conversation, and is asked as a question
    std::optional<std::size_t>
        answer; // of one that asks: the first post by somebody else that answers it and does not ask itself
};

struct replay_author {
    std::string nick; // as recorded; tells authors apart
    std::string name; // as shown (clean_name), or "Member 7" if nothing is left of the nick
};

struct replay_plan {
    std::vector<replay_author> authors; // in the order of their first posts
    std::vector<planned_post> posts;    // in the order of the recording
};

/// \param as_questions what begins a conversation is asked.
/// \param file its name without folders; together with the run and the line it makes each post's key, so that the same run posts nothing twice.
replay_plan plan_replay(const chat_log& log, std::string_view run, std::string_view file, bool as_questions = false);

/// 40 hexadecimal digits of a SHA-256.
std::string replay_key(std::string_view run, std::string_view file, std::size_t line);

} // namespace hallway
