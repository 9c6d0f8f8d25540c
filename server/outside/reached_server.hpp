// The server that a command writes through: a running one, or one of our own over a stopped server's folder.
#pragma once

#include "outside/server_address.hpp"

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace hallway {

/// A server of this process; it ends with this.
class own_server {
public:
    virtual ~own_server() = default;
    virtual std::string url() const = 0;
};

/// Starts one over a data folder, which is made if it is not there. \throws store_refused if the folder cannot be used
using own_server_maker = std::function<std::unique_ptr<own_server>(const std::string& folder, const std::string& space)>;

/// As people choose it on the command line.
struct server_choice {
    std::string url;        // of a running server; empty: `data`
    std::string data;       // a stopped server's folder; with `url` it only says where the token is
    std::string token_file; // empty: organiser.token in `data`, or in hallway-data
    std::string space;      // empty: the running server's first, or the one that `data` holds
};

/// There is no server to write through. what() is a sentence, `code` the exit code.
struct not_reached : std::runtime_error {
    not_reached(int exit_code, const std::string& sentence) : std::runtime_error(sentence), code(exit_code) {}
    int code;
};

struct reached_server {
    std::unique_ptr<own_server> own; // null: it runs elsewhere
    server_address address;
    std::string token; // an organiser's
};

/// \throws not_reached; store_refused
reached_server reach(const server_choice& choice, const own_server_maker& make);

/// Complains if the choice cannot be one, before anything is done. \throws not_reached
void check(const server_choice& choice);

/// The sentence for somebody who says neither or who is refused a folder that is in use.
inline constexpr const char* say_which_server = "Say which server: --url of a running one, or --data of a stopped one.";

} // namespace hallway
