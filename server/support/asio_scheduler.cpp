#include "support/asio_scheduler.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <openssl/rand.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <utility>

namespace hallway {

asio_scheduler::asio_scheduler() : stays_(io_.get_executor()) {}

asio_scheduler::~asio_scheduler() = default;

void asio_scheduler::run() { io_.run(); }

void asio_scheduler::stop() { io_.stop(); }

std::size_t asio_scheduler::run_for(uptime patience)
{
    const auto first = io_.run_one_for(patience);
    return first + io_.poll();
}

void asio_scheduler::post(task what) { boost::asio::post(io_, std::move(what)); }

void asio_scheduler::after(uptime delay, task what)
{
    auto timer = std::make_unique<boost::asio::steady_timer>(io_, delay);
    auto& waiting = *timer;
    // The handler owns the timer; it is never cancelled, so an error means that the context is being destroyed.
    waiting.async_wait([timer = std::move(timer), what = std::move(what)](const boost::system::error_code& ec) {
        if (!ec)
            what();
    });
}

time_point asio_scheduler::now() const { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

uptime asio_scheduler::monotonic() const { return std::chrono::steady_clock::now().time_since_epoch(); }

std::uint64_t asio_scheduler::random()
{
    if (random_left_ == 0) {
        if (RAND_bytes(reinterpret_cast<unsigned char*>(random_.data()), sizeof(random_)) != 1)
            throw std::runtime_error("the system has no randomness to give"); // ids must not be guessable: better none at all
        random_left_ = random_.size();
    }
    return std::exchange(random_[--random_left_], 0); // what was handed out is not kept
}

} // namespace hallway
