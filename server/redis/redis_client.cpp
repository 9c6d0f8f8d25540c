#include "redis/redis_client.hpp"

#include "redis/redis_info.hpp"
#include "support/logging.hpp"

#include <atomic>
#include <iterator>
#include <utility>

namespace hallway {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 100ms; // at the deadlines

std::atomic<std::uint64_t> connections_of_process{0};

bool is_script(const redis_question& what) { return what.script != nullptr; }

} // namespace

redis_client::redis_client(asio_scheduler& turns, redis_client_settings settings, watcher watch)
    : turns_(turns), settings_(std::move(settings)), watch_(std::move(watch)), link_(turns, settings_.link, *this)
{
}

redis_client::~redis_client() = default;

void redis_client::start()
{
    link_.start();
    watch_time();
}

void redis_client::ask(redis_question what, redis_handler then)
{
    command made;
    made.what = std::move(what);
    made.then = std::move(then);
    add(std::move(made));
}

void redis_client::send(std::vector<std::string> words, redis_handler then)
{
    redis_question what;
    what.words = std::move(words);
    ask(std::move(what), std::move(then));
}

void redis_client::run(const redis_script& script, std::vector<std::string> words, redis_handler then)
{
    redis_question what;
    what.script = &script;
    what.words = std::move(words);
    ask(std::move(what), std::move(then));
}

void redis_client::run(const redis_script& script, redis_words_maker words, redis_handler then)
{
    redis_question what;
    what.script = &script;
    what.make_words = std::move(words);
    ask(std::move(what), std::move(then));
}

void redis_client::add(command what)
{
    if (is_finishing_ || waiting() >= settings_.queue_max) {
        return turns_.post([then = std::move(what.then), code = is_finishing_ ? redis_errc::stopped : redis_errc::full] {
            redis_answer answer;
            answer.failure = redis_failure{code, {}};
            then(std::move(answer));
        });
    }
    what.until = turns_.monotonic() + settings_.connection_patience;
    queue_.push_back(std::move(what));
    flush_soon();
}

// ---------------------------------------------------------------------------------------------------- becoming ready

void redis_client::opened()
{
    state_ = state::preparing;
    connection_ = ++connections_of_process;
    is_probing_ = false;
    prepare();
}

void redis_client::prepare()
{
    ask_first({"INFO", "server"}, [this](const redis_reply& info) -> std::optional<redis_failure> {
        if (info.is_error())
            return failure_of(info);
        const bool is_of_cluster = info_value(info.text, "redis_mode") == "cluster";
        if (is_of_cluster && !settings_.is_of_cluster)
            return redis_failure{redis_errc::moved, "it belongs to a cluster"};
        if (!is_of_cluster && settings_.is_of_cluster)
            return redis_failure{redis_errc::no_cluster, "it belongs to no cluster"};
        prepare_with(info);
        return std::nullopt;
    });
}

void redis_client::prepare_with(const redis_reply& info)
{
    const auto all_is_well = [](const redis_reply&) -> std::optional<redis_failure> { return std::nullopt; };
    const auto run_id = info_value(info.text, "run_id");
    if (!connection_id_.empty() && run_id == run_id_)
        ask_first({"CLIENT", "KILL", "ID", connection_id_}, all_is_well); // mostly it is gone already
    run_id_ = run_id;
    if (settings_.must_be_master)
        ask_first({"ROLE"}, [](const redis_reply& role) -> std::optional<redis_failure> {
            if (role.is_error())
                return failure_of(role);
            if (role.elements.empty() || role.elements[0].text != "master")
                return redis_failure{redis_errc::read_only, "it is no master"};
            return std::nullopt;
        });
    ask_first({"CLIENT", "ID"}, [this, all_is_well](const redis_reply& id) {
        if (!id.is_error()) // some services do not let one ask
            connection_id_ = std::to_string(id.number);
        return all_is_well(id);
    });
    ask_first({"INFO", "persistence"}, [this, all_is_well](const redis_reply& told) {
        if (!told.is_error() && may_end_amid_transaction(told.text))
            begin_new_file();
        return all_is_well(told);
    });
    for (const auto& script : redis_scripts())
        ask_first({"SCRIPT", "LOAD", script.text}, [](const redis_reply& sha) {
            return sha.is_error() ? std::optional(failure_of(sha)) : std::nullopt;
        });
}

/// It goes on in another file at once, and copies what is in the old one in the background.
void redis_client::begin_new_file()
{
    ask_first({"BGREWRITEAOF"}, [](const redis_reply& begun) -> std::optional<redis_failure> {
        if (begun.is_error() && begun.text.find("already in progress") == std::string::npos) // another node may have been first
            log_warn("Redis was not told to write its append-only file anew after its start", {{"why", begun.text}});
        return std::nullopt;
    });
}

/// Asks before any command is sent. A fault of the answer ends the connection.
void redis_client::ask_first(
    std::vector<std::string> words, std::function<std::optional<redis_failure>(const redis_reply&)> fault_of)
{
    preparing_.push_back(std::move(fault_of));
    std::string bytes;
    write_redis_command(bytes, words);
    link_.write(bytes);
}

void redis_client::become_ready()
{
    state_ = state::ready;
    ++connections_;
    if (watch_.ready)
        watch_.ready();
    flush_soon();
}

// --------------------------------------------------------------------------------------------------------- commands

/// Once a turn: what was asked for in it leaves in one write.
void redis_client::flush_soon()
{
    if (std::exchange(is_flush_posted_, true))
        return;
    turns_.post([this] {
        is_flush_posted_ = false;
        flush();
    });
}

void redis_client::flush()
{
    if (state_ != state::ready || !forgotten_.empty())
        return;
    std::string out;
    const auto until = turns_.monotonic() + settings_.answer_patience;
    while (!queue_.empty() && sent_.size() < settings_.under_way_max) {
        auto next = std::move(queue_.front());
        queue_.pop_front();
        next.until = until;
        if (next.what.is_redirected)
            send_asking(out, until);
        write_to(out, next);
        sent_.push_back(std::move(next));
    }
    if (!out.empty())
        link_.write(out);
}

/// It holds for the one command behind it.
void redis_client::send_asking(std::string& out, uptime until)
{
    command asking;
    asking.what.words = {"ASKING"};
    asking.then = [](const redis_answer&) {};
    asking.until = until;
    write_to(out, asking);
    sent_.push_back(std::move(asking));
}

void redis_client::write_to(std::string& out, const command& what) const
{
    std::vector<std::string> words;
    if (is_script(what.what))
        words = {
            what.is_whole_script ? "EVAL" : "EVALSHA", what.is_whole_script ? what.what.script->text : what.what.script->sha};
    else if (!what.what.make_words)
        return write_redis_command(out, what.what.words);
    if (what.what.make_words) {
        auto made = what.what.make_words();
        words.insert(words.end(), std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
    } else {
        words.insert(words.end(), what.what.words.begin(), what.what.words.end());
    }
    write_redis_command(out, words);
}

void redis_client::received(redis_reply reply)
{
    if (preparing_.empty())
        return take(std::move(reply));
    const auto fault_of = std::move(preparing_.front());
    preparing_.pop_front();
    if (const auto fault = fault_of(reply))
        return link_.drop(*fault);
    if (preparing_.empty())
        become_ready();
}

void redis_client::take(redis_reply reply)
{
    if (sent_.empty())
        return link_.drop({redis_errc::unknown, "it answered what nobody had asked"});
    auto asked = std::move(sent_.front());
    sent_.pop_front();
    redis_answer answer;
    answer.connection = connection_;
    if (reply.is_error())
        answer.failure = failure_of(reply);
    else
        answer.reply = std::move(reply);
    if (answer.failure && answer.failure->code == redis_errc::no_script && is_script(asked.what) && !asked.is_whole_script) {
        forgotten_.push_back(std::move(asked));
    } else {
        // Somebody else has given Redis the script again in between, so this ran before what was asked for earlier: that must not run any more.
        if (is_script(asked.what) && !answer.failure)
            refuse_all(forgotten_, {redis_errc::overtaken, "a script was forgotten"});
        const bool is_useless = answer.failure && asks_for_another_connection(answer.failure->code);
        const auto why = is_useless ? *answer.failure : redis_failure{};
        asked.then(std::move(answer));
        if (is_useless)
            return link_.drop(why);
    }
    put_back_forgotten();
    flush_soon();
    finish_if_done();
}

void redis_client::put_back_forgotten()
{
    if (!sent_.empty())
        return;
    while (!forgotten_.empty()) {
        auto last = std::move(forgotten_.back());
        forgotten_.pop_back();
        last.is_whole_script = true;
        queue_.push_front(std::move(last));
    }
}

// ------------------------------------------------------------------------------------------------------------- ends

/// Once each: an answer may be what ends connections.
void redis_client::put_back_reading()
{
    const auto now = turns_.monotonic();
    std::deque<command> others;
    std::deque<command> again;
    for (auto& each : sent_) {
        const bool is_asked_again = each.what.is_reading && !each.what.is_redirected && !each.is_again && now < each.until;
        (is_asked_again ? again : others).push_back(std::move(each));
    }
    sent_ = std::move(others);
    for (; !again.empty(); again.pop_back()) {
        again.back().is_again = true;
        queue_.push_front(std::move(again.back()));
    }
}

void redis_client::closed(const redis_failure& why)
{
    state_ = state::away;
    preparing_.clear();
    put_back_reading();
    refuse_all(forgotten_, {redis_errc::overtaken, "a script was forgotten"});
    refuse_all(sent_, {redis_errc::unknown, why.said});
    if (watch_.lost)
        watch_.lost(why);
    finish_if_done();
}

void redis_client::refuse_first(std::deque<command>& of, const redis_failure& why)
{
    const auto first = std::move(of.front());
    of.pop_front();
    redis_answer answer;
    answer.failure = why;
    first.then(std::move(answer));
}

void redis_client::refuse_all(std::deque<command>& all, const redis_failure& why)
{
    while (!all.empty())
        refuse_first(all, why);
}

/// Deadlines stand in the order of the commands, so the first tells of all.
void redis_client::watch_time()
{
    if (finished_ == nullptr && is_finishing_)
        return; // it has finished
    const auto now = turns_.monotonic();
    while (!queue_.empty() && queue_.front().until <= now && state_ != state::ready)
        refuse_first(queue_, {redis_errc::away, {}});
    if (state_ == state::preparing && now - link_.heard_at() >= settings_.answer_patience) {
        link_.drop({redis_errc::away, "it did not answer in time"});
    } else if (state_ == state::ready && !sent_.empty() && sent_.front().until <= now) {
        link_.drop({redis_errc::unknown, "it did not answer in time"}); // what comes later could not be matched
    } else if (state_ == state::ready && sent_.empty() && !is_probing_ && now - link_.heard_at() >= settings_.probe_after) {
        is_probing_ = true;
        send({"PING"}, [this](const redis_answer&) { is_probing_ = false; });
    }
    finish_if_done();
    turns_.after(look_every, [this] { watch_time(); });
}

void redis_client::finish(std::function<void()> then)
{
    is_finishing_ = true;
    finished_ = std::move(then);
    turns_.post([this] { finish_if_done(); });
}

void redis_client::finish_if_done()
{
    if (!finished_ || !queue_.empty() || !sent_.empty() || !forgotten_.empty())
        return;
    link_.stop();
    state_ = state::away;
    turns_.post(std::exchange(finished_, nullptr)); // behind what was refused
}

} // namespace hallway
