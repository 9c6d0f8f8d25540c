// A server for one command over a stopped server's folder, so that there is one way to write: on a port that the kernel chooses, of this machine only.
#pragma once

#include "edge/node.hpp"

#include <filesystem>
#include <string>

namespace hallway {

/// Serves from its making to its end. It makes no backup, forgets nothing, and opens no room by itself: what the folder's own server is set to do, it does.
class private_node {
public:
    /// The folder is made if it is not there.
    /// \throws store_refused if the folder cannot be used, also because a server runs on it; std::exception for everything else
    private_node(const std::filesystem::path& folder, const std::string& space, const site_maker& site);

    /// "http://127.0.0.1:41234"
    std::string url() const;

private:
    node node_;
};

} // namespace hallway
