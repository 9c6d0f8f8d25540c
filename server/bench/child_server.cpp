#include "bench/child_server.hpp"

#include "bench/crowd.hpp"
#include "bench/own_certificate.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace hallway::bench {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto start_max = 20s;
constexpr auto end_max = 20s;
constexpr std::string_view first_words = "listening ";

std::size_t cores_here() { return static_cast<std::size_t>(std::max(::sysconf(_SC_NPROCESSORS_ONLN), 1L)); }

void keep_to(std::size_t first, std::size_t count)
{
    cpu_set_t cores;
    CPU_ZERO(&cores);
    for (std::size_t core = first; core < first + count; ++core)
        CPU_SET(core, &cores);
    ::sched_setaffinity(0, sizeof cores, &cores); // where that is forbidden, it runs where it likes
}

/// One line; empty if it ended or did not say one in time. \throws interrupted
std::string read_line(int from, clock::time_point until)
{
    std::string line;
    for (char one = 0;;) {
        pollfd waiting{from, POLLIN, 0};
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - clock::now());
        if (left <= 0ms)
            return {};
        const auto ready = ::poll(&waiting, 1, static_cast<int>(left.count()));
        if (ready < 0 && errno == EINTR)
            throw interrupted();
        if (ready <= 0 || ::read(from, &one, 1) != 1)
            return {};
        if (one == '\n')
            return line;
        line += one;
    }
}

} // namespace

void keep_to_last_core()
{
    if (const auto cores = cores_here(); cores > 1)
        keep_to(cores - 1, 1);
}

child_server::child_server(const child_server_settings& settings)
{
    auto pattern = (settings.folder / "hallway-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
        throw std::runtime_error(fmt::format("{} takes no folder for the server's data.", settings.folder.string()));
    folder_ = pattern;
    data_ = folder_ / "data";
    try {
        start(settings);
    } catch (...) {
        end();
        throw;
    }
}

child_server::~child_server() { end(); }

void child_server::start(const child_server_settings& settings)
{
    std::vector<std::string> words{"hallway",        "serve",
                                   "--listen",       "127.0.0.1:0",
                                   "--data",         data_.string(),
                                   "--cores",        std::to_string(settings.cores),
                                   "--drain-grace",  "0",
                                   "--drain-window", "0",
                                   "--backup-every", "0"};
    if (settings.is_unlimited)
        words.emplace_back("--unlimited");
    else // everybody comes from one address here
        words.insert(
            words.end(), {"--connections-per-address", "1000000", "--newcomers", "100000", "--hellos-per-second", "100000",
                          "--hello-burst", "100000"});
    if (settings.has_tls) {
        const auto made = make_own_certificate(folder_);
        words.insert(words.end(), {"--tls-certificate", made.certificate.string(), "--tls-key", made.key.string()});
    }
    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);

    int said[2];
    if (::pipe2(said, O_CLOEXEC) != 0)
        throw std::runtime_error("There is no pipe for the server's first words.");
    const auto log = ::open((folder_ / "log").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const auto parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) { // only what is safe between fork and exec; this process has one thread
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent)
            ::_exit(1);
        keep_to(0, std::min(settings.cores, cores_here())); // not where the generator keeps itself
        ::dup2(said[1], STDOUT_FILENO);
        ::dup2(log, STDERR_FILENO);
        ::execv("/proc/self/exe", arguments.data());
        ::_exit(127);
    }
    ::close(said[1]);
    ::close(log);
    if (pid_ > 0) {
        // What follows, the links with their tokens, stays in a closed pipe: SIGPIPE is ignored by all commands.
        for (const auto until = clock::now() + start_max; url_.empty();) {
            const auto line = read_line(said[0], until);
            if (line.empty())
                break;
            if (line.starts_with(first_words))
                url_ = line.substr(first_words.size());
        }
    }
    ::close(said[0]);
    if (url_.empty())
        throw std::runtime_error("The server did not start." + last_words());
}

void child_server::end()
{
    if (pid_ > 0) {
        ::kill(pid_, SIGTERM);
        const auto until = clock::now() + end_max;
        while (::waitpid(pid_, nullptr, WNOHANG) == 0) {
            if (clock::now() > until)
                ::kill(pid_, SIGKILL);
            ::poll(nullptr, 0, 10);
        }
    }
    pid_ = -1;
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string child_server::last_words() const
{
    std::ifstream in(folder_ / "log");
    std::string last;
    for (std::string line; std::getline(in, line);)
        last = line;
    return last.empty() ? "" : " It said: " + last;
}

} // namespace hallway::bench
