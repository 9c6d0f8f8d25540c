#include "edge/private_node.hpp"

namespace hallway {

namespace {

settings private_settings(const std::filesystem::path& folder, const std::string& space)
{
    settings own;
    own.listen = {.host = "127.0.0.1", .port = 0};
    own.data = folder;
    own.cores = 1;
    own.space = space;
    own.rooms.clear();
    own.retention_days = 0;
    own.backup_every = std::chrono::seconds(0);
    return own;
}

} // namespace

private_node::private_node(const std::filesystem::path& folder, const std::string& space, const site_maker& site)
    : node_(private_settings(folder, space), site)
{
    node_.start();
}

std::string private_node::url() const { return "http://127.0.0.1:" + std::to_string(node_.port()); }

} // namespace hallway
