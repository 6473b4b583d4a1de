// Convolutions of any kernel, stride and padding as matrix products: windows of the map times the weights.
#pragma once

#include "direct-maps.h"
#include "direct-weights.h"
#include "tiles.h"

namespace stagecraft::STAGECRAFT_TARGET {

// How the work is cut: blocks of windows, each a multiple of the rows of every register tile, meet a panel of weights while it is in a near cache. Pieces of
// some blocks are for one core each; where windows are few, blocks are smaller, so that there are pieces for all cores.
struct DirectPlan {
  static constexpr int64_t mostWindows = 96, enoughPieces = 64;

  int64_t windows;
  int64_t windowsOfBlock;
  int64_t windowsOfPiece;
  int64_t pieces;

  explicit DirectPlan(int64_t windows) : windows(windows) {
    windowsOfBlock = windows < enoughPieces * mostWindows ? mostWindows / 2 : mostWindows;
    windowsOfPiece = most(1, windows / (enoughPieces * windowsOfBlock)) * windowsOfBlock;
    pieces = (windows + windowsOfPiece - 1) / windowsOfPiece;
  }
  int64_t windowsOf(int64_t piece) const { return least(windowsOfPiece, windows - piece * windowsOfPiece); }
};

// Rows of a panel are brought into the first cache so many rows before they are read: panels fill it, and come from the second one or, of many weights, from the last.
constexpr int64_t rowsAhead = 12;

// sums = or += a b: a has Rows rows `aStep` apart, b is a panel, its rows side by side. Both are counted in words. `soon` is brought in meanwhile.
template <class Operands, int Rows, int Vectors>
inline void multiplyPanel(const float *a, int64_t aStep, const float *b, float *sums, int64_t sumStep, int64_t depth, bool adds, const Lines &soon) {
  Vector sum[Rows][Vectors] = {};
  if (adds) {
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++)
      for (int v = 0; v < Vectors; v++) sum[r][v] = load(sums + r * sumStep + v * lanes);
  }
  overDepth(depth, soon, [&](int64_t at) __attribute__((always_inline)) {
    constexpr int ofLine = bytesOfLine / sizeof(float);
    for (int number = 0; number < Vectors * lanes; number += ofLine) __builtin_prefetch(b + rowsAhead * Vectors * lanes + number);
    Vector row[Vectors];
    for (int v = 0; v < Vectors; v++) row[v] = load(b + v * lanes);
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++) {
      for (int v = 0; v < Vectors; v++) sum[r][v] = Operands::sum(sum[r][v], a + r * aStep + at, row[v]);
    }
    b += Vectors * lanes;
  });
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r++)
    for (int v = 0; v < Vectors; v++) store(sums + r * sumStep + v * lanes, sum[r][v]);
}

// Some rows of windows, so many words apart, times all weights of their numbers; depth is in words.
template <class Operands>
struct PanelProducts {
  const float *windows;
  int64_t apart;
  int64_t rows;
  int64_t depth;
  // Panels one after the other, each depth × its columns.
  const float *weights;
  float *sums;
  int64_t sumStep;
  bool adds;
  Foresight &soon;

  template <int Vectors>
  void on(int64_t column) const {
    constexpr int Rows = rowsOfSums<Vectors>();
    const float *panel = weights + column * depth;
#ifdef STAGECRAFT_TILES
    if constexpr (Operands::together == 2) {
      for (int64_t row = 0; row < rows; row += Rows) foresee(soon.next());
      return multiplyByTiles({windows, apart, panel, Vectors * lanes, sums + column, sumStep, adds}, rows, depth, Vectors * lanes);
    }
#endif
    int64_t row = 0;
    for (; row + Rows <= rows; row += Rows)
      multiplyPanel<Operands, Rows, Vectors>(windows + row * apart, apart, panel, sums + row * sumStep + column, sumStep, depth, adds, soon.next());
    for (; row < rows; row++)
      multiplyPanel<Operands, 1, Vectors>(windows + row * apart, apart, panel, sums + row * sumStep + column, sumStep, depth, adds, noLines);
  }
};

// A map whose windows are its pixels as they stand is multiplied where it stands; else null.
template <class Operands>
inline const float *pixelsOf(const StoredNumbers<float> &source) {
  return Operands::together == 1 ? source.map : nullptr;
}
template <class Operands, class Source>
inline const float *pixelsOf(const Source &) {
  return nullptr;
}

// All windows times the weights, which stand in parts of `wordsAtOnce` rows of words, each in panels. `sinkOf(piece)`: where a piece is written to.
template <class Number, class Source, class SinkOf>
inline void multiplyWindows(const Threads &threads, const Windows &of, const Source &source, const float *weights, const Placed &placed, const SinkOf &sinkOf) {
  using Operands = typename OperandsOf<Number>::Type;
  const int64_t depth = words<Operands>(of.depth()), atOnce = wordsAtOnce(depth), columns = wholeVectors(placed.channels);
  const DirectPlan plan(of.count());
  const float *const pixels = of.arePixels() ? pixelsOf<Operands>(source) : nullptr;
  inPieces(threads, plan.pieces, plan.windowsOfPiece * depth * columns / 100, [&](int64_t piece) {
    float *memory = threads.scratch(threads.context, static_cast<size_t>(plan.windowsOfBlock * (wordsApart(atOnce) + columns)));
    const auto sink = sinkOf(piece);
    float *const rowsOfResult = placed.isRows(of, columns) ? rowsOf(sink) : nullptr;
    const int64_t first = piece * plan.windowsOfPiece, end = first + plan.windowsOf(piece);
    for (int64_t index = first; index < end; index += plan.windowsOfBlock) {
      const int64_t count = least(plan.windowsOfBlock, end - index);
      float *sums = rowsOfResult == nullptr ? memory + plan.windowsOfBlock * wordsApart(atOnce) : rowsOfResult + index * columns;
      if (depth == 0) memset(sums, 0, sizeof(float) * static_cast<size_t>(count * columns));
      for (int64_t begin = 0; begin < depth; begin += atOnce) {
        const int64_t rows = least(atOnce, depth - begin), ofPart = atOnce * Operands::together, number = begin * Operands::together;
        // `during`: the columns whose products what is ahead is brought in with.
        const auto product = [&](const float *from, int64_t apart, const Ahead &ahead, int64_t during) {
          Foresight soon(&ahead, 1, registerTilesOf(count, during));
          overPanels(columns, PanelProducts<Operands>{from, apart, count, rows, weights + begin * columns, sums, columns, begin > 0, soon});
        };
        if (pixels != nullptr) {
          constexpr int64_t soon = 12;
          const Ahead ahead = windowsAhead(of, pixels, index + soon, count, begin, begin + rows);
          product(pixels + index * of.channels + begin, of.channels, ahead, least(columns, widestPanel * lanes));
          continue;
        }
        copyWindows(of, source, index, count, number, least(number + ofPart, of.depth()), Rows<Operands>{memory, wordsApart(rows)});
        const bool isLast = begin + atOnce >= depth;
        const int64_t next = isLast ? 0 : number + ofPart;
        const Ahead ahead = windowsAhead(of, source.map, isLast ? index + count : index, count, next, least(next + ofPart, of.depth()));
        product(memory, wordsApart(rows), ahead, columns);
      }
      if (rowsOfResult != nullptr && isStored(sink)) continue;
      int64_t places[DirectPlan::mostWindows];
      Window window(of, index);
      for (int64_t row = 0; row < count; row++, window.next(of)) places[row] = placed.at(window);
      Block{sums, columns, count, places, (index - first) / plan.windowsOfBlock}.writeAll(sink, placed.channels);
    }
    settle();
  });
}

}  // namespace stagecraft::STAGECRAFT_TARGET
