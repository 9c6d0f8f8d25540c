#include "outside/invite_sheet.hpp"

#include "support/html_text.hpp"
#include "support/qr.hpp"

#include <fmt/format.h>

namespace hallway {

namespace {

constexpr std::string_view head = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>{0}: invites</title>
<style>
body {{ font: 12pt/1.4 system-ui, sans-serif; margin: 1rem; color: #111; background: #fff }}
p.note {{ max-width: 40rem }}
ul {{ list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(7.5cm, 1fr)); gap: 0 }}
li {{ border: 1px dashed #767676; padding: 5mm; break-inside: avoid; text-align: center }}
h2 {{ font-size: 15pt; margin: 0; overflow-wrap: anywhere }}
svg {{ width: 5cm; height: 5cm; margin: 3mm 0 }}
p {{ margin: 0 }}
@media print {{ p.note {{ display: none }} }}
</style>
</head>
<body>
<h1>{0}: invites</h1>
<p class="note">Whoever scans a code and presses the button is the person on the card, on up to three devices. Print this page, cut it, hand out the cards, and
delete the file: a code is as good as a key.</p>
<ul>
)";

} // namespace

std::string invite_sheet(const std::string& space, const std::vector<invite_card>& cards)
{
    auto page = fmt::format(fmt::runtime(head), html_text(space));
    for (const auto& [of, link] : cards) {
        const auto& who = of.of;
        page += fmt::format(
            "<li><h2>{}</h2><p>{}{}</p>{}</li>\n", html_text(who.name), name_of(who.as),
            who.scope.empty() ? std::string{} : " in " + html_text(who.scope), qr_as_svg(link));
    }
    return page + "</ul>\n</body>\n</html>\n";
}

} // namespace hallway
