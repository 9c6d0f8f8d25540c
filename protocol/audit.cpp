#include "protocol/audit.hpp"

#include "protocol/codec.hpp"
#include "protocol/json_fields.hpp"
#include "protocol/json_writer.hpp"
#include "protocol/stored_message.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace hallway {

namespace {

constexpr std::size_t hash_digits = 64;

/// What may be taken back by who wrote it.
constexpr std::array words{"text", "url", "note", "id"};

} // namespace

std::string no_audit_hash() { return std::string(hash_digits, '0'); }

std::string encode_audit(const audit_entry& what)
{
    json_writer out(512);
    out.open_object().number("n", what.number).time("at", what.at);
    write_author_kept(out, what.by);
    out.text("name", what.name).open_object("act").raw(std::string_view{what.act}.substr(1, what.act.size() - 2)).close_object();
    out.text("before", what.before);
    return out.close_object().take();
}

std::optional<audit_entry> decode_audit(std::string_view bytes)
{
    const auto object = parse_object(bytes);
    if (!object)
        return std::nullopt;
    const auto number = integer_in(*object, "n");
    const auto at = time_in(*object, "at");
    const auto by = read_author_kept(*object);
    auto name = text_in(*object, "name");
    auto before = text_in(*object, "before");
    const auto* const act = member_of(*object, "act");
    if (!number || !at || !by || !name || !before || !act || !act->is_object())
        return std::nullopt;
    return audit_entry{*number, *at, *by, *std::move(name), act->dump(), *std::move(before)};
}

std::string audited_form(const command_body& what)
{
    auto object = nlohmann::json::parse(encode(command{0, what}));
    for (const auto* const name : words)
        object.erase(name);
    for (const auto* const name : {"stages", "talks", "lessons", "remove"})
        if (object.contains(name))
            object[name] = object[name].size();
    return object.dump();
}

} // namespace hallway
