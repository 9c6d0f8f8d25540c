// One call of the SQLite store on its way: made on the caller's thread, run on the writer's or a reader's, answered on the caller's scheduler.
#pragma once

#include "protocol/errors.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hallway {

class sqlite_changes;
class sqlite_queries;

/// `Tables`: sqlite_changes or sqlite_queries.
template <class Tables>
class sqlite_job {
public:
    virtual ~sqlite_job() = default;

    /// May throw sqlite_error.
    virtual void run(Tables& tables) = 0;

    /// The answer instead of what run() found, or would have.
    virtual void fail(errc why) = 0;

    /// Calls the handler, with what run() found or fail() was told.
    virtual void answer() = 0;
};

using sqlite_change = std::unique_ptr<sqlite_job<sqlite_changes>>;

/// A query, and the log or record it is about; nothing: about many.
struct sqlite_query {
    std::unique_ptr<sqlite_job<sqlite_queries>> job;
    std::optional<std::string> subject;
};

/// A job made of functions. `Refuse` makes an answer of an errc.
template <class Tables, class Answer, class Work, class Refuse>
class sqlite_call final : public sqlite_job<Tables> {
public:
    sqlite_call(Work work, Refuse refuse, std::function<void(Answer)> then)
        : work_(std::move(work)), refuse_(std::move(refuse)), then_(std::move(then))
    {
    }

    void run(Tables& tables) override { answer_.emplace(work_(tables)); }
    void fail(errc why) override { answer_.emplace(refuse_(why)); }
    void answer() override { then_(std::move(*answer_)); }

private:
    Work work_;
    Refuse refuse_;
    std::function<void(Answer)> then_;
    std::optional<Answer> answer_;
};

template <class Tables, class Answer, class Work, class Refuse>
std::unique_ptr<sqlite_job<Tables>> make_sqlite_job(Work work, Refuse refuse, std::function<void(Answer)> then)
{
    return std::make_unique<sqlite_call<Tables, Answer, Work, Refuse>>(std::move(work), std::move(refuse), std::move(then));
}

/// A task that answers changes, then queries, each in their order.
inline std::function<void()> answers_of(std::vector<sqlite_change> changes, std::vector<sqlite_query> queries)
{
    using both = std::pair<std::vector<sqlite_change>, std::vector<sqlite_query>>;
    // Shared only because a std::function must be copyable; there is one task.
    return [jobs = std::make_shared<both>(std::move(changes), std::move(queries))] {
        for (auto& change : jobs->first)
            change->answer();
        for (auto& query : jobs->second)
            query.job->answer();
    };
}

} // namespace hallway
