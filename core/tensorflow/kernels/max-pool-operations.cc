// Max-pooling as operations of TensorFlow. Maps are NHWC and of type T.
#include "operation.h"
#include "threads.h"

namespace stagecraft {
namespace {

constexpr const char *types = "T: {float, bfloat16}";
constexpr const char *kernel = "kernel: int", *stride = "stride: int", *padding = "padding: int";

const Definition forwardDefinition{
    "StagecraftMaxPool", {types, kernel, stride, padding, "down: int", "across: int"}, {"input: T"}, {"output: T", "taken: uint8"}};
// Sides of the map, which is no input.
const Definition byInputDefinition{
    "StagecraftMaxPoolByInput",
    {types, kernel, stride, padding, "height: int", "width: int"},
    {"gradient: T", "taken: uint8"},
    {"by_input: T"},
};

int whole(int64_t number) { return static_cast<int>(number); }

// What both are told.
struct Window {
  explicit Window(Attributes &attributes)
      : kernel(whole(attributes.integer("kernel"))), stride(whole(attributes.integer("stride"))), padding(whole(attributes.integer("padding"))) {}

  int kernel;
  int stride;
  int padding;
};

class ForwardOperation {
 public:
  explicit ForwardOperation(Attributes attributes)
      : window_(attributes), down_(whole(attributes.integer("down"))), across_(whole(attributes.integer("across"))) {}

  void compute(Call &call) const {
    const Tensor input = call.input(0);
    const MaxPool of{input.size(0),  whole(input.size(1)), whole(input.size(2)), whole(input.size(3)), window_.kernel,
                     window_.stride, window_.padding,      down_,                across_};
    const std::vector<int64_t> shape{of.batch, of.down, of.across, of.channels};
    const Tensor output = call.output(0, shape), taken = call.bytes(1, shape);
    kernelsHere()->maxPoolForward(threadsHere(), call.type(), {of, input.data<void>(), output.data<void>(), taken.data<uint8_t>()});
  }

 private:
  Window window_;
  int down_;
  int across_;
};

class ByInputOperation {
 public:
  explicit ByInputOperation(Attributes attributes)
      : window_(attributes), height_(whole(attributes.integer("height"))), width_(whole(attributes.integer("width"))) {}

  void compute(Call &call) const {
    const Tensor gradient = call.input(0), taken = call.input(1);
    const MaxPool of{gradient.size(0), height_,         width_,                  whole(gradient.size(3)), window_.kernel,
                     window_.stride,   window_.padding, whole(gradient.size(1)), whole(gradient.size(2))};
    const Tensor byInput = call.output(0, {of.batch, of.height, of.width, of.channels});
    kernelsHere()->maxPoolByInput(threadsHere(), call.type(), {of, gradient.data<void>(), taken.data<uint8_t>(), byInput.data<void>()});
  }

 private:
  Window window_;
  int height_;
  int width_;
};

}  // namespace

void registerMaxPool() {
  registerOperation<ForwardOperation>(forwardDefinition);
  registerOperation<ByInputOperation>(byInputDefinition);
}

}  // namespace stagecraft
