#include "log/redis_store.hpp"

#include "log/redis_answers.hpp"
#include "log/redis_appender.hpp"
#include "log/redis_calls.hpp"
#include "log/redis_keys.hpp"
#include "log/redis_named_logs.hpp"
#include "log/redis_seen.hpp"
#include "log/redis_signals.hpp"
#include "log/redis_worker.hpp"
#include "redis/redis_slots.hpp"
#include "support/logging.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <unordered_map>
#include <utility>

namespace hallway {
namespace {

namespace answers = redis_answers;

using words = std::vector<std::string>;

class redis_store final : public store {
public:
    redis_store(scheduler& where, redis_store_settings settings)
        : where_(where), settings_(std::move(settings)), keys_(settings_.prefix),
          counts_(settings_.counts != nullptr ? *settings_.counts : own_metrics_), signals_(where, worker_, keys_),
          worker_(settings_, counts_),
          appender_(worker_, calls_, keys_, seen_, counts_, settings_.replicas, settings_.replica_patience),
          named_logs_(worker_, keys_, seen_)
    {
        worker_.on_published(
            {[this](const std::string& channel) { live(channel); },
             [this](const std::string& channel, std::string payload) { heard(channel, std::move(payload)); },
             [this](const std::string& channel, const redis_failure&) { signals_.lost(channel); }});
    }

    ~redis_store() override { stop(); }

    void open(std::string log, handler<log_top> then) override
    {
        ask_in_steps<log_top>(log, std::move(then), [this, log, made = make_epoch(where_.random())](handler<log_top> tell) {
            named_logs_.open(log, made, std::move(tell));
        });
    }

    void append(std::vector<append_request> requests, std::function<void(std::vector<append_outcome>)> then) override;

    void read(std::string log, event_range range, handler<std::vector<stored_event>> then) override
    {
        ask(in(log), "read", std::move(then),
            words{
                "3", key(log, "meta"), key(log, "log"), key(log, "body"), answers::number_of(range.after),
                answers::number_of(range.events_max), answers::number_of(range.bytes_max)},
            [this, log](const redis_answer& answer) {
                auto read = answers::events_of(answer);
                if (read)
                    seen_.read(log, *read);
                return read;
            });
    }

    void rows(std::string log, row_range range, handler<row_page> then) override
    {
        ask(in(log), "rows", std::move(then),
            words{
                "4", key(log, "meta"), key(log, "log"), key(log, "body"), key(log, "rows"), answers::number_of(range.from),
                range.backwards ? "1" : "0", answers::number_of(range.rows_max), answers::number_of(range.bytes_max)},
            answers::page_of);
    }

    void find(std::string log, event_id id, handler<stored_event> then) override
    {
        ask(in(log), "find", std::move(then),
            words{"4", key(log, "meta"), key(log, "log"), key(log, "body"), key(log, "ids"), answers::hex_of(id.value)},
            answers::event_of);
    }

    void find_key(std::string log, member_id member, std::string name, std::string digest, handler<append_outcome> then) override
    {
        ask(in(log), "find_key", std::move(then),
            words{
                "3", key(log, "meta"), key(log, "keys"), key(log, "amended"), answers::hex_of(member.value), std::move(name),
                std::move(digest)},
            answers::known_of);
    }

    void amend(amendment what, handler<done> then) override
    {
        ask(
            in(what.log), "amend", std::move(then),
            [this, what = std::move(what)] {
                const auto before = seen_.before(what);
                words asked{"4"};
                add_keys(asked, what.log, {"meta", "body", "amended", "ids"});
                asked.insert(
                    asked.end(), {answers::number_of(what.offset), answers::number_of(what.version), what.body ? "1" : "0",
                                  what.body.value_or(""), what.verdict ? std::string(hallway::code_of(*what.verdict)) : "",
                                  what.epoch, before.offset_word(), before.id_word()});
                return asked;
            },
            answers::done_of);
    }

    void trim(std::string log, std::uint64_t below, handler<done> then) override
    {
        ask(in(log), "trim", std::move(then), trim_words(log, below), [this, log](const redis_answer& answer) {
            if (answers::has_more(answer))
                clear_away(log);
            return answers::done_of(answer);
        });
    }

    void drop(std::string log, handler<done> then) override
    {
        ask_in_steps<done>(log, std::move(then), [this, log](handler<done> tell) { named_logs_.drop(log, std::move(tell)); });
    }

    void list(std::string prefix, std::string after, std::size_t most, handler<std::vector<std::string>> then) override
    {
        auto [least, end] = range_of_names(prefix, after);
        ask(among_names(), "", std::move(then),
            words{"ZRANGEBYLEX", keys_.logs(), std::move(least), std::move(end), "LIMIT", "0", answers::number_of(most)},
            answers::names_of);
    }

    void save_snapshot(std::string log, stored_snapshot what, handler<done> then) override
    {
        ask(in(log), "save_snapshot", std::move(then),
            words{
                "3", key(log, "meta"), key(log, "log"), key(log, "snapshot"), answers::number_of(what.offset),
                answers::hex_of(what.id.value), std::to_string(what.fold_version), std::move(what.bytes)},
            answers::done_of);
    }

    void load_snapshot(std::string log, handler<stored_snapshot> then) override
    {
        ask(in(log), "", std::move(then), words{"HMGET", key(log, "snapshot"), "offset", "id", "fold", "bytes"},
            answers::snapshot_of);
    }

    void get(std::string name, handler<record> then) override
    {
        ask(among_records(), "", std::move(then), words{"HGET", keys_.records(), std::move(name)},
            [now = where_.now()](const redis_answer& answer) { return answers::record_of(answer, now); });
    }

    void put(
        std::string name, std::string value, std::optional<std::uint64_t> expected, std::optional<time_point> expires,
        handler<std::uint64_t> then) override
    {
        ask(among_records(), "put", std::move(then),
            words{
                "3", keys_.records(), keys_.record_names(), keys_.record_ends(), std::move(name), std::move(value),
                expected ? answers::number_of(*expected) : "", expires ? answers::milliseconds_of(*expires) : "",
                answers::milliseconds_of(where_.now())},
            answers::version_of);
    }

    void erase(std::string name, handler<done> then) override
    {
        ask(among_records(), "erase", std::move(then),
            words{"3", keys_.records(), keys_.record_names(), keys_.record_ends(), std::move(name)}, answers::done_of);
    }

    void records(
        std::string prefix, std::string after, std::size_t most,
        handler<std::vector<std::pair<std::string, record>>> then) override
    {
        auto [least, end] = range_of_names(prefix, after);
        const auto now = where_.now();
        ask(among_records(), "records", std::move(then),
            words{
                "2", keys_.records(), keys_.record_names(), std::move(least), std::move(end), answers::number_of(most),
                answers::milliseconds_of(now)},
            [now](const redis_answer& answer) { return answers::records_of(answer, now); });
    }

    bool is_shared() const override { return true; }

    std::size_t place_of(const std::string& log) const override
    {
        return settings_.cluster.empty() ? 0 : redis_slot_of(keys_.channel(log));
    }

    void listen(store_listener* who) override { listener_ = who; }

    void follow(std::string log) override
    {
        worker_.post([this, log = std::move(log)] {
            const auto channel = keys_.channel(log);
            followed_.emplace(channel, log);
            worker_.follow(channel);
        });
    }

    void unfollow(std::string log) override
    {
        worker_.post([this, log = std::move(log)] {
            const auto channel = keys_.channel(log);
            followed_.erase(channel);
            worker_.unfollow(channel);
        });
    }

    void tops(std::vector<std::string> logs, handler<std::vector<std::optional<log_top>>> then) override;

    void hear(std::string topic, signal_listener* who) override { signals_.hear(std::move(topic), who); }

    void signal(std::string topic, std::string text) override { signals_.signal(std::move(topic), std::move(text)); }

    std::optional<std::string> trouble() const override { return worker_.trouble(); }

    void stop() override
    {
        if (is_stopped_.exchange(true))
            return;
        std::promise<void> finished; // calls of several commands go on until they are done
        worker_.post([&] { calls_.behind_holds([&] { finished.set_value(); }); });
        finished.get_future().wait();
        worker_.stop();
    }

private:
    std::string key(const std::string& log, std::string_view what) const { return keys_.of_log(log, what); }

    void add_keys(words& to, const std::string& log, std::initializer_list<std::string_view> all) const
    {
        for (const auto each : all)
            to.push_back(key(log, each));
    }

    words trim_words(const std::string& log, std::uint64_t below) const
    {
        words asked{"8"};
        add_keys(asked, log, {"meta", "log", "body", "ids", "keys", "rows", "amended", "snapshot"});
        asked.push_back(answers::number_of(below));
        asked.push_back(std::to_string(settings_.swept_at_once));
        return asked;
    }

    /// Where a call goes: the key that says which Redis of a cluster has it, and whose turn it waits for.
    struct place {
        std::string key;
        std::function<void(task)> in_turn;
    };
    place in(const std::string& log)
    {
        return {key(log, "meta"), [this, log](task what) { calls_.of_log(log, std::move(what)); }};
    }
    place among_names()
    {
        return {keys_.logs(), [this](task what) { calls_.behind_holds(std::move(what)); }};
    }
    place among_records() const
    {
        return {keys_.records(), [](const task& what) { what(); }};
    }

    /// Runs a script, or a command if its name is empty. `asked` is its words, or makes a script's words when they are sent; that and `read` are
    /// called on the worker's thread, `then` where handlers run.
    template <class T, class Asked, class Read>
    void ask(place at, std::string_view script, handler<T> then, Asked asked, Read read)
    {
        if (!take_place(1))
            return where_.post([then = std::move(then)] { then(errc::unavailable); });
        auto send = [this, key = std::move(at.key), script, then = std::move(then), asked = std::move(asked),
                     read = std::move(read)]() mutable {
            worker_.ask(
                key, script, std::move(asked),
                [this, then = std::move(then), read = std::move(read)](const redis_answer& answer) {
                    leave_place(1);
                    where_.post([then, found = read(answer)]() mutable { then(std::move(found)); });
                });
        };
        worker_.post([in_turn = std::move(at.in_turn), send = std::move(send)]() mutable { in_turn(std::move(send)); });
    }

    /// A call of several commands, for a log and what lies elsewhere about it. `begin` is called on the worker's thread, when it is the log's turn, and holds that until it tells
    /// what became of the call.
    template <class T>
    void ask_in_steps(const std::string& log, handler<T> then, std::function<void(handler<T> tell)> begin)
    {
        if (!take_place(1))
            return where_.post([then = std::move(then)] { then(errc::unavailable); });
        worker_.post([this, log, then = std::move(then), begin = std::move(begin)] {
            calls_.hold(log, [this, then, begin](const task& end) {
                begin([this, then, end](outcome<T> found) {
                    leave_place(1);
                    where_.post([then, found = std::move(found)]() mutable { then(std::move(found)); });
                    end();
                });
            });
        });
    }

    void clear_away(const std::string& log);
    void heard(const std::string& channel, std::string payload);
    void live(const std::string& channel);

    bool take_place(std::size_t count)
    {
        if (is_stopped_ || waiting_ + count > std::max(settings_.queue_max, count))
            return false;
        waiting_ += count;
        return true;
    }
    void leave_place(std::size_t count) { waiting_ -= count; }

    scheduler& where_;
    const redis_store_settings settings_;
    const redis_keys keys_;
    metrics own_metrics_;
    metrics& counts_;
    std::atomic<std::size_t> waiting_{0}; // calls that are not answered, an append for each of its events
    std::atomic<bool> is_stopped_{false};
    redis_seen seen_;
    redis_calls calls_;                                     // on the worker's thread
    std::unordered_map<std::string, std::string> followed_; // by channel; on the worker's thread
    store_listener* listener_ = nullptr;
    redis_signals signals_;
    redis_worker worker_; // ends before what its answers refer to
    redis_appender appender_;
    redis_named_logs named_logs_;
};

void redis_store::append(std::vector<append_request> requests, std::function<void(std::vector<append_outcome>)> then)
{
    const auto count = requests.size();
    if (!take_place(count)) {
        append_outcome refused;
        refused.code = errc::unavailable;
        return where_.post([then = std::move(then), all = std::vector(count, refused)] { then(all); });
    }
    if (count == 0)
        return where_.post([then = std::move(then)] { then({}); });
    redis_appender::batch all{std::move(requests), {}, where_.now(), {}};
    for (std::size_t i = 0; i < count; ++i)
        all.new_epochs.push_back(make_epoch(where_.random()));
    all.then = [this, count, then = std::move(then)](std::vector<append_outcome> outcomes) {
        leave_place(count);
        where_.post([then, outcomes = std::move(outcomes)]() mutable { then(std::move(outcomes)); });
    };
    worker_.post([this, all = std::move(all)]() mutable { appender_.append(std::move(all)); });
}

/// What was trimmed is gone for every reader; the rest of it is cleared away bit by bit, between what others ask.
void redis_store::clear_away(const std::string& log)
{
    worker_.ask(key(log, "meta"), "trim", trim_words(log, 0), [this, log](const redis_answer& answer) {
        if (answers::has_more(answer))
            clear_away(log);
    });
}

// ---------------------------------------------------------------------------------------------------------- following

void redis_store::heard(const std::string& channel, std::string payload)
{
    const auto log = followed_.find(channel);
    if (log == followed_.end())
        return signals_.heard(channel, std::move(payload));
    auto what = answers::heard_in(payload);
    if (!what)
        return log_error("what was published is no event", {{"channel", channel}});
    what->log = log->second;
    seen_.heard(*what);
    where_.post([this, what = std::move(*what)]() mutable {
        if (listener_ != nullptr)
            listener_->heard(std::move(what));
    });
}

void redis_store::live(const std::string& channel)
{
    const auto log = followed_.find(channel);
    if (log == followed_.end())
        return signals_.live(channel);
    where_.post([this, name = log->second] {
        if (listener_ != nullptr)
            listener_->missed(name);
    });
}

/// One command a log, all in one go: each names the keys of one log only.
void redis_store::tops(std::vector<std::string> logs, handler<std::vector<std::optional<log_top>>> then)
{
    if (logs.empty())
        return where_.post([then = std::move(then)] { then(std::vector<std::optional<log_top>>{}); });
    if (!take_place(logs.size()))
        return where_.post([then = std::move(then)] { then(errc::unavailable); });
    struct asking {
        std::vector<std::optional<log_top>> found;
        std::size_t missing = 0;
        std::optional<refusal> failed;
        handler<std::vector<std::optional<log_top>>> then;
    };
    auto all = std::make_shared<asking>();
    all->found.resize(logs.size());
    all->missing = logs.size();
    all->then = std::move(then);
    const auto answered = [this, all](std::size_t which, const redis_answer& answer) {
        leave_place(1);
        if (auto top = answers::known_top_of(answer))
            all->found[which] = std::move(*top);
        else
            all->failed = top.error();
        if (--all->missing > 0)
            return;
        where_.post([all] { all->failed ? all->then(*all->failed) : all->then(std::move(all->found)); });
    };
    worker_.post([this, logs = std::move(logs), answered] {
        for (std::size_t i = 0; i < logs.size(); ++i) {
            calls_.of_log(logs[i], [this, i, answered, place = key(logs[i], "meta")] {
                worker_.ask(
                    place, "", {"HMGET", place, "epoch", "offset", "id", "first", "at"},
                    [i, answered](const redis_answer& answer) { answered(i, answer); });
            });
        }
    });
}

} // namespace

std::unique_ptr<store> make_redis_store(scheduler& where_handlers_run, redis_store_settings settings)
{
    return std::make_unique<redis_store>(where_handlers_run, std::move(settings));
}

} // namespace hallway
