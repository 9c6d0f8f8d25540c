// Why a store could not start. Thrown by the functions that make one, caught in main; what lies on the disk was not touched.
#pragma once

#include <stdexcept>

namespace hallway {

/// what() is a sentence, or a few, for the person who starts the server.
class store_refused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Another process has the data folder.
class folder_in_use : public store_refused {
public:
    using store_refused::store_refused;
};

} // namespace hallway
