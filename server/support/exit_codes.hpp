// What the process ends with, whichever the command: config/README.md, "Exit codes".
#pragma once

#include <string_view>

namespace hallway {

enum exit_codes : int {
    done_well = 0,
    failed = 1,
    wrong_usage = 2,
    data_refused = 3,     // what was to be read
    store_was_refused = 4 // the data folder, or the store that takes its place
};

/// Tells whoever started the process, on stderr. \returns the code
int complain(int exit_code, std::string_view sentence);

} // namespace hallway
