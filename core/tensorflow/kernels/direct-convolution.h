// Convolutions of any kernel, stride and padding as matrix products: windows of the map times the weights.
#pragma once

#include "direct-panels.h"
#include "direct-windows.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Windows at a time, a multiple of the rows of every register tile, and words of each: a panel of weights of so many rows stays in the first cache
// while all these windows meet it.
constexpr int64_t windowsAtOnce = 96;
constexpr int64_t mostWordsAtOnce = 128;

// Of the words of a window, in parts of about the same length.
inline int64_t wordsAtOnce(int64_t words) {
  const int64_t parts = most(1, (words + mostWordsAtOnce - 1) / mostWordsAtOnce);
  return (words + parts - 1) / parts;
}

// sums = or += a b: a has Rows rows `aStep` apart, b is a panel, its rows side by side. Both are counted in words.
template <class Operands, int Rows, int Vectors>
inline void multiplyPanel(const float *a, int64_t aStep, const float *b, float *sums, int64_t sumStep, int64_t depth, bool adds) {
  Vector sum[Rows][Vectors] = {};
  if (adds) {
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++)
      for (int v = 0; v < Vectors; v++) sum[r][v] = load(sums + r * sumStep + v * lanes);
  }
  for (int64_t at = 0; at < depth; at++, b += Vectors * lanes) {
    Vector row[Vectors];
    for (int v = 0; v < Vectors; v++) row[v] = load(b + v * lanes);
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++) {
      for (int v = 0; v < Vectors; v++) sum[r][v] = Operands::sum(sum[r][v], a + r * aStep + at, row[v]);
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r++)
    for (int v = 0; v < Vectors; v++) store(sums + r * sumStep + v * lanes, sum[r][v]);
}

// Some rows of windows times all weights of their numbers; depth is in words.
template <class Operands>
struct PanelProducts {
  const float *windows;
  int64_t rows;
  int64_t depth;
  // Panels one after the other, each depth × its columns.
  const float *weights;
  float *sums;
  int64_t sumStep;
  bool adds;

  template <int Vectors>
  void on(int64_t column) const {
    constexpr int Rows = rowsOfSums<Vectors>();
    const float *panel = weights + column * depth;
    int64_t row = 0;
    for (; row + Rows <= rows; row += Rows)
      multiplyPanel<Operands, Rows, Vectors>(windows + row * depth, depth, panel, sums + row * sumStep + column, sumStep, depth, adds);
    for (; row < rows; row++)
      multiplyPanel<Operands, 1, Vectors>(windows + row * depth, depth, panel, sums + row * sumStep + column, sumStep, depth, adds);
  }
};

inline float *asFloats(float *map) { return map; }
inline float *asFloats(Bfloat16 *) { return nullptr; }

// Where the pixels of a result stand: that of a window at first + row · rowStep + column · columnStep numbers from its image's first.
template <class Number>
struct Result {
  Number *map;
  int64_t ofImage;
  int64_t first;
  int64_t rowStep;
  int64_t columnStep;
  int channels;

  // The same as rows of sums, where it is nothing else; else null.
  float *inRows(const Windows &of, int64_t sumStep) const {
    const bool isRows = channels == sumStep && columnStep == sumStep && rowStep == of.across * columnStep && ofImage == of.down * rowStep;
    return isRows ? asFloats(map) : nullptr;
  }

  Number *at(const Window &window) const {
    return map + window.image * ofImage + first + window.row * rowStep + window.column * columnStep;
  }
};

template <class Number>
inline void writeResult(const Windows &of, int64_t index, int64_t count, const float *sums, int64_t sumStep, const Result<Number> &result) {
  Window window(of, index);
  for (int64_t row = 0; row < count; row++, window.next(of)) {
    Number *to = result.at(window);
    const float *from = sums + row * sumStep;
    int channel = 0;
    for (; channel + lanes <= result.channels; channel += lanes) store(to + channel, load(from + channel));
    if (channel < result.channels) storePart(to + channel, load(from + channel), result.channels - channel);
  }
}

// All windows times the weights, which stand in parts of `wordsAtOnce` rows of words, each in panels.
template <class Number>
inline void multiplyWindows(const Threads &threads, const Windows &of, const Number *map, const float *weights, const Result<Number> &result) {
  using Operands = typename OperandsOf<Number>::Type;
  const int64_t depth = words<Operands>(of.depth()), atOnce = wordsAtOnce(depth), columns = wholeVectors(result.channels);
  const int64_t pieces = (of.count() + windowsAtOnce - 1) / windowsAtOnce;
  inPieces(threads, pieces, windowsAtOnce * depth * columns / 100, [&](int64_t piece) {
    const int64_t index = piece * windowsAtOnce, count = least(windowsAtOnce, of.count() - index);
    float *windows = threads.scratch(threads.context, static_cast<size_t>(windowsAtOnce * (atOnce + columns) + lanes));
    float *const rowsOfResult = result.inRows(of, columns);
    float *sums = rowsOfResult == nullptr ? windows + windowsAtOnce * atOnce + lanes : rowsOfResult + index * columns;
    if (depth == 0) memset(sums, 0, sizeof(float) * static_cast<size_t>(count * columns));
    for (int64_t begin = 0; begin < depth; begin += atOnce) {
      const int64_t rows = least(atOnce, depth - begin);
      copyWindows(of, map, index, count, begin * Operands::together, least((begin + rows) * Operands::together, of.depth()),
                  Rows<Operands>{windows, rows});
      overPanels(columns, PanelProducts<Operands>{windows, count, rows, weights + begin * columns, sums, columns, begin > 0});
    }
    if (rowsOfResult == nullptr) writeResult(of, index, count, sums, columns, result);
  });
}

// Weights of a window's number and `lanes` channels of the result, which are `step` numbers apart; zeros from `count` on.
inline Vector weightsFrom(const float *from, int64_t step, int64_t count) {
  if (step == 1) return count >= lanes ? load(from) : loadPart(from, static_cast<int>(count));
  float gathered[lanes] = {};
  for (int64_t lane = 0; lane < least(count, lanes); lane++) gathered[lane] = from[lane * step];
  return load(gathered);
}

// Puts weights in parts and panels. `row(number)` gives where those of a window's number stand, one for each channel of the result.
template <class Operands, class Row>
struct PanelCopy {
  const Row &row;
  int64_t begin;
  int64_t numbers;
  int64_t step;
  int channels;
  float *to;

  template <int Vectors>
  void on(int64_t column) const {
    float *panel = to + column * words<Operands>(numbers);
    // Weights `step` apart share cache lines with those of the next numbers: these are taken before the next channels.
    for (int v = 0; v < Vectors; v++)
      for (int64_t at = 0; at < numbers; at++) {
        const int64_t channel = column + v * lanes;
        Operands::ofRows(panel + (at / Operands::together * Vectors + v) * lanes,
                         weightsFrom(row(begin + at) + channel * step, step, channels - channel), at);
      }
  }
};

template <class Operands, class Row>
inline void arrangeWeights(const Threads &threads, int64_t depth, int channels, int64_t step, float *to, const Row &row) {
  const int64_t ofPart = wordsAtOnce(words<Operands>(depth)) * Operands::together, columns = wholeVectors(channels);
  const int64_t parts = depth == 0 ? 0 : (depth + ofPart - 1) / ofPart;
  inPieces(threads, parts, ofPart * columns, [&](int64_t part) {
    const int64_t begin = part * ofPart, numbers = least(ofPart, depth - begin);
    overPanels(columns, PanelCopy<Operands, Row>{row, begin, numbers, step, channels, to + words<Operands>(begin) * columns});
  });
}

inline int64_t arrangedWeights(const DirectConvolution &of) {
  const int64_t taps = static_cast<int64_t>(of.rows) * of.columns;
  return taps * most(of.channelsIn * wholeVectors(of.channelsOut), of.channelsOut * wholeVectors(of.channelsIn));
}

template <class Number>
inline void directForward(const Threads &threads, const DirectConvolutionOfMap &call) {
  const DirectConvolution &of = call.of;
  const Windows windows{of.batch, of.height, of.width, of.channelsIn, of.rows, of.columns, -of.top, -of.left, of.stride, of.down, of.across};
  arrangeWeights<typename OperandsOf<Number>::Type>(threads, windows.depth(), of.channelsOut, 1, call.arranged,
                 [&](int64_t number) { return call.weights + number * of.channelsOut; });
  const int64_t ofRow = static_cast<int64_t>(of.across) * of.channelsOut;
  multiplyWindows<Number>(threads, windows, static_cast<const Number *>(call.map), call.arranged,
                          {static_cast<Number *>(call.result), of.down * ofRow, 0, ofRow, of.channelsOut, of.channelsOut});
}

// Along one side: the pixels of the image from `first` on, a stride apart, are met by the same weights, from the gradients at index + offset.
struct Met {
  int count;
  int offset;
  // The weight that meets the first of these gradients; the next ones are a stride before it.
  int weight;

  Met(int first, int before, int kernel, int stride) {
    const int least = (first + before) % stride;
    count = kernel > least ? (kernel - least + stride - 1) / stride : 0;
    weight = least + (count - 1) * stride;
    offset = (first + before - weight) / stride;
  }
};

// By the input: a pixel of it is met by each weight at most once, in the window that begins as much before it. Pixels a stride apart are met by the same
// weights, so for each of the stride × stride places within a stride it is a convolution of the gradient by some of the weights, turned around.
template <class Number>
inline void directByInput(const Threads &threads, const DirectConvolutionOfMap &call) {
  const DirectConvolution &of = call.of;
  const int64_t ofRow = static_cast<int64_t>(of.width) * of.channelsIn;
  for (int y = 0; y < of.stride && y < of.height; y++)
    for (int x = 0; x < of.stride && x < of.width; x++) {
      const Met down(y, of.top, of.rows, of.stride), across(x, of.left, of.columns, of.stride);
      const Windows windows{of.batch,     of.down,     of.across,
                            of.channelsOut, down.count,  across.count,
                            down.offset,  across.offset, 1,
                            (of.height - y + of.stride - 1) / of.stride, (of.width - x + of.stride - 1) / of.stride};
      arrangeWeights<typename OperandsOf<Number>::Type>(threads, windows.depth(), of.channelsIn, of.channelsOut, call.arranged, [&](int64_t number) {
        const int64_t pixel = number / of.channelsOut;
        const int64_t row = down.weight - pixel / across.count * of.stride, column = across.weight - pixel % across.count * of.stride;
        return call.weights + (row * of.columns + column) * of.channelsIn * of.channelsOut + number % of.channelsOut;
      });
      multiplyWindows<Number>(threads, windows, static_cast<const Number *>(call.map), call.arranged,
                              {static_cast<Number *>(call.result), of.height * ofRow, y * ofRow + static_cast<int64_t>(x) * of.channelsIn,
                               of.stride * ofRow, static_cast<int64_t>(of.stride) * of.channelsIn, of.channelsIn});
    }
}

}  // namespace stagecraft::STAGECRAFT_TARGET
