#include "outside/export_form.hpp"

#include "support/markdown_text.hpp"
#include "support/utc_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hallway {
namespace {

constexpr std::size_t quotables_max = 100'000; // messages whose beginning is kept for quoting
constexpr std::size_t quote_code_points = 120;

/// The beginning, on one line.
std::string shortened(std::string_view text)
{
    std::string line;
    std::size_t points = 0;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U && ++points > quote_code_points)
            return line + "…";
        line += c == '\n' || c == '\t' ? ' ' : c;
    }
    return line;
}

} // namespace

std::string as_json_line(const export_row& row)
{
    nlohmann::ordered_json out;
    out["id"] = to_string(row.id);
    out["offset"] = row.offset;
    out["at"] = milliseconds_of(row.at);
    out["from"]["id"] = to_string(row.from.id);
    out["from"]["name"] = row.from.name;
    out["from"]["role"] = name_of(row.from.as);
    if (!row.deleted)
        out["text"] = row.text;
    if (row.reply_to)
        out["reply_to"] = to_string(*row.reply_to);
    if (row.edited_at && !row.deleted)
        out["edited_at"] = milliseconds_of(*row.edited_at);
    if (row.deleted)
        out["deleted"] = true;
    return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

std::string markdown_writer::begin(std::string_view room_title) const
{
    return fmt::format("# {}\n", as_markdown(shortened(room_title)));
}

std::string markdown_writer::write(const export_row& row)
{
    auto out = fmt::format("\n**{}**", as_markdown(shortened(row.from.name)));
    if (row.from.as != role::attendee)
        out += fmt::format(" ({})", name_of(row.from.as));
    out += fmt::format(" · {}", as_utc(row.at));
    if (row.edited_at && !row.deleted)
        out += " · edited";
    out += '\n';
    if (row.reply_to)
        out += fmt::format("\n> {}\n", quotation(*row.reply_to));
    out += row.deleted ? std::string("\n*deleted*\n") : fmt::format("\n{}\n", as_markdown(row.text));
    remember(row);
    return out;
}

std::string markdown_writer::quotation(event_id replied_to) const
{
    const auto found = told_.find(replied_to);
    if (found == told_.end())
        return "*an earlier message*";
    const auto& [name, text, deleted] = found->second;
    return fmt::format("**{}**: {}", as_markdown(name), deleted ? "*deleted*" : as_markdown(text));
}

void markdown_writer::remember(const export_row& row)
{
    told_[row.id] = {shortened(row.from.name), row.deleted ? std::string() : shortened(row.text), row.deleted};
    order_.push_back(row.id);
    if (order_.size() > quotables_max) {
        told_.erase(order_.front());
        order_.pop_front();
    }
}

} // namespace hallway
