// Maps that BN is applied to on their way into a convolution, or out of it, so that it needs no pass over memory of its own.
#pragma once

#include "batch-norm.h"
#include "maps.h"

namespace stagecraft::STAGECRAFT_TARGET {

// BN as one factor and one constant a channel.
struct Folded {
  const float *factor;
  const float *constant;
};

inline int64_t roomOfFolded(int channels) { return 2 * static_cast<int64_t>(channels); }

inline Folded folded(const Normalisation &by, float *room) {
  float *constant = room + by.of.channels;
  fold(by.of, by.mean, by.variance, room, constant);
  return {room, constant};
}

// Source: what BN and ReLU give. Outside of the map is zero behind them, as it would be in a map of their output.
template <class Number>
struct NormalisedMap {
  Stored<Number> input;
  Folded by;

  template <class Part>
  auto from(int channel, Part part) const {
    const Vector a = take(by.factor + channel, part), b = take(by.constant + channel, part);
    return [read = input.from(channel, part), a, b](int64_t at) { return rectified(read(at) * a + b); };
  }
  void foresee(int64_t at, int64_t numbers) const { input.foresee(at, numbers); }
};

// Hands to `compute` the source that a convolution's input is: the map as it stands, or through BN and ReLU, which are folded into `room`.
template <class Number, class Compute>
inline void withMap(const void *map, const Normalisation *before, float *room, const Compute &compute) {
  const Stored<Number> stored{static_cast<const Number *>(map)};
  if (before == nullptr)
    compute(stored);
  else
    compute(NormalisedMap<Number>{stored, folded(*before, room)});
}

// Sink: BN, then an addition, then ReLU, as asked for, are applied to what is written.
template <class Number, bool HasShortcut>
struct Normalises {
  Stores<Number> output;
  const Number *shortcut;
  Folded by;
  // What lies below is raised to it: zero for ReLU, nothing for none.
  float floor;

  template <class Part>
  struct Writer {
    typename Stores<Number>::template Writer<Part> put;
    const Number *shortcut;
    Vector factor;
    Vector constant;
    Vector floor;

    void operator()(int64_t at, Vector value) const {
      value = value * factor + constant;
      if (HasShortcut) value += take(shortcut + at, put.part);
      put(at, value < floor ? floor : value);
    }
    void end() const {}
  };
  template <class Part>
  Writer<Part> to(int64_t tile, int channel, Part part) const {
    return {output.to(tile, channel, part), HasShortcut ? shortcut + channel : nullptr, take(by.factor + channel, part),
            take(by.constant + channel, part), broadcast(floor)};
  }
  void foresee(int64_t at, int64_t numbers) const {
    output.foresee(at, numbers);
    if (HasShortcut) foreseeNumbers(shortcut + at, numbers);
  }
};

}  // namespace stagecraft::STAGECRAFT_TARGET
