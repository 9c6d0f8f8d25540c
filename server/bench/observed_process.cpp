#include "bench/observed_process.hpp"

#include "bench/bench_tls.hpp"

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace hallway::bench {
namespace {

std::string get(const place& where, const std::string& path)
{
    const auto socket = ::socket(where.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::string answer;
    timeval patience{5, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&where.address), where.address_bytes) == 0) {
        const auto request = "GET " + path + " HTTP/1.1\r\nHost: " + where.server.authority() + "\r\nConnection: close\r\n\r\n";
        const auto tls = where.server.is_secure ? begin_tls(socket) : client_tls{nullptr, nullptr};
        const auto receive = [&](char* to, std::size_t size) {
            return tls ? receive_tls(tls.get(), to, size) : ::recv(socket, to, size, 0);
        };
        if (tls)
            send_tls(tls.get(), request.data(), request.size());
        else
            ::send(socket, request.data(), request.size(), MSG_NOSIGNAL);
        char bytes[16'384];
        for (ssize_t count = 0; (count = receive(bytes, sizeof bytes)) > 0;)
            answer.append(bytes, static_cast<std::size_t>(count));
    }
    ::close(socket);
    return answer.starts_with("HTTP/1.1 200") ? answer : std::string();
}

void add_metrics_in(const std::string& page, std::map<std::string, double>& found)
{
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
        const auto space = line.rfind(' ');
        if (space == std::string::npos || !(line.starts_with("hallway_") || line.starts_with("process_")))
            continue;
        found[line.substr(0, space)] += std::strtod(line.c_str() + space, nullptr);
    }
}

std::size_t field_of(const std::string& file, std::string_view name)
{
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(name))
            return std::strtoull(line.c_str() + name.size(), nullptr, 10);
    return 0;
}

/// Of the kernel.
void add_process(pid_t pid, process_sample& sample)
{
    const auto folder = "/proc/" + std::to_string(pid);
    clockid_t clock{};
    timespec spent{};
    if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &spent) != 0)
        throw std::runtime_error("There is no process " + std::to_string(pid));
    sample.cpu_seconds += static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
    sample.rss_bytes += field_of(folder + "/status", "VmRSS:") * 1'024;
    sample.written_bytes += field_of(folder + "/io", "write_bytes:");
}

} // namespace

process_sample sample_all(const std::vector<observed_server>& servers)
{
    process_sample sample;
    for (const auto& each : servers) {
        if (each.pid > 0)
            add_process(each.pid, sample);
        if (each.has_metrics)
            add_metrics_in(get(each.where, "/metrics"), sample.metrics);
    }
    if (servers.front().pid == 0) {
        sample.is_known = sample.metrics.contains("process_cpu_seconds_total");
        sample.cpu_seconds = sample.metrics["process_cpu_seconds_total"];
        sample.rss_bytes = static_cast<std::size_t>(sample.metrics["process_resident_memory_bytes"]);
    }
    return sample;
}

double metric_growth(const process_sample& earlier, const process_sample& later, const std::string& part)
{
    double growth = -1;
    for (const auto& [name, value] : later.metrics) {
        if (name.find(part) == std::string::npos)
            continue;
        const auto before = earlier.metrics.find(name);
        growth = std::max(growth, 0.0) + value - (before == earlier.metrics.end() ? 0 : before->second);
    }
    return growth;
}

double histogram_quantile_ms(const process_sample& earlier, const process_sample& later, const std::string& name, double part)
{
    const auto growth_of = [&](const std::string& metric) { return metric_growth(earlier, later, metric); };
    const auto all = growth_of(name + "_count");
    if (all <= 0)
        return -1;
    std::map<double, double> reached; // bound in ms, observations at or below it
    const auto prefix = name + "_bucket{le=\"";
    for (const auto& [metric, value] : later.metrics)
        if (metric.starts_with(prefix) && !metric.starts_with(prefix + "+"))
            reached[std::strtod(metric.c_str() + prefix.size(), nullptr) * 1'000] = growth_of(metric);
    for (const auto& [bound, count] : reached)
        if (count >= part * all)
            return bound;
    return -1;
}

std::size_t raise_file_limit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

} // namespace hallway::bench
