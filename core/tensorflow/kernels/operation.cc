#include "operation.h"

#include <stdexcept>

namespace stagecraft {

std::vector<int64_t> Tensor::shape() const {
  std::vector<int64_t> sides(static_cast<size_t>(TF_NumDims(get())));
  for (size_t axis = 0; axis < sides.size(); axis++) sides[axis] = size(static_cast<int>(axis));
  return sides;
}

namespace {

int64_t countOf(const std::vector<int64_t> &shape) {
  int64_t count = 1;
  for (const int64_t side : shape) count *= side;
  return count;
}

}  // namespace

Tensor Call::allocated(TF_Tensor *tensor) {
  Tensor given(tensor);
  if (TF_GetCode(status_.get()) != TF_OK) throw Failed();
  return given;
}

Tensor Call::input(int index) {
  TF_Tensor *tensor = nullptr;
  TF_GetInput(context_, index, &tensor, status_.get());
  return allocated(tensor);
}

Tensor Call::output(int index, const std::vector<int64_t> &shape) {
  const TF_DataType type = TF_InputDatatype(context_, 0);
  const size_t bytes = static_cast<size_t>(countOf(shape)) * TF_DataTypeSize(type);
  return allocated(TF_AllocateOutput(context_, index, type, shape.data(), static_cast<int>(shape.size()), bytes, status_.get()));
}

Tensor Call::floats(int index, const std::vector<int64_t> &shape) {
  const size_t bytes = static_cast<size_t>(countOf(shape)) * sizeof(float);
  return allocated(TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), static_cast<int>(shape.size()), bytes, status_.get()));
}

Tensor Call::bytes(int index, const std::vector<int64_t> &shape) {
  const size_t bytes = static_cast<size_t>(countOf(shape));
  return allocated(TF_AllocateOutput(context_, index, TF_UINT8, shape.data(), static_cast<int>(shape.size()), bytes, status_.get()));
}

Tensor Call::outputInPlace(int index, const std::vector<int64_t> &shape, const std::vector<int> &inputs) {
  int taken = -1;
  return allocated(TF_ForwardInputOrAllocateOutput(context_, inputs.data(), static_cast<int>(inputs.size()), index, shape.data(),
                                                   static_cast<int>(shape.size()), &taken, status_.get()));
}

Tensor Call::temporary(int64_t floats) {
  TF_AllocatorAttributes attributes{TF_ALLOCATOR_ATTRIBUTES_STRUCT_SIZE, 1};
  return allocated(TF_AllocateTemp(context_, TF_FLOAT, &floats, 1, &attributes, status_.get()));
}

void Call::fail() { TF_OpKernelContext_Failure(context_, status_.get()); }

int64_t Attributes::integer(const char *name) {
  int64_t value = 0;
  TF_OpKernelConstruction_GetAttrInt64(construction_, name, &value, status_.get());
  return value;
}

std::vector<int64_t> Attributes::integers(const char *name) {
  int32_t count = 0, bytes = 0;
  TF_OpKernelConstruction_GetAttrSize(construction_, name, &count, &bytes, status_.get());
  std::vector<int64_t> values(static_cast<size_t>(count));
  TF_OpKernelConstruction_GetAttrInt64List(construction_, name, values.data(), count, status_.get());
  return values;
}

float Attributes::number(const char *name) {
  float value = 0;
  TF_OpKernelConstruction_GetAttrFloat(construction_, name, &value, status_.get());
  return value;
}

bool Attributes::flag(const char *name) {
  TF_Bool value = 0;
  TF_OpKernelConstruction_GetAttrBool(construction_, name, &value, status_.get());
  return value != 0;
}

void registerOperation(const Definition &definition, Create create, Compute compute, Delete remove) {
  const std::unique_ptr<TF_Status, Deleted> status(TF_NewStatus());
  const auto check = [&] {
    if (TF_GetCode(status.get()) != TF_OK) throw std::runtime_error(TF_Message(status.get()));
  };
  TF_OpDefinitionBuilder *builder = TF_NewOpDefinitionBuilder(definition.name.c_str());
  for (const char *attribute : definition.attributes) TF_OpDefinitionBuilderAddAttr(builder, attribute);
  for (const char *input : definition.inputs) TF_OpDefinitionBuilderAddInput(builder, input);
  for (const char *output : definition.outputs) TF_OpDefinitionBuilderAddOutput(builder, output);
  // Shapes are known where the graph is written; nothing asks TensorFlow for them.
  TF_OpDefinitionBuilderSetShapeInferenceFunction(
      builder, [](TF_ShapeInferenceContext *context, TF_Status *told) { TF_ShapeInferenceContextSetUnknownShape(context, told); });
  TF_RegisterOpDefinition(builder, status.get());
  check();
  const bool hasType = definition.attributes.front()[0] == 'T';
  const std::vector<TF_DataType> types = hasType ? std::vector<TF_DataType>{TF_FLOAT, TF_BFLOAT16} : std::vector<TF_DataType>{TF_FLOAT};
  for (const TF_DataType type : types) {
    TF_KernelBuilder *kernel = TF_NewKernelBuilder(definition.name.c_str(), "CPU", create, compute, remove);
    if (hasType) TF_KernelBuilder_TypeConstraint(kernel, "T", type, status.get());
    check();
    TF_RegisterKernelBuilder(definition.name.c_str(), kernel, status.get());
    check();
  }
}

}  // namespace stagecraft
