#include "outside/reached_server.hpp"

#include "identity/secrets.hpp"
#include "log/store_refused.hpp"
#include "outside/spaces_of_data.hpp"
#include "outside/text_file.hpp"
#include "protocol/ids.hpp"
#include "support/exit_codes.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace hallway {

namespace {

server_address address_of(const std::string& url)
{
    auto read = parse_server_address(url);
    if (!read)
        throw not_reached(wrong_usage, read.error().message);
    return *std::move(read);
}

} // namespace

void check(const server_choice& choice)
{
    if (choice.url.empty() && choice.data.empty())
        throw not_reached(wrong_usage, say_which_server);
    if (!choice.url.empty())
        address_of(choice.url);
    if (!choice.space.empty() && !is_slug(choice.space))
        throw not_reached(wrong_usage, fmt::format("\"{}\" is not a space's id: small letters, digits and \"-\".", choice.space));
}

reached_server reach(const server_choice& choice, const own_server_maker& make)
{
    check(choice);
    reached_server made;
    auto folder = std::filesystem::path(choice.data.empty() ? "hallway-data" : choice.data);
    if (choice.url.empty()) {
        try {
            made.own = make(choice.data, space_of_data(choice.data, choice.space));
        } catch (const folder_in_use& error) {
            throw not_reached(
                store_was_refused,
                fmt::format(
                    "{} Or go through the server that runs: --url http://127.0.0.1:8000 --data {}", error.what(), choice.data));
        }
    }
    made.address = address_of(made.own ? made.own->url() : choice.url);
    const auto token_file = choice.token_file.empty() ? (folder / organiser_file).string() : choice.token_file;
    const auto token = read_text_file(token_file);
    if (!token)
        throw not_reached(
            failed, fmt::format("An organiser's token is needed: {} Name one with --token-file.", token.error().message));
    made.token = trimmed(*token);
    return made;
}

} // namespace hallway
