#include "support/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <utility>

namespace hallway {

const std::vector<double>& histogram::bounds()
{
    static const std::vector<double> steps{50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3,
                                           50e-3, 100e-3, 250e-3, 500e-3, 1,    2.5,    5,    10};
    static_assert(buckets_max >= 17 + 1); // these and +Inf
    return steps;
}

void histogram::observe(double seconds)
{
    const auto& steps = bounds();
    const auto which = static_cast<std::size_t>(std::lower_bound(steps.begin(), steps.end(), seconds) - steps.begin());
    buckets_[which].store(buckets_[which].load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    sum_.store(sum_.load(std::memory_order_relaxed) + seconds, std::memory_order_relaxed);
}

std::uint64_t histogram::in_bucket(std::size_t which) const { return buckets_.at(which).load(std::memory_order_relaxed); }

std::uint64_t histogram::count() const
{
    std::uint64_t all = 0;
    for (const auto& bucket : buckets_)
        all += bucket.load(std::memory_order_relaxed);
    return all;
}

double histogram::sum() const { return sum_.load(std::memory_order_relaxed); }

metrics::named& metrics::add(std::string_view name, std::string_view help, std::string_view labels)
{
    auto& one = all_.emplace_back();
    one.name = name;
    one.help = help;
    one.labels = labels;
    return one;
}

counter& metrics::count(std::string_view name, std::string_view help, std::string_view labels)
{
    const std::lock_guard held(guard_);
    assert(name.ends_with("_total"));
    return *(add(name, help, labels).counted = &counters_.emplace_back());
}

level& metrics::show(std::string_view name, std::string_view help, std::string_view labels)
{
    const std::lock_guard held(guard_);
    return *(add(name, help, labels).shown = &levels_.emplace_back());
}

histogram& metrics::timing(std::string_view name, std::string_view help, std::string_view labels)
{
    const std::lock_guard held(guard_);
    assert(name.ends_with("_seconds"));
    return *(add(name, help, labels).timed = &histograms_.emplace_back());
}

void metrics::gauge(std::string_view name, std::string_view help, std::function<double()> read, std::string_view labels)
{
    const std::lock_guard held(guard_);
    add(name, help, labels).read = std::move(read);
}

namespace {

/// What the instances of one name and one set of labels come to together.
struct total {
    double value = 0;
    std::vector<std::uint64_t> buckets; // of a histogram: each alone, +Inf last
};

struct family {
    std::string_view name, help, type;
    std::map<std::string_view, total> by_labels;
};

void write_histogram(std::string& page, const family& of, std::string_view labels, const total& sum)
{
    const auto comma = labels.empty() ? "" : ",";
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < sum.buckets.size(); ++i) {
        below += sum.buckets[i];
        const auto bound = i < histogram::bounds().size() ? fmt::format("{}", histogram::bounds()[i]) : "+Inf";
        page += fmt::format("{}_bucket{{{}{}le=\"{}\"}} {}\n", of.name, labels, comma, bound, below);
    }
    const auto braced = labels.empty() ? std::string() : fmt::format("{{{}}}", labels);
    page += fmt::format("{0}_sum{1} {2}\n{0}_count{1} {3}\n", of.name, braced, sum.value, below);
}

/// Whole numbers without exponent, so that a count can be read and compared as text.
std::string number(double value)
{
    if (std::abs(value) < 1e15 && value == static_cast<double>(static_cast<std::int64_t>(value)))
        return std::to_string(static_cast<std::int64_t>(value));
    return fmt::format("{}", value);
}

} // namespace

std::string metrics::text() const
{
    const std::lock_guard held(guard_);
    std::vector<family> families; // in the order of their first registration
    std::map<std::string_view, std::size_t> place;
    for (const auto& one : all_) {
        const auto [at, is_new] = place.try_emplace(one.name, families.size());
        const auto is_counter = one.counted || one.name.ends_with("_total");
        if (is_new)
            families.push_back({one.name, one.help, one.timed ? "histogram" : is_counter ? "counter" : "gauge", {}});
        auto& sum = families[at->second].by_labels[one.labels];
        if (one.timed) {
            sum.value += one.timed->sum();
            sum.buckets.resize(histogram::bounds().size() + 1);
            for (std::size_t i = 0; i < sum.buckets.size(); ++i)
                sum.buckets[i] += one.timed->in_bucket(i);
        } else if (one.counted) {
            sum.value += static_cast<double>(one.counted->value());
        } else if (one.shown) {
            sum.value += static_cast<double>(one.shown->value());
        } else if (one.read) {
            sum.value += one.read();
        }
    }
    std::string page;
    for (const auto& of : families) {
        page += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", of.name, of.help, of.type);
        for (const auto& [labels, sum] : of.by_labels) {
            if (of.type == "histogram")
                write_histogram(page, of, labels, sum);
            else if (labels.empty())
                page += fmt::format("{} {}\n", of.name, number(sum.value));
            else
                page += fmt::format("{}{{{}}} {}\n", of.name, labels, number(sum.value));
        }
    }
    return page;
}

} // namespace hallway
