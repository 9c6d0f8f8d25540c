// What is done for thousands in turn waits mostly for memory: who is next is named some places ahead, and has arrived when its turn comes.
#pragma once

namespace hallway {

/// Asks the processor for the line of memory that an address is in. Any address may be named; nothing else happens.
/// (Chen, Ailamaki, Gibbons, Mowry, "Improving hash join performance through prefetching", ICDE 2004: group prefetching.)
inline void fetch_early(const void* what) { __builtin_prefetch(what, 1); }

} // namespace hallway
