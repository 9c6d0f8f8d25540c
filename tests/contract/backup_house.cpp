#include "tests/contract/backup_house.hpp"

#include "protocol/codec.hpp"

#include <algorithm>
#include <chrono>
#include <poll.h>

namespace hallway::test {

embedded_store& embedded(store_house& house) { return dynamic_cast<embedded_store&>(house.it()); }

outcome<made_backup> back_up(store_house& house, const std::filesystem::path& folder, std::string name, std::size_t keep)
{
    outcome<made_backup> got = refusal{errc::unavailable, "nobody answered"};
    backup_order order;
    order.folder = folder;
    order.name = std::move(name);
    order.keep = keep;
    embedded(house).back_up(std::move(order), house.turns.awaited([&](outcome<made_backup> made) { got = std::move(made); }));
    house.turns.run_until_idle();
    return got;
}

bool comes_true(test_scheduler& turns, const std::function<bool()>& what)
{
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!what() && std::chrono::steady_clock::now() < until) {
        turns.run_until_idle();
        ::poll(nullptr, 0, 1);
    }
    return what();
}

append_request message_request(store_house& house, const std::string& log, const std::string& text)
{
    auto one = house.request(log, encode_body(message{text, {}, {}, false, 0}));
    one.role = "attendee";
    return one;
}

std::vector<std::string> names_in(const std::filesystem::path& folder)
{
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

} // namespace hallway::test
