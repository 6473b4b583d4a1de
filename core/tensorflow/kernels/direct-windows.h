// Windows over a map, as rows of a matrix: what a convolution multiplies by its weights. The matrix is never there as a whole (it would be as many
// times the map as a window has pixels): blocks of it are copied to where a core has them at hand, which costs one copy for as many products as
// there are channels on the other side. It makes one kernel serve every side, stride and padding (Chellapilla, Puri & Simard 2006 unroll convolutions
// so; Anderson, Vasudevan, Keane & Gregg 2017 compare ways of doing it in pieces).
#pragma once

#include "kernels.h"
#include "vector.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Windows of rows × columns pixels over a batch of maps, the first one beginning at (top, left), `step` pixels apart; pixels outside are zeros.
struct Windows {
  int64_t batch;
  int height;
  int width;
  int channels;
  int rows;
  int columns;
  int top;
  int left;
  int step;
  int down;
  int across;

  int64_t count() const { return batch * down * across; }
  // Numbers of a window: its pixels' channels in their order.
  int64_t depth() const { return static_cast<int64_t>(rows) * columns * channels; }
};

inline float asFloat(float number) { return number; }
inline float asFloat(Bfloat16 number) {
  const uint32_t bits = static_cast<uint32_t>(number.bits) << 16;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// The last vector begins so early that it is whole: some numbers are then written twice.
template <class Number>
inline void copyNumbers(const Number *from, float *to, int64_t count) {
  if (count < lanes) {
    for (int64_t at = 0; at < count; at++) to[at] = asFloat(from[at]);
    return;
  }
  for (int64_t at = 0; at + lanes <= count; at += lanes) store(to + at, load(from + at));
  store(to + count - lanes, load(from + count - lanes));
}

// One window, found by how many there are before it.
struct Window {
  int64_t image;
  int row;
  int column;

  Window(const Windows &of, int64_t index)
      : image(index / (static_cast<int64_t>(of.down) * of.across)),
        row(static_cast<int>(index / of.across % of.down)),
        column(static_cast<int>(index % of.across)) {}

  void next(const Windows &of) {
    if (++column < of.across) return;
    column = 0;
    if (++row < of.down) return;
    row = 0;
    image++;
  }
};

// Numbers `begin` to `end` of a window, first those of its row of pixels `row`. Such a row lies side by side in the map, but for what is outside of it.
template <class Number>
inline void copyWindow(const Windows &of, const Number *map, const Window &window, int64_t row, int64_t begin, int64_t end, float *to) {
  const int64_t ofRow = static_cast<int64_t>(of.columns) * of.channels, ofMapRow = static_cast<int64_t>(of.width) * of.channels;
  const int64_t left = static_cast<int64_t>(window.column * of.step + of.left) * of.channels;
  int64_t y = window.row * of.step + of.top + row;
  for (int64_t from = begin - row * ofRow, rest = end - begin; rest > 0; from = 0, y++) {
    const int64_t until = least(from + rest, ofRow);
    // What of it is inside: left + number is between the ends of the map's row.
    const bool isInside = y >= 0 && y < of.height;
    const int64_t first = isInside ? least(most(from, -left), until) : until;
    const int64_t last = isInside ? most(least(until, ofMapRow - left), first) : until;
    if (first > from) memset(to, 0, sizeof(float) * static_cast<size_t>(first - from));
    if (last > first) copyNumbers(map + (window.image * of.height + y) * ofMapRow + left + first, to + (first - from), last - first);
    if (until > last) memset(to + (last - from), 0, sizeof(float) * static_cast<size_t>(until - last));
    to += until - from;
    rest -= until - from;
  }
}

// The same numbers of `count` windows from the one of this index on, `apart` floats apart.
template <class Number>
inline void copyWindows(const Windows &of, const Number *map, int64_t index, int64_t count, int64_t begin, int64_t end, float *to, int64_t apart) {
  Window window(of, index);
  const int64_t row = begin / (static_cast<int64_t>(of.columns) * of.channels);
  for (int64_t at = 0; at < count; at++, window.next(of)) copyWindow(of, map, window, row, begin, end, to + at * apart);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
