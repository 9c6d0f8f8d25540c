// The web client's files: read into memory at the start, served with what a browser needs to keep them.
#pragma once

#include "http/routes.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// Only names that were found at the start are served, compared as they are: no path of the request ever reaches the file system.
/// Never changed once loaded, so every core may ask it.
class static_files {
public:
    /// Reads every file below `root`; names that begin with a dot are left out. `x.js.br` and `x.js.gz` are served as `x.js` to whom can
    /// read them; where there is no .gz and it is worth it, one is made. A root that does not exist gives a page that says so.
    /// Throws std::runtime_error if a file cannot be read or is larger than 16 MiB.
    /// \param app_paths  addresses that are the app's own, and get index.html: "/now" that one, "/r/" all below it
    static static_files load(const std::filesystem::path& root, std::vector<std::string> app_paths);

    /// What is at that path; nothing if nothing is.
    std::optional<http_response> respond(const http_request& request) const;

    bool is_empty() const { return files_.empty(); }

private:
    struct representation {
        std::shared_ptr<const std::string> bytes; // null: there is none
        std::string etag;
    };

    struct file {
        representation plain, gzip, brotli;
        std::string content_type;
        bool is_hashed = false; // another content would have another name
    };

    void add(const std::string& path, std::string bytes);
    const file* find(std::string_view path) const;
    static http_response serve(const file& found, const http_request& request);

    std::map<std::string, file, std::less<>> files_; // by the path of the request
    std::vector<std::string> app_paths_;
};

/// The files behind all other routes. `files` outlives the table.
void add_static_files(http_routes& table, const static_files& files);

} // namespace hallway
