// Replays a recorded chat through a running server, as its members would have written it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hallway {

struct replay_settings {
    std::string file;
    std::string annotation;        // empty: the one that lies beside the file, if any; "none": no replies
    std::vector<std::string> urls; // of the nodes that serve the event: members are spread over them
    std::string space;             // empty: the server's first
    std::string room;
    std::string run;           // empty: a fresh one, which is printed
    std::string token_file;    // an organiser's, to open the room; empty: hallway-data/organiser.token
    std::string keys_file;     // where the members' guest keys are kept; empty: kept_tokens_path()
    double speed = 60;         // times faster than recorded; 0: as fast as it goes
    double rate = 0;           // posts a second at most; 0: no limit
    bool as_questions = false; // what begins a conversation is asked; the first reply by somebody else is attached as its answer
    bool in_order = false;     // each post waits for the answer of the one before
    bool json = false;         // the closing line as JSON
};

/// Says what it does on stderr and the figures on stdout.
/// \returns the exit code: 0 all posts stand in the room, once, in order; 1 they do not; 2 a setting makes no sense; 3 the file is no recording.
int run_replay(const replay_settings& settings);

} // namespace hallway
