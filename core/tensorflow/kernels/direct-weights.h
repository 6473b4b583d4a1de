// Weights as direct products take them: in parts of a window's numbers, each in panels of channels as wide as register tiles.
#pragma once

#include "direct-panels.h"
#include "kernels.h"
#include "operands.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Most words of a window at a time: a panel of weights of so many rows stays in a near cache while many windows meet it.
constexpr int64_t mostWordsAtOnce = 256;

// Of the words of a window, in parts of about the same length.
inline int64_t partsOf(int64_t words) { return most(1, (words + mostWordsAtOnce - 1) / mostWordsAtOnce); }
inline int64_t wordsAtOnce(int64_t words) { return (words + partsOf(words) - 1) / partsOf(words); }

// How the weights that a window's numbers meet lie in memory: `pixel(index)` is where those of a pixel begin.
template <class Pixel>
struct WeightsOfWindow {
  int64_t pixels;
  // Numbers of each, and from those of one to those of the next.
  int64_t ofPixel;
  int64_t step;
  // Of the result, and from the weight of one to that of the next. Either step is 1.
  int channels;
  int64_t channelStep;
  Pixel pixel;

  int64_t depth() const { return pixels * ofPixel; }

  // Of `lanes` numbers and as many channels, a row for each number; zeros beyond them.
  void read(int64_t number, int64_t channel, Vector rows[lanes]) const {
    const int64_t within = number % ofPixel;
    const float *from = pixel(number / ofPixel) + within * step + channel * channelStep;
    if (within + lanes > ofPixel || channel + lanes > channels) return readEach(number, channel, rows);
    for (int line = 0; line < lanes; line++) rows[line] = load(from + line * most(step, channelStep));
    if (step == 1 && channelStep != 1) transpose(rows);
  }

  void readEach(int64_t number, int64_t channel, Vector rows[lanes]) const {
    for (int row = 0; row < lanes; row++, number++) {
      float gathered[lanes] = {};
      if (number < depth()) {
        const float *from = pixel(number / ofPixel) + number % ofPixel * step + channel * channelStep;
        for (int64_t lane = 0; lane < least(channels - channel, lanes); lane++) gathered[lane] = from[lane * channelStep];
      }
      rows[row] = load(gathered);
    }
  }
};

// Puts some numbers' weights into panels.
template <class Operands, class Weights>
struct PanelCopy {
  const Weights &weights;
  int64_t begin;
  int64_t numbers;
  float *to;

  template <int Vectors>
  void on(int64_t column) const {
    float *panel = to + column * words<Operands>(numbers);
    for (int64_t from = 0; from < numbers; from += lanes)
      for (int v = 0; v < Vectors; v++) {
        Vector rows[lanes];
        weights.read(begin + from, column + v * lanes, rows);
        for (int row = 0; row < least(lanes, numbers - from); row += Operands::together)
          store(panel + ((from + row) / Operands::together * Vectors + v) * lanes, Operands::beside(rows + row));
      }
  }
};

template <class Operands, class Weights>
inline void arrangeWeights(const Threads &threads, const Weights &weights, float *to) {
  const int64_t depth = weights.depth(), columns = wholeVectors(weights.channels);
  const int64_t ofPart = wordsAtOnce(words<Operands>(depth)) * Operands::together;
  inPieces(threads, depth == 0 ? 0 : (depth + ofPart - 1) / ofPart, ofPart * columns / 4, [&](int64_t part) {
    const int64_t begin = part * ofPart, numbers = least(ofPart, depth - begin);
    overPanels(columns, PanelCopy<Operands, Weights>{weights, begin, numbers, to + words<Operands>(begin) * columns});
  });
}

// Floats that they need, in either direction.
inline int64_t arrangedWeights(const DirectConvolution &of) {
  const int64_t taps = static_cast<int64_t>(of.rows) * of.columns;
  return taps * most(of.channelsIn * wholeVectors(of.channelsOut), of.channelsOut * wholeVectors(of.channelsIn));
}

}  // namespace stagecraft::STAGECRAFT_TARGET
