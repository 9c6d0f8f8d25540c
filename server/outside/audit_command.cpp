#include "outside/audit_command.hpp"

#include "log/audit_trail.hpp"
#include "log/store_refused.hpp"
#include "outside/data_reader.hpp"
#include "outside/reached_server.hpp"
#include "outside/spaces_of_data.hpp"
#include "protocol/audit.hpp"
#include "support/exit_codes.hpp"
#include "support/utc_text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace hallway {

namespace {

constexpr std::size_t entries_at_a_time = 500;

struct audit_settings {
    std::string data = "hallway-data";
    std::string space;
    std::string head;
    bool json = false;
};

/// Calls with each record of the trail, in order. \throws std::runtime_error
void read_trail(
    data_reader& from, const std::string& space, const std::function<void(const std::string& name, const record& kept)>& each)
{
    const auto prefix = fmt::format("audit/{}/", space);
    std::string after;
    for (;;) {
        const auto page = from.wait<std::vector<std::pair<std::string, record>>>(
            [&](auto then) { from.kept().records(prefix, after, entries_at_a_time, std::move(then)); });
        if (!page)
            throw std::runtime_error(std::string(sentence_for(page.error().code)));
        if (page->empty())
            return;
        for (const auto& [name, kept] : *page)
            each(name, kept);
        after = page->back().first;
    }
}

void print_entry(const audit_entry& entry, bool is_json, const std::string& line)
{
    if (is_json) {
        fmt::print("{}\n", line);
        return;
    }
    auto act = nlohmann::json::parse(entry.act);
    const auto what = act.value("do", std::string{"?"});
    std::string about;
    for (const auto& [name, value] : act.items())
        if (name != "do" && name != "key")
            about += fmt::format(" {}={}", name, value.is_string() ? value.get<std::string>() : value.dump());
    fmt::print(
        "{:>6}  {}  {} ({}, {})  {}{}\n", entry.number, as_utc(entry.at), entry.name.empty() ? "?" : entry.name,
        name_of(entry.by.as), to_string(entry.by.id), what, about);
}

void list_entries(data_reader& from, const std::string& space, bool is_json)
{
    read_trail(from, space, [&](const std::string& name, const record& kept) {
        if (const auto entry = decode_audit(kept.value))
            print_entry(*entry, is_json, kept.value);
        else
            fmt::print(stderr, "{} cannot be read: hallway audit verify says more.\n", name);
    });
}

int verify_entries(data_reader& from, const std::string& space, const audit_settings& settings)
{
    audit_check check;
    std::string wrong;
    bool has_head = settings.head.empty() || settings.head == check.head();
    read_trail(from, space, [&](const std::string& name, const record& kept) {
        if (!wrong.empty())
            return;
        wrong = check.take(space, name, kept.value).value_or(std::string{});
        has_head |= check.head() == settings.head;
    });
    if (wrong.empty() && !has_head)
        wrong = "no entry has the hash that was asked for: entries were cut off, or all were written anew";
    if (settings.json) {
        nlohmann::ordered_json out{{"sound", wrong.empty()}, {"entries", check.entries()}, {"head", check.head()}};
        if (!wrong.empty())
            out["wrong"] = wrong;
        fmt::print("{}\n", out.dump());
    } else if (wrong.empty()) {
        fmt::print("{} entries, nobody has touched them. The last one's hash: {}\n", check.entries(), check.head());
    } else {
        fmt::print("The trail is broken: {}.\n", wrong);
    }
    return wrong.empty() ? done_well : data_refused;
}

int run_audit(const audit_settings& settings, bool is_verifying)
{
    try {
        const auto space = space_of_data(settings.data, settings.space);
        data_reader from(settings.data);
        if (is_verifying)
            return verify_entries(from, space, settings);
        list_entries(from, space, settings.json);
        return done_well;
    } catch (const not_reached& error) {
        fmt::print(stderr, "{}\n", error.what());
        return error.code;
    } catch (const store_refused& error) {
        fmt::print(stderr, "{}\n", error.what());
        return store_was_refused;
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return failed;
    }
}

} // namespace

void add_audit_command(CLI::App& app, int& exit_code)
{
    auto* command = app.add_subcommand("audit", "What staff did, and whether anybody touched the record of it");
    command->require_subcommand(1);
    const auto settings = std::make_shared<audit_settings>();
    const auto add = [&](const char* name, const char* says, bool is_verifying) {
        auto* sub = command->add_subcommand(name, says);
        sub->add_option("--data", settings->data, "A stopped server's data folder")->capture_default_str();
        sub->add_option("--space", settings->space, "The space's id; without it the one that the folder holds");
        sub->add_flag("--json", settings->json, "One line of JSON an entry, or the result as JSON");
        if (is_verifying)
            sub->add_option("--head", settings->head, "A hash that was printed earlier, which must still be in the trail");
        sub->callback([settings, is_verifying, &exit_code] { exit_code = run_audit(*settings, is_verifying); });
    };
    add("list", "Print what staff did, the oldest first", false);
    add("verify", "Check that no entry was changed, taken out or put in", true);
}

} // namespace hallway
