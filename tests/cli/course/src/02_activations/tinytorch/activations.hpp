// Module 02: a small stand-in for the contract. Needs 01.
#pragma once

namespace tinytorch {

float relu(float x);

}  // namespace tinytorch
