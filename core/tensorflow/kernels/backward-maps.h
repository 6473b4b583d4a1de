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

// What a gradient that goes on needs beside its maps: BN folded, and the sums of so many blocks.
struct GoingOnRoom {
  float *folded;
  float *rows;
  int64_t blocks;
};

template <class Number, bool HasSecond, bool HasOutput, class Shape, class Both>
inline void goOnThroughRelu(const GradientsOf<Shape> &call, const GoingOnRoom &room, const Both &both) {
  const GoingOn &on = *call.goingOn;
  both(throughReluOf<Number, HasSecond, HasOutput>(call, on, folded(on.to, room.folded), room.rows));
  mergeGradientSums(on.to.of, on.to.variance, room.rows, room.blocks, on.byScale, on.byOffset);
}

// Hands to `both`, which makes both gradients, where that by the input is written to: its map, or on through ReLU.
template <class Number, class Shape, class Both>
inline void goOn(const GradientsOf<Shape> &call, const GoingOnRoom &room, const Both &both) {
  if (call.goingOn == nullptr)
    both([&](int64_t) { return Stores<Number>{static_cast<Number *>(call.byInput)}; });
  else if (call.before != nullptr)
    goOnThroughRelu<Number, false, false>(call, room, both);
  else if (call.goingOn->secondGradient != nullptr)
    goOnThroughRelu<Number, true, true>(call, room, both);
  else
    goOnThroughRelu<Number, false, true>(call, room, both);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
