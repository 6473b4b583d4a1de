// Maps of gradients that go on through ReLU as a convolution writes them, so that BN's sums need no pass over memory of their own.
#pragma once

#include "batch-norm-gradients.h"
#include "maps.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Sink: what goes back to the output of BN, an addition as asked for and ReLU goes back through ReLU, is written, and a block's GradientSums are gathered.
template <class Number, bool HasSecond, bool HasOutput>
struct BackThroughRelu {
  Stores<Number> through;
  // Another gradient, which is added before.
  const Number *second;
  // BN's.
  const Number *input;
  // ReLU's, where what it let through is not seen from BN's input.
  const Number *output;
  Folded by;
  const float *mean;
  GradientSums sums;

  template <class Part>
  struct Writer {
    typename Stores<Number>::template Writer<Part> put;
    const Number *second;
    const Number *input;
    const Number *output;
    float *sumAt;
    float *productAt;
    Vector factor;
    Vector constant;
    Vector mean;
    Vector sum;
    Vector product;

    void operator()(int64_t at, Vector value) {
      const Vector x = take(input + at, put.part);
      if (HasSecond) value += take(second + at, put.part);
      value = whereAbove(HasOutput ? take(output + at, put.part) : x * factor + constant, value);
      put(at, value);
      sum += value;
      product += value * (x - mean);
    }
    void end() const {
      store(sumAt, sum);
      store(productAt, product);
    }
  };
  template <class Part>
  Writer<Part> to(int64_t tile, int channel, Part part) const {
    float *sum = sums.sum + channel, *product = sums.product + channel;
    return {through.to(tile, channel, part),
            HasSecond ? second + channel : nullptr,
            input + channel,
            HasOutput ? output + channel : nullptr,
            sum,
            product,
            take(by.factor + channel, part),
            take(by.constant + channel, part),
            take(mean + channel, part),
            tile > 0 ? load(sum) : zero(),
            tile > 0 ? load(product) : zero()};
  }
  void foresee(int64_t at, int64_t numbers) const {
    foreseeNumbers(input + at, numbers);
    if (HasSecond) foreseeNumbers(second + at, numbers);
    if (HasOutput) foreseeNumbers(output + at, numbers);
  }
};

// Of the blocks of a convolution whose gradient by the input goes on; `rows` has room for the sums of all.
template <class Number, bool HasSecond, bool HasOutput, class Shape>
inline auto throughReluOf(const GradientsOf<Shape> &call, const GoingOn &on, const Folded &by, float *rows) {
  return [&call, &on, by, rows](int64_t block) {
    return BackThroughRelu<Number, HasSecond, HasOutput>{{static_cast<Number *>(call.byInput)},
                                                         static_cast<const Number *>(on.secondGradient),
                                                         static_cast<const Number *>(on.input),
                                                         static_cast<const Number *>(call.input),
                                                         by,
                                                         on.to.mean,
                                                         gradientSums(rows, call.of.channelsIn, block)};
  };
}

}  // namespace stagecraft::STAGECRAFT_TARGET
