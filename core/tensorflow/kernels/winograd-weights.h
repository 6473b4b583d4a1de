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

  // Of one place in the 3×3, `lanes` rows of as many columns: rows are channels in, columns channels out, zeros beyond them.
  void read(int down, int right, int row, int column, Vector block[lanes]) const {
    const int place = turned ? 8 - (down * 3 + right) : down * 3 + right;
    // As they lie in memory.
    const int firstLine = turned ? column : row, firstNumber = turned ? row : column;
    const int part = static_cast<int>(least(lanes, channelsOut - firstNumber));
    for (int line = 0; line < lanes; line++)
      block[line] = firstLine + line < channelsIn
                        ? take(values + (static_cast<int64_t>(place) * channelsIn + firstLine + line) * channelsOut + firstNumber, part)
                        : zero();
    if (turned) transpose(block);
  }
};

// From one of the 36 planes of transformed weights, or of sums of their gradients, to the next, of so many words or floats.
inline int64_t planeOfWeights(int64_t in, int64_t columns) { return in * columns + gap; }

// Some columns of transformed weights, for all rows: [36][in rounded up][columns], to be multiplied with.
struct Panel {
  int first;
  int columns;
  float *to;
};

// G g Gᵀ of `lanes` rows from this one on; what is rounded up is zero.
template <class Operands>
__attribute__((noinline)) inline void transformRows(const Weights &weights, const Panel &panel, int row) {
  const int64_t plane = planeOfWeights(words<Operands>(roundedUp(weights.in())), panel.columns);
  for (int column = 0; column < panel.columns; column += lanes) {
    Vector blocks[3][3][lanes];
    for (int down = 0; down < 3; down++)
      for (int right = 0; right < 3; right++) weights.read(down, right, row, panel.first + column, blocks[down][right]);
    for (int line = 0; line < lanes; line++) {
      Vector half[patchSide][3];
#pragma GCC unroll 3
      for (int right = 0; right < 3; right++) {
        const Vector read[3] = {blocks[0][right][line], blocks[1][right][line], blocks[2][right][line]};
        Vector done[patchSide];
        weightTransform(read, done);
#pragma GCC unroll 6
        for (int down = 0; down < patchSide; down++) half[down][right] = done[down];
      }
      float *here = panel.to + (row + line) / Operands::together * panel.columns + column;
#pragma GCC unroll 6
      for (int down = 0; down < patchSide; down++) {
        Vector done[patchSide];
        weightTransform(half[down], done);
#pragma GCC unroll 6
        for (int right = 0; right < patchSide; right++) {
          Operands::ofRows(here, done[right], line);
          here = onwards(here, plane);
        }
      }
    }
  }
}

// All of them: [36][in rounded up][out rounded up].
template <class Operands>
inline void transformWeights(const Threads &threads, const Weights &weights, float *to) {
  const Panel all{0, roundedUp(weights.out()), to};
  inPieces(threads, roundedUp(weights.in()) / lanes, static_cast<int64_t>(lanes) * all.columns * 10,
           [&](int64_t piece) { transformRows<Operands>(weights, all, static_cast<int>(piece) * lanes); });
}

// Floats of them as floats, and of sums of their gradients.
inline int64_t transformedWeights(const Convolution &of) {
  return patchSize * planeOfWeights(roundedUp(of.channelsIn), roundedUp(of.channelsOut));
}

}  // namespace stagecraft::STAGECRAFT_TARGET
