#include "log/sqlite_event.hpp"
#include "support/logging.hpp"

#include <boost/crc.hpp>

#include <algorithm>
#include <atomic>

namespace hallway {
namespace {

/// CRC-32C (Castagnoli), RFC 3720, appendix B.4. Numbers as 8 bytes, the lowest first; strings behind their length.
class checksum {
public:
    checksum& add(std::uint64_t number)
    {
        unsigned char bytes[8];
        for (auto& byte : bytes) {
            byte = static_cast<unsigned char>(number & 0xff);
            number >>= 8;
        }
        crc_.process_bytes(bytes, sizeof bytes);
        return *this;
    }

    checksum& add(std::string_view text)
    {
        add(text.size());
        crc_.process_bytes(text.data(), text.size());
        return *this;
    }

    checksum& add_if_any(const std::optional<std::string>& text) { return text ? add(1).add(*text) : add(0); }

    std::int64_t value() const { return crc_.checksum(); }

private:
    boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc_;
};

} // namespace

std::int64_t event_place::of(std::int64_t log, std::uint64_t offset)
{
    return (log << offset_bits) | static_cast<std::int64_t>(std::min(offset, offset_max));
}

event_row read_event_row(sqlite_rows& rows)
{
    event_row it;
    it.event.offset = event_place::offset_of(rows.integer(0));
    it.log = rows.integer(1);
    it.event.id = event_id{rows.bits(2)};
    if (!rows.is_null(3))
        it.previous = event_id{rows.bits(3)};
    it.event.at = time_point{std::chrono::milliseconds{rows.integer(4)}};
    it.event.member = member_id{rows.bits(5)};
    it.event.role = rows.bytes(6);
    it.event.key = rows.bytes(7);
    it.digest = rows.bytes(8);
    it.is_row = rows.integer(9) != 0;
    it.version = rows.bits(11);
    if (!rows.is_null(12))
        it.verdict = rows.bytes(12);
    it.event.body = rows.bytes(13);
    it.is_sound = rows.integer(0) == event_place::of(it.log, it.event.offset) && rows.integer(10) == header_checksum(it) &&
                  rows.integer(14) == body_checksum(it.version, it.verdict, it.event.body);
    return it;
}

std::int64_t header_checksum(const event_row& of)
{
    const auto& event = of.event;
    checksum sum;
    sum.add(static_cast<std::uint64_t>(of.log)).add(event.offset).add(event.id.value);
    sum.add(of.previous ? 1 : 0).add(of.previous ? of.previous->value : 0);
    sum.add(static_cast<std::uint64_t>(milliseconds_of(event.at))).add(event.member.value);
    sum.add(event.role).add(event.key).add(of.digest).add(of.is_row ? 1 : 0);
    return sum.value();
}

std::int64_t body_checksum(std::uint64_t version, const std::optional<std::string>& verdict, std::string_view body)
{
    return checksum().add(version).add_if_any(verdict).add(body).value();
}

std::int64_t bytes_checksum(std::string_view bytes) { return checksum().add(bytes).value(); }

append_outcome outcome_of_known(const event_row& known, std::string_view digest)
{
    append_outcome out;
    out.offset = known.event.offset;
    out.id = known.event.id;
    out.at = known.event.at;
    out.duplicate = true;
    if (known.digest != digest) {
        out = append_outcome{};
        out.code = errc::conflict;
    } else if (known.verdict) {
        // A name that only a later version knows still says that nothing came of it.
        out.verdict = errc_named(*known.verdict).value_or(errc::conflict);
    }
    return out;
}

refusal report_damage(std::string_view log, std::uint64_t offset, std::string_view what)
{
    static std::atomic<std::uint64_t> seen{0};
    const auto count = ++seen;
    log_error("the data file is damaged", {{"log", log}, {"offset", offset}, {"what", what}, {"such_since_start", count}});
    return {errc::unavailable, "A part of this history is damaged and cannot be shown."};
}

} // namespace hallway
