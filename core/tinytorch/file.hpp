// core: whole files, read with a limit and written so that no reader ever sees half of one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tinytorch {

/// All bytes of a file.
/// Errors: TT-L0006 if it cannot be read, is no file, or is larger than `max_bytes` (read is
/// stopped there).
std::string read_file(const std::string& path, std::int64_t max_bytes = std::int64_t{1} << 30);

/// Makes `bytes` the contents of `path`: a new file in the same folder is written, flushed to the
/// disk and renamed. An existing file keeps its permissions. On failure `path` is what it was
/// before. Errors: TT-L0006. Thread-safety: any number of writers; the last rename wins.
void write_file_atomic(const std::string& path, std::string_view bytes);

}  // namespace tinytorch
