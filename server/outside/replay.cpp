#include "outside/replay.hpp"

#include "outside/answer_attaching.hpp"
#include "outside/kept_tokens.hpp"
#include "outside/recording.hpp"
#include "outside/replay_observers.hpp"
#include "outside/replay_plan.hpp"
#include "outside/replay_report.hpp"
#include "outside/reply_order.hpp"
#include "outside/room_member.hpp"
#include "outside/room_opening.hpp"
#include "outside/text_file.hpp"
#include "support/exit_codes.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <random>
#include <set>
#include <utility>
#include <vector>

namespace hallway {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t arriving_max = 32; // members who connect at the same time
constexpr auto arrival_patience = 15s;   // for the first connection
constexpr auto stall_patience = 60s;     // without any answer or delivery, while one is due
constexpr auto delivery_patience = 15s;  // after the last answer, without a delivery
constexpr auto comeback_to_another = 2s; // the longest pause before somebody tries the next of several servers

std::string random_run()
{
    std::random_device random;
    return fmt::format("{:08x}", random());
}

/// One replay on one thread: observers who count, a member for each nick, and the clock that hands them what is due.
class replayer {
public:
    replayer(const replay_settings& settings, std::vector<server_address> servers, const chat_log& log, std::string run)
        : settings_(settings), servers_(std::move(servers)), run_(std::move(run)),
          file_(std::filesystem::path(settings.file).filename().string()), source_(log.figures),
          plan_(plan_replay(log, run_, file_, settings.as_questions)), order_(plan_, [this](std::size_t post) { send(post); }),
          keys_(keys_path()), answer_ids_(plan_.posts.size()), due_(io_), tick_(io_), signals_(io_, SIGINT, SIGTERM),
          observers_(io_, servers_, member_settings(0), authors_of(plan_), settings.in_order, observer_handlers())
    {
    }

    int run()
    {
        if (!keys_.trouble().empty())
            say(keys_.trouble() + " This run cannot be resumed.");
        signals_.async_wait([this](boost::system::error_code ec, int) {
            if (!ec)
                stop(fmt::format("Stopped. --run {} goes on where it stood.", run_));
        });
        moved();
        tick();
        observers_.start();
        io_.run();
        if (!trouble_.empty())
            say(trouble_);
        return tell();
    }

private:
    static std::vector<std::size_t> authors_of(const replay_plan& plan)
    {
        std::vector<std::size_t> authors;
        authors.reserve(plan.posts.size());
        for (const auto& post : plan.posts)
            authors.push_back(post.author);
        return authors;
    }

    std::optional<std::filesystem::path> keys_path() const
    {
        if (!settings_.keys_file.empty())
            return settings_.keys_file;
        return kept_tokens_path(fmt::format(
            "{}{} {} {} {} {}", servers_[0].authority(), servers_[0].path, settings_.space, settings_.room, file_, run_));
    }

    void say(const std::string& sentence)
    {
        progress_.finish();
        fmt::print(stderr, "{}\n", sentence);
    }

    /// \param at which server; of several the next ones are tried when a connection has ended
    room_member_settings member_settings(std::size_t at) const
    {
        room_member_settings how;
        how.server = servers_[at % servers_.size()];
        for (std::size_t i = 1; i < servers_.size(); ++i)
            how.others.push_back(servers_[(at + i) % servers_.size()]);
        if (servers_.size() > 1)
            how.comeback_max = comeback_to_another;
        how.space = settings_.space;
        how.room = settings_.room;
        how.seed = std::random_device{}();
        return how;
    }

    // --- the room and those in it

    replay_observers::handlers observer_handlers()
    {
        replay_observers::handlers call;
        call.heard = [this] {
            moved();
            if (order_.is_done())
                finish_if_complete();
        };
        call.joined = [this] {
            is_begun_ = true;
            begin();
        };
        call.gave_up = [this](const refusal& why) {
            if (why.code == errc::not_found && !std::exchange(has_opened_, true))
                asio::post(io_, [this] { open_the_room(); });
            else
                stop(sentence_of(why));
        };
        return call;
    }

    outcome<std::string> staff_token() const
    {
        return read_text_file(settings_.token_file.empty() ? "hallway-data/organiser.token" : settings_.token_file);
    }

    void open_the_room()
    {
        const auto token = staff_token();
        if (!token)
            return stop(fmt::format(
                "There is no room \"{}\", and no organiser's token to open it with: {} Name one with --token-file.",
                settings_.room, token.error().message));
        room_opening_settings how{servers_[0], settings_.space, settings_.room, {}, trimmed(*token), replay_key(run_, "open", 0)};
        opening_ = std::make_unique<room_opening>(io_, std::move(how), [this](const std::optional<refusal>& why) {
            if (why)
                return stop("The room could not be opened: " + sentence_of(*why));
            say(fmt::format("Opened the room \"{}\".", settings_.room));
            observers_.start();
        });
    }

    void begin()
    {
        say(fmt::format(
            "Run {}: {} posts by {} members into {}, {}.", run_, plan_.posts.size(), plan_.authors.size(), settings_.room,
            settings_.speed > 0 ? fmt::format("{:g} times as fast as recorded", settings_.speed) : "as fast as it goes"));
        members_.resize(plan_.authors.size());
        moved();
        for (std::size_t i = 0; i < arriving_max; ++i)
            next_arrival();
    }

    void next_arrival()
    {
        if (arrivals_ == members_.size())
            return;
        const auto who = arrivals_++;
        auto how = member_settings(who);
        how.name = plan_.authors[who].name;
        how.token = keys_.of(plan_.authors[who].nick);
        how.reads = false;

        room_member::handlers call;
        call.known_as = [this, who](const std::string& token) { keys_.keep(plan_.authors[who].nick, token); };
        call.joined = [this, who] { arrived(who); };
        call.gave_up = [this, who](const refusal& why) {
            stop(fmt::format("{} cannot go on: {}", plan_.authors[who].name, sentence_of(why)));
        };
        members_[who] = std::make_unique<room_member>(io_, std::move(how), std::move(call));
        members_[who]->start();
    }

    void arrived(std::size_t who)
    {
        moved();
        if (!present_.insert(who).second)
            return;
        if (present_.size() < members_.size())
            return next_arrival();
        started_ = steady_clock::now();
        hand_out();
    }

    // --- the posts

    /// Hands every post that is due to its author, and comes back when the next one is.
    void hand_out()
    {
        const auto now = steady_clock::now();
        while (next_ < plan_.posts.size()) {
            if (settings_.in_order && next_ > order_.settled())
                return; // settle() calls again
            const auto time = std::max(due_time(plan_.posts[next_]), next_by_rate_);
            if (time > now) {
                due_.expires_at(time);
                due_.async_wait([this](boost::system::error_code ec) {
                    if (!ec)
                        hand_out();
                });
                return;
            }
            if (settings_.rate > 0)
                next_by_rate_ = std::max(time, now - 1s) + std::chrono::duration_cast<steady_clock::duration>(
                                                               std::chrono::duration<double>(1 / settings_.rate));
            order_.release(next_++);
        }
    }

    steady_clock::time_point due_time(const planned_post& post) const
    {
        if (settings_.speed <= 0)
            return started_;
        return started_ + std::chrono::duration_cast<steady_clock::duration>(
                              std::chrono::duration<double, std::milli>(static_cast<double>(post.due.count()) / settings_.speed));
    }

    void send(std::size_t post)
    {
        const auto& what = plan_.posts[post];
        outgoing out{what.key, what.text};
        if (what.parent && !plan_.posts[*what.parent].asks && !what.asks) // of a question the answer is attached
            out.reply_to = answer_ids_[*what.parent];
        out.asks = what.asks;
        links_ += out.reply_to ? 1 : 0;
        auto& member = *members_[what.author];
        member.post(std::move(out), [this, post](const posted& answer) { settle(post, answer); });
    }

    void settle(std::size_t post, const posted& answer)
    {
        moved();
        if (answer.is_ok) {
            answer_ids_[post] = answer.id;
            observers_.answered(post, answer, !plan_.posts[post].asks);
            duplicates_ += answer.duplicate ? 1 : 0;
        } else {
            ++refused_;
            say(fmt::format("Line {} was refused: {}", plan_.posts[post].line, sentence_of(answer.why)));
        }
        order_.settle(post);
        if (settings_.in_order)
            hand_out();
        if (order_.is_done())
            finish_if_complete();
    }

    // --- the end

    void moved() { moved_at_ = steady_clock::now(); }

    void tick()
    {
        tick_.expires_after(progress_.every());
        tick_.async_wait([this](boost::system::error_code ec) {
            if (ec)
                return;
            const auto idle = steady_clock::now() - moved_at_;
            if (!is_begun_) {
                if (idle > arrival_patience)
                    return stop(
                        fmt::format("{} cannot be reached: {}", fmt::join(settings_.urls, " or "), observers_.last_trouble()));
                return tick();
            }
            progress_.show(order_.settled(), plan_.posts.size(), remark());
            const bool is_due = present_.size() < members_.size() || next_ > order_.settled();
            if (order_.is_done() && idle > delivery_patience)
                return stop("The last deliveries did not come.");
            if (is_due && idle > stall_patience)
                return stop(fmt::format("Nothing came from the server for a minute. --run {} goes on where it stood.", run_));
            if (!is_due && !order_.is_done())
                moved(); // nothing is to come before the next post is due
            tick();
        });
    }

    std::string remark() const
    {
        if (present_.size() < members_.size())
            return fmt::format(" posts; {} of {} members are in the room", present_.size(), members_.size());
        const auto seconds = std::chrono::duration<double>(steady_clock::now() - started_).count();
        return fmt::format(
            " posts; {:.0f}/s; {} wait", static_cast<double>(order_.settled()) / std::max(seconds, 0.001),
            next_ - order_.settled());
    }

    void finish_if_complete()
    {
        if (!observers_.is_complete() || attaching_)
            return;
        if (settings_.as_questions)
            attach();
        else
            stop({});
    }

    void attach()
    {
        const auto token = staff_token();
        if (!token)
            return stop("Answers are attached by staff: " + token.error().message + " Name a token with --token-file.");
        auto answers = answers_of(plan_, answer_ids_, run_, file_);
        if (answers.empty())
            return stop({});
        auto how = member_settings(0);
        how.token = trimmed(*token);
        attaching_ = std::make_unique<answer_attaching>(
            io_, std::move(how), std::move(answers), [this] { moved(); },
            [this](std::optional<refusal> why) {
                stop(why ? "The moderator cannot go on: " + sentence_of(*why) : std::string());
            });
    }

    void stop(std::string why)
    {
        if (std::exchange(is_stopped_, true))
            return;
        ended_ = steady_clock::now();
        trouble_ = std::move(why);
        asio::post(io_, [this] { io_.stop(); });
    }

    int tell()
    {
        if (!is_begun_)
            return failed;
        progress_.show(order_.settled(), plan_.posts.size(), " posts");
        progress_.finish();
        replay_figures figures;
        figures.file = file_;
        figures.room = settings_.room;
        figures.run = run_;
        figures.members = plan_.authors.size();
        figures.posts = plan_.posts.size();
        observers_.report(figures, order_.is_done());
        figures.duplicates = duplicates_;
        figures.refused = refused_;
        for (const auto& member : members_) {
            if (!member)
                continue;
            figures.retried += member->figures().refused;
            figures.reconnects += std::max<std::uint64_t>(member->figures().connects, 1) - 1;
        }
        figures.links = links_;
        figures.questions = static_cast<std::size_t>(std::ranges::count(plan_.posts, true, &planned_post::asks));
        figures.attached = attaching_ ? attaching_->attached() : 0;
        figures.attaching_refused = attaching_ ? attaching_->refused() : 0;
        figures.source = source_;
        if (started_ != steady_clock::time_point{})
            figures.seconds = std::chrono::duration<double>(ended_ - started_).count();
        fmt::print("{}\n", settings_.json ? as_json(figures) : as_text(figures));
        return figures.is_faultless() && trouble_.empty() ? done_well : failed;
    }

    replay_settings settings_;
    std::vector<server_address> servers_;
    std::string run_;
    std::string file_;
    chat_figures source_;
    replay_plan plan_;
    reply_order order_;
    kept_tokens keys_;
    progress_line progress_;

    std::vector<std::optional<event_id>> answer_ids_;

    asio::io_context io_{1};
    asio::steady_timer due_;
    asio::steady_timer tick_;
    asio::signal_set signals_;
    replay_observers observers_;
    std::unique_ptr<room_opening> opening_;
    std::unique_ptr<answer_attaching> attaching_;
    std::vector<std::unique_ptr<room_member>> members_;
    std::set<std::size_t> present_; // have been in the room

    std::size_t arrivals_ = 0; // begun
    std::size_t next_ = 0;     // post to hand out
    std::size_t links_ = 0;
    std::size_t duplicates_ = 0;
    std::size_t refused_ = 0;
    bool has_opened_ = false;
    bool is_begun_ = false;
    bool is_stopped_ = false;
    steady_clock::time_point started_;
    steady_clock::time_point ended_;
    steady_clock::time_point moved_at_;
    steady_clock::time_point next_by_rate_;
    std::string trouble_;
};

} // namespace

int run_replay(const replay_settings& settings)
{
    std::vector<server_address> servers;
    for (const auto& url : settings.urls) {
        auto server = parse_server_address(url);
        if (!server)
            return complain(wrong_usage, server.error().message);
        servers.push_back(*std::move(server));
    }
    if (!is_slug(settings.room))
        return complain(wrong_usage, fmt::format("\"{}\" is not a room's id: small letters, digits and \"-\".", settings.room));

    try {
        const auto log = read_recording(settings.file, settings.annotation);
        const auto& read = log.figures;
        fmt::print(
            stderr, "{}: {} lines, {} messages; left out: {} notices, {} empty, {} too long, {} of unknown form; {} repaired\n",
            settings.file, read.lines, read.messages, read.notices, read.empty, read.too_long, read.unknown, read.repaired);
        return replayer(settings, std::move(servers), log, settings.run.empty() ? random_run() : settings.run).run();
    } catch (const recording_refused& error) {
        return complain(error.is_none ? data_refused : wrong_usage, error.what());
    }
}

} // namespace hallway
