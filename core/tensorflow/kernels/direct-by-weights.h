// The gradient of a convolution by its weights as one matrix product: windows, transposed, times the gradient by the output. The product's rows are a
// window's numbers in their order and its columns the channels out, which is how weights stand in memory.
#pragma once

#include "direct-maps.h"
#include "direct-panels.h"
#include "products.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Words of windows and their gradients at a time (operands.h): a panel of gradients stays in the first cache while it meets all numbers of the windows, and the
// more there are, the seldomer sums are read and written.
constexpr int64_t wordsAtOnceOfSum = 128;
// Numbers of each window, a multiple of the rows of every register tile, and channels out. From one row of windows to the next it is an odd number of cache
// lines: words of one column of even ones would meet in few places of the first cache.
constexpr int64_t numbersOfSum = 384;
constexpr int64_t wordsOfRow = numbersOfSum + 16;
constexpr int64_t channelsOfSum = 256;
// Windows copied at a time before two of them are put together.
constexpr int64_t windowsOfCopy = 32;

template <class Operands>
constexpr int64_t windowsOfSum = wordsAtOnceOfSum * Operands::together;

// How the work is cut: blocks of the sum, and, where there are few of them, slices of the windows, whose sums are added up in their order.
struct BlockedSum {
  int64_t down;
  int64_t across;
  int64_t slices;
  int64_t windowsOfSlice;
  int64_t floatsOfBlock;

  BlockedSum(const DirectConvolution &of, int64_t atOnce) {
    const int64_t depth = static_cast<int64_t>(of.rows) * of.columns * of.channelsIn;
    const int64_t windows = of.batch * of.down * of.across;
    constexpr int64_t enough = 24;
    down = (depth + numbersOfSum - 1) / numbersOfSum;
    across = (of.channelsOut + channelsOfSum - 1) / channelsOfSum;
    const int64_t wanted = most(1, enough / (down * across));
    const int64_t blocks = (windows + atOnce - 1) / atOnce;
    windowsOfSlice = (blocks + wanted - 1) / wanted * atOnce;
    slices = most(1, (windows + windowsOfSlice - 1) / windowsOfSlice);
    constexpr int64_t ofTiles = 48;
    static_assert(numbersOfSum % ofTiles == 0);
    floatsOfBlock = (least(depth, numbersOfSum) + ofTiles - 1) / ofTiles * ofTiles * wholeVectors(least(of.channelsOut, channelsOfSum));
  }
  int64_t pieces() const { return slices * down * across; }
};

inline int64_t sumsOfDirect(const DirectConvolution &of) {
  // The fewer windows at a time, the more slices.
  const BlockedSum plan(of, windowsOfSum<Floats>);
  return plan.pieces() * plan.floatsOfBlock;
}

// With BN that windows are read through.
inline int64_t directSums(const DirectConvolution &of) { return sumsOfDirect(of) + roomOfFoldedRow(of.channelsIn, of.columns); }

// Some windows two by two from their rows, with zeros in place of the one that an odd last one has none beside it.
template <class Operands, class Source>
inline void copyTogether(const Windows &of, const Source &input, int64_t index, int64_t count, int64_t begin, int64_t end, float *copy, float *to) {
  if constexpr (Operands::together == 1) {
    copyWindows(of, input, index, count, begin, end, Rows<Operands>{to, wordsOfRow});
  } else {
    using Number = typename Operands::Number;
    const Rows<Operands> rows{copy, wordsApart(words<Operands>(end - begin))};
    for (int64_t from = 0; from < count; from += windowsOfCopy) {
      const int64_t copied = least(windowsOfCopy, count - from);
      copyWindows(of, input, index + from, copied, begin, end, rows);
      if (copied % 2 != 0) memset(rows.row(copied).numbers, 0, sizeof(Number) * static_cast<size_t>(end - begin));
      for (int64_t pair = 0; pair < copied; pair += 2) {
        const Number *even = rows.row(pair).numbers, *odd = rows.row(pair + 1).numbers;
        float *together = to + (from + pair) / 2 * wordsOfRow;
        for (int64_t at = 0; at < end - begin; at += lanes) store(together + at, Operands::beside(read(even + at), read(odd + at)));
      }
    }
  }
}

// Gradients of `count` pixels `step` apart, the first channels of them, in panels as wide as register tiles: pixels below each other, zeros in place of channels and
// pixels that there are none of.
template <class Number, class Operands>
struct GradientPanels {
  const Number *gradient;
  int64_t step;
  int64_t count;
  int64_t channels;
  float *to;

  auto part(int64_t pixel, int64_t channel) const {
    const Number *from = gradient + pixel * step + channel;
    Number filled[lanes] = {};
    if (pixel >= count) return read(filled);
    if (channel + lanes <= channels) return read(from);
    for (int64_t lane = 0; lane < channels - channel; lane++) filled[lane] = from[lane];
    return read(filled);
  }

  // `read(pixel, channel)`: a vector of them.
  template <int Vectors, class Read>
  void copy(int64_t column, const Read &read) const {
    float *panel = to + column * wordsAtOnceOfSum;
    for (int64_t pixel = 0; pixel < count; pixel += Operands::together)
      for (int64_t channel = column; channel < column + Vectors * lanes; channel += lanes, panel += lanes) {
        if constexpr (Operands::together == 1)
          Operands::row(panel, read(pixel, channel));
        else
          store(panel, Operands::beside(read(pixel, channel), read(pixel + 1, channel)));
      }
  }

  template <int Vectors>
  void on(int64_t column) const {
    if (column + Vectors * lanes <= channels && count % Operands::together == 0)
      copy<Vectors>(column, [&](int64_t pixel, int64_t channel) { return read(gradient + pixel * step + channel); });
    else
      copy<Vectors>(column, [&](int64_t pixel, int64_t channel) { return part(pixel, channel); });
  }
};

// sum += windowsᵀ gradients, or = where they are the first, for all columns of a block; `count` windows, in words.
template <class Operands>
struct TransposedProducts {
  const float *windows;
  const float *gradients;
  int64_t count;
  int64_t rows;
  int64_t wide;
  float *sum;
  bool adds;
  Foresight &soon;

  template <int Vectors>
  void on(int64_t column) const {
    constexpr int Rows = rowsOfSums<Vectors>();
    static_assert(numbersOfSum % Rows == 0);
    const float *panel = gradients + column * wordsAtOnceOfSum;
    for (int64_t row = 0; row < rows; row += Rows)
      addTransposed<Operands, Rows, Vectors>(windows + row, wordsOfRow, panel, Vectors * lanes, sum + row * wide + column, wide, count, adds,
                                             soon.next());
  }
};

// Adds up one block over a slice of windows.
template <class Number, class Source>
inline void sumBlock(const Threads &threads, const DirectByWeights &call, const Source &input, const Windows &of, const BlockedSum &plan, int64_t piece) {
  using Operands = typename SummedOf<Number>::Type;
  const int64_t slice = piece / (plan.down * plan.across), block = piece % (plan.down * plan.across);
  const int64_t row = block / plan.across * numbersOfSum, column = block % plan.across * channelsOfSum;
  const int64_t rows = least(numbersOfSum, of.depth() - row), columns = least(channelsOfSum, call.of.channelsOut - column);
  const int64_t wide = wholeVectors(columns);
  float *sum = call.sums + piece * plan.floatsOfBlock;
  constexpr int64_t ofWindows = wordsAtOnceOfSum * wordsOfRow, ofCopies = windowsOfCopy * wordsApart(numbersOfSum / Operands::together);
  float *windows = threads.scratch(threads.context, static_cast<size_t>(ofWindows + wordsAtOnceOfSum * wide + ofCopies));
  float *gradients = windows + ofWindows, *copies = gradients + wordsAtOnceOfSum * wide;
  // Rows of register tiles beyond `rows` are multiplied and never read.
  memset(windows, 0, sizeof(float) * static_cast<size_t>(ofWindows));
  const int64_t begin = slice * plan.windowsOfSlice, end = least(of.count(), begin + plan.windowsOfSlice);
  for (int64_t index = begin; index < end; index += windowsOfSum<Operands>) {
    const int64_t count = least(windowsOfSum<Operands>, end - index);
    const Number *gradient = static_cast<const Number *>(call.gradient) + index * call.of.channelsOut + column;
    overPanels(wide, GradientPanels<Number, Operands>{gradient, call.of.channelsOut, count, columns, gradients});
    copyTogether<Operands>(of, input, index, count, row, row + rows, copies, windows);
    const int64_t next = least(windowsOfSum<Operands>, most(0, end - index - count));
    // The next windows, and their gradients.
    const Ahead ahead[] = {windowsAhead(of, input.map, index + count, next, row, row + rows),
                           {gradient + count * call.of.channelsOut, call.of.channelsOut, columns, next}};
    Foresight soon(ahead, 2, registerTilesOf(rows, wide));
    overPanels(wide, TransposedProducts<Operands>{windows, gradients, words<Operands>(count), rows, wide, sum, index > begin, soon});
  }
}

// Blocks of the slices are added up in their order.
inline void writeSums(const Threads &threads, const BlockedSum &plan, const float *sums, int64_t depth, int channelsOut, float *byWeights) {
  const int64_t blocks = plan.down * plan.across;
  inPieces(threads, blocks, plan.slices * plan.floatsOfBlock / 10, [&](int64_t block) {
    const int64_t row = block / plan.across * numbersOfSum, column = block % plan.across * channelsOfSum;
    const int64_t rows = least(numbersOfSum, depth - row), columns = least(channelsOfSum, channelsOut - column);
    const int64_t wide = wholeVectors(columns);
    for (int64_t down = 0; down < rows; down++)
      for (int64_t across = 0; across < columns; across += lanes) {
        Vector total = {};
        for (int64_t slice = 0; slice < plan.slices; slice++)
          total += load(sums + (slice * blocks + block) * plan.floatsOfBlock + down * wide + across);
        float *to = byWeights + (row + down) * channelsOut + column + across;
        if (across + lanes <= columns)
          store(to, total);
        else
          storePart(to, total, static_cast<int>(columns - across));
      }
  });
}

template <class Number, class Source>
inline void sumByWeights(const Threads &threads, const DirectByWeights &call, const Source &input) {
  const DirectConvolution &of = call.of;
  const Windows windows{of.batch, of.height, of.width, of.channelsIn, of.rows, of.columns, -of.top, -of.left, of.stride, of.down, of.across};
  const BlockedSum plan(of, windowsOfSum<typename SummedOf<Number>::Type>);
  inPieces(threads, plan.pieces(), plan.windowsOfSlice * plan.floatsOfBlock / 100,
           [&](int64_t piece) { sumBlock<Number>(threads, call, input, windows, plan, piece); });
  writeSums(threads, plan, call.sums, windows.depth(), of.channelsOut, call.byWeights);
}

template <class Number>
inline void directByWeights(const Threads &threads, const DirectByWeights &call) {
  withNumbers<Number>(call.input, call.before, call.of.columns, call.sums + sumsOfDirect(call.of),
                      [&](const auto &input) { sumByWeights<Number>(threads, call, input); });
}

}  // namespace stagecraft::STAGECRAFT_TARGET
