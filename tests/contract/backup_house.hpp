// A store on SQLite whose backups are waited for: what the tests of backup, restore and check stand on.
#pragma once

#include "log/backup_folder.hpp"
#include "log/file_check.hpp"
#include "tests/contract/store_house.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace hallway::test {

/// `house` as what it is behind the contract.
embedded_store& embedded(store_house& house);

/// Has a backup made and waits for it.
outcome<made_backup> back_up(
    store_house& house, const std::filesystem::path& folder, std::string name = {}, std::size_t keep = 0);

/// Turns the scheduler until it is so, while other threads work; gives up after 20 s. \returns whether it is so
bool comes_true(test_scheduler& turns, const std::function<bool()>& what);

/// A message of a room as the log keeps it.
append_request message_request(store_house& house, const std::string& log, const std::string& text);

/// Files of a folder, by name.
std::vector<std::string> names_in(const std::filesystem::path& folder);

} // namespace hallway::test
