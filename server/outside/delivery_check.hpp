// Compares what posters were answered with what an observer was told: lost, doubled, out of order, and how long it took. Pure.
#pragma once

#include "outside/room_member.hpp"
#include "protocol/codec.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace hallway {

/// Milliseconds below which that part of the samples lies; 0 without samples. Sorts them.
double quantile_ms(std::vector<double>& samples_ms, double part);

class delivery_check {
public:
    using moment = std::chrono::steady_clock::time_point;

    /// \param authors_of who wrote each post. \param keeps_lines the posts are to stand in the log in the order of their lines.
    delivery_check(std::vector<std::size_t> authors_of, bool keeps_lines);

    /// What stands at or below this offset was there before the observer: it is not waited for.
    void begins_after(std::uint64_t offset) { base_ = offset; }

    /// \param is_message what is no message (a question) is not waited for
    void answered(std::size_t post, const posted& answer, bool is_message = true);
    void heard(const server_document& message, moment when);

    std::size_t answers() const { return answers_; }

    /// Posts that were answered and should have been told, but were not yet.
    std::size_t awaited() const;

    /// Messages by our members that no answer speaks of. Only meaningful when everything is answered.
    std::size_t doubled() const;

    /// Posts whose offset is not above that of the post before, by the same author or, if lines are to be kept, at all.
    std::size_t out_of_order() const;

    /// From the last send to the delivery, of posts that were stored by that send.
    std::vector<double> delays_ms() const;

private:
    struct answer {
        event_id id;
        std::uint64_t offset = 0;
        bool duplicate = false;
        moment sent_at;
    };
    struct delivery {
        moment when;
        member_id from;
    };

    std::vector<std::size_t> authors_of_;
    bool keeps_lines_;
    std::uint64_t base_ = 0;
    std::size_t answers_ = 0;
    std::vector<std::optional<answer>> answer_of_;
    std::unordered_set<event_id> awaited_ids_;
    std::unordered_map<event_id, delivery> heard_;
};

} // namespace hallway
