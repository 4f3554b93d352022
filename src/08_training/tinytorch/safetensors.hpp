// Module 08: safetensors files, tensors by name. Needs 01, 03.
#pragma once

#include <string>
#include <vector>

#include "tinytorch/layers.hpp"
#include "tinytorch/named.hpp"

namespace tinytorch {

/// What a file holds, in the order of the file. The tensors are fresh memory.
struct SafetensorsFile {
  std::vector<NamedTensor> tensors{};
  Named<std::string> metadata{};
};

/// Writes tensors as float32 in row-major order, whatever their strides: 8 bytes with the length of
/// a JSON header, the header (names, shapes, places), the values one after the other. The file
/// appears whole or not at all; equal contents give equal bytes.
/// Errors: TT-L0809 a name that is given twice, or `__metadata__`; TT-L0810 not writable (a file
/// that was there is untouched); TT-L0003 an undefined tensor.
/// Cost: one copy of all bytes in memory.
/// Source: the safetensors format, Hugging Face 2022.
/// Example: `save_safetensors("model.safetensors", model.state_dict());`
void save_safetensors(const std::string& path,
                      const std::vector<NamedTensor>& tensors,
                      const Named<std::string>& metadata = {});

/// Reads a file with element types F32, or I8 (which becomes whole numbers).
/// Errors: TT-L0808 with offset and reason: header, types, shapes or places are wrong, or the
/// length of the file is not what they need; TT-L0809 a name given twice; TT-L0006 not readable.
/// All sizes are checked before memory is taken for a tensor.
[[nodiscard]] SafetensorsFile load_safetensors(const std::string& path);

}  // namespace tinytorch
