#include "support/logging.hpp"

#include "support/json_text.hpp"

#include <fmt/chrono.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <unistd.h>

#include <chrono>
#include <memory>

namespace hallway {

namespace {

log_form chosen = log_form::automatic;

/// The one logger; made by the first line, never destroyed, so that threads may log until the process ends.
spdlog::logger& logger()
{
    static auto* const made = [] {
        if (chosen == log_form::automatic)
            chosen = ::isatty(STDERR_FILENO) == 1 ? log_form::text : log_form::json;
        spdlog::sink_ptr sink;
        if (chosen == log_form::text)
            sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
        else
            sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        auto* one = new spdlog::logger("hallway", std::move(sink));
        one->set_pattern(chosen == log_form::text ? "%H:%M:%S %^%-5l%$ %v" : "%v");
        if (chosen == log_form::silent)
            one->set_level(spdlog::level::off);
        return one;
    }();
    return *made;
}

void write(spdlog::level::level_enum level, std::string_view name, std::string_view event, log_fields fields)
{
    auto& to = logger();
    if (!to.should_log(level))
        return;
    if (chosen == log_form::text) {
        to.log(level, spdlog::string_view_t(text_line(event, fields)));
        return;
    }
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto at = fmt::format(
        "{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(now)),
        now.time_since_epoch().count() % 1'000);
    to.log(level, spdlog::string_view_t(json_line(at, name, event, fields)));
}

} // namespace

void log_as(log_form form) { chosen = form; }

void log_info(std::string_view event, log_fields fields) { write(spdlog::level::info, "info", event, fields); }

void log_warn(std::string_view event, log_fields fields) { write(spdlog::level::warn, "warn", event, fields); }

void log_error(std::string_view event, log_fields fields) { write(spdlog::level::err, "error", event, fields); }

std::string text_line(std::string_view event, log_fields fields)
{
    std::string line(event);
    for (const auto& field : fields) {
        (line += ' ') += field.key();
        line += '=';
        // Quoted where it is not one plain word, so that nobody's text can pass for a field or a line of ours.
        const auto value = field.value();
        const auto is_plain =
            value.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:/[]@%+") ==
            std::string_view::npos;
        if (is_plain && !value.empty())
            line += value;
        else
            line += json_quoted(value);
    }
    return line;
}

std::string json_line(std::string_view at, std::string_view level, std::string_view event, log_fields fields)
{
    auto line = fmt::format(R"({{"at":"{}","level":"{}","event":{})", at, level, json_quoted(event));
    for (const auto& field : fields) {
        (line += ',') += json_quoted(field.key());
        line += ':';
        line += field.is_text() ? json_quoted(field.value()) : std::string(field.value());
    }
    return line += '}';
}

std::string masked_address(std::string_view address)
{
    constexpr std::string_view mapped = "::ffff:";
    if (address.starts_with(mapped) && address.find('.') != std::string_view::npos)
        address.remove_prefix(mapped.size());
    if (const auto dot = address.rfind('.'); dot != std::string_view::npos)
        return fmt::format("{}.x", address.substr(0, dot));
    // IPv6: the first three groups are the site's, what follows is the house and the person.
    std::size_t end = 0;
    for (int groups = 0; groups < 3 && end < address.size(); ++groups) {
        const auto colon = address.find(':', end);
        if (colon == std::string_view::npos)
            break;
        end = colon + 1;
        if (end < address.size() && address[end] == ':') // "::" stands for zeros
            break;
    }
    auto kept = address.substr(0, end);
    while (kept.ends_with(':'))
        kept.remove_suffix(1);
    return fmt::format("{}::x", kept);
}

} // namespace hallway
