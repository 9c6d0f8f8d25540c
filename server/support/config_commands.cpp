#include "support/config_commands.hpp"

#include "support/brand_logo.hpp"
#include "support/tls_identity.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include <unistd.h>

namespace hallway {

setting_flags::setting_flags(CLI::App& command)
{
    command.add_option("--config", file_, "a configuration file; `hallway default-config` prints one")
        ->envname("HALLWAY_CONFIG")
        ->type_name("FILE");
    for (const auto& form : setting_forms()) {
        const std::string key{form.key}, flag{form.flag}, explanation{form.explanation};
        if (form.value.empty()) {
            command.add_flag(flag, claims_[key], explanation);
            continue;
        }
        auto* option = command.add_option(flag, texts_[key], explanation)->type_name(std::string{form.value});
        if (form.is_list)
            option->expected(1)->take_all();
        else
            option->expected(1)->take_last();
    }
}

settings setting_flags::read() const
{
    setting_sources sources;
    if (!file_.empty()) {
        sources.file_name = file_;
        sources.file_text = read_config_file(file_);
    }
    sources.environment = settings_of_environment(environ);
    for (const auto& [key, values] : texts_) {
        if (!values.empty())
            sources.flags.push_back({key, fmt::format("{}", fmt::join(values, ";"))});
    }
    for (const auto& [key, is_claimed] : claims_) {
        if (is_claimed)
            sources.flags.push_back({key, "true"});
    }
    return settings_from(sources);
}

void add_config_commands(CLI::App& app, int& exit_code)
{
    auto* check = app.add_subcommand("check-config", "Check the settings as serve would find them");
    auto flags = std::make_shared<setting_flags>(*check);
    check->callback([flags, &exit_code] {
        const auto all = flags->read();
        read_brand_logo(all.brand_logo); // which serve would refuse, too
        if (all.tls.is_there())
            for (const auto& doubt : doubts_about(all.tls, read_tls_identity(all.tls)))
                fmt::print(stderr, "{}\n", doubt);
        if (all.store == store_kind::redis)
            redis_with_password(all);
        for (const auto& doubt : doubts_about_environment(environ))
            fmt::print(stderr, "{}\n", doubt);
        fmt::print(
            "The settings are good: listen {}, data {}, space {} with {} rooms.\n", to_string(all.listen),
            all.store == store_kind::sqlite ? all.data.string() : "in " + place_of_store(all), all.space, all.rooms.size());
        exit_code = 0;
    });

    auto* print = app.add_subcommand("default-config", "Print a configuration file with every setting explained");
    print->callback([&exit_code] {
        const auto text = default_config();
        const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
        exit_code = is_written ? 0 : 1;
    });
}

} // namespace hallway
