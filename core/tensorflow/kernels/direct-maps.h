// How direct convolutions read and write maps: what windows are copied from, and how blocks of sums become pixels.
#pragma once

#include "ahead.h"
#include "backward-maps.h"
#include "direct-windows.h"
#include "gathering-maps.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Source of windows: `lanes` numbers from one of the map on, or that one, which is `place` numbers into a row of its window. As they stand in memory.
template <class Number>
struct StoredNumbers {
  const Number *map;

  auto vector(int64_t at, int64_t) const { return read(map + at); }
  Number number(int64_t at, int64_t) const { return map[at]; }
};

// What BN and ReLU give. Zeros around the map come behind them.
template <class Number>
struct NormalisedNumbers {
  const Number *map;
  // Of a row of a window: one for each of its pixels' channels.
  Folded by;

  Vector vector(int64_t at, int64_t place) const { return rectified(load(map + at) * load(by.factor + place) + load(by.constant + place)); }
  float number(int64_t at, int64_t place) const {
    return rectified(loadPart(map + at, 1) * loadPart(by.factor + place, 1) + loadPart(by.constant + place, 1))[0];
  }
};

// Windows are copied in whole vectors, so numbers are asked for behind the last one.
inline int64_t roomOfFoldedRow(int channels, int columns) { return 2 * (static_cast<int64_t>(columns) * channels + lanes); }

inline Folded foldedRow(const Normalisation &by, int columns, float *room) {
  const int channels = by.of.channels;
  const int64_t ofRow = static_cast<int64_t>(columns) * channels;
  float *factor = room, *constant = room + ofRow + lanes;
  fold(by.of, by.mean, by.variance, factor, constant);
  for (int64_t place = channels; place < ofRow; place++) {
    factor[place] = factor[place - channels];
    constant[place] = constant[place - channels];
  }
  for (int64_t place = ofRow; place < ofRow + lanes; place++) factor[place] = constant[place] = 0;
  return {factor, constant};
}

// Hands to `compute` the source of windows that a convolution's input is: the map as it stands, or through BN and ReLU, which are folded into `room`.
template <class Number, class Compute>
inline void withNumbers(const void *map, const Normalisation *before, int columns, float *room, const Compute &compute) {
  const Number *numbers = static_cast<const Number *>(map);
  if (before == nullptr)
    compute(StoredNumbers<Number>{numbers});
  else
    compute(NormalisedNumbers<Number>{numbers, foldedRow(*before, columns, room)});
}

// Numbers `begin` to `end` of windows, where these are pixels; else nothing.
template <class Number>
inline Ahead windowsAhead(const Windows &of, const Number *map, int64_t index, int64_t count, int64_t begin, int64_t end) {
  return {map + index * of.channels + begin, of.channels, end - begin, of.arePixels() ? most(0, least(count, of.count() - index)) : 0};
}

// Where the pixels of a result stand: that of a window at first + row · rowStep + column · columnStep numbers from its image's first.
struct Placed {
  int64_t ofImage;
  int64_t first;
  int64_t rowStep;
  int64_t columnStep;
  int channels;

  int64_t at(const Window &window) const { return window.image * ofImage + first + window.row * rowStep + window.column * columnStep; }
  // Whether they stand as rows of sums do.
  bool isRows(const Windows &of, int64_t sumStep) const {
    return channels == sumStep && columnStep == sumStep && rowStep == of.across * columnStep && ofImage == of.down * rowStep;
  }
};

// Where a sink writes to, if sums can be made there.
inline float *floatsOf(float *map) { return map; }
inline float *floatsOf(Bfloat16 *) { return nullptr; }
template <class Number>
inline float *rowsOf(const Stores<Number> &sink) {
  return floatsOf(sink.map);
}
template <class Sink>
inline float *rowsOf(const Sink &sink) {
  return rowsOf(sink.output);
}

template <class Number, bool HasSecond, bool HasOutput>
inline float *rowsOf(const BackThroughRelu<Number, HasSecond, HasOutput> &sink) {
  return rowsOf(sink.through);
}

// Whether nothing else is done with them.
template <class Number>
constexpr bool isStored(const Stores<Number> &) {
  return true;
}
template <class Sink>
constexpr bool isStored(const Sink &) {
  return false;
}

// Rows of sums on their way to a sink (maps.h), as one block of its tiles.
struct Block {
  const float *sums;
  int64_t sumStep;
  int64_t count;
  // Of each row: where its pixel stands.
  const int64_t *places;
  // How many blocks the sink has got before.
  int64_t index;

  template <class Sink, class Part>
  void write(const Sink &sink, int channel, Part part) const {
    auto writer = sink.to(index, channel, part);
    for (int64_t row = 0; row < count; row++) writer(places[row], load(sums + row * sumStep + channel));
    writer.end();
  }

  // Four vectors of channels at once: what a map of many channels has of them lies side by side.
  template <class Sink>
  void writeFour(const Sink &sink, int channel) const {
    auto first = sink.to(index, channel, Whole{}), second = sink.to(index, channel + lanes, Whole{});
    auto third = sink.to(index, channel + 2 * lanes, Whole{}), fourth = sink.to(index, channel + 3 * lanes, Whole{});
    for (int64_t row = 0; row < count; row++) {
      const float *from = sums + row * sumStep + channel;
      const int64_t place = places[row];
      first(place, load(from));
      second(place, load(from + lanes));
      third(place, load(from + 2 * lanes));
      fourth(place, load(from + 3 * lanes));
    }
    first.end();
    second.end();
    third.end();
    fourth.end();
  }

  template <class Sink>
  void writeAll(const Sink &sink, int channels) const {
    int channel = 0;
    for (; channel + 4 * lanes <= channels; channel += 4 * lanes) writeFour(sink, channel);
    for (; channel + lanes <= channels; channel += lanes) write(sink, channel, Whole{});
    if (channel < channels) write(sink, channel, channels - channel);
  }
};

}  // namespace stagecraft::STAGECRAFT_TARGET
