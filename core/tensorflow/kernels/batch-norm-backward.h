// Back through ReLU, the addition and batch normalisation: one reading for the sums, one for the gradient by the input.
#pragma once

#include "batch-norm.h"

namespace stagecraft::STAGECRAFT_TARGET {

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
inline void gradientByInput(const Threads &threads, const BatchNormByInput &call, const void *output, const Rows &rows) {
  const BatchNorm &of = call.of;
  const int64_t size = pixelsOfBlock(of.channels);
  const int64_t blocks = blocksOf(of);
  // From the last block, whose numbers the sums have just brought into the cache.
  inPieces(threads, blocks, size * of.channels, [&](int64_t index) {
    const int64_t from = (blocks - 1 - index) * size;
    const int64_t begin = from * of.channels;
    const BlockByInput<Number, gate> work{static_cast<const Number *>(call.gradient) + begin,
                                          static_cast<const Number *>(call.input) + begin,
                                          gate == Gate::output ? static_cast<const Number *>(output) + begin : nullptr,
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
    call.byOffset[channel] = static_cast<float>(sum);
    call.byScale[channel] = static_cast<float>(product * inverseOf(of, call.variance[channel]));
  }
}

// What the gradient by the input is computed with: scale · inverse · x̂ · mean of g x̂ as (x − mean) · slope, and scale · inverse · mean of g.
inline void foldGradients(const BatchNormByInput &call, const Rows &rows) {
  const BatchNorm &of = call.of;
  for (int channel = 0; channel < of.channels; channel++) {
    const double inverse = inverseOf(of, call.variance[channel]);
    const double share = of.scale[channel] * inverse / static_cast<double>(of.pixels);
    rows.slope[channel] = static_cast<float>(share * inverse * call.byScale[channel]);
    rows.level[channel] = static_cast<float>(share * call.byOffset[channel]);
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
  const bool isThrough = call.byShortcut != nullptr;
  const BatchNormByInput byInput{call.of,        isThrough ? call.byShortcut : call.gradient, call.input, call.mean, call.variance, call.byScale,
                                 call.byOffset, call.byInput};
  foldGradients(byInput, rows);
  if (isThrough)
    gradientByInput<Number, Gate::none>(threads, byInput, nullptr, rows);
  else
    gradientByInput<Number, gate>(threads, byInput, call.output, rows);
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

template <class Number>
inline void batchNormByInput(const Threads &threads, const BatchNormByInput &call) {
  const int64_t channels = call.of.channels;
  float *memory = threads.scratch(threads.context, static_cast<size_t>(4 * channels));
  const Rows rows{memory, memory + channels, memory + 2 * channels, memory + 3 * channels, {}};
  fold(call.of, call.mean, call.variance, rows.factor, rows.constant);
  foldGradients(call, rows);
  gradientByInput<Number, Gate::none>(threads, call, nullptr, rows);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
