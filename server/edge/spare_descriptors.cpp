#include "edge/spare_descriptors.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace hallway {

spare_descriptors::spare_descriptors(std::size_t count) : count_(count) { take_back(); }

spare_descriptors::~spare_descriptors()
{
    for (const int each : kept_)
        ::close(each);
}

bool spare_descriptors::lend(const std::function<void()>& act)
{
    const std::scoped_lock locked(guard_);
    take_back(); // what was taken may be free by now
    if (kept_.empty())
        return false;
    ::close(kept_.back());
    kept_.pop_back();
    act();
    take_back();
    return true;
}

void spare_descriptors::take_back()
{
    while (kept_.size() < count_) {
        const int one = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (one < 0)
            return;
        kept_.push_back(one);
    }
}

} // namespace hallway
