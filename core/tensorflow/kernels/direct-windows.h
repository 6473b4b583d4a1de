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
  int64_t ofRow() const { return static_cast<int64_t>(columns) * channels; }
  int64_t ofMapRow() const { return static_cast<int64_t>(width) * channels; }
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

// So many and no more.
template <class Number>
inline void copyNumbers(const Number *from, float *to, int64_t count) {
  int64_t at = 0;
  for (; at + lanes <= count; at += lanes) store(to + at, load(from + at));
  for (; at < count; at++) to[at] = asFloat(from[at]);
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

// Some numbers of a window: `begin` to `end`. The first of them is in its row of pixels `row`, `from` numbers into it.
struct Part {
  int64_t row;
  int64_t from;
  int64_t count;

  Part(const Windows &of, int64_t begin, int64_t end) : row(begin / of.ofRow()), from(begin % of.ofRow()), count(end - begin) {}
};

// Of a window that lies in the map: a row of its pixels lies side by side there. Vectors are copied whole, so as many numbers as fill the last one are read
// and written behind it.
template <class Number>
inline void copyInside(const Windows &of, const Number *corner, const Part &part, float *to) {
  const int64_t ofRow = of.ofRow(), ofMapRow = of.ofMapRow();
  const Number *source = corner + part.row * ofMapRow;
  int64_t from = part.from;
  for (int64_t rest = part.count; rest > 0; source += ofMapRow, from = 0) {
    const int64_t count = least(rest, ofRow - from);
    for (int64_t at = 0; at < count; at += lanes) store(to + at, load(source + from + at));
    to += count;
    rest -= count;
  }
}

// Of any window, with zeros where it reaches beyond the map. Those are written in whole vectors too.
template <class Number>
inline void copyAnywhere(const Windows &of, const Number *corner, int64_t top, int64_t left, const Part &part, float *to) {
  const int64_t ofRow = of.ofRow(), ofMapRow = of.ofMapRow();
  const int64_t firstInside = most(0, -left * of.channels), endInside = least(ofRow, (of.width - left) * of.channels);
  int64_t from = part.from, row = part.row;
  for (int64_t rest = part.count; rest > 0; row++, from = 0) {
    const int64_t count = least(rest, ofRow - from), until = from + count;
    const bool isInside = top + row >= 0 && top + row < of.height;
    const int64_t first = isInside ? least(most(from, firstInside), until) : until;
    const int64_t last = isInside ? most(least(until, endInside), first) : until;
    for (int64_t at = 0; at < count; at += lanes) store(to + at, zero());
    if (last > first) copyNumbers(corner + row * ofMapRow + first, to + (first - from), last - first);
    to += count;
    rest -= count;
  }
}

// The same numbers of `count` windows from the one of this index on, `apart` floats apart, the first windows first: what is written behind one is written
// over by the next, and behind the last one there is room for a vector.
template <class Number>
inline void copyWindows(const Windows &of, const Number *map, int64_t index, int64_t count, int64_t begin, int64_t end, float *to, int64_t apart) {
  const Part part(of, begin, end);
  const int64_t ofMapRow = of.ofMapRow(), lastInside = (of.batch * of.height - of.rows + 1) * ofMapRow - of.ofRow() - lanes;
  int64_t column = index % of.across, row = index / of.across;
  for (int64_t rest = count; rest > 0; row++, column = 0) {
    const int64_t image = row / of.down, top = row % of.down * of.step + of.top;
    const int64_t ofStep = static_cast<int64_t>(of.step) * of.channels, endOfRun = least(of.across, column + rest);
    const bool isRowInside = top >= 0 && top + of.rows <= of.height;
    rest -= endOfRun - column;
    int64_t left = column * of.step + of.left, corner = ((image * of.height + top) * of.width + left) * of.channels;
    for (; column < endOfRun; column++, left += of.step, corner += ofStep, to += apart) {
      if (isRowInside && left >= 0 && left + of.columns <= of.width && corner <= lastInside)
        copyInside(of, map + corner, part, to);
      else
        copyAnywhere(of, map + corner, top, left, part, to);
    }
  }
}

}  // namespace stagecraft::STAGECRAFT_TARGET
