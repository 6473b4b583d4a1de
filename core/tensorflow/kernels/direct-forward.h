// Direct convolutions forward. How the input is read and what is done with what is written decides what else is computed on the way.
#pragma once

#include "direct-convolution.h"

namespace stagecraft::STAGECRAFT_TARGET {

// What stands in a convolution's room: its weights in panels, BN before and behind it as factors and constants, Moments of the pieces of its output.
struct DirectRoom {
  int64_t before;
  int64_t behind;
  int64_t moments;
  int64_t end;

  explicit DirectRoom(const DirectConvolution &of) {
    before = arrangedWeights(of);
    behind = before + roomOfFoldedRow(of.channelsIn, of.columns);
    moments = behind + roomOfFolded(of.channelsOut);
    end = moments + DirectPlan(of.batch * of.down * of.across).pieces * Moments::rows * roundedUp(of.channelsOut);
  }
};

inline int64_t roomOfDirect(const DirectConvolution &of) { return DirectRoom(of).end; }

inline Windows windowsOf(const DirectConvolution &of) {
  return {of.batch, of.height, of.width, of.channelsIn, of.rows, of.columns, -of.top, -of.left, of.stride, of.down, of.across};
}

template <class Number, class SinkOf>
inline void directInto(const Threads &threads, const DirectForward &call, const SinkOf &sinkOf) {
  const DirectConvolution &of = call.of;
  const Windows windows = windowsOf(of);
  const auto first = [&](int64_t) { return call.weights; };
  arrangeWeights<typename OperandsOf<Number>::Type>(
      threads, WeightsOfWindow<decltype(first)>{1, windows.depth(), of.channelsOut, of.channelsOut, 1, first}, call.room);
  const int64_t ofRow = static_cast<int64_t>(of.across) * of.channelsOut;
  const Placed placed{of.down * ofRow, 0, ofRow, of.channelsOut, of.channelsOut};
  withNumbers<Number>(call.input, call.before, of.columns, call.room + DirectRoom(of).before,
                      [&](const auto &input) { multiplyWindows<Number>(threads, windows, input, call.room, placed, sinkOf); });
}

template <class Number>
inline void directForward(const Threads &threads, const DirectForward &call) {
  directInto<Number>(threads, call, [&](int64_t) { return Stores<Number>{static_cast<Number *>(call.output)}; });
}

template <class Number>
inline void directWithStatistics(const Threads &threads, const DirectWithStatistics &call) {
  const DirectConvolution &of = call.of.of;
  float *moments = call.of.room + DirectRoom(of).moments;
  const int64_t width = roundedUp(of.channelsOut);
  directInto<Number>(threads, call.of, [&](int64_t piece) {
    return GathersMoments<Number>{{static_cast<Number *>(call.of.output)}, Moments(moments + piece * Moments::rows * width, width)};
  });
  const DirectPlan plan(windowsOf(of).count());
  mergeMoments(plan.pieces, [&](int64_t piece) { return plan.windowsOf(piece); }, moments, of.channelsOut, call.mean, call.variance);
}

template <class Number, bool HasShortcut>
inline void directAndNormalise(const Threads &threads, const DirectNormalised &call) {
  const Folded by = folded(call.behind, call.of.room + DirectRoom(call.of.of).behind);
  directInto<Number>(threads, call.of, [&](int64_t) {
    return Normalises<Number, HasShortcut>{{static_cast<Number *>(call.of.output)}, static_cast<const Number *>(call.shortcut), by,
                                           call.relu ? 0 : -__builtin_inff()};
  });
}

template <class Number>
inline void directNormalised(const Threads &threads, const DirectNormalised &call) {
  if (call.shortcut == nullptr)
    directAndNormalise<Number, false>(threads, call);
  else
    directAndNormalise<Number, true>(threads, call);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
