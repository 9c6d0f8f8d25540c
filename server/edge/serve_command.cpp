#include "edge/serve_command.hpp"

#include "edge/announcement.hpp"
#include "protocol/limits.hpp"
#include "support/config_commands.hpp"
#include "support/lan_address.hpp"
#include "support/logging.hpp"
#include "support/service_manager.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

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
constexpr auto grace = limits::close_deadline + 3s;
constexpr auto look_every = 20ms;

/// Waits for the signals that end a server. The first lets everybody leave, a second does not wait for them.
class ending {
public:
    explicit ending(node& served) : served_(served), signals_(io_, SIGINT, SIGTERM), timer_(io_) {}

    void wait()
    {
        signals_.async_wait([this](const boost::system::error_code& ec, int) {
            if (!ec)
                begin();
        });
        io_.run();
    }

private:
    void begin()
    {
        log_info("draining", {{"window_ms", window_.count()}});
        tell_service_manager("STOPPING=1");
        served_.drain(window_);
        deadline_ = std::chrono::steady_clock::now() + grace;
        signals_.async_wait([this](const boost::system::error_code& ec, int) {
            if (!ec) {
                log_info("a second signal: not waiting any longer");
                timer_.cancel();
            }
        });
        look();
    }

    void look()
    {
        if (served_.is_drained() || std::chrono::steady_clock::now() > deadline_) {
            signals_.cancel();
            return;
        }
        timer_.expires_after(look_every);
        timer_.async_wait([this](const boost::system::error_code& ec) {
            if (!ec)
                look();
        });
    }

    node& served_;
    boost::asio::io_context io_{1};
    boost::asio::signal_set signals_;
    boost::asio::steady_timer timer_;
    std::chrono::milliseconds window_ = limits::drain_window;
    std::chrono::steady_clock::time_point deadline_;
};

void serve(const settings& all, const site_maker& site)
{
    log_as(all.logs);
    for (const auto& doubt : doubts_about_environment(environ))
        log_warn("a variable without effect", {{"why", doubt}});
    node served(all, site);
    served.start();
    ending end(served); // from here on a signal ends it gracefully

    const auto text = announcement(all, served.port(), lan_address(), served.moderator_token());
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
    log_info(
        "serving", {{"listen", to_string(listen_address{.host = all.listen.host, .port = served.port()})},
                    {"data", all.store == store_kind::memory ? "memory" : all.data.string()},
                    {"space", all.space}});
    tell_service_manager("READY=1");

    end.wait();
    served.stop();
    log_info("stopped");
}

} // namespace

void add_serve_command(CLI::App& app, int& exit_code, site_maker site)
{
    auto* command = app.add_subcommand("serve", "Serve people, until a signal ends it");
    auto flags = std::make_shared<setting_flags>(*command);
    command->callback([flags, &exit_code, site = std::move(site)] {
        serve(flags->read(), site);
        exit_code = 0;
    });
}

} // namespace hallway
