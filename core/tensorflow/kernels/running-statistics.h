// The statistics that run along: each batch moves them towards its own.
#pragma once

#include "operation.h"

namespace stagecraft {

struct BatchStatistics {
  const Tensor &mean;
  const Tensor &variance;
  int64_t pixels;
  // Of the batch in the next ones.
  float share;
};

// Reads a call's running mean and variance, which are inputs `first` and the one behind it, and gives their next values as its outputs 1 and 2.
inline void giveNextStatistics(Call &call, const BatchStatistics &of, int first) {
  const auto moveTowards = [&](const Tensor &running, const Tensor &batch, float factor, const Tensor &next) {
    for (int64_t channel = 0; channel < next.count(); channel++)
      next.data<float>()[channel] = running.data<float>()[channel] * (1 - of.share) + batch.data<float>()[channel] * factor * of.share;
  };
  moveTowards(call.input(first), of.mean, 1, call.floats(1, {of.mean.count()}));
  // The running variance is the unbiased one, as PyTorch's and TensorFlow's.
  const float unbiased = of.pixels > 1 ? static_cast<float>(of.pixels) / static_cast<float>(of.pixels - 1) : 1;
  moveTowards(call.input(first + 1), of.variance, unbiased, call.floats(2, {of.variance.count()}));
}

}  // namespace stagecraft
