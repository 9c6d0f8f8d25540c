#include "tests/support/server_process.hpp"

#include "tests/support/client_socket.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

namespace hallway::test {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

int open_for(const std::filesystem::path& path)
{
    const auto file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0)
        fail(path.string());
    return file;
}

std::string content_of(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void pause_for(milliseconds time) { ::poll(nullptr, 0, static_cast<int>(time.count())); }

} // namespace

std::string hallway_binary()
{
    if (const char* named = std::getenv("HALLWAY_BIN"); named && *named)
        return named;
    return HALLWAY_SOURCE_DIR "/build/dev/hallway";
}

bool is_long_run()
{
    const char* asked = std::getenv("HALLWAY_LONG");
    return asked && *asked;
}

scratch_folder::scratch_folder()
{
    auto name = (std::filesystem::temp_directory_path() / "hallway-test-XXXXXX").string();
    if (!::mkdtemp(name.data()))
        fail(name);
    path_ = name;
}

scratch_folder::~scratch_folder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void child_process::start(
    const std::vector<std::string>& arguments, const std::filesystem::path& out, const std::filesystem::path& err)
{
    kill();
    // Everything that allocates comes before the fork.
    std::vector<char*> argv;
    for (const auto& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    int ends[2] = {-1, -1};
    if (out.empty()) {
        if (::pipe2(ends, O_CLOEXEC) != 0)
            fail("pipe");
    } else {
        ends[1] = open_for(out);
    }
    const auto errors = open_for(err.empty() ? std::filesystem::path("/dev/null") : err);
    const auto parent = ::getpid();

    pid_ = ::fork();
    if (pid_ < 0)
        fail("fork");
    if (pid_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent)
            ::_exit(127); // the test ended in between
        ::dup2(ends[1], STDOUT_FILENO);
        ::dup2(errors, STDERR_FILENO);
        ::execv(argv[0], argv.data());
        constexpr std::string_view sentence = "The binary cannot be run; build it, or name it in HALLWAY_BIN.\n";
        [[maybe_unused]] const auto written = ::write(STDERR_FILENO, sentence.data(), sentence.size());
        ::_exit(127);
    }
    ::close(ends[1]);
    ::close(errors);
    output_ = ends[0];
    unread_.clear();
}

std::string child_process::read_line(milliseconds patience)
{
    const auto until = steady_clock::now() + patience;
    for (;;) {
        if (const auto end = unread_.find('\n'); end != std::string::npos) {
            auto line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            return line;
        }
        const auto left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now());
        pollfd readable{output_, POLLIN, 0};
        if (left <= 0ms || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0)
            return {};
        char bytes[4'096];
        const auto count = ::read(output_, bytes, sizeof bytes);
        if (count <= 0)
            return {};
        unread_.append(bytes, static_cast<std::size_t>(count));
    }
}

void child_process::kill()
{
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }
    if (output_ >= 0)
        ::close(std::exchange(output_, -1));
}

bool child_process::has_ended(int& code)
{
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_)
        return false;
    pid_ = -1;
    code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return true;
}

bool child_process::has_ended()
{
    int code = 0;
    return pid_ <= 0 || has_ended(code);
}

int child_process::end_with(int signal, milliseconds patience)
{
    if (pid_ > 0)
        ::kill(pid_, signal);
    return wait(patience);
}

int child_process::wait(milliseconds patience)
{
    const auto until = steady_clock::now() + patience;
    int code = 128 + SIGKILL;
    while (pid_ > 0 && !has_ended(code)) {
        if (steady_clock::now() > until)
            break;
        pause_for(5ms);
    }
    kill();
    return code;
}

server_process::server_process(std::filesystem::path data, std::vector<std::string> more)
    : data_(std::move(data)), more_(std::move(more))
{
}

void server_process::start()
{
    start_without_waiting();
    const auto line = process_.read_line(20s);
    const auto colon = line.rfind(':');
    if (!line.starts_with("listening http://") || colon == std::string::npos)
        throw std::runtime_error("The server does not listen; its first line was \"" + line + "\". Its log:\n" + log());
    port_ = static_cast<std::uint16_t>(std::stoi(line.substr(colon + 1)));
}

void server_process::start_without_waiting()
{
    std::vector<std::string> arguments{hallway_binary(), "serve",       "--listen", "127.0.0.1:" + std::to_string(port_),
                                       "--data",         data_.string()};
    // Tests do not wait for a load balancer; later flags overrule these.
    for (const auto* each : {"--drain-grace", "0", "--drain-window", "0"})
        arguments.emplace_back(each);
    arguments.insert(arguments.end(), more_.begin(), more_.end());
    if (open_files_max_ > 0) {
        const auto most = std::to_string(open_files_max_);
        arguments.insert(arguments.begin(), {"/usr/bin/prlimit", "--nofile=" + most + ":" + most});
    }
    process_.start(arguments, {}, data_.string() + ".log");
}

void server_process::begin_to_stop()
{
    if (process_.pid() > 0)
        ::kill(process_.pid(), SIGTERM);
}

std::size_t server_process::open_files() const
{
    std::error_code ec;
    std::size_t count = 0;
    for (std::filesystem::directory_iterator at("/proc/" + std::to_string(pid()) + "/fd", ec), end; !ec && at != end;
         at.increment(ec))
        ++count;
    return count;
}

std::size_t server_process::resident_bytes() const
{
    std::ifstream statm("/proc/" + std::to_string(pid()) + "/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    statm >> all >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

double server_process::metric(const std::string& name) const
{
    client_socket client(port_);
    client.send("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    std::istringstream lines(client.read_all());
    double sum = 0;
    for (std::string line; std::getline(lines, line);) {
        const auto space = line.rfind(' ');
        if (space != std::string::npos && (line.substr(0, space) == name || line.starts_with(name + "{")))
            sum += std::strtod(line.c_str() + space, nullptr);
    }
    return sum;
}

int server_process::stop() { return process_.end_with(SIGTERM, 30s); }

std::string server_process::log() const
{
    auto all = content_of(data_.string() + ".log");
    if (all.size() > 4'000)
        all.erase(0, all.size() - 4'000);
    return all;
}

command_result run_hallway(const std::vector<std::string>& arguments, milliseconds patience)
{
    const scratch_folder folder;
    std::vector<std::string> all{hallway_binary()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    child_process process;
    process.start(all, folder / "out", folder / "err");
    command_result result;
    const auto until = steady_clock::now() + patience;
    result.exit_code = process.wait(patience);
    result.out = content_of(folder / "out");
    result.err = content_of(folder / "err");
    if (steady_clock::now() > until)
        throw std::runtime_error("hallway " + arguments.front() + " did not end in time.\n" + result.err);
    return result;
}

} // namespace hallway::test
