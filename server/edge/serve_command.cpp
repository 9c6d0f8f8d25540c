#include "edge/serve_command.hpp"

#include "edge/serving_notice.hpp"
#include "protocol/limits.hpp"
#include "support/config_commands.hpp"
#include "support/lan_address.hpp"
#include "support/logging.hpp"
#include "support/memory_watch.hpp"
#include "support/service_manager.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include <unistd.h>

namespace hallway {

namespace {

using namespace std::chrono_literals;

/// Longer than a polite end of every connection takes: its deadline, and two looks at it.
constexpr std::chrono::milliseconds patience = limits::close_deadline + 3s;
constexpr std::chrono::milliseconds hurried_patience = 2s; // for what waits to leave, when somebody asked twice
constexpr auto signal_look_every = 20ms;

/// Waits for the signals that end a server. The first lets a load balancer hear of it, then lets people leave one after the other; a second sends everybody
/// away at once; a third does not even wait until they have heard it. What was acknowledged is on disk in any case.
class ending {
public:
    ending(node& served, const settings& all)
        : served_(served), grace_(all.drain_grace), window_(all.drain_window), signals_(io_, SIGINT, SIGTERM), timer_(io_)
    {
    }

    void wait()
    {
        await_signal();
        io_.run();
    }

private:
    enum class phase { serving, grace, window, hurried };
    using clock = std::chrono::steady_clock;

    void await_signal()
    {
        signals_.async_wait([this](const boost::system::error_code& ec, int) {
            if (!ec)
                on_signal();
        });
    }

    void on_signal()
    {
        if (now_ == phase::hurried) {
            timer_.cancel();
            return;
        }
        if (now_ == phase::serving) {
            log_info("draining", {{"grace_ms", grace_.count()}, {"window_ms", window_.count()}});
            tell_service_manager("STOPPING=1");
            served_.announce_end();
            now_ = phase::grace;
            until_ = clock::now() + grace_;
            look();
        } else {
            log_info("a second signal: everybody is sent away at once");
            now_ = phase::hurried;
            served_.drain(0ms, window_);
            until_ = clock::now() + hurried_patience;
        }
        await_signal();
    }

    void look()
    {
        const bool is_due = clock::now() >= until_;
        if (now_ == phase::grace && (is_due || served_.is_deserted())) {
            now_ = phase::window;
            served_.drain(window_, std::min<std::chrono::milliseconds>(window_, limits::drain_return_max));
            until_ = clock::now() + window_ + patience;
        } else if (now_ != phase::grace && (is_due || served_.is_drained())) {
            signals_.cancel();
            return;
        }
        timer_.expires_after(signal_look_every);
        timer_.async_wait([this](const boost::system::error_code& ec) {
            if (!ec)
                look();
        });
    }

    node& served_;
    std::chrono::milliseconds grace_;
    std::chrono::milliseconds window_;
    boost::asio::io_context io_{1};
    boost::asio::signal_set signals_;
    boost::asio::steady_timer timer_;
    phase now_ = phase::serving;
    clock::time_point until_;
};

void serve(const settings& all, const site_maker& site, const companion_maker& beside)
{
    log_as(all.logs);
    give_large_blocks_back();
    for (const auto& doubt : doubts_about_environment(environ))
        log_warn("a variable without effect", {{"why", doubt}});
    node served(all, site);
    served.start();
    ending end(served, all); // from here on a signal ends it gracefully

    const auto text = serving_notice(all, served.port(), lan_address(), served.staff_token(role::moderator));
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
    log_info(
        "serving", {{"listen", to_string(listen_address{.host = all.listen.host, .port = served.port()})},
                    {"data", place_of_store(all)},
                    {"space", all.space}});
    tell_service_manager("READY=1");

    auto companion = beside(all, served);
    end.wait();
    companion.reset();
    served.stop();
    log_info("stopped");
}

} // namespace

void add_serve_command(CLI::App& app, int& exit_code, site_maker site, companion_maker beside)
{
    auto* command = app.add_subcommand("serve", "Serve people, until a signal ends it");
    auto flags = std::make_shared<setting_flags>(*command);
    command->callback([flags, &exit_code, site = std::move(site), beside = std::move(beside)] {
        serve(flags->read(), site, beside);
        exit_code = 0;
    });
}

} // namespace hallway
