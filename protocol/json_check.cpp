#include "protocol/json_check.hpp"

#include "protocol/limits.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <vector>

namespace hallway {

namespace {

using nlohmann::json;

/// nlohmann's SAX interface; each handler answers whether to go on.
class checker {
public:
    std::optional<json_fault> fault;

    bool null() { return true; }
    bool boolean(bool) { return true; }
    bool number_integer(json::number_integer_t) { return true; }
    bool number_float(json::number_float_t, const std::string&) { return true; }
    bool string(std::string&) { return true; }
    bool binary(json::binary_t&) { return true; }

    bool number_unsigned(json::number_unsigned_t value)
    {
        if (open_.size() == 1 && open_.back().is_object && keys_.back() == "id")
            id_ = value;
        return true;
    }

    bool start_object(std::size_t) { return start(true); }

    bool key(std::string& name)
    {
        keys_.push_back(std::move(name));
        if (keys_.size() - open_.back().first_key <= limits::json_keys_max)
            return true;
        return refuse("An object has more keys than this server takes.");
    }

    bool end_object()
    {
        const auto begin = keys_.begin() + static_cast<std::ptrdiff_t>(open_.back().first_key);
        std::sort(begin, keys_.end());
        if (const auto twin = std::adjacent_find(begin, keys_.end()); twin != keys_.end())
            return refuse("A key stands twice in one object.", tellable(*twin));
        keys_.erase(begin, keys_.end());
        open_.pop_back();
        return true;
    }

    bool start_array(std::size_t) { return start(false); }

    bool end_array()
    {
        open_.pop_back();
        return true;
    }

    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& what)
    {
        constexpr int number_overflow = 406;
        if (what.id != number_overflow)
            return refuse("This is not JSON.");
        fault = json_fault{refusal{errc::bad_request, "A number is too large.", path()}, id_};
        return false;
    }

private:
    struct level {
        bool is_object = false;
        std::size_t first_key = 0; // in keys_
    };

    bool start(bool is_object)
    {
        open_.push_back({is_object, keys_.size()});
        if (open_.size() <= limits::json_depth_max)
            return true;
        return refuse("The document is nested too deeply.");
    }

    bool refuse(const char* sentence, std::string field = {})
    {
        fault = json_fault{refusal{errc::bad_request, sentence, std::move(field)}, std::nullopt};
        return false;
    }

    /// A sender's own word is only repeated to it if it looks like one of ours.
    static std::string tellable(const std::string& name)
    {
        constexpr std::size_t length_max = 32;
        const bool is_ours = name.size() <= length_max &&
                             std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
        return is_ours ? name : std::string{};
    }

    /// Where the parser is, "since.offset".
    std::string path() const
    {
        std::string names;
        for (std::size_t i = 0; i < open_.size(); ++i) {
            const auto end = i + 1 < open_.size() ? open_[i + 1].first_key : keys_.size();
            if (!open_[i].is_object || end == open_[i].first_key)
                continue;
            if (!names.empty())
                names.push_back('.');
            names += tellable(keys_[end - 1]);
        }
        return names;
    }

    std::vector<level> open_;
    std::vector<std::string> keys_; // of all open objects, outermost first
    std::optional<std::uint64_t> id_;
};

/// The four hex digits of the escape "\uXXXX" at `at`; nothing if none stands there.
std::optional<unsigned> escape_at(std::string_view document, std::size_t at)
{
    constexpr std::size_t escape_bytes = 6;
    if (at + escape_bytes > document.size() || document[at] != '\\' || document[at + 1] != 'u')
        return std::nullopt;
    unsigned value = 0;
    const auto* const digits = document.data() + at + 2;
    const auto end = std::from_chars(digits, digits + 4, value, 16).ptr;
    return end == digits + 4 ? std::optional{value} : std::nullopt;
}

bool is_high(unsigned unit) { return unit >= 0xd800 && unit <= 0xdbff; }

bool is_low(unsigned unit) { return unit >= 0xdc00 && unit <= 0xdfff; }

} // namespace

std::optional<json_fault> check_json(std::string_view document)
{
    // nlohmann takes a NUL byte for the end of its input and would not see what stands behind it.
    if (document.find('\0') != std::string_view::npos)
        return json_fault{refusal{errc::bad_request, "This is not JSON."}, std::nullopt};
    checker checked;
    json::sax_parse(document.begin(), document.end(), &checked);
    return checked.fault;
}

std::string without_lone_surrogates(std::string_view document)
{
    std::string mended{document};
    for (std::size_t at = document.find('\\'); at < document.size(); at = document.find('\\', at)) {
        const auto unit = escape_at(document, at);
        if (!unit) {
            at += 2; // an escape of one character
            continue;
        }
        const auto next = escape_at(document, at + 6);
        if (is_high(*unit) && next && is_low(*next)) {
            at += 12;
            continue;
        }
        if (is_high(*unit) || is_low(*unit))
            mended.replace(at + 2, 4, "0000");
        at += 6;
    }
    return mended;
}

} // namespace hallway
