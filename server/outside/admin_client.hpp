// Requests to a running server's endpoints for its operator, one after the other over one connection.
#pragma once

#include "outside/server_address.hpp"

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace hallway {

/// What a server answered.
struct admin_answer {
    unsigned status = 0;
    std::string body;

    /// "message" of a JSON body, or a sentence with the status.
    std::string sentence() const;
};

/// There was no answer. what() is a sentence.
struct no_answer : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Waits for each answer, half a minute at most. For one thread.
class admin_client {
public:
    /// \param token shown with every request
    admin_client(const server_address& server, std::string token);
    ~admin_client();
    admin_client(const admin_client&) = delete;
    admin_client& operator=(const admin_client&) = delete;

    /// \throws no_answer
    admin_answer get(const std::string& target);
    admin_answer post(const std::string& target);

    /// Bytes `first` to `last`, both inclusive; fewer if the server gives fewer (RFC 9110, 14). \throws no_answer
    admin_answer get_part(const std::string& target, std::uint64_t first, std::uint64_t last);

private:
    class connection;
    std::unique_ptr<connection> connection_;
};

} // namespace hallway
