// Everything TinyTorch offers, for programs that use it as a library.
#pragma once

#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/data.hpp"
#include "tinytorch/datasets.hpp"
#include "tinytorch/embeddings.hpp"
#include "tinytorch/layers.hpp"
#include "tinytorch/losses.hpp"
#include "tinytorch/npy.hpp"
#include "tinytorch/optimizers.hpp"
#include "tinytorch/readers.hpp"
#include "tinytorch/safetensors.hpp"
#include "tinytorch/spatial.hpp"
#include "tinytorch/tensor.hpp"
#include "tinytorch/tokenization.hpp"
#include "tinytorch/training.hpp"
#include "tinytorch/transforms.hpp"
