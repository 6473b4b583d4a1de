// What the kernels of updates are called with.
#pragma once

#include <cstdint>

namespace stagecraft {

// One step of a parameter and of what its optimizer keeps of it. `next` may be `gradient`.
struct MomentumUpdate {
  int64_t count;
  const float *value;
  const float *gradient;
  float *next;
  float *velocity;
  float rate;
  float momentum;
  float decay;
  bool nesterov;
};

struct AdamUpdate {
  int64_t count;
  const float *value;
  const float *gradient;
  float *next;
  float *mean;
  float *square;
  float beta1;
  float beta2;
  // Share of a value that is taken off it.
  float decay;
  float step;
  float stabiliser;
};

}  // namespace stagecraft
