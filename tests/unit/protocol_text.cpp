// What cleaning does to texts and names: tables of what people and attackers type, and laws that hold for anything.
#include "protocol/limits.hpp"
#include "protocol/text.hpp"
#include "tests/unit/repeated.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <chrono>
#include <string>
#include <vector>

using namespace hallway;
using hallway::test::times;
using namespace std::string_literals;

namespace {

/// The cleaned text, or the code of the refusal in angle brackets.
std::string shown(const outcome<std::string>& cleaned)
{
    return cleaned ? *cleaned : "<" + std::string{code_of(cleaned.error().code)} + " " + cleaned.error().field + ">";
}

struct sample {
    std::string what;
    std::string raw;
    std::string expected;
};

const std::string acute = "\u0301";
const std::string bad_text = "<bad_request text>";
const std::string bad_name = "<bad_request name>";

/// Characters that cleaning treats in a special way, and that a name may hold as well.
const std::vector<std::string> nasty{
    "a",      "e",      "Z",          "1",      " ",      "  ",     "\u00a0",     "\u2003",     "\u0301",
    "\u0300", "\u0323", "\u0308",     "\u20e3", "\u0345", "\u05b0", "\u0915",     "\u0958",     "\u093c",
    "\u0f73", "\u0f71", "\u0344",     "\u1100", "\u1161", "\u11a8", "\uac00",     "\u212b",     "\ufb2c",
    "\u2800", "\u0f77", "\u09c7",     "\u09be", "\u2764", "\ue000", "\u05d0",     "\U0001d15e", "\U0001d165",
    "\u1fee", "\u0390", "\U0001f468", "\u2000", "\u2126", "\ufb1d", "\U0001d1bb", "\U0001f1e6",
};

/// Characters that a name may not hold.
const std::vector<std::string> nastier{
    "\n",     "\r",     "\r\n",   "\t",     "\u2028",     "\u2029", "\u0085",     "\0"s,
    "\x01",   "\x7f",   "\u200b", "\u200c", "\u200d",     "\u2060", "\ufeff",     "\u202e",
    "\u2066", "\u2069", "\u3164", "\ufe0f", "\U000e0067", "\ufffe", "\U0010ffff", "\u034f",
};

/// Such characters in any order, so that unlucky neighbours meet often.
rc::Gen<std::string> made_of(const std::vector<std::string>& parts)
{
    return rc::gen::map(
        rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(parts)), [](const std::vector<std::string>& drawn) {
            std::string all;
            for (const auto& part : drawn)
                all += part;
            return all;
        });
}

std::vector<std::string> both(std::vector<std::string> parts, const std::vector<std::string>& more)
{
    parts.insert(parts.end(), more.begin(), more.end());
    return parts;
}

} // namespace

TEST_CASE("a text keeps what can be read and loses what cannot", "[protocol][text]")
{
    const std::vector<sample> samples{
        {"plain", "Is there a recording?", "Is there a recording?"},
        {"trimmed", " \t\n a b \r\n\u00a0\u3000", "a b"},
        {"inner space stays", "a  b\tc\nd", "a  b\tc\nd"},
        {"line breaks of every kind", "a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne"},
        {"control characters", "a\0b\x01\x1b[31mc\x7f\u0085\u009bd"s, "ab[31mcd"},
        {"NFC", "e" + acute, "\u00e9"},
        {"singletons", "\u212b", "\u00c5"},
        {"a composition exclusion comes apart", "\u0958", "\u0915\u093c"},
        {"Hangul", "\u1112\u1161\u11ab", "\ud55c"},
        {"compatibility forms stay", "\ufb01\u00bd", "\ufb01\u00bd"},
        {"a family joined by ZWJ", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468\u200d\U0001f469\u200d\U0001f467"},
        {"a heart in colour", "\u2764\ufe0f", "\u2764\ufe0f"},
        {"Persian with ZWNJ", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
         "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"},
        {"a flag of tag characters", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e007f",
         "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e007f"},
        {"direction marks", "\u200fabc\u200e", "\u200fabc\u200e"},
        {"four marks on a base", "x" + times(4, "\u0323"), "x" + times(4, "\u0323")},
        {"the fifth mark goes", "x" + times(5, "\u0323") + "y", "x" + times(4, "\u0323") + "y"},
        {"an invisible character is no new base", "x" + times(4, "\u0323") + "\u200d" + times(4, "\u0323"),
         "x" + times(4, "\u0323") + "\u200d"},
        {"a flood of marks", "x" + times(10'000, "\u0323"), "x" + times(4, "\u0323")},
        {"marks without a base", times(9, "\u0323") + "x", times(4, "\u0323") + "x"},
        {"twenty line breaks", "a" + times(20, "\n") + "b", "a" + times(20, "\n") + "b"},
        {"the next line break is a space", "a" + times(22, "\n") + "b", "a" + times(20, "\n") + "  b"},
        {"nothing", "", bad_text},
        {"white space", " \t\r\n\u00a0\u2003\u3000", bad_text},
        {"zero-width characters alone", "\u200b\u200c\u200d\u2060\ufeff", bad_text},
        {"direction controls alone", "\u202e\u2066\u2069", bad_text},
        {"tag characters alone", "\U000e0041\U000e0042", bad_text},
        {"Hangul filler alone", "\u3164\u115f\uffa0", bad_text},
        {"Braille blank alone", "\u2800", bad_text},
        {"marks alone", times(3, acute), bad_text},
        {"NUL alone", std::string{'\0'}, bad_text},
        {"not UTF-8: a lone byte", "a\xff", bad_text},
        {"not UTF-8: cut short", "a\xf0\x9f\x98", bad_text},
        {"not UTF-8: a surrogate", "a\xed\xa0\x80", bad_text},
        {"not UTF-8: overlong", "a\xc0\xaf", bad_text},
        {"not UTF-8: above U+10FFFF", "a\xf4\x90\x80\x80", bad_text},
        {"1,000 code points", times(1'000, "\U0001f600"), times(1'000, "\U0001f600")},
        {"1,001 code points", times(1'001, "a"), "<too_large text>"},
        {"counted when it is clean", "  " + times(1'000, "e" + acute) + "\r\n", times(1'000, "\u00e9")},
    };
    for (const auto& one : samples) {
        INFO(one.what);
        CHECK(shown(clean_text(one.raw)) == one.expected);
    }
}

TEST_CASE("a name is one line that shows what it is", "[protocol][text]")
{
    const std::vector<sample> samples{
        {"plain", "Ada", "Ada"},
        {"trimmed and folded", "  Ada \u00a0 \u2003Lovelace ", "Ada Lovelace"},
        {"NFC", "Zoe" + std::string{"\u0308"}, "Zo\u00eb"},
        {"other scripts", "\u0410\u0434\u0430 \u8c22", "\u0410\u0434\u0430 \u8c22"},
        {"emoji", "Ada \U0001f600", "Ada \U0001f600"},
        {"a heart in colour", "Ada \u2764\ufe0f", "Ada \u2764\ufe0f"},
        {"a variation selector on a letter", "Ad\ufe0fa", bad_name},
        {"a variation selector on a digit", "Ada 1\ufe0f", bad_name},
        {"a variation selector on nothing", "\ufe0fAda", bad_name},
        {"few marks", "x" + times(9, "\u0323"), "x" + times(4, "\u0323")},
        {"64 code points", times(64, "\U0001f600"), times(64, "\U0001f600")},
        {"65 code points", times(65, "a"), bad_name},
        {"nothing", "", bad_name},
        {"white space", " \u00a0 ", bad_name},
        {"a mark alone", acute, bad_name},
        {"Braille blank", "\u2800\u2800", bad_name},
        {"a line break", "Ada\nBob", bad_name},
        {"a tab", "Ada\tBob", bad_name},
        {"NUL", std::string{"A\0da", 4}, bad_name},
        {"a C1 control", "Ada\u0085", bad_name},
        {"line separator", "Ada\u2028Bob", bad_name},
        {"right-to-left override", "Ada\u202egpj", bad_name},
        {"isolate", "\u2066Ada\u2069", bad_name},
        {"left-to-right mark", "Ada\u200e", bad_name},
        {"Arabic letter mark", "Ada\u061c", bad_name},
        {"zero-width space", "A\u200bda", bad_name},
        {"zero-width non-joiner", "A\u200cda", bad_name},
        {"zero-width joiner", "\U0001f468\u200d\U0001f4bb", bad_name},
        {"word joiner", "A\u2060da", bad_name},
        {"byte order mark", "\ufeffAda", bad_name},
        {"soft hyphen", "A\u00adda", bad_name},
        {"combining grapheme joiner", "A\u034fda", bad_name},
        {"Hangul filler", "Ada\u3164", bad_name},
        {"Mongolian vowel separator", "A\u180eda", bad_name},
        {"tag characters", "Ada\U000e0041", bad_name},
        {"not UTF-8", "Ada\xff", bad_name},
        {"noncharacter", "Ada\ufffe", bad_name},
    };
    for (const auto& one : samples) {
        INFO(one.what);
        CHECK(shown(clean_name(one.raw)) == one.expected);
    }
}

TEST_CASE("a title is cleaned like a name, and may be longer", "[protocol][text]")
{
    CHECK(shown(clean_title(" Main \u00a0 hall ")) == "Main hall");
    CHECK(shown(clean_title(times(120, "a"))) == times(120, "a"));
    CHECK(shown(clean_title(times(121, "a"))) == "<bad_request title>");
    CHECK(shown(clean_title("\u200bMain")) == "<bad_request title>");
}

TEST_CASE("cleaning takes linear time, also for a flood of marks in the worst order", "[protocol][text]")
{
    // Two kinds of marks in turn: to bring 200,000 of these into canonical order one by one takes minutes.
    const auto flood = "x" + times(100'000, "\u0301\u0323");
    const auto begin = std::chrono::steady_clock::now();

    CHECK(code_points(*clean_text(flood)) <= 5);

    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds{10});
}

TEST_CASE("what is clean stays as it is when it is cleaned again", "[protocol][text]")
{
    rc::prop("a text", [] {
        const auto raw = *made_of(both(nasty, nastier));
        const auto once = clean_text(raw);
        RC_PRE(static_cast<bool>(once));
        RC_ASSERT(shown(clean_text(*once)) == *once);
    });
    rc::prop("a name", [] {
        const auto raw = *made_of(nasty);
        const auto once = clean_name(raw);
        RC_PRE(static_cast<bool>(once));
        RC_ASSERT(shown(clean_name(*once)) == *once);
    });
    rc::prop("a text of any bytes is UTF-8 afterwards, or refused", [](const std::string& raw) {
        const auto once = clean_text(raw);
        RC_ASSERT((once ? is_utf8(*once) && shown(clean_text(*once)) == *once : once.error().field == "text"));
    });
}

TEST_CASE("code points are counted, not bytes", "[protocol][text]")
{
    CHECK(code_points("") == 0);
    CHECK(code_points("a\u00e9\u20ac\U0001f600") == 4);
}

TEST_CASE("what others wrote is tidied into what could have been typed here", "[protocol][text]")
{
    CHECK(tidy_line("  two\r\n words\u200b \u202egnp\u2069 ", 40) == "two words gnp");
    CHECK(tidy_line("abc\xff", 40) == "abc\ufffd");
    CHECK(tidy_line("12345", 4) == "123…");
    CHECK(tidy_line("12 45", 4) == "12…");
    CHECK(tidy_line("\u200b \n", 4).empty());
    CHECK(tidy_text("a\r\n\r\n\r\n\r\nb\x1b[31m", 40) == "a\n\nb[31m");
    rc::prop("a tidy line is a title, and stays as it is", [] {
        const auto once = tidy_line(*made_of(both(nasty, nastier)), limits::title_code_points_max);
        RC_ASSERT(once.empty() || shown(clean_title(once)) == once);
        RC_ASSERT(tidy_line(once, limits::title_code_points_max) == once);
    });
}
