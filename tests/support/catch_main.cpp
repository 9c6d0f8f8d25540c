// Catch2's main, compiled once for all suites.
#define CATCH_CONFIG_MAIN
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CATCH_CONFIG_NO_POSIX_SIGNALS // so that a crash is the sanitizer's to report
#endif
#endif
#include <catch2/catch.hpp>
