#include "tests/contract/store_house.hpp"

#include "log/memory_store.hpp"
#include "log/redis_store.hpp"
#include "log/sqlite_connection.hpp"
#include "tests/support/redis_cluster_servers.hpp"
#include "tests/support/redis_server.hpp"

#include <chrono>
#include <fstream>
#include <stdexcept>

namespace hallway::test {

namespace {

/// With keys of its own in a Redis that tests share, and patience for a slow machine: the suite is about meaning, and deadlines have tests of their own.
redis_store_settings settings_in(const std::filesystem::path& folder)
{
    redis_store_settings settings;
    settings.prefix = folder.filename().string() + ":";
    settings.client.connection_patience = settings.client.answer_patience = std::chrono::seconds(30);
    return settings;
}

} // namespace

std::unique_ptr<store> memory::make(scheduler& where, const std::filesystem::path&) { return make_memory_store(where); }

std::unique_ptr<store> sqlite::make(scheduler& where, const std::filesystem::path& folder)
{
    sqlite_settings settings;
    settings.folder = folder;
    settings.full_sync = false; // the suite is about meaning; durability has tests of its own
    return open_sqlite_store(where, settings);
}

std::unique_ptr<store> redis::make(scheduler& where, const std::filesystem::path& folder)
{
    auto settings = settings_in(folder);
    settings.client.link.where = shared_redis().address();
    return make_redis_store(where, settings);
}

std::unique_ptr<store> redis_behind_sentinel::make(scheduler& where, const std::filesystem::path& folder)
{
    auto settings = settings_in(folder);
    settings.sentinels.where = {redis_address{.port = free_port()}, shared_sentinel().address()}; // the first is away
    settings.sentinels.master = "main";
    return make_redis_store(where, settings);
}

std::unique_ptr<store> redis_cluster_of_three::make(scheduler& where, const std::filesystem::path& folder)
{
    auto settings = settings_in(folder);
    settings.cluster = shared_cluster().addresses();
    return make_redis_store(where, settings);
}

void store_house::reopen()
{
    it_->stop();
    turns.run_until_idle();
    it_.reset();
    it_ = make_(turns, folder.path());
}

void store_house::reopen(maker make)
{
    make_ = std::move(make);
    reopen();
}

append_request store_house::request(std::string log, std::string body, bool is_row)
{
    ++made_;
    append_request made;
    made.log = std::move(log);
    made.id = event_id{0x8000'0000'0000'0000 + made_ * 0x9e37'79b9'7f4a'7c15};
    made.member = member_id{0xfedc'ba98'7654'3210};
    made.role = "attendee";
    made.key = "key-of-request-" + std::to_string(100'000 + made_);
    made.digest = "digest " + std::to_string(std::hash<std::string>{}(body)); // says nothing of the body, as the server's
    made.body = std::move(body);
    made.is_row = is_row;
    return made;
}

template <class T, class Call>
T store_house::wait_for(Call call)
{
    std::optional<T> answer;
    call(turns.awaited([&answer](T value) { answer.emplace(std::move(value)); }));
    turns.run_until_idle();
    return std::move(*answer);
}

outcome<log_top> store_house::open(const std::string& log)
{
    return wait_for<outcome<log_top>>([&](auto then) { it_->open(log, then); });
}

void store_house::make_log(const std::string& log)
{
    if (const auto top = open(log); !top)
        throw std::runtime_error("the log " + log + " cannot be opened");
}

std::vector<append_outcome> store_house::append(std::vector<append_request> requests)
{
    return wait_for<std::vector<append_outcome>>([&](auto then) { it_->append(std::move(requests), then); });
}

append_outcome store_house::append(append_request one) { return append(std::vector{std::move(one)}).at(0); }

append_outcome store_house::post(const std::string& log, std::string body, bool is_row)
{
    return append(request(log, std::move(body), is_row));
}

void store_house::post_many(const std::string& log, std::size_t count)
{
    std::vector<append_request> requests;
    for (std::size_t i = 1; i <= count; ++i)
        requests.push_back(request(log, "body " + std::to_string(i)));
    append(std::move(requests));
}

outcome<std::vector<stored_event>> store_house::read(const std::string& log, event_range range)
{
    return wait_for<outcome<std::vector<stored_event>>>([&](auto then) { it_->read(log, range, then); });
}

outcome<row_page> store_house::rows(const std::string& log, row_range range)
{
    return wait_for<outcome<row_page>>([&](auto then) { it_->rows(log, range, then); });
}

outcome<stored_event> store_house::find(const std::string& log, event_id id)
{
    return wait_for<outcome<stored_event>>([&](auto then) { it_->find(log, id, then); });
}

outcome<append_outcome> store_house::find_key(
    const std::string& log, member_id member, const std::string& key, const std::string& digest)
{
    return wait_for<outcome<append_outcome>>([&](auto then) { it_->find_key(log, member, key, digest, then); });
}

outcome<done> store_house::amend(amendment what)
{
    return wait_for<outcome<done>>([&](auto then) { it_->amend(std::move(what), then); });
}

outcome<done> store_house::trim(const std::string& log, std::uint64_t below)
{
    return wait_for<outcome<done>>([&](auto then) { it_->trim(log, below, then); });
}

outcome<done> store_house::drop(const std::string& log)
{
    return wait_for<outcome<done>>([&](auto then) { it_->drop(log, then); });
}

outcome<std::vector<std::string>> store_house::list(const std::string& prefix, const std::string& after, std::size_t most)
{
    return wait_for<outcome<std::vector<std::string>>>([&](auto then) { it_->list(prefix, after, most, then); });
}

outcome<done> store_house::save_snapshot(const std::string& log, stored_snapshot what)
{
    return wait_for<outcome<done>>([&](auto then) { it_->save_snapshot(log, std::move(what), then); });
}

outcome<done> store_house::save_snapshot_at(const std::string& log, const append_outcome& where, std::string bytes)
{
    return save_snapshot(log, stored_snapshot{where.offset, where.id, 1, std::move(bytes)});
}

outcome<stored_snapshot> store_house::load_snapshot(const std::string& log)
{
    return wait_for<outcome<stored_snapshot>>([&](auto then) { it_->load_snapshot(log, then); });
}

outcome<record> store_house::get(const std::string& name)
{
    return wait_for<outcome<record>>([&](auto then) { it_->get(name, then); });
}

outcome<std::uint64_t> store_house::put(
    const std::string& name, std::string value, std::optional<std::uint64_t> expected, std::optional<time_point> expires)
{
    return wait_for<outcome<std::uint64_t>>([&](auto then) { it_->put(name, std::move(value), expected, expires, then); });
}

outcome<done> store_house::erase(const std::string& name)
{
    return wait_for<outcome<done>>([&](auto then) { it_->erase(name, then); });
}

outcome<std::vector<std::pair<std::string, record>>> store_house::records(
    const std::string& prefix, const std::string& after, std::size_t most)
{
    return wait_for<outcome<std::vector<std::pair<std::string, record>>>>(
        [&](auto then) { it_->records(prefix, after, most, then); });
}

std::vector<std::string> bodies(const std::vector<stored_event>& events)
{
    std::vector<std::string> found;
    for (const auto& event : events)
        found.push_back(event.body);
    return found;
}

std::string said(const append_outcome& what)
{
    if (what.code)
        return std::string(code_of(*what.code));
    return what.duplicate ? "duplicate" : "ok";
}

std::filesystem::path file_of(const store_house& house) { return house.folder.path() / "hallway.db"; }

void change(const store_house& house, const std::string& sql)
{
    sqlite_connection other(file_of(house), sqlite_connection::access::read_write);
    other.run("PRAGMA busy_timeout = 30000"); // the store may be writing
    other.run(sql.c_str());
}

std::string content(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace hallway::test
