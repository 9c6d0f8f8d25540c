// Documents of four connections into one core over a log in memory: each is answered once, all that comes out is in the protocol, and in order.
// The input is lines: "{…}" or "0{…}" a document of connection 0 to 3; "&0{…}|{…}" several in one frame; "+" time passes; "-0" the connection breaks and
// a new one takes its place; "=" everything settles. In a document $K is a fresh key, $L the last one, $M the last message's id, $T the last token, $E the epoch.
#include "hub/core.hpp"
#include "identity/tokens.hpp"
#include "log/log_service.hpp"
#include "log/memory_store.hpp"
#include "protocol/codec.hpp"
#include "protocol/text.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/support/test_scheduler.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

using namespace hallway;
using namespace std::chrono_literals;
using fuzz::demand;

namespace {

/// What connections learn from each other's answers, so that later lines can refer to it.
struct learned {
    std::string message = "e-0000000000000", token = "hk1.none.none", epoch = "e";
};

class connection_under_test final : public wire {
public:
    connection_under_test(core& home, learned& known) : known_(known) { session_ = std::make_unique<session>(home, *this); }

    void say(const std::string& frame)
    {
        if (is_closed_)
            return;
        if (const auto documents = split_frame(frame)) {
            for (const auto document : *documents)
                ++asked_[id_of(document)];
        } else {
            ++asked_[std::nullopt];
        }
        session_->receive(frame);
    }

    /// Nothing is under way any more.
    void judge_settled() const { demand(is_closed_ || asked_ == answered_, "every document is answered once"); }

    // wire
    void push(shared_bytes frames) override { waiting_ += *frames; }
    std::size_t queued_bytes() const override { return 0; }

    void flush() override
    {
        for (std::string_view bytes = waiting_; !bytes.empty();)
            read(payload_of(bytes));
        waiting_.clear();
    }

    void close(close_code code, std::string reason) override
    {
        constexpr std::array documented{close_code::drain,      close_code::slow_reader,   close_code::rate,
                                        close_code::unreadable, close_code::token_refused, close_code::token_expired,
                                        close_code::replaced,   close_code::banned,        close_code::try_later};
        demand(std::find(documented.begin(), documented.end(), code) != documented.end(), "a session ends by a documented code");
        demand(is_utf8(reason) && reason.size() <= 123, "a reason fits into a close frame");
        flush();
        is_closed_ = true;
    }

private:
    static std::optional<std::uint64_t> id_of(std::string_view document)
    {
        const auto decoded = decode_command(document);
        if (const auto* const wrong = std::get_if<unreadable>(&decoded))
            return wrong->id;
        return std::get<command>(decoded).id;
    }

    static std::string_view payload_of(std::string_view& bytes)
    {
        demand(bytes.size() >= 2 && bytes[0] == '\x81', "what leaves are whole text frames");
        std::size_t length = static_cast<unsigned char>(bytes[1]);
        std::size_t header = 2;
        for (auto digits = length == 126 ? 2 : length == 127 ? 8 : 0; digits > 0; --digits) {
            length = header == 2 ? 0 : length;
            length = length << 8 | static_cast<unsigned char>(bytes[header++]);
        }
        demand(bytes.size() >= header + length, "what leaves are whole text frames");
        const auto payload = bytes.substr(header, length);
        bytes.remove_prefix(header + length);
        return payload;
    }

    void read(std::string_view frame)
    {
        demand(is_utf8(frame), "what leaves is UTF-8");
        const auto documents = split_frame(frame, 100'000);
        demand(documents.has_value(), "what leaves are documents");
        for (const auto one : *documents) {
            const auto document = decode_server_document(one);
            demand(document.has_value(), "what leaves is in the protocol");
            if (document->ev.empty())
                take_answer(*document);
            else
                take_event(*document);
        }
    }

    void take_answer(const server_document& what)
    {
        if (is_closed_)
            return;
        demand(++answered_[what.re] <= asked_[what.re], "nothing is answered twice, or unasked");
        if (what.is_error)
            return demand(!what.error.message.empty(), "a refusal says why");
        if (!what.token.empty())
            known_.token = what.token;
        if (what.id && what.offset > 0 && what.at)
            known_.message = to_string(*what.id);
        if (what.recovered) {
            known_.epoch = what.epoch;
            if (!what.more)
                stands_at_[what.room] = what.offset;
            else
                stands_at_.erase(what.room);
        }
    }

    void take_event(const server_document& what)
    {
        if (what.ev == "reset" || what.ev == "left" || what.ev == "gap")
            stands_at_.erase(what.room);
        const auto stands = stands_at_.find(what.room);
        if (what.offset == 0 || stands == stands_at_.end())
            return;
        demand(what.offset > stands->second, "offsets on a session rise");
        stands->second = what.offset;
    }

    learned& known_;
    std::unique_ptr<session> session_;
    std::string waiting_;
    bool is_closed_ = false;
    std::map<std::optional<std::uint64_t>, std::size_t> asked_, answered_; // by command id
    std::map<std::string, std::uint64_t> stands_at_;                       // by room
};

class house_of_four {
public:
    house_of_four()
        : keeper_(make_memory_store(turns_)), service_(turns_, *keeper_, counts_, std::string(32, 's')),
          line_(service_.attach(turns_))
    {
        core_settings settings;
        settings.rooms = {{"lobby", "Lobby"}};
        core_ = std::make_unique<core>(turns_, line_, tokens_, settings, counts_);
        core_->start([](const outcome<done>& ready) { demand(static_cast<bool>(ready), "a core starts"); });
        known_.token = tokens_.staff_link(role::moderator, settings.space);
        turns_.advance(1s);
        for (auto& one : connections_)
            one = std::make_unique<connection_under_test>(*core_, known_);
    }

    void obey(std::string_view line)
    {
        if (line.empty())
            return;
        const auto number = [&](std::size_t at) { return line.size() > at ? static_cast<std::size_t>(line[at]) % 4 : 0; };
        switch (line[0]) {
        case '+': return turns_.advance(std::chrono::seconds(1 + number(1) * 4));
        case '=': return settle();
        case '-': {
            auto& one = connections_[number(1)];
            one.reset();
            one = std::make_unique<connection_under_test>(*core_, known_);
            return;
        }
        case '&': {
            auto frame = filled(line.substr(std::min<std::size_t>(line.size(), 2)));
            std::replace(frame.begin(), frame.end(), '|', '\n');
            return connections_[number(1)]->say(frame);
        }
        case '{': return connections_[0]->say(filled(line));
        default: return connections_[number(0)]->say(filled(line.substr(1)));
        }
    }

    void settle()
    {
        turns_.run_until_idle();
        turns_.advance(1s);
        for (const auto& one : connections_)
            one->judge_settled();
    }

private:
    /// The document with what its placeholders stand for.
    std::string filled(std::string_view line)
    {
        std::string out;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const auto next = line[i] == '$' && i + 1 < line.size() ? line[i + 1] : '\0';
            if (next == 'K')
                key_ = "a-key-that-is-no-" + std::to_string(++keys_);
            if (next == 'K' || next == 'L')
                out += key_;
            else if (next == 'M')
                out += known_.message;
            else if (next == 'T')
                out += known_.token;
            else if (next == 'E')
                out += known_.epoch;
            else {
                out.push_back(line[i]);
                continue;
            }
            ++i;
        }
        return out;
    }

    test::test_scheduler turns_;
    metrics counts_;
    std::unique_ptr<store> keeper_;
    log_service service_;
    core_line& line_;
    token_keeper tokens_{std::string(32, 't')};
    std::unique_ptr<core> core_;
    learned known_;
    std::string key_ = "a-key-that-is-no-0";
    std::size_t keys_ = 0;
    std::array<std::unique_ptr<connection_under_test>, 4> connections_;
};

} // namespace

extern "C" int session_fuzz(const std::uint8_t* data, std::size_t size)
{
    constexpr int lines_max = 300;
    std::string_view input{reinterpret_cast<const char*>(data), size};
    house_of_four all;
    for (int lines = 0; !input.empty() && lines < lines_max; ++lines) {
        const auto line = input.substr(0, input.find('\n'));
        input.remove_prefix(std::min(input.size(), line.size() + 1));
        all.obey(line);
    }
    all.settle();
    return 0;
}
