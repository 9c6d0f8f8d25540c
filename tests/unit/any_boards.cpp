#include "protocol/text.hpp"
#include "tests/unit/any_values.hpp"

#include <algorithm>
#include <utility>

namespace hallway::test {

question_state a_question_state()
{
    using enum question_state;
    return *rc::gen::element(pending, visible, answering, answered, archived);
}

/// With words that a client may send, or with what the store keeps: also none.
answer_content an_answer(std::string words)
{
    answer_content made{std::move(words), perhaps(an_event)};
    made.url = *rc::gen::element<std::string>("", "https://example.org/?a=\"b\"");
    made.media_ms = perhaps(an_integer);
    return made;
}

mark_answer a_mark()
{
    const auto is_gone = a_flag();
    return {a_room(), a_key(), an_event(), !is_gone && a_flag(), is_gone};
}

question_asked a_question_asked()
{
    question_asked made{any_text(), a_flag(), a_flag(), a_flag()};
    made.source = perhaps(an_event);
    made.asked_by = perhaps(an_author);
    return made;
}

pinned a_pinned()
{
    pinned made{.target = an_event(), .place = an_integer(), .until = perhaps(a_time), .text = any_text(), .from = an_author()};
    made.is_anonymous = a_flag();
    return made;
}

question a_question()
{
    question made{.id = an_event(), .offset = an_integer(), .at = a_time(), .from = an_author(), .text = any_text()};
    made.is_deleted = a_flag();
    made.state = a_question_state();
    made.is_anonymous = a_flag();
    made.reads_out = a_flag();
    made.began_pending = a_flag();
    made.was_public = a_flag();
    made.source = perhaps(an_event);
    made.merged_into = perhaps(an_event);
    made.voters = some(a_member);
    made.answers = some([] {
        return answer{an_event(),  an_integer(),          an_event(), perhaps(an_event), a_time(),
                      an_author(), an_answer(any_text()), a_flag()};
    });
    made.version = an_integer();
    made.voted = an_integer();
    return made;
}

question_board a_board()
{
    question_board made{.questions = some(a_question)};
    made.pins = some([] { return pin{an_event(), an_integer(), a_pinned(), an_author(), a_time()}; });
    made.pins_version = an_integer();
    return made;
}

} // namespace hallway::test
