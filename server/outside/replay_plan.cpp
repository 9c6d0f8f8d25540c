#include "outside/replay_plan.hpp"

#include "protocol/text.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace hallway {

std::string replay_key(std::string_view run, std::string_view file, std::size_t line)
{
    // The lengths keep "a" + "bc" apart from "ab" + "c".
    const auto subject = fmt::format("hallway replay {}:{} {}:{} {}", run.size(), run, file.size(), file, line);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    EVP_Digest(subject.data(), subject.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    std::string key;
    for (std::size_t i = 0; i < 20; ++i)
        key += fmt::format("{:02x}", digest[i]);
    return key;
}

namespace {

std::optional<std::size_t> first_answer(const chat_log& log, const chat_line& question)
{
    std::optional<std::size_t> first;
    for (const auto reply : question.replies)
        if (log.messages[reply].nick != question.nick && !log.messages[reply].is_start)
            first = std::min(first.value_or(reply), reply);
    return first;
}

} // namespace

replay_plan plan_replay(const chat_log& log, std::string_view run, std::string_view file, bool as_questions)
{
    replay_plan plan;
    std::unordered_map<std::string, std::size_t> author_of_nick;
    for (const auto& message : log.messages) {
        const auto [author, is_new] = author_of_nick.try_emplace(message.nick, plan.authors.size());
        if (is_new) {
            const auto name = clean_name(message.nick);
            plan.authors.push_back({message.nick, name ? *name : fmt::format("Member {}", plan.authors.size() + 1)});
        }
        plan.posts.push_back(
            {message.line, author->second, message.text, replay_key(run, file, message.line), message.reply_to, message.at});
        if (as_questions && message.is_start) {
            plan.posts.back().asks = true;
            plan.posts.back().answer = first_answer(log, message);
        }
    }
    return plan;
}

} // namespace hallway
