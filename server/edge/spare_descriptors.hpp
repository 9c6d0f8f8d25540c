// Descriptors that the process keeps, so that somebody can be told that it has none left.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

namespace hallway {

/// One for the process; its listeners share it, since what one gives up for a moment another may take, and then has it for good. Any thread.
class spare_descriptors {
public:
    /// \param count how many are kept; fewer if there are none left
    explicit spare_descriptors(std::size_t count);
    ~spare_descriptors();
    spare_descriptors(const spare_descriptors&) = delete;
    spare_descriptors& operator=(const spare_descriptors&) = delete;

    /// Gives one up while `act` runs, which is to leave it free again; takes back as many as there are to be. \returns false if there was none
    bool lend(const std::function<void()>& act);

private:
    void take_back();

    std::size_t count_;
    std::mutex guard_;
    std::vector<int> kept_;
};

} // namespace hallway
