#include "protocol/look_alike.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include <memory>

namespace hallway {

namespace {

icu::UnicodeString folded(const icu::UnicodeString& text)
{
    UErrorCode status = U_ZERO_ERROR;
    static const auto* const fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
    auto out = fold != nullptr ? fold->normalize(text, status) : text;
    return U_SUCCESS(status) ? out : text;
}

struct checker_closer {
    void operator()(USpoofChecker* which) const { uspoof_close(which); }
};

/// Also what was made by folding may look like something else: 0 is an O, and that is an o.
icu::UnicodeString skeleton(const icu::UnicodeString& text)
{
    UErrorCode status = U_ZERO_ERROR;
    static const std::unique_ptr<USpoofChecker, checker_closer> checker(uspoof_open(&status));
    icu::UnicodeString out;
    uspoof_getSkeletonUnicodeString(checker.get(), 0, folded(text), out, &status);
    out = U_SUCCESS(status) ? folded(out) : folded(text);
    out.findAndReplace("i", "l"); // the capital one and the digit look like it, and are small letters by now
    return out;
}

bool is_of_word(UChar32 c) { return u_isalnum(c) != 0 || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }

} // namespace

std::string folded_case(std::string_view text)
{
    std::string out;
    folded(icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())})).toUTF8String(out);
    return out;
}

std::vector<std::string> look_alike_words(std::string_view text)
{
    const auto seen = skeleton(icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())}));
    std::vector<std::string> words;
    for (std::int32_t at = 0; at < seen.length();) {
        std::int32_t end = at;
        while (end < seen.length() && is_of_word(seen.char32At(end)))
            end = seen.moveIndex32(end, 1);
        if (end > at)
            seen.tempSubStringBetween(at, end).toUTF8String(words.emplace_back());
        at = end > at ? end : seen.moveIndex32(at, 1);
    }
    return words;
}

} // namespace hallway
