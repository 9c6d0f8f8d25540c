#include "outside/takeaways_export.hpp"

#include "log/store_refused.hpp"
#include "outside/reached_server.hpp"
#include "outside/spaces_of_data.hpp"
#include "outside/step_line.hpp"
#include "outside/takeaways_source.hpp"
#include "outside/whole_file.hpp"
#include "protocol/ids.hpp"
#include "support/exit_codes.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <system_error>

namespace hallway {
namespace {

int refuse(int code, const std::string& sentence)
{
    fmt::print(stderr, "{}\n", sentence);
    return code;
}

struct takeaways_figures {
    std::size_t rooms = 0;
    std::size_t written = 0;
    std::size_t questions = 0;
    std::size_t answers = 0;
    std::size_t pins = 0;
};

void write_file(const std::filesystem::path& name, std::string_view text)
{
    whole_file file(name);
    file.write(text);
    file.keep();
}

class files {
public:
    explicit files(const export_settings& settings) : folder_(settings.takeaways), is_wanted_(!settings.room.empty()) {}

    /// Of a room without anything worth keeping there are files only if it was asked for by name.
    void write(const std::string& room, const room_documents& what)
    {
        const auto read = nlohmann::json::parse(what.json);
        const auto& questions = read.at("questions");
        const auto& pins = read.at("pins");
        if (questions.empty() && pins.empty() && !is_wanted_)
            return;
        std::filesystem::create_directories(folder_);
        write_file(folder_ / (room + ".json"), what.json);
        write_file(folder_ / (room + ".md"), what.markdown);
        write_file(folder_ / (room + ".html"), what.html);
        ++figures.written;
        figures.questions += questions.size();
        figures.pins += pins.size();
        for (const auto& each : questions)
            figures.answers += each.at("answers").size();
    }

    takeaways_figures figures;

private:
    std::filesystem::path folder_;
    bool is_wanted_;
};

std::string as_json(const export_settings& settings, const takeaways_figures& f)
{
    nlohmann::ordered_json out;
    out["folder"] = settings.takeaways;
    out["rooms"] = f.rooms;
    out["written"] = f.written;
    out["questions"] = f.questions;
    out["answers"] = f.answers;
    out["pins"] = f.pins;
    return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string as_text(const export_settings& settings, const takeaways_figures& f)
{
    return fmt::format(
        "Takeaways of {} of {} rooms, in {}: {} questions with {} answers, {} pins", f.written, f.rooms, settings.takeaways,
        f.questions, f.answers, f.pins);
}

} // namespace

int run_takeaways_export(const export_settings& settings)
{
    if (settings.url.empty() == settings.data.empty())
        return refuse(wrong_usage, "Say where to export from: --url of a running server, or --data of a stopped one.");
    if (!settings.room.empty() && !is_slug(settings.room))
        return refuse(wrong_usage, fmt::format("\"{}\" is not a room's id: small letters, digits and \"-\".", settings.room));
    try {
        files into(settings);
        step_line line;
        takeaways_sink to;
        to.room = [&](const std::string& room, const room_documents& what) { into.write(room, what); };
        to.progress = [&](std::size_t done, std::size_t all) {
            into.figures.rooms = all;
            line.show("rooms", done, all);
        };
        const auto why = settings.url.empty()
                             ? takeaways_from_data(settings.data, space_of_data(settings.data, settings.space), settings.room, to)
                             : takeaways_from_server(settings.url, settings.space, settings.room, to);
        line.clear();
        if (why)
            return refuse(
                why->field == "url" ? wrong_usage : failed,
                why->message.empty() ? std::string(sentence_for(why->code)) : why->message);
        fmt::print("{}\n", settings.json ? as_json(settings, into.figures) : as_text(settings, into.figures));
        return done_well;
    } catch (const not_reached& error) {
        return refuse(error.code, error.what());
    } catch (const store_refused& error) {
        return refuse(store_was_refused, error.what());
    } catch (const nlohmann::json::exception&) {
        return refuse(failed, "The server's answer could not be read; is it of another version?");
    } catch (const std::system_error& error) {
        return refuse(failed, fmt::format("The takeaways could not be written: {}.", error.what()));
    }
}

} // namespace hallway
