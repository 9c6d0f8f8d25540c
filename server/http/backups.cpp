#include "http/backups.hpp"

#include "log/backup_folder.hpp"
#include "support/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fcntl.h>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace hallway {
namespace {

constexpr std::uint64_t part_bytes_max = 1024 * 1024;

http_response refuse(int status, std::string_view sentence)
{
    auto out = http_response::of_json(status, fmt::format(R"({{"message":{}}})", json_quoted(sentence)));
    if (status == 401)
        out.headers.emplace_back("WWW-Authenticate", "Bearer");
    return out;
}

std::string_view parameter(std::string_view query, std::string_view name)
{
    while (!query.empty()) {
        const auto one = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(one.size() + 1, query.size()));
        if (one.starts_with(name) && one.substr(name.size()).starts_with('='))
            return one.substr(name.size() + 1);
    }
    return {};
}

std::optional<std::uint64_t> number_of(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

http_response told(const backup_state& state)
{
    using step = backup_state::step;
    switch (state.now) {
    case step::unknown: return refuse(404, "That backup is not known here: the server may have been started again since.");
    case step::waiting: return http_response::of_json(200, R"({"state":"waiting"})");
    case step::copying:
    case step::verifying:
        return http_response::of_json(
            200, fmt::format(
                     R"({{"state":"{}","done":{},"total":{}}})", state.now == step::copying ? "copying" : "verifying", state.done,
                     state.total));
    case step::failed:
        return http_response::of_json(200, fmt::format(R"({{"state":"failed","message":{}}})", json_quoted(state.why)));
    case step::done:
        return http_response::of_json(
            200, fmt::format(
                     R"({{"state":"done","name":{},"file":{},"bytes":{},"rooms":{},"events":{},"seconds":{:.3f}}})",
                     json_quoted(state.made->file.filename().string()), json_quoted(state.made->file.string()), state.made->bytes,
                     state.made->rooms, state.made->events, state.made->took.count()));
    }
    return refuse(404, "That backup is not known here.");
}

/// "bytes=FIRST-LAST", nothing else.
std::optional<std::pair<std::uint64_t, std::uint64_t>> range_of(std::string_view header)
{
    if (!header.starts_with("bytes="))
        return std::nullopt;
    header.remove_prefix(6);
    const auto dash = header.find('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    const auto first = number_of(header.substr(0, dash));
    const auto last = number_of(header.substr(dash + 1));
    if (!first || !last || *first > *last)
        return std::nullopt;
    return std::pair{*first, *last};
}

http_response part_of(const std::filesystem::path& folder, const http_request& request)
{
    const auto name = parameter(request.query, "name");
    if (!backup_time(name))
        return refuse(404, "There is no such backup.");
    const auto range = range_of(request.header("Range"));
    if (!range)
        return refuse(400, "Ask for a part of it, at most 1 MiB, with a header such as Range: bytes=0-1048575");
    const int fd = ::open((folder / name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat status{};
    if (fd < 0 || ::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        if (fd >= 0)
            ::close(fd);
        return refuse(404, "There is no such backup.");
    }
    const auto size = static_cast<std::uint64_t>(status.st_size);
    std::string bytes;
    if (range->first < size) {
        bytes.resize(std::min({range->second - range->first + 1, size - range->first, part_bytes_max}));
        const auto count = ::pread(fd, bytes.data(), bytes.size(), static_cast<off_t>(range->first));
        bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    ::close(fd);
    if (bytes.empty()) {
        auto out = refuse(416, "The backup has no such part.");
        out.headers.emplace_back("Content-Range", fmt::format("bytes */{}", size));
        return out;
    }
    const auto last = range->first + bytes.size() - 1;
    auto out = http_response::of_text(206, std::move(bytes), "application/vnd.sqlite3");
    out.headers.emplace_back("Content-Range", fmt::format("bytes {}-{}/{}", range->first, last, size));
    out.headers.emplace_back("Cache-Control", "no-store");
    return out;
}

/// Who may: programs of this machine with an organiser's token.
class doorkeeper {
public:
    doorkeeper(const token_keeper& tokens, std::string space, const backup_keeper* backups)
        : tokens_(tokens), space_(std::move(space)), has_backups_(backups != nullptr)
    {
    }

    /// \returns the refusal; nothing if the request may pass
    std::optional<http_response> stops(const http_request& request) const
    {
        if (!request.is_from_this_machine)
            return http_response::of_text(404, "There is nothing at this address.\n");
        constexpr std::string_view scheme = "Bearer ";
        auto shown = request.header("Authorization");
        if (shown.size() <= scheme.size() || !is_same_token(shown.substr(0, scheme.size()), scheme))
            return refuse(401, "Show an organiser's token: Authorization: Bearer TOKEN.");
        shown.remove_prefix(scheme.size());
        const auto who = tokens_.check(shown);
        if (!who)
            return refuse(401, who.error().message);
        if (who->as != role::organiser || who->space != space_)
            return refuse(403, "Only organisers of this space may make backups.");
        if (!has_backups_)
            return refuse(409, "This server keeps nothing on disk, so there is nothing to back up.");
        return std::nullopt;
    }

private:
    const token_keeper& tokens_;
    std::string space_;
    bool has_backups_;
};

} // namespace

void add_backups(http_routes& table, const token_keeper& tokens, std::string space, backup_keeper* backups)
{
    const doorkeeper door(tokens, std::move(space), backups);
    table.add("POST", "/v1/admin/backups", [door, backups](const http_request& request) {
        if (auto refused = door.stops(request))
            return *std::move(refused);
        return http_response::of_json(202, fmt::format(R"({{"number":{}}})", backups->ask()));
    });
    table.add("GET", "/v1/admin/backups", [door, backups](const http_request& request) {
        if (auto refused = door.stops(request))
            return *std::move(refused);
        const auto number = number_of(parameter(request.query, "number"));
        return number ? told(backups->state_of(*number)) : refuse(400, "Say which one: ?number=N, as the POST answered.");
    });
    table.add("GET", "/v1/admin/backups/file", [door, backups](const http_request& request) {
        if (auto refused = door.stops(request))
            return *std::move(refused);
        return part_of(backups->rules().folder, request);
    });
}

} // namespace hallway
