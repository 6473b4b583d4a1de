// Both gradients of a convolution with BN behind it at once, some images at a time. What comes back through BN is made where a core has it at hand, and
// read there by the gradient by the input and by that by the weights, so it is no map in memory. Three passes over maps are saved.
#pragma once

#include "backward-maps.h"
#include "winograd-by-weights.h"
#include "winograd-convolution.h"

namespace stagecraft::STAGECRAFT_TARGET {

// How the work is cut: each piece goes through groups of images one by one and has sums by the weights of its own, which are added in their order.
struct GradientsPlan {
  int64_t imagesOfGroup;
  int64_t groups;
  int64_t pieces;
  int64_t tilesOfBlock;
  int64_t blocksOfGroup;
  // Of all groups, of which the last may have fewer.
  int64_t blocks;

  explicit GradientsPlan(const Convolution &of) {
    constexpr int64_t tilesOfGroup = 32, enoughGroups = 8, enoughPieces = 8, mostPieces = 32, largestSums = 1 << 20;
    const int64_t ofImage = tilesOf(of).count / of.batch;
    imagesOfGroup = most(1, least(tilesOfGroup / ofImage, of.batch / enoughGroups));
    groups = (of.batch + imagesOfGroup - 1) / imagesOfGroup;
    pieces = least(least(mostPieces, groups), most(enoughPieces, largestSums / transformedWeights(of)));
    tilesOfBlock = tilesOfProduct(static_cast<int>(most(of.channelsIn, of.channelsOut)));
    const auto blocksOf = [&](int64_t images) { return (images * ofImage + tilesOfBlock - 1) / tilesOfBlock; };
    blocksOfGroup = blocksOf(imagesOfGroup);
    blocks = (groups - 1) * blocksOfGroup + blocksOf(of.batch - (groups - 1) * imagesOfGroup);
  }
  int64_t firstGroup(int64_t piece) const { return groups * piece / pieces; }
};

// Where what they need beside their maps stands in their room.
struct GradientsRoom {
  int64_t before;
  int64_t back;
  int64_t goingOn;
  int64_t rows;
  int64_t sums;
  int64_t end;

  explicit GradientsRoom(const Convolution &of) {
    const GradientsPlan plan(of);
    // The transformed weights stand first.
    before = transformedWeights(of);
    back = before + roomOfFolded(of.channelsIn);
    goingOn = back + roomOfBack(of.channelsOut);
    rows = goingOn + roomOfFolded(of.channelsIn);
    sums = rows + roomOfGradientSums(of.channelsIn, plan.blocks);
    end = sums + plan.pieces * transformedWeights(of);
  }
};

inline int64_t roomOfGradients(const Convolution &of) { return GradientsRoom(of).end; }

// A group of images: their gradient by the convolution's output, and where its tiles stand among all.
struct Group {
  Stored<float> gradient;
  // As if there were no other images.
  Tiles tiles;
  int64_t firstTile;
  int64_t firstBlock;
};

// By the input, a block of tiles at a time.
template <class Operands, class SinkOf>
inline void writeByInput(const Convolution &of, const GradientsPlan &plan, const Group &group, const float *weights, const Room &room, const SinkOf &sinkOf) {
  const int in = roundedUp(of.channelsIn), depth = static_cast<int>(words<Operands>(roundedUp(of.channelsOut)));
  for (int64_t from = 0, block = group.firstBlock; from < group.tiles.count; from += plan.tilesOfBlock, block++) {
    const int64_t count = least(plan.tilesOfBlock, group.tiles.count - from);
    const MultipliedPlanes<Operands> patches(room.second, count, of.channelsOut);
    transformPatches(group.tiles, from, count, group.gradient, of.channelsOut, patches);
    for (int at = 0; at < patchSize; at++)
      multiplyAll<Operands>(patches.first + at * patches.plane, weights + at * planeOfWeights(depth, in), room.first + at * (count * in + gap), count, depth, in);
    writeTiles(tilesOf(of), group.firstTile + from, count, room.first, {0, of.channelsIn}, of.channelsIn, sinkOf(block));
  }
}

// Adds to the sums by the weights, or, where nothing is there yet, begins them.
template <class Operands, class Source>
inline void addByWeights(const Convolution &of, const Group &group, const Source &input, const Room &room, float *sum, bool adds) {
  for (int64_t from = 0; from < group.tiles.count; from += tilesOfSum) {
    const int64_t count = least(tilesOfSum, group.tiles.count - from);
    const SummedPlanes<Operands> patches(room.first, count, of.channelsIn), gradients(room.second, count, of.channelsOut);
    transformPatches(tilesOf(of), group.firstTile + from, count, input, of.channelsIn, patches);
    transformGradients(group.tiles, from, count, group.gradient, of.channelsOut, gradients);
    addTiles(patches, gradients, count, sum, adds || from > 0);
  }
}

template <class Number, class Source, class SinkOf>
inline void bothGradients(const Threads &threads, const ConvolutionGradients &call, const Source &input, const SinkOf &sinkOf) {
  typedef typename OperandsOf<Number>::Type Operands;
  const Convolution &of = call.of;
  const GradientsRoom room(of);
  float *const transformed = call.room, *const pieces = call.room + room.sums;
  const GradientsPlan plan(of);
  const Tiles tiles = tilesOf(of);
  const int in = roundedUp(of.channelsIn), out = roundedUp(of.channelsOut);
  const int64_t pixels = static_cast<int64_t>(of.height) * of.width, tilesOfImage = tiles.count / of.batch, ofPiece = transformedWeights(of);
  const int64_t ofGradient = plan.imagesOfGroup * pixels * of.channelsOut, tilesAtOnce = most(plan.tilesOfBlock, tilesOfSum);
  const int64_t ofInput = planesOf(tilesAtOnce, of.channelsIn), ofOutput = planesOf(tilesAtOnce, of.channelsOut);
  const Back back = backOf(call.behind, call.room + room.back);
  transformWeights<Operands>(threads, {call.weights, of.channelsIn, of.channelsOut, true}, transformed);
  inPieces(threads, plan.pieces, tiles.count / plan.pieces * patchSize * in * out / 20, [&](int64_t piece) {
    float *sum = pieces + piece * ofPiece;
    const int64_t first = plan.firstGroup(piece);
    for (int64_t group = first; group < plan.firstGroup(piece + 1); group++) {
      const int64_t image = group * plan.imagesOfGroup, images = least(plan.imagesOfGroup, of.batch - image);
      float *memory = threads.scratch(threads.context, static_cast<size_t>(ofInput + ofOutput + ofGradient));
      float *gradient = memory + ofInput + ofOutput;
      goBack<Number>(call.behind, back, image * pixels, images * pixels, gradient);
      const Group those{{gradient}, {of.height, of.width, tiles.down, tiles.across, images * tilesOfImage}, image * tilesOfImage, group * plan.blocksOfGroup};
      const Room planes{memory, memory + ofInput};
      writeByInput<Operands>(of, plan, those, transformed, planes, sinkOf);
      addByWeights<typename SummedOf<Number>::Type>(of, those, input, planes, sum, group > first);
    }
  });
  writeWeightGradients(threads, of, {pieces, 0, 0, in, out, plan.pieces, ofPiece}, call.byWeights);
}

template <class Number>
inline void convolutionGradients(const Threads &threads, const ConvolutionGradients &call) {
  const GradientsRoom room(call.of);
  goOn<Number>(call, {call.room + room.goingOn, call.room + room.rows, GradientsPlan(call.of).blocks}, [&](const auto &sinkOf) {
    withMap<Number>(call.input, call.before, call.room + room.before, [&](const auto &input) { bothGradients<Number>(threads, call, input, sinkOf); });
  });
}

}  // namespace stagecraft::STAGECRAFT_TARGET
