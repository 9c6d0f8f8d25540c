// The one table of HTTP routes: which handler answers which path.
#pragma once

#include "support/http_message.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// Filled before the cores run; from then on shared by them and never changed, as its handlers' own state must be safe to share.
class http_routes {
public:
    /// A path, exactly; a "*" in it stands for one segment, whichever. GET serves HEAD too.
    void add(std::string method, std::string path, http_handler answer);

    /// Asked last, for GET and HEAD only: answers nothing if the path is not its own.
    using fallback = std::function<std::optional<http_response>(const http_request&)>;
    void otherwise(fallback answer);

    /// 404 for a path that nobody has, 405 for one that has other methods.
    http_response respond(const http_request& request) const;

    /// The same, but nothing for a path that nobody has.
    std::optional<http_response> respond_if_known(const http_request& request) const;

    /// The table as the edge takes it; refers to this.
    http_handler handler() const;

private:
    struct route {
        std::string method, path;
        http_handler answer;
    };

    std::vector<route> routes_;
    std::vector<fallback> fallbacks_;
};

} // namespace hallway
