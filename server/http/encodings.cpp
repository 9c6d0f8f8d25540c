#include "http/encodings.hpp"

#include "support/http_message.hpp"
#include "support/sha256.hpp"

#include <zlib.h>

namespace hallway {

std::string gzipped(const std::string& bytes, int level)
{
    z_stream stream{};
    constexpr int with_gzip_header = 15 + 16;
    if (deflateInit2(&stream, level, Z_DEFLATED, with_gzip_header, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    std::string out(bytes.size(), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const auto done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return done && out.size() < bytes.size() / 10 * 9 ? out : std::string();
}

std::string etag_of(std::string_view bytes)
{
    constexpr std::size_t digits = 32;
    return '"' + sha256_hex(bytes, digits) + '"';
}

bool accepts(std::string_view header, std::string_view coding)
{
    bool accepted = false;
    bool is_named = false;
    for_each_element(header, [&](std::string_view one) {
        const auto semicolon = one.find(';');
        auto name = one.substr(0, semicolon);
        while (name.ends_with(' '))
            name.remove_suffix(1);
        const auto is_any = name == "*";
        if (!is_same_token(name, coding) && (!is_any || is_named))
            return;
        is_named = is_named || !is_any;
        const auto weight = semicolon == std::string_view::npos ? std::string_view() : one.substr(semicolon);
        const auto q = weight.find("q=");
        accepted = q == std::string_view::npos || weight.substr(q + 2).find_first_of("123456789") != std::string_view::npos;
    });
    return accepted;
}

bool has_etag(std::string_view if_none_match, std::string_view etag)
{
    bool found = false;
    for_each_element(if_none_match, [&](std::string_view one) {
        if (one.starts_with("W/"))
            one.remove_prefix(2);
        found = found || one == etag || one == "*";
    });
    return found;
}

} // namespace hallway
