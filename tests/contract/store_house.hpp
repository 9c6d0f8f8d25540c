// What the contract's tests stand on: the list of stores, and one of them with its calls made plain, `house.read("lobby", {…})`.
#pragma once

#include "log/sqlite_store.hpp"
#include "log/store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_scheduler.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace hallway::test {

// A store of the list: how one is made, in a folder that it may use.
struct memory {
    static std::unique_ptr<store> make(scheduler& where, const std::filesystem::path& folder);
};
struct sqlite {
    static std::unique_ptr<store> make(scheduler& where, const std::filesystem::path& folder);
};

struct redis {
    static std::unique_ptr<store> make(scheduler& where, const std::filesystem::path& folder);
};

struct redis_behind_sentinel {
    static std::unique_ptr<store> make(scheduler& where, const std::filesystem::path& folder);
};

struct redis_cluster_of_three {
    static std::unique_ptr<store> make(scheduler& where, const std::filesystem::path& folder);
};

/// Every test of the contract runs against each of these.
using every_store = std::tuple<memory, sqlite, redis, redis_behind_sentinel, redis_cluster_of_three>;

inline constexpr std::size_t no_limit = std::size_t{1} << 60;

/// The name of a log.
inline const std::string lobby = "main/lobby";

/// A store, its folder and its scheduler. Calls are made, waited for, and answer plainly; those of `it()` are the store's own.
class store_house {
public:
    using maker = std::function<std::unique_ptr<store>(scheduler&, const std::filesystem::path&)>;

    explicit store_house(maker make) : make_(std::move(make)), it_(make_(turns, folder.path())) {}
    ~store_house() { it_->stop(); }

    store& it() { return *it_; }

    /// Stops it, and starts another on the same folder.
    void reopen();
    void reopen(maker make);

    /// A request with an id and a key of its own.
    append_request request(std::string log, std::string body, bool is_row = true);

    outcome<log_top> open(const std::string& log);
    void make_log(const std::string& log); // open(), for who has no use for the answer
    std::vector<append_outcome> append(std::vector<append_request> requests);
    append_outcome append(append_request one);
    append_outcome post(const std::string& log, std::string body, bool is_row = true);
    void post_many(const std::string& log, std::size_t count);
    outcome<std::vector<stored_event>> read(const std::string& log, event_range range);
    outcome<row_page> rows(const std::string& log, row_range range);
    outcome<stored_event> find(const std::string& log, event_id id);
    outcome<append_outcome> find_key(const std::string& log, member_id member, const std::string& key, const std::string& digest);
    outcome<done> amend(amendment what);
    outcome<done> trim(const std::string& log, std::uint64_t below);
    outcome<done> drop(const std::string& log);
    outcome<std::vector<std::string>> list(const std::string& prefix, const std::string& after, std::size_t most);
    outcome<done> save_snapshot(const std::string& log, stored_snapshot what);
    outcome<done> save_snapshot_at(const std::string& log, const append_outcome& where, std::string bytes = "fold");
    outcome<stored_snapshot> load_snapshot(const std::string& log);
    outcome<record> get(const std::string& name);
    outcome<std::uint64_t> put(
        const std::string& name, std::string value, std::optional<std::uint64_t> expected = std::nullopt,
        std::optional<time_point> expires = std::nullopt);
    outcome<done> erase(const std::string& name);
    outcome<std::vector<std::pair<std::string, record>>> records(
        const std::string& prefix, const std::string& after, std::size_t most);

    temporary_folder folder;
    test_scheduler turns;

private:
    template <class T, class Call>
    T wait_for(Call call);

    maker make_;
    std::unique_ptr<store> it_;
    std::uint64_t made_ = 0; // requests
};

template <class Kind>
store_house house_of()
{
    return store_house(&Kind::make);
}

/// Bodies, in order.
std::vector<std::string> bodies(const std::vector<stored_event>& events);

/// "ok" or the code, for comparisons that print well.
template <class T>
std::string said(const outcome<T>& what)
{
    return what ? "ok" : std::string(code_of(what.error().code));
}

std::string said(const append_outcome& what);

/// The data file of a house that stands on SQLite.
std::filesystem::path file_of(const store_house& house);

/// Does something to the data file behind the back of the store.
void change(const store_house& house, const std::string& sql);

/// A file's bytes.
std::string content(const std::filesystem::path& file);

} // namespace hallway::test
