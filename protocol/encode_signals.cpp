// Signals of a room: applause, who is typing, what is left out.
#include "protocol/encode_parts.hpp"

#include "protocol/limits.hpp"
#include "protocol/signals.hpp"

namespace hallway {

// clang-format off
std::string_view name_of(applause_kind which)
{
    switch (which) {
    case applause_kind::clap: return "clap";
    case applause_kind::heart: return "heart";
    case applause_kind::laugh: return "laugh";
    case applause_kind::wow: return "wow";
    case applause_kind::agree: return "agree";
    }
    return "clap";
}
// clang-format on

std::optional<applause_kind> applause_kind_named(std::string_view name)
{
    using enum applause_kind;
    for (const auto which : {clap, heart, laugh, wow, agree})
        if (name_of(which) == name)
            return which;
    return std::nullopt;
}

shedding shed_in(std::uint64_t people, bool tells_typing)
{
    shedding shed{.typing = tells_typing && people > limits::typing_people_max};
    if (people > limits::applause_seldom_above)
        shed.applause = limits::applause_interval_seldom;
    else if (people > limits::applause_slow_above)
        shed.applause = limits::applause_interval_slow;
    return shed;
}

std::string encode_applause(const std::string& room, const applause_counts& counts, std::uint64_t version)
{
    auto out = begin_signal("applause");
    out.text("room", room).number("version", version).open_object("counts");
    for (std::size_t kind = 0; kind < counts.size(); ++kind)
        if (counts[kind] != 0)
            out.number(name_of(static_cast<applause_kind>(kind)), counts[kind]);
    return out.close_object().close_object().take();
}

std::string encode_typing(const std::string& room, const std::vector<member_id>& members, const name_of_member& names)
{
    auto out = begin_signal("typing");
    out.text("room", room).open_array("typing");
    for (const auto each : members)
        out.open_object().id("id", each).text("name", names(each)).close_object();
    return out.close_array().close_object().take();
}

void write_shedding(json_writer& out, const shedding& what)
{
    out.flag_if("typing", what.typing);
    if (what.applause.count() != 0)
        out.number("applause_ms", static_cast<std::uint64_t>(what.applause.count()));
}

std::string encode_shedding(const std::string& room, const shedding& what)
{
    auto out = begin_signal("shed");
    write_shedding(out.text("room", room), what);
    return out.close_object().take();
}

} // namespace hallway
