// What both ways of batch normalisation share: pixels in blocks, channels in vectors, and scale and offset as one factor and one constant.
#pragma once

#include <cmath>

#include "kernels.h"
#include "maps.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Pixels are worked on in blocks that stay in the first cache between two readings.
constexpr int64_t blockBytes = 16 * 1024;

inline int64_t pixelsOfBlock(int channels) { return most(8, blockBytes / (4 * least(channels, vectorsAtOnce * lanes))); }

inline int64_t blocksOf(const BatchNorm &of) {
  const int64_t size = pixelsOfBlock(of.channels);
  return (of.pixels + size - 1) / size;
}

// Some pixels of a block.
struct Strip {
  int64_t begin;
  int64_t end;

  template <class Number>
  void foresee(const Number *, int64_t) const {}
};

// With what is read of it, as many numbers of the next strip are brought into the cache.
struct ForeseenStrip : Strip {
  int64_t ahead;

  template <class Number>
  void foresee(const Number *read, int64_t numbers) const {
    foreseeNumbers(read + ahead, numbers);
  }
};

// The same a few pixels after the other. Of many channels a group is read in pieces too far apart for the processor to foresee, so that is done here. Strips of
// one pixel are read in the order in which they lie in memory.
template <int64_t pixelsOfStrip, class Work>
inline void overStrips(int channels, int64_t pixels, const Work &work) {
  if (channels <= vectorsAtOnce * lanes) return overChannels(channels, work, Strip{0, pixels});
  for (int64_t begin = 0; begin < pixels; begin += pixelsOfStrip) {
    const Strip strip{begin, least(pixels, begin + pixelsOfStrip)};
    if constexpr (pixelsOfStrip == 1)
      overChannels(channels, work, strip);
    else
      overChannels(channels, work, ForeseenStrip{strip, pixelsOfStrip * channels});
  }
}

// Rows of numbers for each block and channel, added up in the order of blocks.
struct PerBlock {
  float *first;
  float *second;
};

// 1 ÷ √(variance + ε)
inline double inverseOf(const BatchNorm &of, float variance) { return 1 / std::sqrt(static_cast<double>(variance) + of.epsilon); }

// scale · (x − mean) ÷ √(variance + ε) + offset as one factor and one offset a channel.
inline void fold(const BatchNorm &of, const float *mean, const float *variance, float *factor, float *constant) {
  for (int channel = 0; channel < of.channels; channel++) {
    factor[channel] = static_cast<float>(of.scale[channel] * inverseOf(of, variance[channel]));
    constant[channel] = of.offset[channel] - mean[channel] * factor[channel];
  }
}

}  // namespace stagecraft::STAGECRAFT_TARGET
