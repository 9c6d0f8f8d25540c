#include "outside/replay_report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <unistd.h>

namespace hallway {

std::string as_text(const replay_figures& f)
{
    auto line = fmt::format(
        "{} posts by {} members, {} answers, {} duplicates; send to delivery p50 {:.1f} ms, p99 {:.1f} ms; {} lost, {} doubled, "
        "{} out of order; {} replies linked, {} links skipped; {:.1f} s, {:.0f} posts/s; run {}",
        f.posts, f.members, f.answers, f.duplicates, f.p50_ms, f.p99_ms, f.lost, f.doubled, f.out_of_order, f.links,
        f.source.links_skipped, f.seconds, f.seconds > 0 ? static_cast<double>(f.answers) / f.seconds : 0.0, f.run);
    if (f.servers > 1)
        line += fmt::format("; over {} servers", f.servers);
    if (f.questions > 0)
        line += fmt::format("; {} of them questions, {} with an answer attached", f.questions, f.attached);
    if (f.attaching_refused > 0)
        line += fmt::format("; {} answers refused", f.attaching_refused);
    if (f.retried > 0)
        line += fmt::format("; {} sent again after a refusal", f.retried);
    if (f.reconnects > 0)
        line += fmt::format("; {} reconnects", f.reconnects);
    if (f.refused > 0)
        line += fmt::format("; {} refused for good", f.refused);
    if (f.unanswered() > 0)
        line += fmt::format("; {} unanswered", f.unanswered());
    return line;
}

std::string as_json(const replay_figures& f)
{
    nlohmann::ordered_json out;
    out["file"] = f.file;
    out["room"] = f.room;
    out["run"] = f.run;
    out["servers"] = f.servers;
    out["members"] = f.members;
    out["posts"] = f.posts;
    out["answers"] = f.answers;
    out["duplicates"] = f.duplicates;
    out["unanswered"] = f.unanswered();
    out["refused"] = f.refused;
    out["retried"] = f.retried;
    out["reconnects"] = f.reconnects;
    out["observers_back"] = f.observers_back;
    out["lost"] = f.lost;
    out["doubled"] = f.doubled;
    out["out_of_order"] = f.out_of_order;
    out["links"] = f.links;
    out["links_skipped"] = f.source.links_skipped;
    out["links_superseded"] = f.source.links_superseded;
    out["questions"] = f.questions;
    out["attached"] = f.attached;
    out["lines"] = f.source.lines;
    out["notices"] = f.source.notices;
    out["unknown"] = f.source.unknown;
    out["empty"] = f.source.empty;
    out["too_long"] = f.source.too_long;
    out["repaired"] = f.source.repaired;
    out["p50_ms"] = f.p50_ms;
    out["p99_ms"] = f.p99_ms;
    out["seconds"] = f.seconds;
    return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

progress_line::progress_line() : is_terminal_(::isatty(STDERR_FILENO) == 1) {}

std::chrono::milliseconds progress_line::every() const { return std::chrono::milliseconds(is_terminal_ ? 100 : 1'000); }

void progress_line::show(std::size_t done, std::size_t all, const std::string& remark)
{
    constexpr std::size_t width = 30;
    const auto filled = all == 0 ? width : width * done / all;
    const auto text = fmt::format("{} of {}{}", done, all, remark);
    if (text == last_)
        return;
    last_ = text;
    if (is_terminal_)
        fmt::print(stderr, "\r[{}{}] {}\x1b[K", std::string(filled, '#'), std::string(width - filled, '.'), text);
    else
        fmt::print(stderr, "{}\n", text);
    std::fflush(stderr);
    is_drawn_ = true;
}

void progress_line::finish()
{
    if (is_terminal_ && is_drawn_)
        fmt::print(stderr, "\n");
    is_drawn_ = false;
}

} // namespace hallway
