#include "schedule/csv.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace hallway {

namespace {

bool ends_line(char c) { return c == '\n' || c == '\r'; }

/// Of the first record.
char separator_of(std::string_view bytes)
{
    constexpr std::string_view candidates = ",;\t";
    std::size_t counts[candidates.size()] = {};
    bool is_quoted = false;
    for (const char c : bytes) {
        if (c == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted && ends_line(c))
            break;
        else if (const auto which = candidates.find(c); !is_quoted && which != std::string_view::npos)
            ++counts[which];
    }
    return candidates[static_cast<std::size_t>(std::max_element(std::begin(counts), std::end(counts)) - std::begin(counts))];
}

refusal at_line(std::size_t line, const std::string& sentence)
{
    return {errc::bad_request, "Line " + std::to_string(line) + ": " + sentence};
}

class csv_reading {
public:
    explicit csv_reading(std::string_view bytes) : rest_(bytes) {}

    outcome<std::vector<csv_record>> run()
    {
        skip_line_ends();
        if (!take_said_separator())
            separator_ = separator_of(rest_);
        for (skip_line_ends(); !rest_.empty(); skip_line_ends()) {
            if (records_.size() == csv_limits::records_max)
                return refusal{
                    errc::too_large, "The file has more than " + std::to_string(csv_limits::records_max) + " lines of values."};
            records_.push_back({line_, {}});
            if (auto why = take_record(records_.back()))
                return *std::move(why);
        }
        return std::move(records_);
    }

private:
    /// One line's end, be it of one character or of two.
    void take_line_end()
    {
        rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
        ++line_;
    }

    void skip_line_ends()
    {
        while (!rest_.empty() && ends_line(rest_.front()))
            take_line_end();
    }

    /// Some spreadsheets say what they want to see.
    bool take_said_separator()
    {
        constexpr std::string_view says = "sep=";
        if (!rest_.starts_with(says) || rest_.size() <= says.size() || ends_line(rest_[says.size()]))
            return false;
        const auto after = rest_.substr(says.size() + 1);
        if (!after.empty() && !ends_line(after.front()))
            return false;
        separator_ = rest_[says.size()];
        rest_ = after;
        return separator_ != '"';
    }

    std::optional<refusal> take_record(csv_record& record)
    {
        for (;;) {
            if (record.fields.size() == csv_limits::columns_max)
                return at_line(record.line, "it has more than " + std::to_string(csv_limits::columns_max) + " columns.");
            auto& field = record.fields.emplace_back();
            if (auto why = rest_.starts_with('"') ? take_quoted(field) : take_bare(field))
                return why;
            if (rest_.empty() || ends_line(rest_.front()))
                return std::nullopt;
            rest_.remove_prefix(1); // the separator
        }
    }

    std::optional<refusal> take_bare(std::string& field)
    {
        const auto end = std::find_if(rest_.begin(), rest_.end(), [this](char c) { return c == separator_ || ends_line(c); });
        field.assign(rest_.begin(), end);
        rest_.remove_prefix(field.size());
        return std::nullopt;
    }

    std::optional<refusal> take_quoted(std::string& field)
    {
        const auto opened = line_;
        rest_.remove_prefix(1);
        for (;;) {
            if (rest_.empty())
                return at_line(opened, "a quote opens and is never closed.");
            if (rest_.starts_with("\"\"")) {
                field += '"';
                rest_.remove_prefix(2);
            } else if (rest_.front() == '"') {
                rest_.remove_prefix(1);
                break;
            } else if (ends_line(rest_.front())) {
                field += rest_.substr(0, rest_.starts_with("\r\n") ? 2 : 1);
                take_line_end();
            } else {
                field += rest_.front();
                rest_.remove_prefix(1);
            }
        }
        if (rest_.empty() || rest_.front() == separator_ || ends_line(rest_.front()))
            return std::nullopt;
        return at_line(line_, "something stands behind the quote that ends a field; a quote inside one is written twice.");
    }

    std::string_view rest_;
    std::size_t line_ = 1;
    char separator_ = ',';
    std::vector<csv_record> records_;
};

} // namespace

outcome<std::vector<csv_record>> read_csv(std::string_view bytes)
{
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (bytes.starts_with(byte_order_mark))
        bytes.remove_prefix(byte_order_mark.size());
    return csv_reading(bytes).run();
}

} // namespace hallway
