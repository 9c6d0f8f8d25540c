#include "log/redis_named_logs.hpp"

#include "log/redis_answers.hpp"

#include <utility>
#include <vector>

namespace hallway {

namespace answers = redis_answers;

using words = std::vector<std::string>;

void redis_named_logs::open(const std::string& log, const std::string& new_epoch, handler<log_top> tell)
{
    const auto meta = keys_.of_log(log, "meta");
    auto make_words = [this, log, meta, new_epoch] {
        const auto seen = seen_.in(log);
        return words{"2", meta, keys_.of_log(log, "ids"), new_epoch, seen.epoch, seen.offset_word(), seen.id_word()};
    };
    worker_.ask(meta, "open", std::move(make_words), [this, log, tell = std::move(tell)](const redis_answer& answer) {
        const auto top = answers::top_of(answer);
        if (!top)
            return tell(top.error());
        seen_.opened(log, *top);
        name(log, [tell, top](std::optional<errc> failed) { failed ? tell(*failed) : tell(*top); });
    });
}

/// Puts it into the list of names, if it is not there: a Redis that takes no writes lets logs be read.
void redis_named_logs::name(const std::string& log, named then)
{
    const auto list = keys_.logs();
    worker_.ask(list, "", {"ZSCORE", list, log}, [this, log, list, then = std::move(then)](const redis_answer& answer) {
        if (answer.failure)
            return then(answers::code_of(*answer.failure));
        if (answer.reply.is != redis_reply::kind::nil)
            return then(std::nullopt);
        worker_.ask(list, "", {"ZADD", list, "0", log}, [then](const redis_answer& added) {
            then(added.failure ? std::optional(answers::code_of(*added.failure)) : std::nullopt);
        });
    });
}

void redis_named_logs::drop(const std::string& log, handler<done> tell)
{
    words asked{"3", keys_.records(), keys_.record_names(), keys_.record_ends(), store::trimmed_fold_name(log)};
    worker_.ask(keys_.records(), "erase", std::move(asked), [this, log, tell = std::move(tell)](const redis_answer& answer) {
        if (answer.failure)
            return tell(answers::code_of(*answer.failure));
        drop_keys(log, tell);
    });
}

void redis_named_logs::drop_keys(const std::string& log, handler<done> tell)
{
    words asked{"UNLINK"};
    for (const auto* each : {"meta", "log", "body", "ids", "keys", "rows", "amended", "snapshot"})
        asked.push_back(keys_.of_log(log, each));
    worker_.ask(keys_.of_log(log, "meta"), "", std::move(asked), [this, log, tell = std::move(tell)](const redis_answer& answer) {
        if (answer.failure)
            return tell(answers::code_of(*answer.failure));
        seen_.forget(log);
        forget_name(log, tell);
    });
}

/// Another node may have made the log again meanwhile, and named it before its name was taken away.
void redis_named_logs::forget_name(const std::string& log, handler<done> tell)
{
    worker_.ask(keys_.logs(), "", {"ZREM", keys_.logs(), log}, [this, log, tell = std::move(tell)](const redis_answer& answer) {
        if (answer.failure)
            return tell(answers::code_of(*answer.failure));
        const auto meta = keys_.of_log(log, "meta");
        worker_.ask(meta, "", {"EXISTS", meta}, [this, log, tell](const redis_answer& found) {
            if (found.failure)
                return tell(answers::code_of(*found.failure));
            if (found.reply.number == 0)
                return tell(done{});
            name(log, [tell](std::optional<errc> failed) { failed ? tell(*failed) : tell(done{}); });
        });
    });
}

} // namespace hallway
