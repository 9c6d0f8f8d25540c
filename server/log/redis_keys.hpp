// How the store's keys in Redis are called. The page 0016 of server/decisions says what lies under each.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hallway {

/// All keys of a log have its name as their hash tag, so that a cluster keeps them in one place; no name can put two logs' keys together.
class redis_keys {
public:
    explicit redis_keys(std::string prefix) : prefix_(std::move(prefix)) {}

    /// \param what "meta", "log", "body", "ids", "keys", "rows", "amended" or "snapshot"
    std::string of_log(std::string_view log, std::string_view what) const
    {
        return prefix_ + "{" + escaped(log) + "}:" + std::string(what);
    }

    /// The channel on which what is appended to a log is published.
    std::string channel(std::string_view log) const { return of_log(log, "events"); }

    /// The channel of the signals of a topic.
    std::string signals(std::string_view topic) const { return prefix_ + "signals:" + std::string(topic); }

    std::string logs() const { return prefix_ + "logs"; } // their names

    std::string records() const { return prefix_ + "{records}:values"; }
    std::string record_names() const { return prefix_ + "{records}:names"; }
    std::string record_ends() const { return prefix_ + "{records}:ends"; }

private:
    /// Without what would end a hash tag early.
    static std::string escaped(std::string_view name)
    {
        std::string made;
        for (const char each : name) {
            if (each == '%')
                made += "%25";
            else if (each == '}')
                made += "%7D";
            else
                made += each;
        }
        return made;
    }

    std::string prefix_;
};

/// The least name after all that begin with `prefix`, byte for byte; nothing if there is none.
inline std::optional<std::string> behind(std::string prefix)
{
    while (!prefix.empty() && prefix.back() == '\xff')
        prefix.pop_back();
    if (prefix.empty())
        return std::nullopt;
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
    return prefix;
}

/// The bounds of ZRANGEBYLEX for names with a prefix that come after `after`.
inline std::pair<std::string, std::string> range_of_names(const std::string& prefix, const std::string& after)
{
    const auto end = behind(prefix);
    return {after < prefix ? "[" + prefix : "(" + after, end ? "(" + *end : "+"};
}

} // namespace hallway
