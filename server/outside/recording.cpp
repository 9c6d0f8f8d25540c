#include "outside/recording.hpp"

#include "outside/text_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

namespace hallway {

chat_log read_recording(const std::string& file, const std::string& annotation)
{
    const auto recording = read_text_file(file);
    if (!recording)
        throw recording_refused(recording.error().message, false);
    auto log = read_chat_log(*recording);
    if (log.messages.empty())
        throw recording_refused(fmt::format("{} holds no message of a form that is known.", file), true);

    auto beside = annotation.empty() ? annotation_path(file) : std::optional(annotation);
    if (annotation == "none" || (annotation.empty() && beside && !std::filesystem::exists(*beside)))
        beside.reset();
    if (beside) {
        const auto links = read_text_file(*beside);
        if (!links)
            throw recording_refused(links.error().message, false);
        if (const auto unreadable = link_replies(log, *links); unreadable > 0)
            throw recording_refused(
                fmt::format("{} has {} lines that are not of the form \"A B -\".", *beside, unreadable), true);
    }
    return log;
}

} // namespace hallway
