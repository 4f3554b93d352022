// The pages of docs/errors.md, compiled in so that they are there without a course.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tito {

struct ErrorPage {
  std::string code{};  // "TT-L0302"
  std::string title{};
  std::string text{};  // markdown, without the heading
};

/// The text of docs/errors.md as it was when tito was built.
std::string_view errors_text();

/// One page per `### TT-X0000 title`, in the order of the file.
std::vector<ErrorPage> error_pages(std::string_view markdown);

/// "TT-W0006" of `w6`, `W0006` or `TT-W0006`; "" if it is no code at all.
std::string full_code(std::string_view word);

}  // namespace tito
