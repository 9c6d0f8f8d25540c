#include "log/redis_appender.hpp"

#include "log/redis_answers.hpp"
#include "support/logging.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace hallway {

namespace answers = redis_answers;

using words = std::vector<std::string>;

redis_appender::redis_appender(
    redis_worker& worker, redis_calls& calls, const redis_keys& keys, redis_seen& seen, metrics& counts, std::size_t replicas,
    std::chrono::milliseconds patience)
    : worker_(worker), calls_(calls), keys_(keys), seen_(seen),
      forks_(counts.count(
          "hallway_redis_forks_total",
          "Logs that were given a new epoch, since Redis had lost events that it had acknowledged.")),
      replicas_(replicas), patience_(patience)
{
}

void redis_appender::append(batch all)
{
    const auto made = std::make_shared<work>();
    const auto count = all.requests.size();
    made->all = std::move(all);
    made->outcomes.resize(count);
    made->connections.resize(count);
    made->missing = replicas_ > 0 ? 2 * count : count;
    std::set<std::string> logs;
    std::set<std::size_t> places;
    for (const auto& each : made->all.requests) {
        logs.insert(each.log);
        places.insert(worker_.place_of(keys_.channel(each.log)));
    }
    if (logs.size() == 1)
        return calls_.of_log(*logs.begin(), [this, made] { send(made); });
    const bool is_free = std::ranges::none_of(logs, [this](const auto& log) { return calls_.is_held(log); });
    if (is_free && places.size() == 1)
        return send(made);
    for (const auto& log : logs)
        calls_.hold(log, [this, made, count = logs.size()](task end) {
            made->holds.push_back(std::move(end));
            if (made->holds.size() == count)
                send(made);
        });
}

void redis_appender::send(const work_ptr& what)
{
    std::map<std::size_t, std::vector<std::size_t>> sent; // by whom they are asked of
    for (std::size_t i = 0; i < what->all.requests.size(); ++i) {
        append_one(what, i);
        sent[worker_.place_of(keys_.channel(what->all.requests[i].log))].push_back(i);
    }
    if (replicas_ == 0)
        return;
    for (auto& each : sent)
        wait_for_replicas(what, std::move(each.second));
}

void redis_appender::append_one(const work_ptr& of, std::size_t which)
{
    // When it waits for another connection, more may have been seen than now, which Redis must still have then.
    auto make_words = [this, of, which] {
        const auto& request = of->all.requests[which];
        const auto seen = seen_.in(request.log, request.epoch);
        words asked{"7"};
        asked.reserve(22);
        for (const auto* each : {"meta", "log", "body", "ids", "keys", "rows", "amended"})
            asked.push_back(keys_.of_log(request.log, each));
        asked.insert(
            asked.end(),
            {request.epoch, answers::hex_of(request.id.value), answers::hex_of(request.member.value), request.role, request.key,
             request.body, request.digest, request.is_row ? "1" : "0", answers::milliseconds_of(of->all.now), seen.offset_word(),
             seen.id_word(), of->all.new_epochs[which], worker_.publish_command(), keys_.channel(request.log)});
        return asked;
    };
    worker_.ask(
        keys_.channel(of->all.requests[which].log), "append", std::move(make_words),
        [this, of, which](const redis_answer& answer) { appended(of, which, answer); });
}

void redis_appender::appended(const work_ptr& of, std::size_t which, const redis_answer& answer)
{
    const auto& log = of->all.requests[which].log;
    const auto made = answers::appended(answer);
    if (!made.code && !made.duplicate)
        seen_.appended(log, of->all.requests[which].epoch, made.offset, made.id);
    // Who names the old epoch may ask once more, before it has heard, and Redis may have gone back to that meanwhile.
    if (made.code == errc::gone && of->all.requests[which].epoch.empty())
        seen_.forget(log);
    if (!answer.reply.elements.empty() && answer.reply.elements.front().text == "forked") {
        forks_.add();
        log_error("Redis has lost events that it had acknowledged", {{"log", log}});
    }
    of->outcomes[which] = made;
    of->connections[which] = answer.connection;
    told(of);
}

/// Comes behind the appends, over the same connection: as many replicas have them, or it is unknown whether they would survive this Redis. A retry waits again.
void redis_appender::wait_for_replicas(const work_ptr& of, std::vector<std::size_t> which)
{
    const auto key = keys_.channel(of->all.requests[which.front()].log);
    const words asked{"WAIT", std::to_string(replicas_), std::to_string(patience_.count())};
    worker_.ask(key, "", asked, [this, of, which = std::move(which)](const redis_answer& answer) {
        const bool have_them = !answer.failure && answer.reply.number >= static_cast<std::int64_t>(replicas_);
        for (const auto each : which) {
            if (!have_them || of->connections[each] != answer.connection) // one that is not answered yet has none
                of->unsure.push_back(each);
            told(of);
        }
    });
}

void redis_appender::told(const work_ptr& of)
{
    if (--of->missing > 0)
        return;
    for (const auto each : of->unsure)
        if (!of->outcomes[each].code)
            of->outcomes[each].code = errc::unavailable;
    of->all.then(std::move(of->outcomes));
    for (const auto& end : std::exchange(of->holds, {}))
        end();
}

} // namespace hallway
