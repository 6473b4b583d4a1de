// Back through ReLU, the addition and batch normalisation: one reading for the sums, one for the gradient by the input, unless a convolution makes it as it reads.
#pragma once

#include "batch-norm-gradients.h"

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
  Folded by;
  const float *mean;
  GradientSums found;

  template <int Vectors, class Part, class Pixels>
  void on(int channel, Part part, Pixels strip) const {
    Vector a[Vectors], b[Vectors], centre[Vectors];
    Vector sums[Vectors], products[Vectors];
    for (int v = 0; v < Vectors; v++) {
      a[v] = take(by.factor + channel + v * lanes, part);
      b[v] = take(by.constant + channel + v * lanes, part);
      centre[v] = take(mean + channel + v * lanes, part);
      sums[v] = strip.begin > 0 ? load(found.sum + channel + v * lanes) : zero();
      products[v] = strip.begin > 0 ? load(found.product + channel + v * lanes) : zero();
    }
    int64_t at = strip.begin * channels + channel;
    for (int64_t pixel = strip.begin; pixel < strip.end; pixel++, at += channels) {
      strip.foresee(gradient + at, Vectors * lanes);
      if (HasSecond) strip.foresee(second + at, Vectors * lanes);
      strip.foresee(input + at, Vectors * lanes);
      if (gate == Gate::output) strip.foresee(output + at, Vectors * lanes);
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
    }
    for (int v = 0; v < Vectors; v++) {
      store(found.sum + channel + v * lanes, sums[v]);
      store(found.product + channel + v * lanes, products[v]);
    }
  }
};

template <class Number, Gate gate, bool HasSecond, bool Writes>
inline void sumGradients(const Threads &threads, const BatchNormSums &call, const Folded &by, float *sums) {
  const BatchNorm &of = call.of;
  const int64_t size = pixelsOfBlock(of.channels);
  inPieces(threads, blocksOf(of), size * of.channels, [&](int64_t block) {
    const int64_t from = block * size;
    const int64_t begin = from * of.channels;
    const BlockSums<Number, gate, HasSecond, Writes> work{static_cast<const Number *>(call.gradient) + begin,
                                                          HasSecond ? static_cast<const Number *>(call.secondGradient) + begin : nullptr,
                                                          static_cast<const Number *>(call.input) + begin,
                                                          gate == Gate::output ? static_cast<const Number *>(call.output) + begin : nullptr,
                                                          Writes ? static_cast<Number *>(call.through) + begin : nullptr,
                                                          of.channels,
                                                          by,
                                                          call.mean,
                                                          gradientSums(sums, of.channels, block)};
    overStrips<16>(of.channels, least(size, of.pixels - from), work);
  });
}

template <class Number, Gate gate>
inline void sumThrough(const Threads &threads, const BatchNormSums &call, const Folded &by, float *sums) {
  if (call.secondGradient != nullptr)
    sumGradients<Number, gate, true, true>(threads, call, by, sums);
  else if (call.through != nullptr)
    sumGradients<Number, gate, false, true>(threads, call, by, sums);
  else
    sumGradients<Number, gate, false, false>(threads, call, by, sums);
}

template <class Number>
inline void batchNormSums(const Threads &threads, const BatchNormSums &call) {
  const int channels = call.of.channels;
  const int64_t blocks = blocksOf(call.of);
  float *room = threads.scratch(threads.context, static_cast<size_t>(roomOfFolded(channels) + roomOfGradientSums(channels, blocks)));
  const Folded by = folded({call.of, call.mean, call.variance}, room);
  float *sums = room + roomOfFolded(channels);
  if (!call.relu)
    sumThrough<Number, Gate::none>(threads, call, by, sums);
  else if (call.output != nullptr)
    sumThrough<Number, Gate::output>(threads, call, by, sums);
  else
    sumThrough<Number, Gate::normalised>(threads, call, by, sums);
  mergeGradientSums(call.of, call.variance, sums, blocks, call.byScale, call.byOffset);
}

template <class Number>
inline void batchNormByInput(const Threads &threads, const BatchNormByInput &call) {
  const BatchNorm &of = call.of.of.of;
  float *room = threads.scratch(threads.context, static_cast<size_t>(roomOfBack(of.channels)));
  const Back by = backOf(call.of, room);
  const int64_t size = pixelsOfBlock(of.channels);
  const int64_t blocks = blocksOf(of);
  // From the last block, whose numbers the sums have just brought into the cache.
  inPieces(threads, blocks, size * of.channels, [&](int64_t index) {
    const int64_t from = (blocks - 1 - index) * size;
    goBack<Number>(call.of, by, from, least(size, of.pixels - from), static_cast<Number *>(call.byInput) + from * of.channels);
  });
}

}  // namespace stagecraft::STAGECRAFT_TARGET
