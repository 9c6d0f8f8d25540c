// HTTP/1.1 over a connection: one request at a time, answered by the site or turned into a WebSocket.
#pragma once

#include "edge/connection.hpp"
#include "support/http_message.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace hallway {

class http_session final : public dialogue {
public:
    http_session(edge_core& home, connection& over);

    /// 503 with a time to come back, whatever is asked.
    void refuse_for_now();

    /// The same as bytes, for somebody with whom there is no session.
    static std::string farewell(int retry_after);

    void received(std::string_view bytes) override;
    void peer_finished() override;
    void drained() override;
    bool wants_bytes() const override;
    void swept(uptime now) override;
    void stalled() override { over_.drop(); }
    void unsealed() override;

private:
    enum class next_step { wait, go_on };

    void answer_what_is_there();
    next_step answer_one();
    next_step answer(const http_request& request, bool keeps_alive, std::string_view behind);
    next_step upgrade(const http_request& request, std::string_view behind);
    void refuse(int status, std::string sentence);
    void send(http_response response, bool is_head, bool keeps_alive);
    void send_when_known(const http_response& promised, bool is_head, bool keeps_alive);

    edge_core& home_;
    connection& over_;
    std::string pending_; // came in, not yet answered
    uptime since_;        // when the present request began to be awaited, or its answer
    std::shared_ptr<bool>
        awaited_; // an answer that is not known yet, and whether it is the last; gone with this, or when given up
};

} // namespace hallway
