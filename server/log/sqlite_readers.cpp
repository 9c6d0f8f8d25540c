#include "log/sqlite_readers.hpp"

#include "log/sqlite_queries.hpp"
#include "log/sqlite_schema.hpp"
#include "support/logging.hpp"
#include "support/thread_name.hpp"

#include <utility>

namespace hallway {

class sqlite_readers::reader {
public:
    reader(const std::filesystem::path& file, const char* vfs)
        : connection_(file, sqlite_connection::access::read_only, vfs), queries_(set_up(connection_))
    {
    }

    void run(sqlite_job<sqlite_queries>& query)
    {
        try {
            query.run(queries_);
        } catch (const sqlite_error& error) {
            log_error("the data file could not be read", {{"what", error.what()}, {"sqlite_code", error.code}});
            query.fail(errc::unavailable);
        }
    }

private:
    static sqlite_connection& set_up(sqlite_connection& connection)
    {
        sqlite_schema::set_up_reader(connection);
        return connection;
    }

    sqlite_connection connection_;
    sqlite_queries queries_;
};

sqlite_readers::sqlite_readers(const std::filesystem::path& file, std::size_t count, const char* vfs, taker take)
    : take_(std::move(take))
{
    for (std::size_t i = 0; i < count; ++i)
        readers_.push_back(std::make_unique<reader>(file, vfs));
    for (auto& one : readers_)
        threads_.emplace_back([this, &with = *one] {
            name_thread("store reader");
            serve(with);
        });
}

sqlite_readers::~sqlite_readers() { stop(); }

void sqlite_readers::add(sqlite_query query)
{
    {
        const std::lock_guard held(guard_);
        queue_.push_back(std::move(query));
    }
    added_.notify_one();
}

std::size_t sqlite_readers::waiting() const
{
    const std::lock_guard held(guard_);
    return queue_.size();
}

void sqlite_readers::stop()
{
    {
        const std::lock_guard held(guard_);
        is_stopping_ = true;
    }
    added_.notify_all();
    for (auto& thread : threads_)
        thread.join();
    threads_.clear();
    readers_.clear();
}

void sqlite_readers::serve(reader& with)
{
    std::unique_lock held(guard_);
    while (true) {
        added_.wait(held, [this] { return is_stopping_ || !queue_.empty(); });
        if (queue_.empty())
            return;
        auto query = std::move(queue_.front());
        queue_.pop_front();
        held.unlock();
        with.run(*query.job);
        take_(std::move(query));
        held.lock();
    }
}

} // namespace hallway
