#include "outside/inviting.hpp"

#include "outside/client.hpp"
#include "protocol/codec.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <utility>

namespace hallway {

namespace {

using namespace std::chrono_literals;

constexpr auto invite_patience = 30s; // for an answer

/// Sends commands one after the other over one connection, and waits for each answer.
class organiser_line {
public:
    organiser_line(const reached_server& server, const std::string& space)
    {
        client_settings how;
        how.server = server.address;
        how.greeting.name = "Organiser";
        how.greeting.token = server.token;
        if (!space.empty())
            how.greeting.space = space;
        client::handlers call;
        call.welcomed = [this](const server_document& answer) { take(answer); };
        call.ended = [this](const connection_end& end) {
            failed_ = end.reason.empty() ? "The server ended the connection." : end.reason;
            io_.stop();
        };
        client_ = std::make_unique<client>(io_, std::move(how), std::move(call));
        wait();
    }

    /// \throws not_invited
    server_document ask(command_body what)
    {
        client_->send(std::move(what), [this](const server_document& answer) { take(answer); });
        return wait();
    }

private:
    void take(const server_document& answer)
    {
        answer_ = answer;
        io_.stop();
    }

    server_document wait()
    {
        answer_.reset();
        io_.restart();
        io_.run_for(invite_patience);
        if (!answer_)
            throw not_invited(failed_.empty() ? "The server does not answer." : failed_);
        if (answer_->is_error)
            throw not_invited(sentence_of(answer_->error));
        return *std::move(answer_);
    }

    boost::asio::io_context io_{1};
    std::optional<server_document> answer_;
    std::string failed_;
    std::unique_ptr<client> client_;
};

std::string new_key()
{
    std::random_device random;
    return fmt::format("invite-{:08x}{:08x}", random(), random());
}

std::vector<made_invite> all_invites(organiser_line& line)
{
    std::vector<made_invite> all;
    std::optional<event_id> after;
    do {
        auto page = line.ask(list_invites{after});
        for (auto& each : page.invites)
            all.push_back({{each.name, each.as, each.scope, each.until}, each.id, each.token, each.devices});
        after = page.invites_after;
    } while (after);
    return all;
}

} // namespace

std::vector<made_invite> invite_at(
    const reached_server& server, const std::string& space, const std::vector<wanted_invite>& people,
    const std::function<void(std::size_t done)>& tell)
{
    organiser_line line(server, space);
    const auto known = all_invites(line);
    std::vector<made_invite> made;
    for (const auto& each : people) {
        const auto same =
            std::ranges::find_if(known, [&](const made_invite& one) { return one.of == each && !one.token.empty(); });
        if (same != known.end()) {
            made.push_back(*same);
        } else {
            try {
                const auto answer = line.ask(invite_member{new_key(), each.name, each.as, each.scope, each.until});
                made.push_back({each, answer.id.value_or(event_id{}), answer.token, 0, true});
            } catch (const not_invited& error) {
                throw not_invited(fmt::format("{} was not invited: {}", each.name, error.what()));
            }
        }
        tell(made.size());
    }
    return made;
}

std::vector<made_invite> invites_at(const reached_server& server, const std::string& space)
{
    organiser_line line(server, space);
    return all_invites(line);
}

void revoke_at(const reached_server& server, const std::string& space, event_id which)
{
    organiser_line(server, space).ask(revoke_invite{new_key(), which});
}

} // namespace hallway
