// The gradient of a convolution by its input, as convolutions of the gradient by the output.
#pragma once

#include "direct-convolution.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Along one side: the pixels of the image from `first` on, a stride apart, are met by the same weights, from the gradients at index + offset.
struct Met {
  int count;
  int offset;
  // The weight that meets the first of these gradients; the next ones are a stride before it.
  int weight;

  Met(int first, int before, int kernel, int stride) {
    const int least = (first + before) % stride;
    count = kernel > least ? (kernel - least + stride - 1) / stride : 0;
    weight = least + (count - 1) * stride;
    offset = (first + before - weight) / stride;
  }
};

// By the input: a pixel of it is met by each weight at most once, in the window that begins as much before it. Pixels a stride apart are met by the same
// weights, so for each of the stride × stride places within a stride it is a convolution of the gradient by some of the weights, turned around.
template <class Number>
inline void directByInput(const Threads &threads, const DirectByInput &call) {
  const DirectConvolution &of = call.of;
  const int64_t ofRow = static_cast<int64_t>(of.width) * of.channelsIn;
  const StoredNumbers<Number> gradient{static_cast<const Number *>(call.gradient)};
  for (int y = 0; y < of.stride && y < of.height; y++)
    for (int x = 0; x < of.stride && x < of.width; x++) {
      const Met down(y, of.top, of.rows, of.stride), across(x, of.left, of.columns, of.stride);
      const Windows windows{of.batch,     of.down,     of.across,
                            of.channelsOut, down.count,  across.count,
                            down.offset,  across.offset, 1,
                            (of.height - y + of.stride - 1) / of.stride, (of.width - x + of.stride - 1) / of.stride};
      const auto met = [&](int64_t pixel) {
        const int64_t row = down.weight - pixel / across.count * of.stride, column = across.weight - pixel % across.count * of.stride;
        return call.weights + (row * of.columns + column) * of.channelsIn * of.channelsOut;
      };
      arrangeWeights<typename OperandsOf<Number>::Type>(
          threads, WeightsOfWindow<decltype(met)>{down.count * across.count, of.channelsOut, 1, of.channelsIn, of.channelsOut, met}, call.room);
      const Placed placed{of.height * ofRow, y * ofRow + static_cast<int64_t>(x) * of.channelsIn, of.stride * ofRow,
                          static_cast<int64_t>(of.stride) * of.channelsIn, of.channelsIn};
      const Stores<Number> byInput{static_cast<Number *>(call.byInput)};
      // Pixels a stride apart are far apart: their lines would be waited for.
      if (of.stride > 1)
        multiplyWindows<Number>(threads, windows, gradient, call.room, placed, [&](int64_t) { return StoresPast<Number>{byInput}; });
      else
        multiplyWindows<Number>(threads, windows, gradient, call.room, placed, [&](int64_t) { return byInput; });
    }
}

}  // namespace stagecraft::STAGECRAFT_TARGET
