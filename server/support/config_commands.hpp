// The settings as flags of a command, and the commands that are about settings alone.
#pragma once

#include "support/config.hpp"

#include <map>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace hallway {

/// Every setting's flag, and --config FILE, on a command. Outlives the parsing.
class setting_flags {
public:
    explicit setting_flags(CLI::App& command);
    setting_flags(const setting_flags&) = delete;
    setting_flags& operator=(const setting_flags&) = delete;

    /// After the parsing: what file, environment and flags give together. Throws config_error.
    settings read() const;

private:
    std::string file_;
    std::map<std::string, std::vector<std::string>> texts_; // by key
    std::map<std::string, bool> claims_;                    // flags without a value
};

/// Adds check-config and default-config; when one is given, it runs while `app` parses. `exit_code` outlives the parsing.
void add_config_commands(CLI::App& app, int& exit_code);

} // namespace hallway
