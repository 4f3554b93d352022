// The model of the demo and its alphabet, as one thing that answers and can be kept in a file.
#pragma once

#include <string>

#include "tinytorch/tokenization.hpp"
#include "tinytorch/transformers.hpp"

namespace tinytorch::milestone {

struct Speaker {
  CharTokenizer tokenizer;
  GPT model;

  /// Untrained. Errors: those of GPT.
  Speaker(CharTokenizer alphabet, Generator& generator);
};

/// Weights, and the vocabulary as metadata. Errors: TT-L0810 not writable.
void save_speaker(Speaker& speaker, const std::string& path);
/// Errors: TT-L0808 and its like if the file is damaged or of another model; TT-L0006 not readable.
Speaker load_speaker(const std::string& path);

}  // namespace tinytorch::milestone
