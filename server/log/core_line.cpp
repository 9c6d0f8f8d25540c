#include "log/log_service.hpp"

#include "log/digest.hpp"
#include "log/shared_reads.hpp"
#include "log/stored_form.hpp"

#include <utility>

namespace hallway {

core_line::core_line(log_service& service, scheduler& core) : service_(service), core_(core), box_(service.held_) {}

void core_line::ask(task what) { turn_.push_back(std::move(what)); }

void core_line::flush()
{
    if (turn_.empty())
        return;
    auto batch = std::make_shared<std::vector<task>>(std::exchange(turn_, {}));
    service_.where_.post([&service = service_, batch] { service.run(*batch); });
}

void core_line::take(log_reader& reader)
{
    const bool is_owed = box_.take([&](mail& item) {
        if (item.what)
            reader.take_event(item.log, item.what, item.is_unclaimed);
        else if (item.first != 0)
            reader.take_first(item.log, item.first, item.before_first);
        else if (item.confirmed)
            reader.take_confirmation(item.log, *item.confirmed);
        else if (item.is_lost)
            reader.take_loss(item.log);
        else
            item.answer();
    });
    if (is_owed)
        ask_for_the_rest();
}

void core_line::ask_for_the_rest()
{
    ask([this] { service_.catch_up(*this); });
    flush();
}

/// What is given to the result comes to `then` on the core's thread.
template <class T>
handler<T> core_line::through_mailbox(handler<T> then)
{
    ++waiting_;
    return [this, then = std::move(then)](outcome<T> got) {
        box_.push_answer([this, then, got = std::move(got)]() mutable {
            --waiting_;
            then(std::move(got));
        });
        service_.wake_cores();
    };
}

/// Asks the store about an open log: `call` gets its name and where to answer, which waits until the core has been handed the names that it is owed.
/// errc::unavailable if this core asks for too much already, or if the log is closed or lost when it asks or when the store answers.
template <class T, class Call>
void core_line::ask_store(std::uint64_t log, handler<T> then, Call call)
{
    if (is_full())
        return core_.post([then = std::move(then)] { then(errc::unavailable); });
    ask([this, log, call = std::move(call), then = through_mailbox(std::move(then))] {
        const auto* at = service_.find(log);
        if (at == nullptr)
            return then(errc::unavailable);
        call(at->name, handler<T>([this, log, space = at->space, then](outcome<T> got) {
                 auto kept = std::make_shared<outcome<T>>(std::move(got));
                 service_.when_named(*this, space, [this, log, then, kept] {
                     const bool is_of_another = service_.find(log) == nullptr; // which has taken its place
                     then(is_of_another ? outcome<T>{errc::unavailable} : std::move(*kept));
                 });
             }));
    });
}

void core_line::open(std::string name, handler<opened_log> then)
{
    if (is_full())
        return core_.post([then = std::move(then)] { then(errc::unavailable); });
    ask([this, name = std::move(name), then = through_mailbox(std::move(then))]() mutable {
        service_.open(*this, std::move(name), std::move(then));
    });
}

void core_line::follow(std::uint64_t log, std::uint64_t after, handler<followed_events> then)
{
    if (is_full())
        return core_.post([this, log, then = std::move(then)] {
            close(log);
            then(errc::unavailable);
        });
    ask([this, log, after, then = through_mailbox(std::move(then))] { service_.follow(*this, log, after, then); });
}

void core_line::close(std::uint64_t log)
{
    ask([this, log] { service_.close(*this, log); });
}

void core_line::append(std::uint64_t log, append_draft what, std::function<void(append_outcome)> then)
{
    if (is_full())
        return core_.post([then = std::move(then)] {
            append_outcome full;
            full.code = errc::unavailable;
            then(full);
        });
    ++waiting_;
    log_service::queued_append request;
    request.log = log;
    request.from = this;
    request.request = request_for(what);
    request.request.digest = digest_of(service_.secret_, what.asked.empty() ? request.request.body : what.asked);
    request.draft = std::move(what);
    request.then = [this, then = std::move(then)](append_outcome became) {
        if (became.code == errc::gone) // the log is another by now, and this may still be asked of that
            became.code = errc::unavailable;
        box_.push_answer([this, then, became] {
            --waiting_;
            then(became);
        });
    };
    ask([this, request = std::make_shared<log_service::queued_append>(std::move(request))] {
        service_.append(std::move(*request));
    });
}

void core_line::read(std::uint64_t log, event_range range, handler<std::vector<shared_event>> then)
{
    ask_store(log, std::move(then), [this, log, range](const std::string& name, const auto& answer) {
        const auto& top = service_.find(log)->top;
        service_.reads_->read({log, name, top.first, top.offset}, range, answer);
    });
}

void core_line::meet(std::uint64_t log, handler<done> then)
{
    if (is_full())
        return core_.post([then = std::move(then)] { then(errc::unavailable); });
    ask([this, log, answer = through_mailbox(std::move(then))] { service_.meet(*this, log, [answer] { answer(done{}); }); });
}

void core_line::contradicted(std::uint64_t log)
{
    ask([this, log] {
        if (auto* known = service_.find(log))
            service_.contradicted(*known);
    });
}

void core_line::rows(std::uint64_t log, row_range range, handler<rows_read> then)
{
    ask_store(log, std::move(then), [this, range](const std::string& name, const auto& answer) {
        service_.keeper_.rows(name, range, [answer](outcome<row_page> page) {
            if (!page)
                return answer(page.error());
            rows_read read{.rows = {}, .has_more = page->has_more};
            for (auto& each : page->rows)
                if (auto stands = row_of(std::move(each)))
                    read.rows.push_back(std::move(*stands));
            answer(std::move(read));
        });
    });
}

void core_line::find(std::uint64_t log, event_id id, handler<row> then)
{
    ask_store(log, std::move(then), [this, id](const std::string& name, const auto& answer) {
        service_.keeper_.find(name, id, [answer](outcome<stored_event> found) {
            auto stands = found ? row_of(std::move(*found)) : std::nullopt;
            if (stands)
                answer(std::move(*stands));
            else
                answer(found ? refusal{errc::not_found} : found.error());
        });
    });
}

void core_line::find_key(
    std::uint64_t log, member_id member, std::string key, const event_body& what, handler<append_outcome> then)
{
    find_key(log, member, std::move(key), encode_body(what), std::move(then));
}

void core_line::find_key(std::uint64_t log, member_id member, std::string key, std::string asked, handler<append_outcome> then)
{
    ask_store(
        log, std::move(then),
        [this, member, key = std::move(key), digest = digest_of(service_.secret_, asked)](
            const std::string& name, const auto& answer) { service_.keeper_.find_key(name, member, key, digest, answer); });
}

void core_line::get_record(std::string name, handler<record> then)
{
    if (is_full())
        return core_.post([then = std::move(then)] { then(errc::unavailable); });
    ask([this, name = std::move(name), then = through_mailbox(std::move(then))] { service_.keeper_.get(name, then); });
}

void core_line::put_record(std::string name, std::string value, handler<std::uint64_t> then)
{
    put_record(std::move(name), std::move(value), std::nullopt, std::nullopt, std::move(then));
}

void core_line::make_record(std::string name, std::string value, handler<std::uint64_t> then)
{
    put_record(std::move(name), std::move(value), 0, std::nullopt, std::move(then));
}

void core_line::put_record(std::string name, std::string value, time_point expires, handler<std::uint64_t> then)
{
    put_record(std::move(name), std::move(value), std::nullopt, expires, std::move(then));
}

void core_line::records(std::string prefix, std::size_t most, handler<std::vector<std::pair<std::string, record>>> then)
{
    if (is_full())
        return core_.post([then = std::move(then)] { then(errc::unavailable); });
    ask([this, prefix = std::move(prefix), most, then = through_mailbox(std::move(then))] {
        service_.keeper_.records(prefix, {}, most, then);
    });
}

void core_line::put_record(
    std::string name, std::string value, std::optional<std::uint64_t> expected, std::optional<time_point> expires,
    handler<std::uint64_t> then)
{
    if (is_full())
        return core_.post([then = std::move(then)] { then(errc::unavailable); });
    ask([this, name = std::move(name), value = std::move(value), expected, expires, then = through_mailbox(std::move(then))] {
        service_.keeper_.put(name, value, expected, expires, then);
    });
}

void core_line::amend(std::uint64_t log, amendment what)
{
    ask([this, log, what = std::move(what)]() mutable {
        const auto* at = service_.find(log);
        if (at == nullptr)
            return;
        what.log = at->name;
        what.epoch = at->top.epoch;
        service_.amend(log, std::move(what));
    });
}

void core_line::amend(std::uint64_t log, const row& stands)
{
    amend(
        log, {.log = {},
              .offset = stands.offset,
              .version = stands.content.version,
              .body = encode_body(stands.content),
              .verdict = {}});
}

void core_line::write_over(std::uint64_t log, std::uint64_t offset, std::uint64_t version, const event_body& what)
{
    amend(log, {.log = {}, .offset = offset, .version = version, .body = encode_body(what), .verdict = {}});
}

void core_line::take_text_away(std::uint64_t log, std::uint64_t edit, std::uint64_t version, event_id target)
{
    write_over(log, edit, version, message_edited{target, {}});
}

void core_line::keep_verdict(std::uint64_t log, std::uint64_t offset, const event_body& change, errc verdict)
{
    // In one amendment: of two, the one of the lower version is void if it has to be repeated.
    amendment what{.log = {}, .offset = offset, .version = offset + 1, .body = {}, .verdict = verdict};
    if (const auto* edited = std::get_if<message_edited>(&change))
        what.body = encode_body(message_edited{edited->target, {}});
    amend(log, std::move(what));
}

void core_line::settled(std::uint64_t log, std::uint64_t from, std::uint64_t to)
{
    ask([this, log, from, to] { service_.settled(log, from, to); });
}

void core_line::save_snapshot(std::uint64_t log, stored_snapshot what)
{
    ask([this, log, what = std::move(what)]() mutable {
        if (auto* at = service_.find(log))
            service_.save_snapshot(*at, std::move(what));
    });
}

} // namespace hallway
