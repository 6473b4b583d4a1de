// Batch normalisation with the addition and the ReLU behind it. A map is read once for its statistics and once more to be normalised; TensorFlow's
// own nodes read and write it once more for the addition and for ReLU each, and memory is what they all wait for.
#pragma once

#include "batch-norm.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Mean of a block, and the sum of squares around it: two readings of what the first has brought into the cache, so that numbers far from zero lose
// nothing. What the first mean is off by is what is left on average of the differences to it (the two-pass algorithm with correction of Chan, Golub & LeVeque 1983).
template <class Number>
struct BlockStatistics {
  const Number *input;
  int channels;
  int64_t pixels;
  float *mean;
  float *squares;

  template <int Vectors, class Part>
  void on(int channel, Part part) const {
    Vector sum[Vectors] = {};
    const Number *pixel = input + channel;
    for (int64_t at = 0; at < pixels; at++, pixel += channels)
      for (int v = 0; v < Vectors; v++) sum[v] += take(pixel + v * lanes, part);
    const float share = 1.0f / static_cast<float>(pixels);
    Vector centre[Vectors];
    Vector left[Vectors] = {}, square[Vectors] = {};
    for (int v = 0; v < Vectors; v++) centre[v] = sum[v] * share;
    pixel = input + channel;
    for (int64_t at = 0; at < pixels; at++, pixel += channels)
      for (int v = 0; v < Vectors; v++) {
        const Vector apart = take(pixel + v * lanes, part) - centre[v];
        left[v] += apart;
        square[v] += apart * apart;
      }
    for (int v = 0; v < Vectors; v++) {
      put(mean + channel + v * lanes, centre[v] + left[v] * share, part);
      put(squares + channel + v * lanes, square[v] - left[v] * left[v] * share, part);
    }
  }
};

// Statistics of all blocks as one (Chan, Golub & LeVeque 1979), in double precision.
inline void mergeStatistics(const BatchNorm &of, const PerBlock &blocks, float *mean, float *variance) {
  const int64_t size = pixelsOfBlock(of.channels);
  for (int channel = 0; channel < of.channels; channel++) {
    double count = 0, centre = 0, squares = 0;
    for (int64_t from = 0, block = 0; from < of.pixels; from += size, block++) {
      const double more = static_cast<double>(least(size, of.pixels - from));
      const double apart = blocks.first[block * of.channels + channel] - centre;
      squares += blocks.second[block * of.channels + channel] + apart * apart * count * more / (count + more);
      count += more;
      centre += apart * more / count;
    }
    mean[channel] = static_cast<float>(centre);
    variance[channel] = static_cast<float>(squares / count);
  }
}

template <class Number, bool HasShortcut, bool Relu>
struct BlockApply {
  const Number *input;
  const Number *shortcut;
  Number *output;
  int channels;
  const float *factor;
  const float *constant;

  template <int Vectors, class Part, class Pixels>
  void on(int channel, Part part, Pixels strip) const {
    Vector a[Vectors], b[Vectors];
    for (int v = 0; v < Vectors; v++) {
      a[v] = take(factor + channel + v * lanes, part);
      b[v] = take(constant + channel + v * lanes, part);
    }
    int64_t at = strip.begin * channels + channel;
    for (int64_t pixel = strip.begin; pixel < strip.end; pixel++, at += channels)
      for (int v = 0; v < Vectors; v++) {
        Vector value = take(input + at + v * lanes, part) * a[v] + b[v];
        if (HasShortcut) value += take(shortcut + at + v * lanes, part);
        if (Relu) value = rectified(value);
        put(output + at + v * lanes, value, part);
      }
  }
};

template <class Number, bool HasShortcut, bool Relu>
inline void applyTo(const Threads &threads, const BatchNormApply &call, const float *factor, const float *constant) {
  const BatchNorm &of = call.of;
  const int64_t size = pixelsOfBlock(of.channels);
  inPieces(threads, blocksOf(of), size * of.channels, [&](int64_t block) {
    const int64_t from = block * size;
    const int64_t begin = from * of.channels;
    const BlockApply<Number, HasShortcut, Relu> work{static_cast<const Number *>(call.input) + begin,
                                                     HasShortcut ? static_cast<const Number *>(call.shortcut) + begin : nullptr,
                                                     static_cast<Number *>(call.output) + begin,
                                                     of.channels,
                                                     factor,
                                                     constant};
    overStrips<1>(of.channels, least(size, of.pixels - from), work);
  });
}

template <class Number>
inline void applyBatchNorm(const Threads &threads, const BatchNormApply &call) {
  float *factor = threads.scratch(threads.context, 2 * static_cast<size_t>(call.of.channels));
  float *constant = factor + call.of.channels;
  fold(call.of, call.mean, call.variance, factor, constant);
  if (call.shortcut != nullptr && call.relu)
    applyTo<Number, true, true>(threads, call, factor, constant);
  else if (call.shortcut != nullptr)
    applyTo<Number, true, false>(threads, call, factor, constant);
  else if (call.relu)
    applyTo<Number, false, true>(threads, call, factor, constant);
  else
    applyTo<Number, false, false>(threads, call, factor, constant);
}

template <class Number>
inline void batchNormForward(const Threads &threads, const BatchNormForward &call) {
  const BatchNorm &of = call.of;
  const int64_t size = pixelsOfBlock(of.channels);
  const int64_t blocks = blocksOf(of);
  float *memory = threads.scratch(threads.context, 2 * static_cast<size_t>(blocks) * of.channels);
  const PerBlock found{memory, memory + blocks * of.channels};
  inPieces(threads, blocks, size * of.channels, [&](int64_t block) {
    const int64_t from = block * size;
    const BlockStatistics<Number> work{static_cast<const Number *>(call.input) + from * of.channels, of.channels,
                                       least(size, of.pixels - from), found.first + block * of.channels,
                                       found.second + block * of.channels};
    overChannels(of.channels, work);
  });
  mergeStatistics(of, found, call.mean, call.variance);
  applyBatchNorm<Number>(threads, {of, call.input, call.shortcut, call.relu, call.output, call.mean, call.variance});
}

}  // namespace stagecraft::STAGECRAFT_TARGET
