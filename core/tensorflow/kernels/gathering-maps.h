// Maps whose channels are summed while a convolution writes them: each block of tiles or windows keeps rows of sums, which are put together in the order of blocks,
// in double precision. Rows are of channels rounded up to vectors.
#pragma once

#include "normalised-maps.h"

namespace stagecraft::STAGECRAFT_TARGET {

// For statistics: the block's first number, and of what all its numbers are off by it the sum and the sum of squares. That first number is as far from zero as
// the others, so those far from zero lose nothing; and it is one of them, so the squares are never more than their number times those around the mean.
struct Moments {
  static constexpr int rows = 3;

  float *shift;
  float *sum;
  float *square;

  Moments(float *row, int64_t width) : shift(row), sum(row + width), square(row + 2 * width) {}
};

// Sink: writes, and gathers Moments of a block.
template <class Number>
struct GathersMoments {
  Stores<Number> output;
  Moments moments;

  template <class Part>
  struct Writer {
    typename Stores<Number>::template Writer<Part> put;
    float *shiftAt;
    float *sumAt;
    float *squareAt;
    bool hasShift;
    Vector shift;
    Vector sum;
    Vector square;

    void operator()(int64_t at, Vector value) {
      put(at, value);
      if (!hasShift) {
        shift = value;
        hasShift = true;
      }
      const Vector apart = value - shift;
      sum += apart;
      square += apart * apart;
    }
    void end() const {
      store(shiftAt, shift);
      store(sumAt, sum);
      store(squareAt, square);
    }
  };
  template <class Part>
  Writer<Part> to(int64_t tile, int channel, Part part) const {
    float *shift = moments.shift + channel, *sum = moments.sum + channel, *square = moments.square + channel;
    const bool hasShift = tile > 0;
    return {output.to(tile, channel, part), shift, sum, square, hasShift, hasShift ? load(shift) : zero(), hasShift ? load(sum) : zero(),
            hasShift ? load(square) : zero()};
  }
  void foresee(int64_t at, int64_t numbers) const { output.foresee(at, numbers); }
};

// Mean and biased variance of all blocks as one (Chan, Golub & LeVeque 1979). `pixelsOf(block)`: as many as it has.
template <class PixelsOf>
inline void mergeMoments(int64_t blocks, const PixelsOf &pixelsOf, float *rows, int channels, float *mean, float *variance) {
  const int64_t width = roundedUp(channels);
  for (int channel = 0; channel < channels; channel += lanes) {
    double centre[lanes] = {}, squares[lanes] = {};
    double count = 0;
    for (int64_t block = 0; block < blocks; block++) {
      const double more = static_cast<double>(pixelsOf(block));
      const double share = more / (count + more), each = 1 / more;
      const Moments of(rows + block * Moments::rows * width + channel, width);
      for (int lane = 0; lane < lanes; lane++) {
        const double sum = of.sum[lane], apart = of.shift[lane] + sum * each - centre[lane];
        squares[lane] += of.square[lane] - sum * sum * each + apart * apart * count * share;
        centre[lane] += apart * share;
      }
      count += more;
    }
    const int part = static_cast<int>(least(lanes, channels - channel));
    for (int lane = 0; lane < part; lane++) {
      mean[channel + lane] = static_cast<float>(centre[lane]);
      variance[channel + lane] = static_cast<float>(squares[lane] < 0 ? 0 : squares[lane] / count);
    }
  }
}

}  // namespace stagecraft::STAGECRAFT_TARGET
