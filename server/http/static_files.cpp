#include "http/static_files.hpp"

#include "http/encodings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace hallway {

namespace {

constexpr std::uintmax_t file_bytes_max = 16 * 1024 * 1024;

struct kind {
    std::string_view extension, content_type;
    bool is_text; // worth compressing
};

constexpr std::array kinds{
    kind{".html", "text/html; charset=utf-8", true},
    kind{".js", "text/javascript; charset=utf-8", true},
    kind{".mjs", "text/javascript; charset=utf-8", true},
    kind{".css", "text/css; charset=utf-8", true},
    kind{".json", "application/json", true},
    kind{".map", "application/json", true},
    kind{".webmanifest", "application/manifest+json", true},
    kind{".svg", "image/svg+xml", true},
    kind{".txt", "text/plain; charset=utf-8", true},
    kind{".xml", "application/xml", true},
    kind{".png", "image/png", false},
    kind{".jpg", "image/jpeg", false},
    kind{".webp", "image/webp", false},
    kind{".ico", "image/x-icon", false},
    kind{".woff2", "font/woff2", false},
};

kind kind_of(std::string_view path)
{
    for (const auto& one : kinds)
        if (path.ends_with(one.extension))
            return one;
    return {"", "application/octet-stream", false};
}

/// A digest in the name, as bundlers write it: `app-4JHG7KXA.js`, `app-0c1f9a2e.css`.
bool is_hashed_name(std::string_view path)
{
    const auto name = path.substr(path.rfind('/') + 1);
    const auto dash = name.rfind('-');
    if (dash == std::string_view::npos)
        return false;
    const auto tail = name.substr(dash + 1);
    const auto hash = tail.substr(0, tail.find('.'));
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto all = [&](auto&& fits) { return std::all_of(hash.begin(), hash.end(), fits); };
    const auto is_base32 = all([&](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); });
    const auto is_hex = all([&](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }) &&
                        std::any_of(hash.begin(), hash.end(), is_digit); // "feedface" may be a word
    return hash.size() >= 8 && hash.size() < tail.size() && (is_base32 || is_hex);
}

std::string read_file(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    if (!in)
        throw std::runtime_error(fmt::format("cannot read {}", path.string()));
    return bytes;
}

constexpr auto no_client_page = R"(<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Hallway</title>
<h1>The server runs; its web client has not been built.</h1>
<p>Run <code>server/run</code> once, or <code>npm ci &amp;&amp; npm run build</code> in <code>web-client</code>, and start the server again.</p>
</html>
)";

} // namespace

static_files static_files::load(const std::filesystem::path& root, std::vector<std::string> app_paths)
{
    namespace fs = std::filesystem;
    static_files out;
    out.app_paths_ = std::move(app_paths);
    std::vector<std::pair<std::string, fs::path>> compressed;
    if (fs::is_directory(root)) {
        for (fs::recursive_directory_iterator at(root), end; at != end; ++at) {
            if (at->path().filename().native().starts_with('.')) {
                at.disable_recursion_pending();
                continue;
            }
            if (!at->is_regular_file())
                continue;
            if (at->file_size() > file_bytes_max)
                throw std::runtime_error(fmt::format("{} is too large to be served from memory", at->path().string()));
            auto path = "/" + at->path().lexically_relative(root).generic_string();
            if (path.ends_with(".br") || path.ends_with(".gz"))
                compressed.emplace_back(std::move(path), at->path());
            else
                out.add(path, read_file(at->path()));
        }
    }
    for (const auto& [path, where] : compressed) {
        const auto plain = out.files_.find(std::string_view(path).substr(0, path.size() - 3));
        if (plain == out.files_.end())
            continue;
        auto bytes = read_file(where);
        auto& as = path.ends_with(".br") ? plain->second.brotli : plain->second.gzip;
        as.etag = etag_of(bytes);
        as.bytes = std::make_shared<const std::string>(std::move(bytes));
    }
    if (!out.find("/"))
        out.add("/index.html", no_client_page);
    return out;
}

void static_files::add(const std::string& path, std::string bytes)
{
    constexpr std::size_t worth_compressing = 1'024;
    const auto of = kind_of(path);
    auto& made = files_[path];
    made.content_type = of.content_type;
    made.is_hashed = is_hashed_name(path);
    if (of.is_text && bytes.size() >= worth_compressing) {
        if (auto smaller = gzipped(bytes, best_compression); !smaller.empty()) {
            made.gzip.etag = etag_of(smaller);
            made.gzip.bytes = std::make_shared<const std::string>(std::move(smaller));
        }
    }
    made.plain.etag = etag_of(bytes);
    made.plain.bytes = std::make_shared<const std::string>(std::move(bytes));
}

const static_files::file* static_files::find(std::string_view path) const
{
    const auto at = [this](std::string_view name) {
        const auto found = files_.find(name);
        return found == files_.end() ? nullptr : &found->second;
    };
    if (const auto* exact = at(path))
        return exact;
    if (path.ends_with('/'))
        if (const auto* index = at(std::string(path) + "index.html"))
            return index;
    for (const auto& own : app_paths_)
        if (own.ends_with('/') ? path.starts_with(own) : path == own)
            return at("/index.html");
    return nullptr;
}

std::optional<http_response> static_files::respond(const http_request& request) const
{
    const auto* found = find(request.path);
    if (!found)
        return std::nullopt;
    return serve(*found, request);
}

http_response static_files::serve(const file& found, const http_request& request)
{
    const auto taken = request.header("Accept-Encoding");
    const auto* as = &found.plain;
    std::string_view coding;
    if (found.brotli.bytes && accepts(taken, "br")) {
        as = &found.brotli;
        coding = "br";
    } else if (found.gzip.bytes && accepts(taken, "gzip")) {
        as = &found.gzip;
        coding = "gzip";
    }
    http_response out;
    out.headers.emplace_back("ETag", as->etag);
    out.headers.emplace_back("Cache-Control", found.is_hashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (found.gzip.bytes || found.brotli.bytes)
        out.headers.emplace_back("Vary", "Accept-Encoding");
    if (has_etag(request.header("If-None-Match"), as->etag)) {
        out.status = 304;
        return out;
    }
    if (!coding.empty())
        out.headers.emplace_back("Content-Encoding", coding);
    out.content_type = found.content_type;
    out.body = as->bytes;
    return out;
}

void add_static_files(http_routes& table, const static_files& files)
{
    table.otherwise([&files](const http_request& request) { return files.respond(request); });
}

} // namespace hallway
