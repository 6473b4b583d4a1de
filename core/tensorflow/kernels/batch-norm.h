// What both ways of batch normalisation share: pixels in blocks, channels in vectors, and scale and offset as one factor and one constant.
#pragma once

#include <cmath>

#include "kernels.h"
#include "vector.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Pixels are worked on in blocks that stay in the first cache between two readings.
constexpr int64_t blockBytes = 16 * 1024;
// Channels at a time: as many vectors as leave registers for the rest.
constexpr int vectorsAtOnce = 4;

inline int64_t pixelsOfBlock(int channels) { return most(8, blockBytes / (4 * least(channels, vectorsAtOnce * lanes))); }

inline int64_t blocksOf(const BatchNorm &of) {
  const int64_t size = pixelsOfBlock(of.channels);
  return (of.pixels + size - 1) / size;
}

// Calls `work.template on<Vectors>(channel, part)` for all channels: groups of four vectors, then single ones; of the last one `part` lanes.
template <class Work>
inline void overChannels(int channels, const Work &work) {
  int channel = 0;
  for (; channel + vectorsAtOnce * lanes <= channels; channel += vectorsAtOnce * lanes) work.template on<vectorsAtOnce>(channel, lanes);
  for (; channel < channels; channel += lanes) work.template on<1>(channel, static_cast<int>(least(lanes, channels - channel)));
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
