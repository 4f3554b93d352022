// Module 01: a small stand-in for the contract. Needs nothing.
#pragma once

namespace tinytorch {

/// The element `steps` places on.
int stride(int steps);

}  // namespace tinytorch
