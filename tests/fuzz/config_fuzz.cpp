// Any bytes as a configuration file: settings or a sentence, never anything else.
#include "support/config.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int config_fuzz(const std::uint8_t* bytes, std::size_t size)
{
    try {
        const auto all = hallway::settings_from({"fuzz.toml", {reinterpret_cast<const char*>(bytes), size}, {}, {}});
        if (all.rooms.empty() || all.data.empty() || (all.unlimited && !is_loopback(all.listen)))
            std::abort();
    } catch (const hallway::config_error& error) {
        if (std::string(error.what()).empty())
            std::abort();
    }
    return 0;
}
