// The real binary, run by tests: as a server that can be killed and started again, and as a command that ends.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace hallway::test {

/// What HALLWAY_BIN names, else build/dev/hallway of this source tree.
std::string hallway_binary();

/// Whether the full counts were asked for (HALLWAY_LONG).
bool is_long_run();

/// A folder of its own below the system's for temporary files, removed with everything in it.
class scratch_folder {
public:
    scratch_folder();
    ~scratch_folder();
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A child process that does not outlive the test, however that ends.
class child_process {
public:
    child_process() = default;
    ~child_process() { kill(); }
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    /// \param out, err where its output goes, appended; empty: what is returned by take_output(), or nowhere for `err`
    /// \throws std::system_error
    void start(const std::vector<std::string>& arguments, const std::filesystem::path& out, const std::filesystem::path& err);

    /// One line of its output; empty if it ended or `patience` has passed. Only without a file for the output.
    std::string read_line(std::chrono::milliseconds patience);

    /// SIGKILL, and waits for its end.
    void kill();

    /// Sends a signal; waits for its end, then kills it. \returns its exit code; 128 + n after signal n.
    int end_with(int signal, std::chrono::milliseconds patience);

    /// \returns as end_with()
    int wait(std::chrono::milliseconds patience);

    pid_t pid() const { return pid_; }

    /// \returns whether it ended by itself, or has not been started
    bool has_ended();

private:
    bool has_ended(int& code);

    pid_t pid_ = -1;
    int output_ = -1;
    std::string unread_;
};

/// `hallway serve` on a loopback port of its own, over a data folder that stays.
class server_process {
public:
    /// \param more arguments beside --listen and --data
    explicit server_process(std::filesystem::path data, std::vector<std::string> more = {});

    /// Starts it and waits until it listens; on any free port the first time, then on the same.
    /// \throws std::runtime_error with the end of its log if it does not
    void start();

    /// Starts it again on its port, and does not wait.
    void start_without_waiting();

    void kill() { process_.kill(); }

    /// SIGTERM, without waiting for what it brings.
    void begin_to_stop();

    /// From the next start on it may have so many files open.
    void allow_open_files(std::size_t most) { open_files_max_ = most; }

    pid_t pid() const { return process_.pid(); }

    /// Open file descriptors.
    std::size_t open_files() const;
    std::size_t resident_bytes() const;

    /// The sum of a metric's lines; a name with labels, `name{code="4008"}`, is one line.
    double metric(const std::string& name) const;

    /// Waits for its end, then kills it. \returns the exit code
    int wait(std::chrono::milliseconds patience) { return process_.wait(patience); }

    /// SIGTERM. \returns the exit code
    int stop();

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    std::uint16_t port() const { return port_; }
    const std::filesystem::path& data() const { return data_; }
    std::filesystem::path organiser_token() const { return data_ / "organiser.token"; }

    /// What it has written to stderr, over all its lives; the last 4,000 bytes.
    std::string log() const;

private:
    std::filesystem::path data_;
    std::vector<std::string> more_;
    std::uint16_t port_ = 0;
    std::size_t open_files_max_ = 0; // 0: as many as this process
    child_process process_;
};

struct command_result {
    int exit_code = 0;
    std::string out;
    std::string err;
};

/// Runs `hallway` with these arguments to its end. \throws std::runtime_error after `patience`
command_result run_hallway(
    const std::vector<std::string>& arguments, std::chrono::milliseconds patience = std::chrono::minutes(2));

} // namespace hallway::test
