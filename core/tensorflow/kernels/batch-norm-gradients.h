// What all ways back through batch normalisation share: sums that blocks gather, put together in their order, and the gradient by the input as a few numbers
// a channel. With g the gradient behind ReLU, x̂ = (x − mean) · inverse and means over all pixels:
// by the offset Σ g, by the scale Σ g x̂, by the input scale · inverse · (g − mean of g − x̂ · mean of g x̂)  (Ioffe & Szegedy 2015, section 3).
#pragma once

#include "normalised-maps.h"

namespace stagecraft::STAGECRAFT_TARGET {

// A block's Σ g and Σ g (x − mean): rows of channels rounded up to vectors.
struct GradientSums {
  static constexpr int rows = 2;

  float *sum;
  float *product;

  GradientSums(float *block, int64_t width) : sum(block), product(block + width) {}
};

inline int64_t roomOfGradientSums(int channels, int64_t blocks) { return GradientSums::rows * roundedUp(channels) * blocks; }

// Those of a block among those of all.
inline GradientSums gradientSums(float *sums, int channels, int64_t block) {
  return {sums + roomOfGradientSums(channels, block), roundedUp(channels)};
}

inline void mergeGradientSums(const BatchNorm &of, const float *variance, float *sums, int64_t blocks, float *byScale, float *byOffset) {
  for (int channel = 0; channel < of.channels; channel += lanes) {
    double sum[lanes] = {}, product[lanes] = {};
    for (int64_t block = 0; block < blocks; block++) {
      const GradientSums those = gradientSums(sums, of.channels, block);
      for (int lane = 0; lane < lanes; lane++) {
        sum[lane] += those.sum[channel + lane];
        product[lane] += those.product[channel + lane];
      }
    }
    for (int lane = 0; lane < least(lanes, of.channels - channel); lane++) {
      byOffset[channel + lane] = static_cast<float>(sum[lane]);
      byScale[channel + lane] = static_cast<float>(product[lane] * inverseOf(of, variance[channel + lane]));
    }
  }
}

// The gradient by the input as factor · g − (x − mean) · slope − level: scale · inverse · x̂ · mean of g x̂ is (x − mean) · slope. Where the gradient passes
// ReLU first, it let through what is above zero as factor · x + constant.
struct Back {
  const float *factor;
  const float *constant;
  const float *slope;
  const float *level;
};

inline int64_t roomOfBack(int channels) { return 4 * static_cast<int64_t>(channels); }

inline Back backOf(const NormalisationGradients &of, float *room) {
  const BatchNorm &norm = of.of.of;
  const Folded forward = folded(of.of, room);
  float *slope = room + roomOfFolded(norm.channels), *level = slope + norm.channels;
  for (int channel = 0; channel < norm.channels; channel++) {
    const double inverse = inverseOf(norm, of.of.variance[channel]);
    const double share = norm.scale[channel] * inverse / static_cast<double>(norm.pixels);
    slope[channel] = static_cast<float>(share * inverse * of.byScale[channel]);
    level[channel] = static_cast<float>(share * of.byOffset[channel]);
  }
  return {forward.factor, forward.constant, slope, level};
}

template <class Number, class To, bool Relu>
struct BlockBack {
  const Number *gradient;
  const Number *input;
  const float *mean;
  Back by;
  To *byInput;
  int channels;

  template <int Vectors, class Part, class Pixels>
  void on(int channel, Part part, Pixels strip) const {
    Vector a[Vectors], b[Vectors], centre[Vectors], k[Vectors], c[Vectors];
    for (int v = 0; v < Vectors; v++) {
      const int here = channel + v * lanes;
      a[v] = take(by.factor + here, part);
      b[v] = take(by.constant + here, part);
      centre[v] = take(mean + here, part);
      k[v] = take(by.slope + here, part);
      c[v] = take(by.level + here, part);
    }
    int64_t at = strip.begin * channels + channel;
    for (int64_t pixel = strip.begin; pixel < strip.end; pixel++, at += channels) {
      strip.foresee(gradient + at, Vectors * lanes);
      strip.foresee(input + at, Vectors * lanes);
      for (int v = 0; v < Vectors; v++) {
        const int64_t here = at + v * lanes;
        Vector value = take(gradient + here, part);
        const Vector x = take(input + here, part);
        if (Relu) value = whereAbove(x * a[v] + b[v], value);
        put(byInput + here, value * a[v] - (x - centre[v]) * k[v] - c[v], part);
      }
    }
  }
};

// Of some pixels, which are `from` into the maps and written side by side.
template <class Number, class To>
inline void goBack(const NormalisationGradients &of, const Back &by, int64_t from, int64_t pixels, To *to) {
  const int channels = of.of.of.channels;
  const Number *gradient = static_cast<const Number *>(of.gradient) + from * channels, *input = static_cast<const Number *>(of.input) + from * channels;
  if (of.relu)
    overStrips<8>(channels, pixels, BlockBack<Number, To, true>{gradient, input, of.of.mean, by, to, channels});
  else
    overStrips<8>(channels, pixels, BlockBack<Number, To, false>{gradient, input, of.of.mean, by, to, channels});
}

}  // namespace stagecraft::STAGECRAFT_TARGET
