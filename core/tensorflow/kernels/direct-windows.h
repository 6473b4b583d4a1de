// Windows over a map, as rows of a matrix: what a convolution multiplies by its weights. The matrix is never there as a whole (it would be as many
// times the map as a window has pixels): blocks of it are copied to where a core has them at hand, which costs one copy for as many products as
// there are channels on the other side. It makes one kernel serve every side, stride and padding (Chellapilla, Puri & Simard 2006 unroll convolutions
// so; Anderson, Vasudevan, Keane & Gregg 2017 compare ways of doing it in pieces).
#pragma once

#include "kernels.h"
#include "operands.h"

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
  // Whether windows are the map's pixels, one after the other.
  bool arePixels() const { return rows == 1 && columns == 1 && step == 1 && top == 0 && left == 0 && down == height && across == width; }
};

inline void copyNumber(float from, float *to) { *to = from; }
inline void copyNumber(float from, Bfloat16 *to) { storePart(to, broadcast(from), 1); }
inline void copyNumber(Bfloat16 from, Bfloat16 *to) { *to = from; }
inline void copyNumber(Bfloat16 from, float *to) {
  const uint32_t bits = static_cast<uint32_t>(from.bits) << 16;
  memcpy(to, &bits, sizeof bits);
}

// Words from one copied window to the next, so that there is room for a vector behind its own.
constexpr int64_t wordsApart(int64_t words) { return words + lanes; }

// Where windows are copied to, as products take them (operands.h): the first `count` of windows `words` apart, each a row as it is.
template <class Operands>
struct Rows {
  float *first;
  int64_t words;

  struct Row {
    typename Operands::Number *numbers;

    // `lanes` numbers from this one on, or one.
    template <class Values>
    void vector(int64_t at, Values values) const {
      Operands::row(numbers + at, values);
    }
    template <class Number>
    void number(int64_t at, Number number) const {
      copyNumber(number, numbers + at);
    }
    // Numbers that fill the last word are zeros.
    void end(int64_t count) const {
      for (; count % Operands::together != 0; count++) numbers[count] = {};
    }
  };
  Row row(int64_t index) const { return {reinterpret_cast<typename Operands::Number *>(first + index * words)}; }
};

// So many and no more.
template <class Source, class Row>
inline void copyNumbers(const Source &source, int64_t from, int64_t place, const Row &to, int64_t at, int64_t count) {
  const int64_t end = at + count;
  for (; at + lanes <= end; at += lanes, from += lanes, place += lanes) to.vector(at, source.vector(from, place));
  for (; at < end; at++, from++, place++) to.number(at, source.number(from, place));
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

// Of windows side by side that lie in the map: a row of their pixels lies side by side there, and is copied for all of them before the next one, for it may be
// short. Vectors are copied whole, so as many numbers as fill the last one are read and written behind it.
template <class Source, class Rows>
inline void copyInside(const Windows &of, const Source &source, int64_t corner, int64_t windows, const Part &part, const Rows &rows, int64_t first) {
  const int64_t ofRow = of.ofRow(), ofMapRow = of.ofMapRow(), ofStep = static_cast<int64_t>(of.step) * of.channels;
  int64_t from = part.from, row = corner + part.row * ofMapRow;
  for (int64_t done = 0; done < part.count; row += ofMapRow, from = 0) {
    const int64_t count = least(part.count - done, ofRow - from);
    for (int64_t window = 0; window < windows; window++) {
      const auto to = rows.row(first + window);
      const int64_t pixels = row + window * ofStep + from;
      for (int64_t at = 0; at < count; at += lanes) to.vector(done + at, source.vector(pixels + at, from + at));
    }
    done += count;
  }
}

// Of any window, with zeros where it reaches beyond the map. Those are written in whole vectors too.
template <class Source, class Row>
inline void copyAnywhere(const Windows &of, const Source &source, int64_t corner, int64_t top, int64_t left, const Part &part, const Row &to) {
  const int64_t ofRow = of.ofRow(), ofMapRow = of.ofMapRow();
  const int64_t firstInside = most(0, -left * of.channels), endInside = least(ofRow, (of.width - left) * of.channels);
  int64_t from = part.from, row = part.row;
  for (int64_t done = 0; done < part.count; row++, from = 0) {
    const int64_t count = least(part.count - done, ofRow - from), until = from + count;
    const bool isInside = top + row >= 0 && top + row < of.height;
    const int64_t first = isInside ? least(most(from, firstInside), until) : until;
    const int64_t last = isInside ? most(least(until, endInside), first) : until;
    for (int64_t at = 0; at < count; at += lanes) to.vector(done + at, zero());
    if (last > first) copyNumbers(source, corner + row * ofMapRow + first, first, to, done + first - from, last - first);
    done += count;
  }
}

// Numbers of pixels one after the other, whole vectors of them.
template <class Source, class Rows>
inline void copyPixels(const Source &source, int64_t first, int64_t channels, int64_t count, int64_t begin, int64_t end, const Rows &rows) {
  for (int64_t pixel = 0; pixel < count; pixel++, first += channels) {
    const auto to = rows.row(pixel);
    for (int64_t at = begin; at < end; at += lanes) to.vector(at - begin, source.vector(first + at, at));
  }
}

// The same numbers of `count` windows from the one of this index on. Behind those of each there is room for a vector.
template <class Source, class Rows>
inline void copyWindows(const Windows &of, const Source &source, int64_t index, int64_t count, int64_t begin, int64_t end, const Rows &rows) {
  if (of.arePixels() && (end - begin) % lanes == 0) return copyPixels(source, index * of.channels, of.channels, count, begin, end, rows);
  const Part part(of, begin, end);
  const int64_t ofMapRow = of.ofMapRow(), lastInside = (of.batch * of.height - of.rows + 1) * ofMapRow - of.ofRow() - lanes;
  int64_t column = index % of.across, row = index / of.across, done = 0;
  for (; done < count; row++, column = 0) {
    const int64_t image = row / of.down, top = row % of.down * of.step + of.top;
    const int64_t ofStep = static_cast<int64_t>(of.step) * of.channels, endOfRun = least(of.across, column + count - done);
    const bool isRowInside = top >= 0 && top + of.rows <= of.height;
    int64_t left = column * of.step + of.left, corner = ((image * of.height + top) * of.width + left) * of.channels;
    while (column < endOfRun) {
      int64_t windows = 0;
      if (isRowInside && left >= 0 && left + of.columns <= of.width && corner <= lastInside) {
        windows = least(least(endOfRun - column, (of.width - of.columns - left) / of.step + 1), (lastInside - corner) / ofStep + 1);
        copyInside(of, source, corner, windows, part, rows, done);
      } else {
        windows = 1;
        copyAnywhere(of, source, corner, top, left, part, rows.row(done));
      }
      for (int64_t window = 0; window < windows; window++) rows.row(done + window).end(part.count);
      column += windows, done += windows, left += windows * of.step, corner += windows * ofStep;
    }
  }
}

}  // namespace stagecraft::STAGECRAFT_TARGET
