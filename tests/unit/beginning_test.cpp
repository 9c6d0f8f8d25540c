// Which snapshot a replay begins at, by the version of the fold that it was saved by.
#include "log/beginning.hpp"
#include "tests/support/builders.hpp"

#include <catch2/catch.hpp>

using namespace hallway;
using namespace hallway::test;

namespace {

stored_snapshot saved_by(int version, std::uint64_t offset = 5) { return {offset, id_of(offset), version, "{}"}; }

std::vector<int> versions(const std::vector<stored_snapshot>& found)
{
    std::vector<int> all;
    for (const auto& each : found)
        all.push_back(each.fold_version);
    return all;
}

} // namespace

TEST_CASE("a snapshot is used if it means today what it meant, whoever saved it", "[log]")
{
    const log_top whole{.epoch = "k1", .offset = 9, .id = id_of(9)};
    for (int version = fold_version_alike; version <= fold_version; ++version)
        CHECK(versions(beginnings(whole, saved_by(version), std::nullopt)) == std::vector{version});
    CHECK(beginnings(whole, saved_by(fold_version + 1), std::nullopt).empty());
    CHECK(beginnings(whole, saved_by(fold_version_alike - 1), std::nullopt).empty()); // a replay of everything gives more
    CHECK(beginnings(whole, saved_by(fold_version, 10), std::nullopt).empty());       // ahead of the log
}

TEST_CASE("of a trimmed log one of an older fold is better than nothing, and comes last", "[log]")
{
    const log_top trimmed{.epoch = "k1", .offset = 9, .id = id_of(9), .first = 4};
    const auto older = fold_version_alike - 1;
    CHECK(versions(beginnings(trimmed, saved_by(older), saved_by(fold_version, 3))) == std::vector{fold_version, older});
    CHECK(
        versions(beginnings(trimmed, saved_by(fold_version_alike), saved_by(fold_version, 3))) ==
        std::vector{fold_version_alike, fold_version});
}
