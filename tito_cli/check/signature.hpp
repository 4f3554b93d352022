// C++ read as text: enough to find the functions of a file and what they are called.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tito {

/// Without comments, preprocessor lines and what stands in quotes; the lines stay where they are.
std::string code_of(const std::string& text);
/// One blank for any run of them, none at the ends.
std::string squeezed(const std::string& text);

/// Where the parameters of a declaration begin: the first parenthesis outside of < >, or npos.
std::size_t parameters_at(const std::string& declaration);
/// Where the name before them begins, classes included: `Linear::forward`, `~Layer`, `operator+`.
std::size_t name_at(const std::string& declaration, std::size_t parameters);
/// Up to the last parenthesis and `const`, without default values.
std::string bare_signature(const std::string& declaration, std::size_t parameters);

/// The types of the parameters as sorted words and signs; `named`: the last word of each is its
/// name.
std::vector<std::vector<std::string>> parameter_types(const std::string& declaration, bool named);

/// `Linear::forward` of a symbol, a signature or a message about one.
std::string function_name(const std::string& symbol);

}  // namespace tito
