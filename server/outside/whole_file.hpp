// A file that is there as a whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace hallway {

/// Writes to a file beside the wanted one and renames it when all is there and on the disk; without a name, to stdout as it comes.
class whole_file {
public:
    /// \throws std::system_error if the file beside it cannot be made
    explicit whole_file(std::filesystem::path name);

    /// Removes what was not kept.
    ~whole_file();
    whole_file(const whole_file&) = delete;
    whole_file& operator=(const whole_file&) = delete;

    /// \throws std::system_error
    void write(std::string_view bytes);

    /// All is there. \throws std::system_error
    void keep();

private:
    void flush();

    std::filesystem::path name_;
    std::filesystem::path beside_;
    std::string buffer_;
    int file_;
};

} // namespace hallway
