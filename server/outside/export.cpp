#include "outside/export.hpp"

#include "log/store_refused.hpp"
#include "outside/export_form.hpp"
#include "outside/export_source.hpp"
#include "outside/reached_server.hpp"
#include "outside/spaces_of_data.hpp"
#include "outside/text_file.hpp"
#include "outside/whole_file.hpp"
#include "protocol/ids.hpp"
#include "support/exit_codes.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <system_error>

namespace hallway {
namespace {

struct export_figures {
    std::size_t rows = 0;
    std::size_t deleted = 0;
    export_head head;
};

std::string as_text(const export_settings& settings, const export_figures& figures)
{
    return fmt::format(
        "{} messages of \"{}\"{}, up to offset {}{}", figures.rows, settings.room,
        figures.deleted > 0 ? fmt::format(", {} of them deleted", figures.deleted) : "", figures.head.offset,
        settings.output.empty() ? "" : ", in " + settings.output);
}

std::string as_json(const export_settings& settings, const export_figures& figures)
{
    nlohmann::ordered_json out;
    out["room"] = settings.room;
    out["rows"] = figures.rows;
    out["deleted"] = figures.deleted;
    out["epoch"] = figures.head.epoch;
    out["offset"] = figures.head.offset;
    if (!settings.output.empty())
        out["output"] = settings.output;
    return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Reads from where the settings say into the file.
std::optional<refusal> copy(const export_settings& settings, whole_file& file, export_figures& figures)
{
    markdown_writer markdown;
    export_sink to;
    to.begin = [&](const export_head& head) {
        figures.head = head;
        if (settings.format == export_format::markdown)
            file.write(markdown.begin(head.title));
    };
    to.row = [&](const export_row& row) {
        ++figures.rows;
        figures.deleted += row.deleted ? 1 : 0;
        file.write(settings.format == export_format::markdown ? markdown.write(row) : as_json_line(row));
    };
    if (settings.url.empty())
        return export_from_data(settings.data, space_of_data(settings.data, settings.space), settings.room, to);

    const auto server = parse_server_address(settings.url);
    if (!server)
        return server.error();
    std::string token;
    if (!settings.token_file.empty()) {
        const auto read = read_text_file(settings.token_file);
        if (!read)
            return read.error();
        token = trimmed(*read);
    }
    return export_from_server(*server, settings.space, settings.room, token, to);
}

} // namespace

int run_export(const export_settings& settings)
{
    if (settings.url.empty() == settings.data.empty())
        return complain(wrong_usage, "Say where to export from: --url of a running server, or --data of a stopped one.");
    if (!is_slug(settings.room))
        return complain(wrong_usage, fmt::format("\"{}\" is not a room's id: small letters, digits and \"-\".", settings.room));
    try {
        whole_file file(settings.output);
        export_figures figures;
        if (const auto why = copy(settings, file, figures)) {
            const auto sentence = why->message.empty() ? std::string(sentence_for(why->code)) : why->message;
            return complain(why->field == "url" ? wrong_usage : failed, sentence);
        }
        file.keep();
        const auto closing = settings.json ? as_json(settings, figures) : as_text(settings, figures);
        fmt::print(settings.output.empty() ? stderr : stdout, "{}\n", closing);
        return done_well;
    } catch (const not_reached& error) {
        return complain(error.code, error.what());
    } catch (const store_refused& error) {
        return complain(store_was_refused, error.what());
    } catch (const std::system_error& error) {
        return complain(failed, fmt::format("The export could not be written: {}.", error.what()));
    }
}

} // namespace hallway
