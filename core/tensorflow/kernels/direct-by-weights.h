// The gradient of a convolution by its weights as one matrix product: windows, transposed, times the gradient by the output. The product's rows are a
// window's numbers in their order and its columns the channels out, which is how weights stand in memory.
#pragma once

#include "direct-panels.h"
#include "direct-windows.h"
#include "products.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Windows and their gradients at a time, and how many numbers of each: they stay in the first cache. A gradient once copied there meets several parts of
// its window.
constexpr int64_t windowsOfSum = 64;
constexpr int64_t numbersAtOnce = 96;
constexpr int64_t numbersOfSum = 4 * numbersAtOnce;
constexpr int64_t channelsOfSum = 256;

// How the work is cut: blocks of the sum, and, where there are few of them, slices of the windows, whose sums are added up in their order.
struct BlockedSum {
  int64_t down;
  int64_t across;
  int64_t slices;
  int64_t windowsOfSlice;
  int64_t floatsOfBlock;

  explicit BlockedSum(const DirectConvolution &of) {
    const int64_t depth = static_cast<int64_t>(of.rows) * of.columns * of.channelsIn;
    const int64_t windows = of.batch * of.down * of.across;
    constexpr int64_t enough = 24;
    down = (depth + numbersOfSum - 1) / numbersOfSum;
    across = (of.channelsOut + channelsOfSum - 1) / channelsOfSum;
    const int64_t wanted = most(1, enough / (down * across));
    const int64_t blocks = (windows + windowsOfSum - 1) / windowsOfSum;
    windowsOfSlice = (blocks + wanted - 1) / wanted * windowsOfSum;
    slices = most(1, (windows + windowsOfSlice - 1) / windowsOfSlice);
    const int64_t parts = (least(depth, numbersOfSum) + numbersAtOnce - 1) / numbersAtOnce;
    floatsOfBlock = parts * numbersAtOnce * wholeVectors(least(of.channelsOut, channelsOfSum));
  }
  int64_t pieces() const { return slices * down * across; }
};

inline int64_t directSums(const DirectConvolution &of) {
  const BlockedSum plan(of);
  return plan.pieces() * plan.floatsOfBlock;
}

// Channels `begin` to `end` of the pixels of a gradient, in rows of a whole number of vectors.
template <class Number, class Rows>
inline void copyGradients(const Number *gradient, int channels, int64_t count, int64_t begin, int64_t end, const Rows &rows) {
  for (int64_t at = 0; at < count; at++) {
    const auto to = rows.row(at);
    copyNumbers(gradient + at * channels + begin, to, 0, end - begin);
    for (int64_t beyond = end - begin; beyond < rows.words; beyond++) to.number(beyond, Number{});
  }
}

// sum += windowsᵀ gradients, for all columns of a block; `count` windows, in words.
template <class Operands>
struct TransposedProducts {
  const float *windows;
  const float *gradients;
  int64_t count;
  int64_t rows;
  int64_t wide;
  float *sum;

  template <int Vectors>
  void on(int64_t column) const {
    constexpr int Rows = rowsOfSums<Vectors>();
    static_assert(numbersAtOnce % Rows == 0);
    for (int64_t row = 0; row < rows; row += Rows)
      addTransposed<Operands, Rows, Vectors>(windows + row, numbersAtOnce, gradients + column, wide, sum + row * wide + column, wide, count);
  }
};

// Adds up one block over a slice of windows.
template <class Number>
inline void sumBlock(const Threads &threads, const DirectByWeights &call, const Windows &of, const BlockedSum &plan, int64_t piece) {
  using Operands = typename OperandsOf<Number>::Type;
  const int64_t slice = piece / (plan.down * plan.across), block = piece % (plan.down * plan.across);
  const int64_t row = block / plan.across * numbersOfSum, column = block % plan.across * channelsOfSum;
  const int64_t rows = least(numbersOfSum, of.depth() - row), columns = least(channelsOfSum, call.of.channelsOut - column);
  const int64_t wide = wholeVectors(columns);
  float *sum = call.sums + piece * plan.floatsOfBlock;
  memset(sum, 0, sizeof(float) * plan.floatsOfBlock);
  float *windows = threads.scratch(threads.context, static_cast<size_t>(windowsOfSum * (numbersAtOnce + channelsOfSum) + lanes));
  float *gradients = windows + windowsOfSum * numbersAtOnce + lanes;
  // Rows of register tiles beyond `rows` are multiplied and never read.
  memset(windows, 0, sizeof(float) * static_cast<size_t>(windowsOfSum * numbersAtOnce));
  const int64_t end = least(of.count(), (slice + 1) * plan.windowsOfSlice);
  for (int64_t index = slice * plan.windowsOfSlice; index < end; index += windowsOfSum) {
    const int64_t count = least(windowsOfSum, end - index);
    copyGradients(static_cast<const Number *>(call.gradient) + index * call.of.channelsOut, call.of.channelsOut, count, column,
                  column + columns, RowsTogether<Operands>{gradients, wide});
    for (int64_t part = 0; part < rows; part += numbersAtOnce) {
      const int64_t numbers = least(numbersAtOnce, rows - part);
      copyWindows(of, static_cast<const Number *>(call.input), index, count, row + part, row + part + numbers,
                  RowsTogether<Operands>{windows, numbersAtOnce});
      overPanels(wide, TransposedProducts<Operands>{windows, gradients, words<Operands>(count), numbers, wide, sum + part * wide});
    }
  }
}

template <class Number>
inline void directByWeights(const Threads &threads, const DirectByWeights &call) {
  const DirectConvolution &of = call.of;
  const Windows windows{of.batch, of.height, of.width, of.channelsIn, of.rows, of.columns, -of.top, -of.left, of.stride, of.down, of.across};
  const BlockedSum plan(of);
  inPieces(threads, plan.pieces(), plan.windowsOfSlice * plan.floatsOfBlock / 100,
           [&](int64_t piece) { sumBlock<Number>(threads, call, windows, plan, piece); });
  const int64_t blocks = plan.down * plan.across;
  inPieces(threads, blocks, plan.slices * plan.floatsOfBlock / 10, [&](int64_t block) {
    const int64_t row = block / plan.across * numbersOfSum, column = block % plan.across * channelsOfSum;
    const int64_t rows = least(numbersOfSum, windows.depth() - row), columns = least(channelsOfSum, of.channelsOut - column);
    const int64_t wide = wholeVectors(columns);
    for (int64_t down = 0; down < rows; down++)
      for (int64_t across = 0; across < columns; across += lanes) {
        Vector total = {};
        for (int64_t slice = 0; slice < plan.slices; slice++)
          total += load(call.sums + (slice * blocks + block) * plan.floatsOfBlock + down * wide + across);
        float *to = call.byWeights + (row + down) * of.channelsOut + column + across;
        if (across + lanes <= columns)
          store(to, total);
        else
          storePart(to, total, static_cast<int>(columns - across));
      }
  });
}

}  // namespace stagecraft::STAGECRAFT_TARGET
