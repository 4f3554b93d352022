// Which function a place in C++ text belongs to, found by its braces alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tito {

/// The head of the outermost function around byte `at`, in one line: without its body, attributes
/// and the initialisers of a constructor. "" outside of functions.
std::string signature_at(std::string_view text, std::size_t at);

}  // namespace tito
