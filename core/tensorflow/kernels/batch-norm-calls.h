// What the kernels of batch normalisation are called with. Maps are NHWC; `pixels` is batch × height × width.
#pragma once

#include <cstdint>

namespace stagecraft {

struct BatchNorm {
  int64_t pixels;
  int channels;
  // [channels] each.
  const float *scale;
  const float *offset;
  // Added to the variance.
  float epsilon;
};

// Training: batch normalisation (Ioffe & Szegedy 2015, algorithm 1), then an addition, then ReLU, as asked for.
struct BatchNormForward {
  BatchNorm of;
  const void *input;
  // Added before ReLU: the other way of a residual block. Null for nothing.
  const void *shortcut;
  bool relu;
  void *output;
  // Of the batch; the variance is the biased one.
  float *mean;
  float *variance;
};

// The same with a mean and a variance that are given: in evaluation those that run along, else the batch's.
struct BatchNormApply {
  BatchNorm of;
  const void *input;
  const void *shortcut;
  bool relu;
  void *output;
  const float *mean;
  const float *variance;
};

// The sums that batch normalisation needs on the way back: the gradients by its scale and offset.
struct BatchNormSums {
  BatchNorm of;
  // By the output; the second, null for nothing, is added to the first.
  const void *gradient;
  const void *secondGradient;
  const void *input;
  // The output of the forward pass, read where there is a shortcut and ReLU; what ReLU let through is else seen from the input.
  const void *output;
  bool relu;
  const float *mean;
  const float *variance;
  // What goes back through ReLU, which is the gradient by BN's output and by what was added; null where nobody reads it and there is one gradient.
  void *through;
  float *byScale;
  float *byOffset;
};

// BN with statistics that are given.
struct Normalisation {
  BatchNorm of;
  const float *mean;
  const float *variance;
};

// BN on the way back, once its sums are known: the gradient by its input follows from the one by its output number by number.
struct NormalisationGradients {
  Normalisation of;
  const void *input;
  const float *byScale;
  const float *byOffset;
  // By BN's output, or by that of the ReLU behind it, which the gradient then passes first; what ReLU let through is seen from BN's input.
  const void *gradient;
  bool relu;
};

struct BatchNormByInput {
  NormalisationGradients of;
  void *byInput;
};

}  // namespace stagecraft
