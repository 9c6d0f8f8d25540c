#include "support/thread_name.hpp"

#include <algorithm>
#include <cstddef>
#include <pthread.h>

namespace hallway {

void name_thread(std::string name)
{
    constexpr std::size_t most = 15; // pthread_setname_np(3)
    name.resize(std::min(name.size(), most));
    ::pthread_setname_np(::pthread_self(), name.c_str());
}

} // namespace hallway
