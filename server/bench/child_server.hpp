// A server of this very binary, in a process and a folder of its own, that ends with the bench.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace hallway::bench {

struct child_server_settings {
    std::filesystem::path folder; // where its own folder is made
    std::size_t cores = 1;        // it runs on the first so many, if there are more
    bool is_unlimited = true;
    bool has_tls = false;
};

class child_server {
public:
    /// \throws std::runtime_error with a sentence if it does not serve within 20 s
    explicit child_server(const child_server_settings& settings);

    /// Ends it, waits, and removes its folder.
    ~child_server();
    child_server(const child_server&) = delete;
    child_server& operator=(const child_server&) = delete;

    pid_t pid() const { return pid_; }
    const std::string& url() const { return url_; }
    std::filesystem::path token_file() const { return data_ / "organiser.token"; }

private:
    void start(const child_server_settings& settings);
    void end();
    std::string last_words() const;

    std::filesystem::path folder_;
    std::filesystem::path data_;
    pid_t pid_ = -1;
    std::string url_;
};

/// Keeps this process on the machine's last core, away from a server that has the first ones; nothing where there is one only.
void keep_to_last_core();

} // namespace hallway::bench
