// Both gradients of a plain 1×1 convolution with BN behind it at once, a block of pixels at a time. What comes back through BN is made where a core has it at hand,
// and read there by the gradient by the input and by that by the weights, so it is no map in memory.
#pragma once

#include "backward-maps.h"
#include "direct-by-weights.h"
#include "direct-forward.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Each piece has sums by the weights of its own, which are added in their order.
struct DirectGradientsPlan {
  static constexpr int64_t pixelsOfBlock = 96, mostPieces = 24;

  int64_t pixels;
  int64_t blocks;
  int64_t pieces;
  BlockedSum sum;

  explicit DirectGradientsPlan(const DirectConvolution &of)
      : pixels(of.batch * of.height * of.width),
        blocks((pixels + pixelsOfBlock - 1) / pixelsOfBlock),
        pieces(least(blocks, mostPieces)),
        sum(of, windowsOfSum<Floats>) {
    sum.slices = pieces;
  }
  int64_t firstPixel(int64_t piece) const { return least(pixels, blocks * piece / pieces * pixelsOfBlock); }
};

// Where what they need beside their maps stands in their room.
struct DirectGradientsRoom {
  int64_t before;
  int64_t back;
  int64_t goingOn;
  int64_t rows;
  int64_t sums;
  int64_t end;

  explicit DirectGradientsRoom(const DirectConvolution &of) {
    const DirectGradientsPlan plan(of);
    // The weights in panels stand first.
    before = arrangedWeights(of);
    back = before + roomOfFoldedRow(of.channelsIn, 1);
    goingOn = back + roomOfBack(of.channelsOut);
    rows = goingOn + roomOfFolded(of.channelsIn);
    sums = rows + roomOfGradientSums(of.channelsIn, plan.pieces);
    end = sums + plan.sum.pieces() * plan.sum.floatsOfBlock;
  }
};

inline int64_t roomOfDirectGradients(const DirectConvolution &of) { return DirectGradientsRoom(of).end; }

// A block of pixels: its gradients by the convolution's output, side by side.
template <class Operands, class Summed>
struct GradientBlock {
  const typename Operands::Number *gradients;
  int64_t channels;
  int64_t index;
  int64_t count;

  // By the input: rows of sums.
  void byInput(const float *weights, int64_t columns, float *to, Foresight &soon) const {
    const int64_t depth = words<Operands>(channels), atOnce = wordsAtOnce(depth);
    for (int64_t begin = 0; begin < depth; begin += atOnce) {
      const int64_t rows = least(atOnce, depth - begin);
      const float *from = reinterpret_cast<const float *>(gradients) + begin;
      overPanels(columns, PanelProducts<Operands>{from, depth, count, rows, weights + begin * columns, to, columns, begin > 0, soon});
    }
  }

  // Adds to the sums by the weights, and brings in what is read next meanwhile.
  template <class Source>
  void addByWeights(const Windows &of, const Source &input, const BlockedSum &plan, float *memory, float *sums, bool adds, Foresight &soon) const {
    float *const panels = memory + wordsAtOnceOfSum * wordsOfRow, *const copies = panels + wordsAtOnceOfSum * channelsOfSum;
    for (int64_t block = 0; block < plan.down * plan.across; block++) {
      const int64_t row = block / plan.across * numbersOfSum, column = block % plan.across * channelsOfSum;
      const int64_t rows = least(numbersOfSum, of.channels - row), columns = least(channelsOfSum, channels - column), wide = wholeVectors(columns);
      overPanels(wide, GradientPanels<typename Operands::Number, Summed>{gradients + column, channels, count, columns, panels});
      copyTogether<Summed>(of, input, index, count, row, row + rows, copies, memory);
      overPanels(wide, TransposedProducts<Summed>{memory, panels, words<Summed>(count), rows, wide, sums + block * plan.floatsOfBlock, adds, soon});
    }
  }
};

// Floats that the sums by the weights of a block are made in.
template <class Summed>
constexpr int64_t roomOfBlock = wordsAtOnceOfSum * (wordsOfRow + channelsOfSum) + windowsOfCopy * wordsApart(numbersOfSum / Summed::together);

template <class Number, class Source, class SinkOf>
inline void bothDirect(const Threads &threads, const DirectGradients &call, const Source &input, const SinkOf &sinkOf) {
  using Operands = typename OperandsOf<Number>::Type;
  using Summed = typename SummedOf<Number>::Type;
  using Word = typename Operands::Number;
  constexpr int64_t atOnce = DirectGradientsPlan::pixelsOfBlock;
  const DirectConvolution &of = call.of;
  const DirectGradientsRoom room(of);
  const DirectGradientsPlan plan(of);
  const Windows windows = windowsOf(of);
  const int64_t columns = wholeVectors(of.channelsIn), ofGradient = words<Operands>(of.channelsOut) * atOnce;
  const Back back = backOf(call.behind, call.room + room.back);
  const auto weightsAt = [&](int64_t) { return call.weights; };
  arrangeWeights<Operands>(threads, WeightsOfWindow<decltype(weightsAt)>{1, of.channelsOut, 1, of.channelsIn, of.channelsOut, weightsAt}, call.room);
  const Number *const gradient = static_cast<const Number *>(call.behind.gradient), *const behind = static_cast<const Number *>(call.behind.input);
  // What a block's gradient by the input is joined with as it is written, beside what its windows have read. Null for nothing.
  const GoingOn *const on = call.goingOn;
  const Number *const second = on == nullptr ? nullptr : static_cast<const Number *>(on->secondGradient);
  const Number *const beforeRelu = on == nullptr || call.before != nullptr ? nullptr : static_cast<const Number *>(on->input);
  inPieces(threads, plan.pieces, plan.pixels / plan.pieces * of.channelsIn * of.channelsOut / 50, [&](int64_t piece) {
    float *memory = threads.scratch(threads.context, static_cast<size_t>(roomOfBlock<Summed> + ofGradient + atOnce * columns));
    Word *const gradients = reinterpret_cast<Word *>(memory + roomOfBlock<Summed>);
    float *const sums = call.room + room.sums + piece * plan.sum.down * plan.sum.across * plan.sum.floatsOfBlock;
    memset(memory, 0, sizeof(float) * static_cast<size_t>(roomOfBlock<Summed>));
    const auto sink = sinkOf(piece);
    const int64_t first = plan.firstPixel(piece), end = plan.firstPixel(piece + 1);
    for (int64_t index = first; index < end; index += atOnce) {
      const int64_t count = least(atOnce, end - index), there = index + count, next = least(atOnce, end - there);
      goBack<Number>(call.behind, back, index, count, gradients);
      const GradientBlock<Operands, Summed> block{gradients, of.channelsOut, index, count};
      const Ahead ahead[] = {pixelsAhead(second, index, count, of.channelsIn), pixelsAhead(beforeRelu, index, count, of.channelsIn),
                             windowsAhead(windows, input.map, there, next, 0, of.channelsIn), pixelsAhead(gradient, there, next, of.channelsOut),
                             pixelsAhead(behind, there, next, of.channelsOut)};
      const int64_t productsByWeights = registerTilesOf(of.channelsIn, wholeVectors(of.channelsOut));
      const int64_t productsByInput = partsOf(words<Operands>(of.channelsOut)) * registerTilesOf(count, columns);
      Foresight soon(ahead, 5, productsByWeights + productsByInput);
      block.addByWeights(windows, input, plan.sum, memory, sums, index > first, soon);
      float *const rowsOfResult = of.channelsIn == columns ? rowsOf(sink) : nullptr;
      float *const byInput = rowsOfResult == nullptr ? memory + roomOfBlock<Summed> + ofGradient : rowsOfResult + index * columns;
      block.byInput(call.room, columns, byInput, soon);
      if (rowsOfResult != nullptr && isStored(sink)) continue;
      int64_t places[atOnce];
      for (int64_t row = 0; row < count; row++) places[row] = (index + row) * of.channelsIn;
      Block{byInput, columns, count, places, (index - first) / atOnce}.writeAll(sink, of.channelsIn);
    }
  });
  writeSums(threads, plan.sum, call.room + room.sums, of.channelsIn, of.channelsOut, call.byWeights);
}

template <class Number>
inline void directGradients(const Threads &threads, const DirectGradients &call) {
  const DirectGradientsRoom room(call.of);
  goOn<Number>(call, {call.room + room.goingOn, call.room + room.rows, DirectGradientsPlan(call.of).pieces}, [&](const auto &sinkOf) {
    withNumbers<Number>(call.input, call.before, 1, call.room + room.before, [&](const auto &input) { bothDirect<Number>(threads, call, input, sinkOf); });
  });
}

}  // namespace stagecraft::STAGECRAFT_TARGET
