#include "outside/schedule_command.hpp"

#include "outside/schedule_report.hpp"
#include "outside/text_file.hpp"
#include "schedule/schedule.hpp"
#include "support/exit_codes.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>

namespace hallway {
namespace {

struct schedule_settings {
    std::string file;
    std::optional<std::string> time_zone;
    bool json = false;
};

int refuse(int code, const std::string& file, const refusal& why)
{
    fmt::print(stderr, "{}: {}\n", file, why.message.empty() ? std::string(sentence_for(why.code)) : why.message);
    return code;
}

int run_check(const schedule_settings& settings)
{
    const auto bytes = read_text_file(settings.file);
    if (!bytes) {
        fmt::print(stderr, "{}\n", bytes.error().message);
        return failed;
    }
    const auto read = read_schedule(*bytes, settings.time_zone);
    if (!read)
        return refuse(read.error().field == "timezone" ? wrong_usage : data_refused, settings.file, read.error());
    fmt::print("{}{}", settings.json ? schedule_as_json(*read) : schedule_as_text(*read), settings.json ? "\n" : "");
    return read->talks_left_out > 0 ? data_refused : done_well;
}

} // namespace

void add_schedule_command(CLI::App& app, int& exit_code)
{
    auto* command =
        app.add_subcommand("check-schedule", "Read a conference's schedule and show its stages, its talks, and what is odd");
    const auto settings = std::make_shared<schedule_settings>();
    command->add_option("file", settings->file, "schedule.json or schedule.xml, as frab, pretalx and pentabarf write them")
        ->required();
    command->add_option(
        "--timezone", settings->time_zone,
        "Where times without an offset are meant, such as Europe/Brussels; without it the file's own");
    command->add_flag("--json", settings->json, "All of it as one line of JSON");
    command->callback([settings, &exit_code] { exit_code = run_check(*settings); });
}

} // namespace hallway
