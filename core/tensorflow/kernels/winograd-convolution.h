// The convolution itself, and its gradient by the input: transform, 36 products, transform back, a block of tiles at a time.
#pragma once

#include "products.h"
#include "winograd-weights.h"

namespace stagecraft::STAGECRAFT_TARGET {

template <class Number>
inline void convolve(const Threads &threads, const Tiles &tiles, const Number *input, const Weights &weights, Number *output, float *transformed) {
  const int in = weights.in(), out = weights.out();
  const int inRounded = roundedUp(in), outRounded = roundedUp(out);
  transformWeights(threads, weights, transformed);
  const int64_t size = tilesOfProduct(static_cast<int>(most(in, out)));
  inPieces(threads, (tiles.count + size - 1) / size, size * patchSize * inRounded * outRounded / 40, [&](int64_t block) {
    const int64_t from = block * size, count = least(size, tiles.count - from);
    const Room room = roomFor(threads, count, in, out);
    transformPatches(tiles, from, count, Stored<Number>{input}, in, room.first, count * inRounded + gap);
    for (int at = 0; at < patchSize; at++)
      multiplyAll(room.first + at * (count * inRounded + gap), transformed + static_cast<int64_t>(at) * inRounded * outRounded,
                  room.second + at * (count * outRounded + gap), count, inRounded, outRounded);
    writeTiles(tiles, from, count, room.second, out, Stores<Number>{output});
  });
}

template <class Number, bool turned>
inline void convolveMap(const Threads &threads, const ConvolutionOfMap &call) {
  const Weights weights{call.weights, call.of.channelsIn, call.of.channelsOut, turned};
  convolve(threads, tilesOf(call.of), static_cast<const Number *>(call.map), weights, static_cast<Number *>(call.result), call.transformed);
}

template <class Number>
inline void convolutionForward(const Threads &threads, const ConvolutionOfMap &call) {
  convolveMap<Number, false>(threads, call);
}

template <class Number>
inline void convolutionByInput(const Threads &threads, const ConvolutionOfMap &call) {
  convolveMap<Number, true>(threads, call);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
