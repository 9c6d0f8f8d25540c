// A recorded chat as it lies on the disk: the recording, and beside it who answers whom.
#pragma once

#include "outside/chat_log.hpp"

#include <stdexcept>
#include <string>

namespace hallway {

/// It cannot be replayed. what() is a sentence.
struct recording_refused : std::runtime_error {
    recording_refused(const std::string& sentence, bool was_read) : std::runtime_error(sentence), is_none(was_read) {}
    bool is_none = false; // it was read, and is no recording or no annotation
};

/// \param annotation empty: the one that lies beside the file, if any; "none": no replies
/// \throws recording_refused
chat_log read_recording(const std::string& file, const std::string& annotation);

} // namespace hallway
