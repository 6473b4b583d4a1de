// What the kernels of updates are called with: all parameters of a step at once.
#pragma once

#include <cstdint>

namespace stagecraft {

// What an optimizer reads and writes of one parameter. `next` may be `gradient`; its own tensors, of which some have only one, are changed where they are.
struct Parameter {
  int64_t count;
  const float *value;
  const float *gradient;
  float *next;
  float *first;
  float *second;
  // Whether weight decay is on it.
  bool decayed;
  float rate;
};

// Some numbers of a parameter.
struct Stretch {
  Parameter *parameter;
  int64_t from;
  int64_t to;
};

// All parameters in their order, cut into stretches of at most so many numbers: small and large ones go to threads alike.
struct Updates {
  static constexpr int64_t longest = 16384;

  const Stretch *stretches;
  int64_t count;
};

struct Momentum {
  float momentum;
  float decay;
  bool nesterov;
};

struct Adam {
  float beta1;
  float beta2;
  float decay;
  float step;
  float stabiliser;
};

struct Lars {
  float momentum;
  float decay;
  float trust;
  // Room for two numbers of each stretch.
  double *squares;
};

}  // namespace stagecraft
