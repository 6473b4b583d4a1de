// Convolutions of any kernel, stride and padding as operations of TensorFlow. Maps are NHWC and of type T, weights HWIO and float32.
#include "operation.h"
#include "threads.h"

namespace stagecraft {
namespace {

constexpr const char *types = "T: {float, bfloat16}";
// Sides of the kernel where weights are no input, of the map where it is none, and zeros above and left of it.
constexpr const char *stride = "stride: int", *top = "top: int", *left = "left: int";

const Definition forwardDefinition{
    "StagecraftDirectConvolution", {types, stride, top, left, "down: int", "across: int"}, {"input: T", "weights: float"}, {"output: T"}};
const Definition byInputDefinition{
    "StagecraftDirectConvolutionByInput",
    {types, stride, top, left, "height: int", "width: int"},
    {"gradient: T", "weights: float"},
    {"by_input: T"},
};
const Definition byWeightsDefinition{
    "StagecraftDirectConvolutionByWeights",
    {types, stride, top, left, "rows: int", "columns: int"},
    {"input: T", "gradient: T"},
    {"by_weights: float"},
};

int whole(int64_t number) { return static_cast<int>(number); }

// What all three are told.
struct Placed {
  explicit Placed(Attributes &attributes)
      : stride(whole(attributes.integer("stride"))), top(whole(attributes.integer("top"))), left(whole(attributes.integer("left"))) {}

  int stride;
  int top;
  int left;
};

class ForwardOperation {
 public:
  explicit ForwardOperation(Attributes attributes)
      : placed_(attributes), down_(whole(attributes.integer("down"))), across_(whole(attributes.integer("across"))) {}

  void compute(Call &call) const {
    const Tensor input = call.input(0), weights = call.input(1);
    const DirectConvolution of{input.size(0),           whole(input.size(1)),   whole(input.size(2)), whole(weights.size(2)),
                               whole(weights.size(3)), whole(weights.size(0)), whole(weights.size(1)), placed_.stride,
                               placed_.top,             placed_.left,           down_,                across_};
    const Tensor output = call.output(0, {of.batch, of.down, of.across, of.channelsOut});
    const Tensor arranged = call.temporary(kernelsHere()->arrangedWeights(of));
    kernelsHere()->directForward(threadsHere(), call.type(),
                                 {of, input.data<void>(), weights.data<float>(), output.data<void>(), arranged.data<float>()});
  }

 private:
  Placed placed_;
  int down_;
  int across_;
};

class ByInputOperation {
 public:
  explicit ByInputOperation(Attributes attributes)
      : placed_(attributes), height_(whole(attributes.integer("height"))), width_(whole(attributes.integer("width"))) {}

  void compute(Call &call) const {
    const Tensor gradient = call.input(0), weights = call.input(1);
    const DirectConvolution of{gradient.size(0),        height_,                width_,                 whole(weights.size(2)),
                               whole(weights.size(3)), whole(weights.size(0)), whole(weights.size(1)), placed_.stride,
                               placed_.top,             placed_.left,           whole(gradient.size(1)), whole(gradient.size(2))};
    const Tensor byInput = call.output(0, {of.batch, of.height, of.width, of.channelsIn});
    const Tensor arranged = call.temporary(kernelsHere()->arrangedWeights(of));
    kernelsHere()->directByInput(threadsHere(), call.type(),
                                 {of, gradient.data<void>(), weights.data<float>(), byInput.data<void>(), arranged.data<float>()});
  }

 private:
  Placed placed_;
  int height_;
  int width_;
};

class ByWeightsOperation {
 public:
  explicit ByWeightsOperation(Attributes attributes)
      : placed_(attributes), rows_(whole(attributes.integer("rows"))), columns_(whole(attributes.integer("columns"))) {}

  void compute(Call &call) const {
    const Tensor input = call.input(0), gradient = call.input(1);
    const DirectConvolution of{input.size(0),           whole(input.size(1)),    whole(input.size(2)),   whole(input.size(3)),
                               whole(gradient.size(3)), rows_,                   columns_,               placed_.stride,
                               placed_.top,             placed_.left,            whole(gradient.size(1)), whole(gradient.size(2))};
    const Tensor byWeights = call.floats(0, {of.rows, of.columns, of.channelsIn, of.channelsOut});
    const Tensor sums = call.temporary(kernelsHere()->directSums(of));
    kernelsHere()->directByWeights(threadsHere(), call.type(),
                                   {of, input.data<void>(), gradient.data<void>(), byWeights.data<float>(), sums.data<float>()});
  }

 private:
  Placed placed_;
  int rows_;
  int columns_;
};

}  // namespace

void registerDirectConvolution() {
  registerOperation<ForwardOperation>(forwardDefinition);
  registerOperation<ByInputOperation>(byInputDefinition);
  registerOperation<ByWeightsOperation>(byWeightsDefinition);
}

}  // namespace stagecraft
