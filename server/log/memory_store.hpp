// The store of tests and simulations, and of servers that are to forget: everything in memory, gone with the process.
#pragma once

#include "log/store.hpp"
#include "support/scheduler.hpp"

#include <memory>

namespace hallway {

/// Takes effect at once, answers later; deterministic, since time and randomness are the scheduler's. Lives on that scheduler.
std::unique_ptr<store> make_memory_store(scheduler& where);

} // namespace hallway
