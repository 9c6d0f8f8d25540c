#include "outside/import.hpp"

#include "log/data_folder.hpp"
#include "log/store_refused.hpp"
#include "outside/import_follow.hpp"
#include "outside/import_preview.hpp"
#include "outside/import_source.hpp"
#include "outside/import_target.hpp"
#include "outside/spaces_of_data.hpp"
#include "outside/step_line.hpp"
#include "protocol/text.hpp"
#include "support/exit_codes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace hallway {

namespace {

/// Whether these are a schedule's bytes, as against a table's: JSON and XML begin with a bracket.
bool looks_like_schedule(std::string_view bytes)
{
    const auto first = bytes.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    return first == std::string_view::npos || bytes[first] == '<' || bytes[first] == '{' || bytes[first] == '[';
}

/// Asks on the terminal. Without one nobody can be asked, and the command was meant.
bool is_confirmed()
{
    if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDERR_FILENO) != 1)
        return true;
    fmt::print(stderr, "Do this? [y/N] ");
    std::fflush(stderr);
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

class importing {
public:
    importing(const import_settings& settings, const own_server_maker& make)
        : settings_(settings), make_(make), source_(settings.source, {}, [this] { return is_wanted(); })
    {
    }

    int run()
    {
        if (settings_.follow_seconds == 0) {
            fmt::print("{}\n", round(true));
            return done_well;
        }
        import_follower::handlers call;
        call.round = [this](bool is_first) { return round(is_first); };
        call.tell = [this](const std::string& line) {
            line_.clear();
            fmt::print("{}\n", line);
            std::fflush(stdout);
        };
        call.complain = [this](const std::string& sentence) {
            line_.clear();
            fmt::print(stderr, "{}\n", sentence);
        };
        import_follower follower(std::chrono::seconds(settings_.follow_seconds), std::move(call));
        follower_ = &follower;
        return follower.run();
    }

private:
    bool is_wanted() { return follower_ == nullptr || follower_->is_wanted(); }

    /// \returns a sentence about what was changed, for one who follows; empty if nothing was
    std::string round(bool is_first)
    {
        line_.show(source_.is_address() ? "fetching" : "reading", 0, 0);
        const auto bytes = source_.read();
        if (!bytes)
            return {};
        auto wanted = read(*bytes, settings_.server.space); // a file that is wrong makes nothing
        const auto present = look();
        if (wanted.has_lessons)
            wanted = read(*bytes, present.space); // which tells its lessons from another course's
        if (is_first)
            tell_doubts(wanted);
        const auto changes = changes_between(present.table, wanted);
        line_.clear();
        const auto preview = preview_of(changes, present.table, wanted);
        if (is_first || changes.empties_the_event())
            tell_preview(present, wanted, changes, preview);
        if (changes.empties_the_event() && !(settings_.yes && is_first))
            throw import_refused(
                data_refused,
                fmt::format(
                    "{} would lose {} of its {} {}; the file may have been cut off. If it is meant, say --yes.", present.space,
                    changes.removed, changes.talks_before, wanted.has_lessons ? "lessons" : "talks"));
        if (!changes.is_empty() && !settings_.dry_run) {
            if (is_first && !settings_.yes && !source_.is_standard_input() && !is_confirmed())
                throw import_refused(failed, "Nothing was changed.");
            line_.show("importing", 0, 0);
            change_timetable(*server_, present, changes, wanted, [this](std::size_t done, std::size_t total) {
                line_.show("importing", done, total);
                return is_wanted();
            });
        }
        source_.accept();
        line_.clear();
        return close(present, wanted, changes, is_first);
    }

    wanted_timetable read(const std::string& bytes, const std::string& space)
    {
        const auto refuse = [this](const refusal& why) {
            throw import_refused(
                why.field == "timezone" ? wrong_usage : data_refused,
                (why.field == "timezone" ? "" : source_.name() + ": ") +
                    (why.message.empty() ? std::string(sentence_for(why.code)) : why.message));
        };
        if (looks_like_schedule(bytes)) {
            const auto found = read_schedule(bytes, settings_.time_zone);
            if (!found)
                refuse(found.error());
            return wanted_of(*found);
        }
        const auto found = read_lessons(bytes, settings_.acronym.empty() ? space : settings_.acronym, settings_.time_zone);
        if (!found)
            refuse(found.error());
        return wanted_of(*found, settings_.space_title);
    }

    /// Whether what is only shown would make a space that is not there yet.
    bool would_make_space() const
    {
        const auto& choice = settings_.server;
        if (!settings_.dry_run || !choice.url.empty())
            return false;
        if (!holds_data(choice.data))
            return true;
        const auto there = choice.space.empty() ? std::vector<std::string>{} : spaces_of_data(choice.data);
        return !choice.space.empty() && std::find(there.begin(), there.end(), choice.space) == there.end();
    }

    /// What the server has. Of a space that is not there yet, nothing.
    present_timetable look()
    {
        const auto& choice = settings_.server;
        if (!server_ && would_make_space())
            return {choice.space.empty() ? "main" : choice.space, {}};
        if (!server_)
            server_ = reach(choice, make_);
        return read_timetable(*server_, choice.space);
    }

    void tell_doubts(const wanted_timetable& wanted)
    {
        line_.clear();
        for (const auto& one : wanted.doubts)
            fmt::print(stderr, "{}\n", one);
        if (wanted.doubts_untold > 0)
            fmt::print(
                stderr, "{} more {} odd about it: hallway check-schedule shows them.\n", wanted.doubts_untold,
                wanted.doubts_untold == 1 ? "thing is" : "things are");
    }

    void tell_preview(
        const present_timetable& present, const wanted_timetable& wanted, const import_changes& changes,
        const std::string& preview) const
    {
        if (changes.is_empty())
            return;
        fmt::print(settings_.json ? stderr : stdout, "{}, into the space \"{}\":\n{}", headline(wanted), present.space, preview);
        std::fflush(stdout);
    }

    static std::string headline(const wanted_timetable& wanted)
    {
        return (wanted.title.empty() ? "" : wanted.title + ": ") + size_of(wanted);
    }

    std::string close(
        const present_timetable& present, const wanted_timetable& wanted, const import_changes& changes, bool is_first) const
    {
        if (!is_first && changes.is_empty())
            return {};
        if (settings_.json)
            return import_as_json(present.space, wanted, changes);
        if (changes.is_empty())
            return fmt::format("{}: nothing has changed.", headline(wanted));
        if (settings_.dry_run)
            return "Nothing was changed: --dry-run only shows.";
        return fmt::format("{}{}.", is_first ? "Done: " : "", summary_of(changes));
    }

    const import_settings& settings_;
    const own_server_maker& make_;
    import_source source_;
    import_follower* follower_ = nullptr;
    std::optional<reached_server> server_;
    step_line line_;
};

} // namespace

int run_import(const import_settings& settings, const own_server_maker& make)
{
    try {
        check(settings.server);
        if (settings.follow_seconds > 0 && (settings.source == "-" || settings.server.url.empty()))
            return complain(
                wrong_usage, "--follow keeps a running server up to date: it needs --url, and a file or an address to look at.");
        return importing(settings, make).run();
    } catch (const import_refused& error) {
        return complain(error.code, error.what());
    } catch (const not_reached& error) {
        return complain(error.code, error.what());
    } catch (const store_refused& error) {
        return complain(store_was_refused, error.what());
    }
}

} // namespace hallway
