// What operations are told of a batch normalisation, held as long as it is read.
#pragma once

#include "operation.h"

namespace stagecraft {

// Its scale, offset, mean and variance, four inputs from one on.
class BatchNormInputs {
 public:
  static constexpr int count = 4;

  BatchNormInputs(Call &call, int first)
      : scale_(call.input(first)), offset_(call.input(first + 1)), mean_(call.input(first + 2)), variance_(call.input(first + 3)) {}

  Normalisation of(int64_t pixels, float epsilon) const {
    return {{pixels, static_cast<int>(scale_.count()), scale_.data<float>(), offset_.data<float>(), epsilon}, mean_.data<float>(), variance_.data<float>()};
  }

 private:
  Tensor scale_;
  Tensor offset_;
  Tensor mean_;
  Tensor variance_;
};

// On the way back: the gradient by its output, its input, those four, and its gradients by scale and offset.
class BatchNormGradientInputs {
 public:
  static constexpr int count = 2 + BatchNormInputs::count + 2;

  BatchNormGradientInputs(Call &call, int first)
      : gradient_(call.input(first)),
        input_(call.input(first + 1)),
        values_(call, first + 2),
        byScale_(call.input(first + count - 2)),
        byOffset_(call.input(first + count - 1)) {}

  NormalisationGradients of(bool relu, float epsilon) const {
    const int64_t pixels = input_.count() / byScale_.count();
    return {values_.of(pixels, epsilon), input_.data<void>(), byScale_.data<float>(), byOffset_.data<float>(), gradient_.data<void>(), relu};
  }

 private:
  Tensor gradient_;
  Tensor input_;
  BatchNormInputs values_;
  Tensor byScale_;
  Tensor byOffset_;
};

}  // namespace stagecraft
