// What the system calls a thread: in top, perf and a debugger.
#pragma once

#include <string>

namespace hallway {

/// The calling thread from now on. \param name of at most 15 characters; the rest is left out
void name_thread(std::string name);

} // namespace hallway
