#include "tests/simulation/simulated_link.hpp"

#include "protocol/limits.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hallway::simulation {

simulated_link::simulated_link(
    world& in, const network_faults& faults, simulated_thread& clients, core& to, simulated_thread& core_thread,
    link_reader& reader, coverage& seen)
    : in_(in), faults_(faults), clients_(clients), core_(&to), core_thread_(&core_thread), reader_(&reader), seen_(seen)
{
}

/// When so many bytes have come through behind those that were sent before.
uptime simulated_link::travel(uptime& last, std::size_t bytes)
{
    const auto latency = faults_.latency_max / 2 + in_.random().until(faults_.latency_max / 2);
    last = std::max(last, in_.clock() + latency) + uptime{1ms} * bytes / faults_.bytes_per_ms;
    return last - in_.clock();
}

void simulated_link::on_core(void (simulated_link::*what)())
{
    if (core_thread_ != nullptr)
        core_thread_->post([self = shared_from_this(), what] { ((*self).*what)(); });
}

// --- to the server ---

void simulated_link::open()
{
    clients_.after(travel(last_up_, 300), [self = shared_from_this()] {
        if (self->is_cut_ || self->core_thread_ == nullptr)
            return self->hear_of_loss({});
        self->core_thread_->post([self] {
            if (self->reader_ != nullptr)
                self->session_.emplace(*self->core_, *self);
        });
    });
}

void simulated_link::send(std::string frame)
{
    const auto size = frame.size() + 8;
    clients_.after(travel(last_up_, size), [self = shared_from_this(), frame = std::move(frame)] {
        if (self->is_cut_ || self->core_thread_ == nullptr)
            return;
        self->core_thread_->post([self, frame] { self->receive(frame); });
    });
}

void simulated_link::receive(const std::string& frame)
{
    if (session_ && !is_cut_)
        session_->receive(frame);
}

// --- to the client ---

void simulated_link::push(shared_bytes frames)
{
    if (is_closing_)
        return;
    outbox_.push(std::move(frames));
    most_queued_ = std::max(most_queued_, outbox_.bytes());
}

void simulated_link::flush()
{
    if (!is_blocked_)
        send_some();
}

void simulated_link::send_some()
{
    std::array<iovec, 16> parts;
    while (!outbox_.is_empty() && in_kernel_ < faults_.kernel_bytes) {
        const auto used = outbox_.peek(parts);
        std::string chunk;
        for (std::size_t i = 0; i < used && in_kernel_ + chunk.size() < faults_.kernel_bytes; ++i) {
            const auto room = faults_.kernel_bytes - in_kernel_ - chunk.size();
            chunk.append(static_cast<const char*>(parts[i].iov_base), std::min(room, parts[i].iov_len));
        }
        outbox_.consume(chunk.size());
        in_kernel_ += chunk.size();
        progress_at_ = in_.clock();
        clients_.after(
            travel(last_down_, chunk.size()), [self = shared_from_this(), chunk = std::move(chunk)] { self->arrive(chunk); });
    }
    is_blocked_ = !outbox_.is_empty();
    if (is_blocked_ && !std::exchange(is_watched_, true)) {
        seen_.count("network: a connection took no more");
        watch();
    }
}

void simulated_link::arrive(const std::string& bytes)
{
    if (is_cut_ || reader_ == nullptr)
        return;
    unread_ += bytes;
    if (is_reading_)
        start_reading();
}

void simulated_link::start_reading()
{
    is_reading_ = true;
    if (reader_ == nullptr)
        return;
    const auto bytes = std::exchange(unread_, {});
    in_kernel_ -= std::min(in_kernel_, bytes.size());
    on_core(&simulated_link::writable);
    if (!bytes.empty())
        reader_->arrived(bytes);
}

void simulated_link::writable()
{
    if (!is_blocked_ || is_cut_)
        return;
    send_some();
    if (!is_blocked_ && session_ && !is_closing_)
        session_->drained();
}

/// The edge's watch over a connection that takes nothing.
void simulated_link::watch()
{
    if (core_thread_ == nullptr)
        return;
    core_thread_->after(1s, [self = shared_from_this()] {
        if (!self->is_blocked_ || !self->session_) {
            self->is_watched_ = false;
            return;
        }
        if (self->in_.clock() - self->progress_at_ >= limits::outbox_stall_max) {
            self->seen_.count("network: closed, nothing taken for 10 s");
            self->session_->close(close_code::slow_reader, "stalled");
        }
        self->watch();
    });
}

void simulated_link::close(close_code code, std::string)
{
    if (std::exchange(is_closing_, true))
        return;
    seen_.count("close " + std::to_string(static_cast<unsigned>(code)));
    if (code == close_code::slow_reader)
        outbox_.drop_unbegun();
    const auto number = static_cast<unsigned>(code);
    outbox_.push(std::make_shared<const std::string>(
        std::string{'\x88', '\x02', static_cast<char>(number >> 8), static_cast<char>(number & 0xFF)}));
    flush();
    core_thread_->after(limits::close_deadline, [self = shared_from_this()] { self->cut({}, {}); });
}

// --- ends ---

void simulated_link::end_session()
{
    session_.reset();
    core_thread_ = nullptr;
}

void simulated_link::hear_of_loss(uptime after)
{
    clients_.after(after, [self = shared_from_this()] {
        if (self->reader_ != nullptr)
            std::exchange(self->reader_, nullptr)->lost();
    });
}

void simulated_link::cut(uptime server_hears_after, uptime client_hears_after)
{
    if (std::exchange(is_cut_, true))
        return;
    unread_.clear();
    if (core_thread_ != nullptr)
        core_thread_->after(server_hears_after, [self = shared_from_this()] { self->end_session(); });
    hear_of_loss(client_hears_after);
}

void simulated_link::leave()
{
    reader_ = nullptr;
    cut(faults_.latency_max, {});
}

void simulated_link::server_is_gone(uptime client_hears_after)
{
    session_.reset();
    core_ = nullptr;
    core_thread_ = nullptr;
    outbox_ = {};
    hear_of_loss(client_hears_after);
}

} // namespace hallway::simulation
