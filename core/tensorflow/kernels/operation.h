// TensorFlow's C interface for operations of one's own (tensorflow/c/kernels.h), as much as the kernels here need of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kernels.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

namespace stagecraft {

struct Deleted {
  void operator()(TF_Status *status) const { TF_DeleteStatus(status); }
  void operator()(TF_Tensor *tensor) const { TF_DeleteTensor(tensor); }
};

// A tensor that a call holds on to.
class Tensor {
 public:
  explicit Tensor(TF_Tensor *tensor) : tensor_(tensor) {}

  template <class Number>
  Number *data() const {
    return static_cast<Number *>(TF_TensorData(tensor_.get()));
  }
  int64_t size(int axis) const { return TF_Dim(tensor_.get(), axis); }
  int64_t count() const { return TF_TensorElementCount(tensor_.get()); }
  std::vector<int64_t> shape() const;
  TF_Tensor *get() const { return tensor_.get(); }

 private:
  std::unique_ptr<TF_Tensor, Deleted> tensor_;
};

// Thrown where TensorFlow gives no memory; what called the operation is told why.
struct Failed {};

// One call of an operation: what it reads and writes.
class Call {
 public:
  explicit Call(TF_OpKernelContext *context) : context_(context), status_(TF_NewStatus()) {}

  Tensor input(int index);
  // Of type T, float32 or bfloat16: the type of the first input.
  Tensor output(int index, const std::vector<int64_t> &shape);
  Tensor floats(int index, const std::vector<int64_t> &shape);
  Tensor bytes(int index, const std::vector<int64_t> &shape);
  // In place of one of these inputs where nobody else reads it. They must not be held on to meanwhile.
  Tensor outputInPlace(int index, const std::vector<int64_t> &shape, const std::vector<int> &inputs);
  // Memory until the call is done.
  Tensor temporary(int64_t floats);
  Type type() const { return TF_InputDatatype(context_, 0) == TF_FLOAT ? Type::float32 : Type::bfloat16; }
  void fail();

 private:
  Tensor allocated(TF_Tensor *tensor);

  TF_OpKernelContext *context_;
  std::unique_ptr<TF_Status, Deleted> status_;
};

// What an operation is built from.
class Attributes {
 public:
  explicit Attributes(TF_OpKernelConstruction *construction) : construction_(construction), status_(TF_NewStatus()) {}

  int64_t integer(const char *name);
  std::vector<int64_t> integers(const char *name);
  float number(const char *name);
  bool flag(const char *name);

 private:
  TF_OpKernelConstruction *construction_;
  std::unique_ptr<TF_Status, Deleted> status_;
};

// As in REGISTER_OP: "T: {float, bfloat16}", "input: T", "output: T". Where there is a T it is the first attribute.
struct Definition {
  std::string name;
  std::vector<const char *> attributes;
  std::vector<const char *> inputs;
  std::vector<const char *> outputs;
};

using Create = void *(*)(TF_OpKernelConstruction *);
using Compute = void (*)(void *, TF_OpKernelContext *);
using Delete = void (*)(void *);

// Throws a std::runtime_error with what TensorFlow says where it does not take them.
void registerOperation(const Definition &definition, Create create, Compute compute, Delete remove);

// `Operation` is built from Attributes and has `compute(Call &)`.
template <class Operation>
void registerOperation(const Definition &definition) {
  registerOperation(
      definition, [](TF_OpKernelConstruction *construction) -> void * { return new Operation(Attributes(construction)); },
      [](void *operation, TF_OpKernelContext *context) {
        Call call(context);
        try {
          static_cast<const Operation *>(operation)->compute(call);
        } catch (const Failed &) {
          call.fail();
        }
      },
      [](void *operation) { delete static_cast<Operation *>(operation); });
}

// All that there are; module.cc calls them.
void registerBatchNorm();
void registerConvolution();
void registerConvolutionGradients();
void registerMaxPool();
void registerUpdates();

}  // namespace stagecraft
