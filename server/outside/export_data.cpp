#include "outside/export_source.hpp"

#include "outside/data_reader.hpp"
#include "room/room.hpp"
#include "room/space.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace hallway {
namespace {

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
        const row_range range{after, false, data_reader::events_at_a_time, data_reader::bytes_at_a_time};
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
