#include "edge/node.hpp"

#include "edge/certificate_watch.hpp"
#include "edge/file_limit.hpp"
#include "edge/listener.hpp"
#include "edge/node_settings.hpp"
#include "edge/server.hpp"
#include "edge/shared_sends.hpp"
#include "hub/attendance_elsewhere.hpp"
#include "identity/secrets.hpp"
#include "identity/shared_secret.hpp"
#include "identity/tokens.hpp"
#include "log/backup_keeper.hpp"
#include "log/data_folder.hpp"
#include "log/log_service.hpp"
#include "log/memory_store.hpp"
#include "log/store_refused.hpp"
#include "support/asio_scheduler.hpp"
#include "support/logging.hpp"
#include "support/thread_name.hpp"
#include "version.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <future>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include <malloc.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hallway {

namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 10ms;
constexpr auto memory_look_every = 1s;
constexpr auto certificate_look_every = 1s;
constexpr unsigned looks_before_trim = 5;
constexpr auto start_patience = 30s; // for the store to open the space, with room for a long log
constexpr auto rooms_patience = 5s;  // for the configured rooms to be opened

/// What lies beside backups, so that their folder is enough to go on elsewhere with the same guest keys and links.
std::function<void(const std::filesystem::path&)> keeper_of_secret(const std::string& secret)
{
    return [secret](const std::filesystem::path& folder) {
        if (!keep_secret_beside(folder, secret))
            log_warn("another server's secret lies beside the backups", {{"folder", folder.string()}});
    };
}

/// A thread that runs a scheduler until it is stopped. What comes out of a task is a mistake of ours that nobody can repair while it runs: what was acknowledged
/// is on disk, so the process ends and is started again.
std::thread thread_of(asio_scheduler& turns, std::string name)
{
    return std::thread([&turns, name = std::move(name)] {
        name_thread(name);
        try {
            turns.run();
        } catch (const std::exception& error) {
            log_error("a thread failed", {{"what", error.what()}});
            std::abort();
        }
    });
}

} // namespace

class node::parts {
public:
    parts(const settings& all, const site_maker& site)
        : all_(all), logo_(read_brand_logo(all.brand_logo)), certificate_(all.tls, counts_), memory_(memory_budget(all)),
          door_(settings_of_door(all)), tokens_(open_folder()), service_(log_turns_, *store_, counts_, secret_ + " digests"),
          elsewhere_(
              store_->is_shared() ? std::make_unique<attendance_elsewhere>(log_turns_, *store_, all.space, counts_) : nullptr),
          people_(log_turns_, caps_of(all), elsewhere_.get()),
          pulse_(log_turns_, store_->is_shared() ? store_.get() : nullptr, all.space),
          marks_(log_turns_, store_.get(), all.space),
          site_(site(site_sources{
              all_, counts_, [this] { return why_unready(); }, [this] { return warnings(); }, tokens_, logo_, backups_.get()}))
    {
        const auto count = cores_of(all);
        const auto files = raise_file_limit();
        std::string why_one_by_one;
        for (std::size_t i = 0; i < count; ++i)
            cores_.push_back(std::make_unique<core_thread>(*this, make_sends(all.sends, why_one_by_one)));
        show_sends(cores_.front()->sends != nullptr, why_one_by_one, counts_);
        limit_connections(connections_allowed(files, count));
        counts_.gauge(
            "hallway_newcomers", "Connections on which nobody has said hello.", [this] { return double(door_.newcomers()); });
        counts_.gauge(
            "hallway_memory_used_bytes", "Resident memory, at the last look.", [this] { return double(memory_.used()); });
        counts_.gauge(
            "hallway_memory_budget_bytes", "Memory that the process may use.", [this] { return double(memory_.budget()); });
        counts_.add_process(version);
    }

    ~parts() { stop(); }

    void start()
    {
        if (backups_)
            backups_->start();
        watch_memory();
        watch_certificate();
        house_thread_ = thread_of(house_turns_, "house");
        log_thread_ = thread_of(log_turns_, "log service");
        if (store_->is_shared())
            require_same_secret();
        if (all_.retention_days > 0)
            log_turns_.post([this] { service_.forget_after(std::chrono::days{all_.retention_days}); });
        if (elsewhere_)
            log_turns_.post([this] {
                elsewhere_->start();
                pulse_.start();
            });
        for (std::size_t i = 0; i < cores_.size(); ++i)
            cores_[i]->thread = thread_of(cores_[i]->turns, fmt::format("core {}", i));
        for (auto& each : cores_)
            on_core(*each, [&core = *each](auto done) { core.open(std::move(done)); });
        auto where = all_.listen;
        for (auto& each : cores_) {
            on_core(*each, [&, &core = *each](auto done) {
                where.port = core.edge.listen(where.host, where.port);
                done(std::nullopt);
            });
        }
        port_ = where.port;
        for (auto& each : cores_)
            each->turns.post([&core = *each] { core.edge.start(); });
    }

    void announce_end() { is_ending_ = true; }

    bool is_deserted() const { return door_.connections() == 0; }

    void drain(std::chrono::milliseconds spread, std::chrono::milliseconds return_within)
    {
        is_ending_ = true;
        const bool is_first = !std::exchange(is_draining_, true);
        for (auto& each : cores_) {
            each->turns.post([&core = *each, spread, return_within, is_first] {
                core.edge.stop_accepting();
                core.home.drain(spread, return_within);
                if (is_first)
                    core.watch_connections();
            });
        }
    }

    bool is_drained() const
    {
        return is_draining_ && std::ranges::all_of(cores_, [](const auto& each) { return each->is_empty.load(); });
    }

    void stop()
    {
        if (is_stopped_)
            return;
        is_stopped_ = true;
        for (auto& each : cores_) {
            if (!each->thread.joinable())
                continue;
            // Two turns: sessions that end may still have something to say to the log.
            each->turns.post([&core = *each] {
                core.edge.stop_accepting();
                core.edge.drop_all();
                core.home.finish();
                core.turns.post([&core] { core.turns.stop(); });
            });
            each->thread.join();
        }
        if (log_thread_.joinable()) {
            // What cores asked for lies before the first of these turns, and what the service made of it before the second.
            log_turns_.post([this] {
                marks_.write_all();
                service_.leave();
                if (elsewhere_)
                    elsewhere_->end();
                log_turns_.post([this] { log_turns_.stop(); });
            });
            log_thread_.join();
        }
        if (house_thread_.joinable()) {
            house_turns_.stop();
            house_thread_.join();
        }
        store_->stop();
    }

    std::uint16_t port() const { return port_; }
    std::string staff_token(role as) const { return tokens_.staff_link(as, all_.space); }

private:
    using complaint = std::optional<std::string>; // nothing: all is well

    /// One core with its thread. The thread's own, but for `is_empty`.
    struct core_thread {
        core_thread(parts& whole, std::unique_ptr<shared_sends> many)
            : sends(std::move(many)),
              home(
                  turns, whole.service_.attach(turns), whole.tokens_,
                  settings_of_core(
                      whole.all_, whole.logo_, whole.memory_, whole.people_, whole.pulse_, whole.marks_, sends.get()),
                  whole.counts_),
              edge(
                  turns, settings_of_edge(whole.all_, whole.certificate_.first(), whole.memory_, sends.get()), whole.door_,
                  whole.site_(home), sessions_of(home), whole.counts_)
        {
        }

        void open(std::function<void(complaint)> done)
        {
            home.start([this, done = std::move(done)](const outcome<hallway::done>& opened) {
                if (!opened)
                    done(
                        opened.error().message.empty() ? std::string{sentence_for(opened.error().code)} : opened.error().message);
                else
                    await_rooms(done, turns.monotonic() + rooms_patience);
            });
        }

        /// Nobody is let in before there is something to join.
        void await_rooms(std::function<void(complaint)> done, uptime until)
        {
            const auto is_there = [this](const room_card& room) { return home.here().find_room(room.id) != nullptr; };
            if (std::ranges::all_of(home.settings().rooms, is_there))
                return done(std::nullopt);
            if (turns.monotonic() < until)
                return turns.after(look_every, [this, done = std::move(done), until] { await_rooms(done, until); });
            log_warn("a configured room could not be opened"); // a full disk: what is there can still be read
            done(std::nullopt);
        }

        void watch_connections()
        {
            if (edge.open_connections() == 0)
                is_empty = true;
            else
                turns.after(look_every, [this] { watch_connections(); });
        }

        asio_scheduler turns;
        std::unique_ptr<shared_sends> sends; // null: one by one
        core home;
        edge_server edge;
        std::atomic<bool> is_empty{false};
        std::thread thread;
    };

    /// Has a core do something and waits until it says that it is done.
    void on_core(core_thread& where, std::function<void(std::function<void(complaint)>)> what) const
    {
        auto answer = std::make_shared<std::promise<complaint>>();
        auto answered = answer->get_future();
        where.turns.post([answer, what = std::move(what)] {
            try {
                what([answer](complaint why) { answer->set_value(std::move(why)); });
            } catch (...) {
                answer->set_exception(std::current_exception());
            }
        });
        if (answered.wait_for(start_patience) != std::future_status::ready)
            throw std::runtime_error("The store has not opened the space within 30 s.");
        if (const auto why = answered.get())
            throw std::runtime_error("The space could not be opened: " + store_->trouble().value_or(*why));
    }

    void require_same_secret()
    {
        auto answer = std::make_shared<std::promise<secret_compared>>();
        auto answered = answer->get_future();
        log_turns_.post(
            [this, answer] { compare_secret(*store_, secret_, [answer](secret_compared found) { answer->set_value(found); }); });
        const bool is_answered = answered.wait_for(start_patience) == std::future_status::ready;
        const auto found = is_answered ? answered.get() : secret_compared::unknown;
        if (found == secret_compared::unknown)
            throw std::runtime_error(
                "The space could not be opened: " + store_->trouble().value_or("the store has not answered."));
        if (found == secret_compared::another)
            throw store_refused(fmt::format(
                "The nodes on this Redis have another secret than {}: links and guest keys of one would be refused by the other. "
                "Copy {} of a node that serves there over it. If that is lost, or all links and guest keys are to be void: stop "
                "all nodes, forget it with redis-cli HDEL '{}{{records}}:values' {}, and start them with one new secret.",
                (all_.data / secret_file).string(), secret_file, all_.redis_prefix, secret_record));
    }

    /// The data folder's store and secret. \returns the secret.
    std::string open_folder()
    {
        require_free_port(all_.listen); // before anything is made
        if (all_.store == store_kind::memory) {
            store_ = make_memory_store(log_turns_);
            return secret_ = make_secret();
        }
        if (all_.store == store_kind::redis) {
            folder_ = std::make_unique<data_folder>(all_.data); // of the secret and the token; what is said lies in Redis
            store_ = make_redis_store(log_turns_, settings_of_redis(all_, counts_));
            return secret_ = secret_of_folder();
        }
        auto embedded = open_sqlite_store(log_turns_, settings_of_store(all_, counts_));
        auto& kept = *embedded;
        store_ = std::move(embedded);
        secret_ = secret_of_folder();
        backup_rules rules{.folder = backup_folder(all_), .every = all_.backup_every, .keep = all_.backup_keep};
        backups_ = std::make_unique<backup_keeper>(log_turns_, kept, std::move(rules), counts_, keeper_of_secret(secret_));
        return secret_;
    }

    std::string secret_of_folder() const
    {
        auto secret = load_or_make_secret(all_.data);
        write_organiser_token(all_.data, token_keeper(secret).staff_link(role::organiser, all_.space));
        return secret;
    }

    std::vector<std::string> warnings() const
    {
        std::vector<std::string> found;
        if (auto trouble = certificate_.trouble())
            found.push_back(*std::move(trouble));
        if (backups_ && backups_->trouble())
            found.emplace_back(
                "The last backup could not be made; the log says why."); // which names folders, and is not for everybody
        return found;
    }

    /// On the thread for what nobody waits for. Resident memory is what the machine gives out and takes processes down for; the allocator gives back what
    /// was freed only when asked, which takes long enough not to ask without need.
    void watch_memory()
    {
        memory_.saw(resident_memory());
        if (memory_.now() != memory_watch::need::none && ++looks_in_need_ % looks_before_trim == 1) {
            ::malloc_trim(0);
            memory_.saw(resident_memory());
        }
        house_turns_.after(memory_look_every, [this] { watch_memory(); });
    }

    void watch_certificate()
    {
        if (const auto renewed = certificate_.look())
            for (auto& each : cores_)
                each->turns.post([&core = *each, renewed] { core.edge.show(*renewed); });
        house_turns_.after(certificate_look_every, [this] { watch_certificate(); });
    }

    void limit_connections(std::size_t allowed)
    {
        if (all_.connections > 0)
            allowed = std::min(allowed, all_.connections);
        const auto of = [&](std::size_t set) {
            return all_.unlimited ? allowed : set > 0 ? set : std::max<std::size_t>(allowed / 2, 1);
        };
        door_.limit_connections(allowed, of(all_.newcomers), of(all_.connections_per_address));
        counts_.gauge(
            "hallway_connections_max", "Connections that are let in.", [allowed] { return static_cast<double>(allowed); });
    }

    std::vector<std::string> why_unready() const
    {
        std::vector<std::string> reasons;
        if (is_ending_)
            reasons.emplace_back("The server is stopping.");
        if (memory_.now() != memory_watch::need::none)
            reasons.emplace_back("Memory is short: nobody new is let into rooms for the moment.");
        if (auto trouble = store_->trouble())
            reasons.push_back(*std::move(trouble));
        else if (!service_.is_space_confirmed(house_turns_.monotonic()))
            reasons.emplace_back("What other servers decided has not been heard for a second: nobody can write for the moment.");
        return reasons;
    }

    settings all_;
    brand_logo logo_;
    metrics counts_;
    certificate_watch certificate_;
    memory_watch memory_;
    door door_;
    asio_scheduler log_turns_;
    asio_scheduler house_turns_;
    std::unique_ptr<data_folder> folder_; // unless the store holds it
    std::unique_ptr<store> store_;
    std::unique_ptr<backup_keeper> backups_;
    std::string secret_;
    token_keeper tokens_;
    log_service service_;
    std::unique_ptr<attendance_elsewhere> elsewhere_; // null: the store is this node's alone
    attendance people_;
    room_pulse pulse_;
    read_marks marks_;
    core_site site_;
    std::vector<std::unique_ptr<core_thread>> cores_; // destroyed before what they refer to
    std::thread log_thread_;
    std::thread house_thread_;
    unsigned looks_in_need_ = 0;
    std::uint16_t port_ = 0;
    std::atomic<bool> is_ending_{false}; // read by every core
    bool is_draining_ = false;
    bool is_stopped_ = false;
};

node::node(const settings& all, const site_maker& site) : parts_(std::make_unique<parts>(all, site)) {}

node::~node() = default;

void node::start() { parts_->start(); }

std::uint16_t node::port() const { return parts_->port(); }

std::string node::staff_token(role as) const { return parts_->staff_token(as); }

void node::announce_end() { parts_->announce_end(); }

bool node::is_deserted() const { return parts_->is_deserted(); }

void node::drain(std::chrono::milliseconds spread, std::chrono::milliseconds return_within)
{
    parts_->drain(spread, return_within);
}

bool node::is_drained() const { return parts_->is_drained(); }

void node::stop() { parts_->stop(); }

} // namespace hallway
