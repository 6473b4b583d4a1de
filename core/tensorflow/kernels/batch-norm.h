// Batch normalisation with the addition and the ReLU behind it. A map is read once for its statistics and once more to be normalised; TensorFlow's
// own nodes read and write it once more for the addition and for ReLU each, and memory is what they all wait for.
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

template <class Number>
inline Vector take(const Number *from, int part) {
  return part == lanes ? load(from) : loadPart(from, part);
}

template <class Number>
inline void put(Number *to, Vector value, int part) {
  if (part == lanes)
    store(to, value);
  else
    storePart(to, value, part);
}

// Rows of numbers for each block and channel, added up in the order of blocks.
struct PerBlock {
  float *first;
  float *second;
};

// Mean of a block, and the sum of squares around it: two readings of what the first has brought into the cache, so that numbers far from zero lose
// nothing. What the first mean is off by is what is left on average of the differences to it (Chan, Golub & LeVeque 1983, section 2).
template <class Number>
struct BlockStatistics {
  const Number *input;
  int channels;
  int64_t pixels;
  float *mean;
  float *squares;

  template <int Vectors>
  void on(int channel, int part) const {
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

// Statistics of all blocks as one (Chan, Golub & LeVeque 1979, equation 2.1), in double precision.
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

// 1 ÷ √(variance + ε)
inline double inverseOf(const BatchNorm &of, float variance) { return 1 / std::sqrt(static_cast<double>(variance) + of.epsilon); }

// scale · (x − mean) ÷ √(variance + ε) + offset as one factor and one offset a channel.
inline void fold(const BatchNorm &of, const float *mean, const float *variance, float *factor, float *constant) {
  for (int channel = 0; channel < of.channels; channel++) {
    factor[channel] = static_cast<float>(of.scale[channel] * inverseOf(of, variance[channel]));
    constant[channel] = of.offset[channel] - mean[channel] * factor[channel];
  }
}

template <class Number, bool HasShortcut, bool Relu>
struct BlockApply {
  const Number *input;
  const Number *shortcut;
  Number *output;
  int channels;
  int64_t pixels;
  const float *factor;
  const float *constant;

  template <int Vectors>
  void on(int channel, int part) const {
    Vector a[Vectors], b[Vectors];
    for (int v = 0; v < Vectors; v++) {
      a[v] = take(factor + channel + v * lanes, part);
      b[v] = take(constant + channel + v * lanes, part);
    }
    int64_t at = channel;
    for (int64_t pixel = 0; pixel < pixels; pixel++, at += channels)
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
                                                     least(size, of.pixels - from),
                                                     factor,
                                                     constant};
    overChannels(of.channels, work);
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

// What ReLU's derivative is decided by: nothing, the sign of what BN gave, or that of the output.
enum class Gate { none, normalised, output };

// The gradient behind ReLU, and its sums over a block: alone, and times the input's distance from the mean.
template <class Number, Gate gate, bool HasSecond, bool Writes>
struct BlockSums {
  const Number *gradient;
  const Number *second;
  const Number *input;
  const Number *output;
  Number *through;
  int channels;
  int64_t pixels;
  const float *factor;
  const float *constant;
  const float *mean;
  float *sum;
  float *product;

  template <int Vectors>
  void on(int channel, int part) const {
    Vector a[Vectors], b[Vectors], centre[Vectors];
    Vector sums[Vectors] = {}, products[Vectors] = {};
    for (int v = 0; v < Vectors; v++) {
      a[v] = take(factor + channel + v * lanes, part);
      b[v] = take(constant + channel + v * lanes, part);
      centre[v] = take(mean + channel + v * lanes, part);
    }
    int64_t at = channel;
    for (int64_t pixel = 0; pixel < pixels; pixel++, at += channels)
      for (int v = 0; v < Vectors; v++) {
        const int64_t here = at + v * lanes;
        Vector value = take(gradient + here, part);
        if (HasSecond) value += take(second + here, part);
        const Vector x = take(input + here, part);
        if (gate == Gate::normalised) value = whereAbove(x * a[v] + b[v], value);
        if (gate == Gate::output) value = whereAbove(take(output + here, part), value);
        if (Writes) put(through + here, value, part);
        sums[v] += value;
        products[v] += value * (x - centre[v]);
      }
    for (int v = 0; v < Vectors; v++) {
      put(sum + channel + v * lanes, sums[v], part);
      put(product + channel + v * lanes, products[v], part);
    }
  }
};

// The gradient by the input: factor · g − (x − mean) · slope − level.
template <class Number, Gate gate>
struct BlockByInput {
  const Number *gradient;
  const Number *input;
  const Number *output;
  Number *byInput;
  int channels;
  int64_t pixels;
  const float *factor;
  const float *constant;
  const float *mean;
  const float *slope;
  const float *level;

  template <int Vectors>
  void on(int channel, int part) const {
    Vector a[Vectors], b[Vectors], centre[Vectors], k[Vectors], c[Vectors];
    for (int v = 0; v < Vectors; v++) {
      const int here = channel + v * lanes;
      a[v] = take(factor + here, part);
      b[v] = take(constant + here, part);
      centre[v] = take(mean + here, part);
      k[v] = take(slope + here, part);
      c[v] = take(level + here, part);
    }
    int64_t at = channel;
    for (int64_t pixel = 0; pixel < pixels; pixel++, at += channels)
      for (int v = 0; v < Vectors; v++) {
        const int64_t here = at + v * lanes;
        Vector value = take(gradient + here, part);
        const Vector x = take(input + here, part);
        if (gate == Gate::normalised) value = whereAbove(x * a[v] + b[v], value);
        if (gate == Gate::output) value = whereAbove(take(output + here, part), value);
        put(byInput + here, value * a[v] - (x - centre[v]) * k[v] - c[v], part);
      }
  }
};

// The numbers of one backward pass, a row of channels each.
struct Rows {
  float *factor;
  float *constant;
  float *slope;
  float *level;
  PerBlock sums;
};

template <class Number, Gate gate, bool HasSecond, bool Writes>
inline void sumGradients(const Threads &threads, const BatchNormBackward &call, const Rows &rows) {
  const BatchNorm &of = call.of;
  const int64_t size = pixelsOfBlock(of.channels);
  inPieces(threads, blocksOf(of), size * of.channels, [&](int64_t block) {
    const int64_t from = block * size;
    const int64_t begin = from * of.channels;
    const BlockSums<Number, gate, HasSecond, Writes> work{
        static_cast<const Number *>(call.gradient) + begin,
        HasSecond ? static_cast<const Number *>(call.secondGradient) + begin : nullptr,
        static_cast<const Number *>(call.input) + begin,
        gate == Gate::output ? static_cast<const Number *>(call.output) + begin : nullptr,
        Writes ? static_cast<Number *>(call.byShortcut) + begin : nullptr,
        of.channels,
        least(size, of.pixels - from),
        rows.factor,
        rows.constant,
        call.mean,
        rows.sums.first + block * of.channels,
        rows.sums.second + block * of.channels};
    overChannels(of.channels, work);
  });
}

template <class Number, Gate gate>
inline void gradientByInput(const Threads &threads, const BatchNormBackward &call, const void *gradient, const Rows &rows) {
  const BatchNorm &of = call.of;
  const int64_t size = pixelsOfBlock(of.channels);
  const int64_t blocks = blocksOf(of);
  // From the last block, whose numbers the sums have just brought into the cache.
  inPieces(threads, blocks, size * of.channels, [&](int64_t index) {
    const int64_t from = (blocks - 1 - index) * size;
    const int64_t begin = from * of.channels;
    const BlockByInput<Number, gate> work{static_cast<const Number *>(gradient) + begin,
                                          static_cast<const Number *>(call.input) + begin,
                                          gate == Gate::output ? static_cast<const Number *>(call.output) + begin : nullptr,
                                          static_cast<Number *>(call.byInput) + begin,
                                          of.channels,
                                          least(size, of.pixels - from),
                                          rows.factor,
                                          rows.constant,
                                          call.mean,
                                          rows.slope,
                                          rows.level};
    overChannels(of.channels, work);
  });
}

// With g the gradient behind ReLU, x̂ = (x − mean) · inverse and means over all pixels:
// by the offset Σ g, by the scale Σ g x̂, by the input scale · inverse · (g − mean of g − x̂ · mean of g x̂)  (Ioffe & Szegedy 2015, section 3).
inline void mergeGradients(const BatchNormBackward &call, const Rows &rows) {
  const BatchNorm &of = call.of;
  const int64_t blocks = blocksOf(of);
  for (int channel = 0; channel < of.channels; channel++) {
    double sum = 0, product = 0;
    for (int64_t block = 0; block < blocks; block++) {
      sum += rows.sums.first[block * of.channels + channel];
      product += rows.sums.second[block * of.channels + channel];
    }
    const double inverse = inverseOf(of, call.variance[channel]);
    const double share = of.scale[channel] * inverse / static_cast<double>(of.pixels);
    call.byOffset[channel] = static_cast<float>(sum);
    call.byScale[channel] = static_cast<float>(product * inverse);
    rows.slope[channel] = static_cast<float>(share * inverse * inverse * product);
    rows.level[channel] = static_cast<float>(share * sum);
  }
}

template <class Number, Gate gate>
inline void backwardThrough(const Threads &threads, const BatchNormBackward &call, const Rows &rows) {
  if (call.secondGradient != nullptr)
    sumGradients<Number, gate, true, true>(threads, call, rows);
  else if (call.byShortcut != nullptr)
    sumGradients<Number, gate, false, true>(threads, call, rows);
  else
    sumGradients<Number, gate, false, false>(threads, call, rows);
  mergeGradients(call, rows);
  if (call.byShortcut != nullptr)
    gradientByInput<Number, Gate::none>(threads, call, call.byShortcut, rows);
  else
    gradientByInput<Number, gate>(threads, call, call.gradient, rows);
}

template <class Number>
inline void batchNormBackward(const Threads &threads, const BatchNormBackward &call) {
  const int64_t channels = call.of.channels;
  const int64_t blocks = blocksOf(call.of);
  float *memory = threads.scratch(threads.context, static_cast<size_t>((4 + 2 * blocks) * channels));
  const Rows rows{memory, memory + channels, memory + 2 * channels, memory + 3 * channels,
                  {memory + 4 * channels, memory + (4 + blocks) * channels}};
  fold(call.of, call.mean, call.variance, rows.factor, rows.constant);
  if (!call.relu)
    backwardThrough<Number, Gate::none>(threads, call, rows);
  else if (call.output != nullptr)
    backwardThrough<Number, Gate::output>(threads, call, rows);
  else
    backwardThrough<Number, Gate::normalised>(threads, call, rows);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
