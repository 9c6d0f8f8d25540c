#include "log/sqlite_store.hpp"

#include "log/data_folder.hpp"
#include "log/sqlite_counts.hpp"
#include "log/sqlite_files.hpp"
#include "log/sqlite_queries.hpp"
#include "log/sqlite_readers.hpp"
#include "log/sqlite_schema.hpp"
#include "log/sqlite_writer.hpp"

#include <algorithm>
#include <utility>

namespace hallway {
namespace {

class sqlite_store final : public embedded_store {
public:
    sqlite_store(scheduler& where, const sqlite_settings& settings)
        : where_(where), queue_max_(settings.queue_max), counts_(settings.counts != nullptr ? *settings.counts : own_metrics_),
          files_(settings.vfs, counts_.syncs), folder_(make_ready(settings.folder, files_.name())),
          writer_(where, folder_->database(), settings, files_.name(), counts_),
          readers_(
              folder_->database(), settings.readers, files_.name(), [this](sqlite_query run) { writer_.answer(std::move(run)); }),
          backup_(where, writer_)
    {
        writer_.start(readers_);
    }

    ~sqlite_store() override { stop(); }

    void open(std::string log, handler<log_top> then) override
    {
        change<outcome<log_top>>(
            log, std::move(then), [log, epoch = make_epoch(where_.random())](sqlite_changes& in) { return in.open(log, epoch); });
    }

    void append(std::vector<append_request> requests, std::function<void(std::vector<append_outcome>)> then) override;

    void read(std::string log, event_range range, handler<std::vector<stored_event>> then) override
    {
        query<outcome<std::vector<stored_event>>>(
            log, std::move(then), [log, range](sqlite_queries& in) { return in.read(log, range); });
    }

    void rows(std::string log, row_range range, handler<row_page> then) override
    {
        query<outcome<row_page>>(log, std::move(then), [log, range](sqlite_queries& in) { return in.rows(log, range); });
    }

    void find(std::string log, event_id id, handler<stored_event> then) override
    {
        query<outcome<stored_event>>(log, std::move(then), [log, id](sqlite_queries& in) { return in.find(log, id); });
    }

    void find_key(std::string log, member_id member, std::string key, std::string digest, handler<append_outcome> then) override
    {
        query<outcome<append_outcome>>(
            log, std::move(then), [log, member, key = std::move(key), digest = std::move(digest)](sqlite_queries& in) {
                return in.find_key(log, member, key, digest);
            });
    }

    void amend(amendment what, handler<done> then) override
    {
        auto log = what.log;
        change<outcome<done>>(
            std::move(log), std::move(then), [what = std::move(what)](sqlite_changes& in) { return in.amend(what); });
    }

    void trim(std::string log, std::uint64_t below, handler<done> then) override
    {
        change<outcome<done>>(log, std::move(then), [log, below](sqlite_changes& in) { return in.trim(log, below); });
    }

    void drop(std::string log, handler<done> then) override
    {
        change<outcome<done>>(log, std::move(then), [log](sqlite_changes& in) { return in.drop(log); });
    }

    void list(std::string prefix, std::string after, std::size_t most, handler<std::vector<std::string>> then) override
    {
        query<outcome<std::vector<std::string>>>(
            std::nullopt, std::move(then), [prefix = std::move(prefix), after = std::move(after), most](sqlite_queries& in) {
                return in.list(prefix, after, most);
            });
    }

    void save_snapshot(std::string log, stored_snapshot what, handler<done> then) override
    {
        change<outcome<done>>(
            log, std::move(then), [log, what = std::move(what)](sqlite_changes& in) { return in.save_snapshot(log, what); });
    }

    void load_snapshot(std::string log, handler<stored_snapshot> then) override
    {
        query<outcome<stored_snapshot>>(log, std::move(then), [log](sqlite_queries& in) { return in.load_snapshot(log); });
    }

    void get(std::string name, handler<record> then) override
    {
        query<outcome<record>>(
            name, std::move(then), [name, now = where_.now()](sqlite_queries& in) { return in.get(name, now); });
    }

    void put(
        std::string name, std::string value, std::optional<std::uint64_t> expected, std::optional<time_point> expires,
        handler<std::uint64_t> then) override
    {
        change<outcome<std::uint64_t>>(
            name, std::move(then), [name, value = std::move(value), expected, expires, now = where_.now()](sqlite_changes& in) {
                return in.put(name, value, expected, expires, now);
            });
    }

    void erase(std::string name, handler<done> then) override
    {
        change<outcome<done>>(name, std::move(then), [name](sqlite_changes& in) { return in.erase(name); });
    }

    void records(
        std::string prefix, std::string after, std::size_t most,
        handler<std::vector<std::pair<std::string, record>>> then) override
    {
        query<outcome<std::vector<std::pair<std::string, record>>>>(
            std::nullopt, std::move(then),
            [prefix = std::move(prefix), after = std::move(after), most, now = where_.now()](sqlite_queries& in) {
                return in.records(prefix, after, most, now);
            });
    }

    std::optional<std::string> trouble() const override { return writer_.trouble(); }

    void back_up(backup_order order, handler<made_backup> then) override { backup_.start(std::move(order), std::move(then)); }
    std::string data_id() const override { return writer_.data_id(); }
    std::int64_t changes() const override { return writer_.changes(); }

    void stop() override
    {
        backup_.stop();
        writer_.finish();
        readers_.stop();
        writer_.close();
        folder_.reset();
    }

private:
    static std::unique_ptr<data_folder> make_ready(const std::filesystem::path& path, const char* vfs)
    {
        auto folder = std::make_unique<data_folder>(path);
        folder->read_from_disk();
        sqlite_schema::inspect(folder->database(), sqlite_schema::migrations(), vfs);
        folder->make_database_private();
        return folder;
    }

    template <class Answer, class Work>
    void change(std::string subject, std::function<void(Answer)> then, Work work)
    {
        auto job =
            make_sqlite_job<sqlite_changes, Answer>(std::move(work), [](errc why) { return Answer(why); }, std::move(then));
        std::vector<std::string> subjects;
        subjects.push_back(std::move(subject));
        add(std::move(job), std::move(subjects), 1);
    }

    template <class Answer, class Work>
    void query(std::optional<std::string> subject, std::function<void(Answer)> then, Work work)
    {
        sqlite_query asked;
        asked.job =
            make_sqlite_job<sqlite_queries, Answer>(std::move(work), [](errc why) { return Answer(why); }, std::move(then));
        asked.subject = std::move(subject);
        auto turn = writer_.add_behind(asked);
        if (turn == sqlite_writer::turn::now && readers_.waiting() >= queue_max_)
            turn = sqlite_writer::turn::never;
        switch (turn) {
        case sqlite_writer::turn::later: return;
        case sqlite_writer::turn::now: return readers_.add(std::move(asked));
        case sqlite_writer::turn::never:
            asked.job->fail(errc::unavailable);
            std::vector<sqlite_query> one;
            one.push_back(std::move(asked));
            return where_.post(answers_of({}, std::move(one)));
        }
    }

    void add(sqlite_change job, std::vector<std::string> subjects, std::size_t weight)
    {
        if (writer_.add(job, std::move(subjects), weight))
            return;
        job->fail(errc::unavailable);
        std::vector<sqlite_change> one;
        one.push_back(std::move(job));
        where_.post(answers_of(std::move(one), {}));
    }

    scheduler& where_;
    const std::size_t queue_max_;
    metrics own_metrics_;
    sqlite_counts counts_;
    sqlite_files files_;
    std::unique_ptr<data_folder> folder_; // let go of after what uses it
    sqlite_writer writer_;
    sqlite_readers readers_;
    sqlite_backup backup_;
};

void sqlite_store::append(std::vector<append_request> requests, std::function<void(std::vector<append_outcome>)> then)
{
    std::vector<std::string> subjects;
    for (const auto& request : requests) {
        if (std::ranges::find(subjects, request.log) == subjects.end())
            subjects.push_back(request.log);
    }
    const auto count = requests.size();
    const auto refusing = [count](errc why) {
        append_outcome refused;
        refused.code = why;
        return std::vector<append_outcome>(count, refused);
    };
    auto work = [requests = std::move(requests), now = where_.now()](sqlite_changes& in) {
        std::vector<append_outcome> outcomes;
        outcomes.reserve(requests.size());
        for (const auto& request : requests)
            outcomes.push_back(in.append(request, now));
        return outcomes;
    };
    add(make_sqlite_job<sqlite_changes, std::vector<append_outcome>>(std::move(work), refusing, std::move(then)),
        std::move(subjects), count);
}

} // namespace

std::unique_ptr<embedded_store> open_sqlite_store(scheduler& where_handlers_run, sqlite_settings settings)
{
    try {
        return std::make_unique<sqlite_store>(where_handlers_run, settings);
    } catch (const sqlite_error& error) {
        throw store_refused(
            "The data file in " + settings.folder.string() + " cannot be used: " + error.what() + " (SQLite code " +
            std::to_string(error.code) + ").");
    }
}

} // namespace hallway
