#include "outside/import_follow.hpp"

#include "outside/import_source.hpp"
#include "outside/reached_server.hpp"
#include "support/exit_codes.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <csignal>
#include <optional>
#include <random>
#include <utility>

namespace hallway {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds longest_wait = 15min;
constexpr std::chrono::seconds longest_request = 1h; // to be left alone, by the source's server

} // namespace

milliseconds wait_after(std::size_t failures, milliseconds every, double random)
{
    auto wait = every;
    for (std::size_t i = 0; i < failures && wait < longest_wait; ++i)
        wait *= 2;
    wait = std::min(wait, std::max(every, longest_wait));
    return std::max(every, milliseconds(static_cast<milliseconds::rep>(static_cast<double>(wait.count()) * (0.5 + random / 2))));
}

class import_follower::running {
public:
    running(milliseconds every, handlers call)
        : every_(every), call_(std::move(call)), signals_(io_, SIGINT, SIGTERM), timer_(io_)
    {
        signals_.async_wait([this](const boost::system::error_code& ec, int) {
            if (ec)
                return;
            is_wanted_ = false;
            timer_.cancel();
        });
    }

    int run()
    {
        for (bool is_first = true; is_wanted(); is_first = false) {
            if (const auto code = do_round(is_first); code != 0)
                return code;
            wait();
        }
        return 0;
    }

    bool is_wanted()
    {
        io_.restart();
        io_.poll();
        return is_wanted_;
    }

private:
    int do_round(bool is_first)
    {
        retry_after_.reset();
        try {
            // The first round that comes through is the one that is shown and asked for.
            const auto told = call_.round(!has_come_through_);
            has_come_through_ = true;
            failures_ = 0;
            if (!std::exchange(trouble_, {}).empty())
                call_.complain("It works again.");
            if (!told.empty())
                call_.tell(told);
        } catch (const import_refused& error) {
            retry_after_ = error.retry_after;
            return failed(is_first, error.code, error.what());
        } catch (const not_reached& error) {
            return failed(is_first, error.code, error.what());
        }
        return 0;
    }

    int failed(bool is_first, int code, const std::string& sentence)
    {
        if (!is_wanted())
            return 0; // cut off by the signal
        if (is_first && code == wrong_usage) {
            call_.complain(sentence);
            return code;
        }
        ++failures_;
        if (std::exchange(trouble_, sentence) != sentence)
            call_.complain(sentence + " What is there stays; it is tried again.");
        return 0;
    }

    void wait()
    {
        auto pause = wait_after(failures_, every_, std::uniform_real_distribution<double>(0, 1)(random_));
        if (retry_after_)
            pause = std::max<milliseconds>(pause, std::min(*retry_after_, longest_request));
        timer_.expires_after(pause);
        bool is_over = false;
        timer_.async_wait([&](const boost::system::error_code&) { is_over = true; });
        io_.restart();
        while (!is_over && is_wanted_)
            io_.run_one();
        timer_.cancel();
        io_.restart();
        io_.poll(); // takes the cancelled wait away, which refers to this call
    }

    milliseconds every_;
    handlers call_;
    boost::asio::io_context io_{1};
    boost::asio::signal_set signals_;
    boost::asio::steady_timer timer_;
    std::minstd_rand random_{std::random_device{}()};
    bool is_wanted_ = true;
    bool has_come_through_ = false;
    std::size_t failures_ = 0;
    std::string trouble_; // told, and not over
    std::optional<std::chrono::seconds> retry_after_;
};

import_follower::import_follower(milliseconds every, handlers call) : running_(std::make_unique<running>(every, std::move(call)))
{
}

import_follower::~import_follower() = default;

int import_follower::run() { return running_->run(); }

bool import_follower::is_wanted() { return running_->is_wanted(); }

} // namespace hallway
