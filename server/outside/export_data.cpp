#include "outside/export_source.hpp"

#include "log/beginning.hpp"
#include "log/data_folder.hpp"
#include "log/sqlite_store.hpp"
#include "log/stored_form.hpp"
#include "room/room.hpp"
#include "room/space.hpp"
#include "support/asio_scheduler.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hallway {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t events_at_a_time = 1'000;
constexpr std::size_t bytes_at_a_time = 4 * 1024 * 1024;

/// A store whose answers are waited for, on the thread that asks.
class data_reader {
public:
    explicit data_reader(const std::filesystem::path& folder)
    {
        // Opening makes a store where there is none; an export makes nothing.
        if (!holds_data(folder))
            throw store_refused(fmt::format("{} holds no data of a Hallway server.", folder.string()));
        sqlite_settings settings;
        settings.folder = folder;
        settings.readers = 1;
        store_ = open_sqlite_store(turns_, settings);
    }

    ~data_reader() { store_->stop(); }
    data_reader(const data_reader&) = delete;
    data_reader& operator=(const data_reader&) = delete;

    template <class T, class Ask>
    outcome<T> wait(Ask ask)
    {
        std::optional<outcome<T>> got;
        ask(handler<T>([&](outcome<T> answer) { got.emplace(std::move(answer)); }));
        while (!got)
            turns_.run_for(100ms);
        return std::move(*got);
    }

    store& kept() { return *store_; }

    /// \returns not_found if there is no such log
    outcome<log_top> open(const std::string& log)
    {
        auto names = wait<std::vector<std::string>>([&](auto then) { store_->list(log, {}, 1, std::move(then)); });
        if (!names)
            return names.error();
        if (names->empty() || names->front() != log)
            return errc::not_found;
        return wait<log_top>([&](auto then) { store_->open(log, std::move(then)); });
    }

    /// The log's replica as it stands: the snapshot, and what came after it.
    template <class Replica>
    outcome<Replica> fold(const std::string& log)
    {
        const auto top = open(log);
        if (!top)
            return top.error();
        auto saved = wait<stored_snapshot>([&](auto then) { store_->load_snapshot(log, std::move(then)); });
        const auto kept = wait<record>([&](auto then) { store_->get(store::trimmed_fold_name(log), std::move(then)); });
        auto folded = replica_at_beginning<Replica>(
            log, top->epoch, top->first,
            beginnings(
                *top, saved ? std::optional{std::move(*saved)} : std::nullopt,
                kept ? decode_trimmed_fold(kept->value) : std::nullopt));
        while (folded.top() < top->offset) {
            const event_range range{folded.top(), events_at_a_time, bytes_at_a_time};
            auto page = wait<std::vector<stored_event>>([&](auto then) { store_->read(log, range, std::move(then)); });
            if (!page)
                return page.error();
            for (auto& stored : *page) {
                const auto event = event_of(std::move(stored));
                if (!event || event->offset != folded.top() + 1)
                    return refusal{errc::unavailable, "The data holds an event that cannot be read."};
                folded.apply(*event);
            }
            if (page->empty())
                return refusal{errc::unavailable, "The data ends before it should."};
        }
        return folded;
    }

private:
    asio_scheduler turns_;
    std::unique_ptr<store> store_;
};

export_row row_for_export(const row& stands, const space& names)
{
    const auto name = names.name_of(stands.from.id);
    export_row out;
    out.id = stands.id;
    out.offset = stands.offset;
    out.at = stands.at;
    out.from = {stands.from.id, name.empty() ? "?" : std::string(name), stands.from.as};
    out.reply_to = stands.content.reply_to;
    out.deleted = stands.content.deleted;
    if (!out.deleted) {
        out.text = stands.content.text;
        out.edited_at = stands.content.edited_at;
    }
    return out;
}

} // namespace

std::optional<refusal> export_from_data(
    const std::filesystem::path& folder, const std::string& space_log, const std::string& room_id, const export_sink& to)
{
    data_reader data(folder);
    const auto names = data.fold<space>(space_log);
    if (!names)
        return refusal{names.error().code, fmt::format("The data holds no space \"{}\".", space_log)};
    const auto log = space_log + '/' + room_id;
    const auto card = names->card_of(room_id);
    if (!card)
        return refusal{errc::not_found, fmt::format("The space \"{}\" has no room \"{}\".", space_log, room_id)};

    // A row's last change may not have been written over it when the server stopped: the replica knows what came since its snapshot.
    const auto folded = data.fold<room>(log);
    if (!folded && folded.error().code == errc::not_found) { // opened, and nobody came
        to.begin({card->title, {}, 0});
        return std::nullopt;
    }
    if (!folded)
        return folded.error();
    to.begin({card->title, folded->epoch(), folded->top()});
    for (std::uint64_t after = 0;;) {
        const row_range range{after, false, events_at_a_time, bytes_at_a_time};
        auto page = data.wait<row_page>([&](auto then) { data.kept().rows(log, range, std::move(then)); });
        if (!page)
            return page.error();
        for (auto& stored : page->rows) {
            after = stored.offset;
            auto stands = row_of(std::move(stored));
            if (!stands)
                continue;
            folded->bring_up_to_date(*stands);
            to.row(row_for_export(*stands, *names));
        }
        if (!page->has_more || page->rows.empty())
            return std::nullopt;
    }
}

} // namespace hallway
