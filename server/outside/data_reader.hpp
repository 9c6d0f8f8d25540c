// Reads a stopped server's data folder, waiting for each answer.
#pragma once

#include "log/beginning.hpp"
#include "log/data_folder.hpp"
#include "log/sqlite_store.hpp"
#include "log/stored_form.hpp"
#include "support/asio_scheduler.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hallway {

/// A store whose answers are waited for, on the thread that asks.
class data_reader {
public:
    // In one read.
    static constexpr std::size_t events_at_a_time = 1'000;
    static constexpr std::size_t bytes_at_a_time = 4 * 1024 * 1024;

    explicit data_reader(const std::filesystem::path& folder)
    {
        // Opening makes a store where there is none; an export makes nothing.
        if (!holds_data(folder))
            throw store_refused(fmt::format("{} holds no data of a Hallway server.", folder.string()));
        sqlite_settings settings;
        settings.folder = folder;
        settings.readers = 1;
        store_ = open_sqlite_store(turns_, settings);
    }

    ~data_reader() { store_->stop(); }
    data_reader(const data_reader&) = delete;
    data_reader& operator=(const data_reader&) = delete;

    template <class T, class Ask>
    outcome<T> wait(Ask ask)
    {
        std::optional<outcome<T>> got;
        ask(handler<T>([&](outcome<T> answer) { got.emplace(std::move(answer)); }));
        while (!got)
            turns_.run_for(std::chrono::milliseconds(100));
        return std::move(*got);
    }

    store& kept() { return *store_; }
    time_point now() { return turns_.now(); }

    /// \returns not_found if there is no such log
    outcome<log_top> open(const std::string& log)
    {
        auto names = wait<std::vector<std::string>>([&](auto then) { store_->list(log, {}, 1, std::move(then)); });
        if (!names)
            return names.error();
        if (names->empty() || names->front() != log)
            return errc::not_found;
        return wait<log_top>([&](auto then) { store_->open(log, std::move(then)); });
    }

    /// The log's replica as it stands: the snapshot, and what came after it. `more`: what the replica's constructor asks for beside (a space: its id).
    template <class Replica, class... More>
    outcome<Replica> fold(const std::string& log, const More&... more)
    {
        const auto top = open(log);
        if (!top)
            return top.error();
        auto saved = wait<stored_snapshot>([&](auto then) { store_->load_snapshot(log, std::move(then)); });
        const auto kept = wait<record>([&](auto then) { store_->get(store::trimmed_fold_name(log), std::move(then)); });
        auto folded = replica_at_beginning<Replica>(
            log, top->epoch, top->first,
            beginnings(
                *top, saved ? std::optional{std::move(*saved)} : std::nullopt,
                kept ? decode_trimmed_fold(kept->value) : std::nullopt),
            more...);
        while (folded.top() < top->offset) {
            const event_range range{folded.top(), events_at_a_time, bytes_at_a_time};
            auto page = wait<std::vector<stored_event>>([&](auto then) { store_->read(log, range, std::move(then)); });
            if (!page)
                return page.error();
            for (auto& stored : *page) {
                const auto event = event_of(std::move(stored));
                if (!event || event->offset != folded.top() + 1)
                    return refusal{errc::unavailable, "The data holds an event that cannot be read."};
                folded.apply(*event);
            }
            if (page->empty())
                return refusal{errc::unavailable, "The data ends before it should."};
        }
        return folded;
    }

private:
    asio_scheduler turns_;
    std::unique_ptr<store> store_;
};

} // namespace hallway
