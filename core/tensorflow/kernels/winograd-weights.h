// Weights as Winograd's products take them.
#pragma once

#include "winograd-tiles.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Weights as they are for the forward pass, or turned around with channels exchanged for the gradient by the input.
struct Weights {
  const float *values;
  int channelsIn;
  int channelsOut;
  bool turned;

  int in() const { return turned ? channelsOut : channelsIn; }
  int out() const { return turned ? channelsIn : channelsOut; }

  // Of one channel in, the lanes being channels out; zeros beyond them.
  Vector at(int row, int column, int in, int out) const {
    const int count = static_cast<int>(least(lanes, this->out() - out));
    if (!turned) {
      const float *from = values + ((row * 3 + column) * static_cast<int64_t>(channelsIn) + in) * channelsOut + out;
      return count == lanes ? load(from) : loadPart(from, count);
    }
    const float *from = values + (((2 - row) * 3 + 2 - column) * static_cast<int64_t>(channelsIn) + out) * channelsOut + in;
    float gathered[lanes] = {};
    for (int lane = 0; lane < count; lane++) gathered[lane] = from[static_cast<int64_t>(lane) * channelsOut];
    return load(gathered);
  }
};

// G g Gᵀ: [36][in rounded up][out rounded up]; what is rounded up is zero.
inline void transformWeights(const Threads &threads, const Weights &weights, float *to) {
  const int in = roundedUp(weights.in()), out = roundedUp(weights.out());
  inPieces(threads, in / lanes, static_cast<int64_t>(lanes) * out * 40, [&](int64_t piece) {
    // Turned weights of `lanes` rows lie in the same cache lines: all of them are taken before the next columns.
    for (int column = 0; column < out; column += lanes)
      for (int row = static_cast<int>(piece) * lanes; row < (piece + 1) * lanes; row++) {
        Vector half[patchSide][3];
        for (int right = 0; right < 3; right++) {
          Vector read[3] = {}, done[patchSide];
          if (row < weights.in())
            for (int down = 0; down < 3; down++) read[down] = weights.at(down, right, row, column);
          weightTransform(read, done);
          for (int down = 0; down < patchSide; down++) half[down][right] = done[down];
        }
        for (int down = 0; down < patchSide; down++) {
          Vector done[patchSide];
          weightTransform(half[down], done);
          for (int right = 0; right < patchSide; right++)
            store(to + (static_cast<int64_t>(down * patchSide + right) * in + row) * out + column, done[right]);
        }
      }
  });
}

inline int64_t transformedWeights(const Convolution &of) {
  return static_cast<int64_t>(patchSize) * roundedUp(of.channelsIn) * roundedUp(of.channelsOut);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
