// How convolutions read and write maps, some channels of a pixel at a time. A source has `from(channel, part)`, a function from where a pixel stands to
// its numbers; a sink has `to(tile, channel, part)`, which takes what is to stand there for a tile of its block, counted from zero, and is told its end. `part` is as of
// overVectors.
#pragma once

#include "vector.h"

namespace stagecraft::STAGECRAFT_TARGET {

// So many bytes of a map are brought into the cache.
template <class Number>
inline void foreseeNumbers(const Number *from, int64_t numbers) {
  const char *ahead = reinterpret_cast<const char *>(from);
  for (int64_t byte = 0; byte < numbers * static_cast<int64_t>(sizeof(Number)); byte += 64) __builtin_prefetch(ahead + byte);
}

// As it stands in memory.
template <class Number>
struct Stored {
  const Number *map;

  template <class Part>
  auto from(int channel, Part part) const {
    return [first = map + channel, part](int64_t at) { return take(first + at, part); };
  }
  void foresee(int64_t at, int64_t numbers) const { foreseeNumbers(map + at, numbers); }
};

template <class Number>
struct Stores {
  Number *map;

  template <class Part>
  struct Writer {
    Number *first;
    Part part;

    void operator()(int64_t at, Vector value) const { put(first + at, value, part); }
    void end() const {}
  };
  template <class Part>
  Writer<Part> to(int64_t, int channel, Part part) const { return {map + channel, part}; }
  void foresee(int64_t at, int64_t numbers) const { foreseeNumbers(map + at, numbers); }
};

// Past the caches.
template <class Number>
struct StoresPast {
  Stores<Number> output;

  auto to(int64_t tile, int channel, Whole) const { return output.to(tile, channel, Past{}); }
  auto to(int64_t tile, int channel, int part) const { return output.to(tile, channel, part); }
};

}  // namespace stagecraft::STAGECRAFT_TARGET
