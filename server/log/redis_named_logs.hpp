// Opening and dropping: what concerns a log and also what lies elsewhere about it in a cluster, the list of names and the record beside it. Used on the worker's thread alone.
#pragma once

#include "log/redis_keys.hpp"
#include "log/redis_seen.hpp"
#include "log/redis_worker.hpp"
#include "log/store.hpp"

#include <functional>
#include <optional>
#include <string>

namespace hallway {

/// One command after the other, each for one slot. Whoever asks sees to it that nothing else is asked about the log meanwhile.
class redis_named_logs {
public:
    /// All of them outlive it.
    redis_named_logs(redis_worker& worker, const redis_keys& keys, redis_seen& seen) : worker_(worker), keys_(keys), seen_(seen)
    {
    }

    /// The log comes first, and is open once it has its name: so none that anybody writes to is without, whoever ends in between.
    /// \param new_epoch if it has to be made, or has lost something
    void open(const std::string& log, const std::string& new_epoch, handler<log_top> tell);

    /// The record goes first and the name last: what is cut off in between is found by its name, and dropped again.
    void drop(const std::string& log, handler<done> tell);

private:
    using named = std::function<void(std::optional<errc>)>;

    void name(const std::string& log, named then);
    void drop_keys(const std::string& log, handler<done> tell);
    void forget_name(const std::string& log, handler<done> tell);

    redis_worker& worker_;
    const redis_keys& keys_;
    redis_seen& seen_;
};

} // namespace hallway
