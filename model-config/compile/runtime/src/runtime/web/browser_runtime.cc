// The browser runtime as one unit: the parts of TVM's runtime that a web-llm model library needs,
// and what web-llm's JavaScript (tvmjs) expects beside them. Remote procedure calls and the test
// functions of TVM's own web build are left out.
//
// This file's folder matters: TVM's sources name the missing headers "../support/x.h" and
// "../../support/x.h", which the compiler finds through -I src/runtime and -I src/runtime/web.
#define TVM_LOG_DEBUG 0
#define TVM_LOG_CUSTOMIZE 1
#define TVM_FFI_USE_LIBBACKTRACE 0
// A C++ exception ends the module (emscripten's default), so its message has to be written first.
#define TVM_FFI_ALWAYS_LOG_BEFORE_THROW 1

#include <tvm/ffi/any.h>
#include <tvm/ffi/reflection/registry.h>
#include <tvm/runtime/logging.h>

#include <cstring>
#include <iostream>

#include "src/runtime/cpu_device_api.cc"
#include "src/runtime/device_api.cc"
#include "src/runtime/file_utils.cc"
#include "src/runtime/logging.cc"
#include "src/runtime/memory/memory_manager.cc"
#include "src/runtime/tensor.cc"
#include "src/runtime/timer.cc"
#include "src/runtime/vm/attn_backend.cc"
#include "src/runtime/vm/builtin.cc"
#include "src/runtime/vm/bytecode.cc"
#include "src/runtime/vm/executable.cc"
#include "src/runtime/vm/kv_state.cc"
#include "src/runtime/vm/lm_support.cc"
#include "src/runtime/vm/paged_kv_cache.cc"
#include "src/runtime/vm/tensor_cache_support.cc"
#include "src/runtime/vm/vm.cc"
#include "src/runtime/workspace_pool.cc"

#include "ffi/backtrace.cc"
#include "ffi/container.cc"
#include "ffi/custom_allocator.cc"
#include "ffi/dtype.cc"
#include "ffi/error.cc"
#include "ffi/extra/env_c_api.cc"
#include "ffi/extra/env_context.cc"
#include "ffi/extra/json_parser.cc"
#include "ffi/extra/json_writer.cc"
#include "ffi/extra/library_module.cc"
#include "ffi/extra/library_module_system_lib.cc"
#include "ffi/extra/module.cc"
#include "ffi/function.cc"
#include "ffi/init_once.cc"
#include "ffi/object.cc"
#include "ffi/tensor.cc"

// There is one thread, so a parallel loop is one task.
int TVMBackendParallelLaunch(FTVMParallelLambda task, void* data, int) {
  TVMParallelGroupEnv group{};
  group.num_task = 1;
  return task(0, &group, data);
}
int TVMBackendParallelBarrier(int, TVMParallelGroupEnv*) { return 0; }

namespace tvm {
namespace runtime {
namespace detail {

[[noreturn]] void LogFatalImpl(const std::string& file, int line, const std::string& message) {
  std::cerr << "fatal: " << file << ":" << line << ": " << message << std::endl;
  abort();
}

void LogMessageImpl(const std::string& file, int line, int level, const std::string& message) {
  constexpr int kWarning = 2;
  (level >= kWarning ? std::cerr : std::cout) << file << ":" << line << ": " << message << std::endl;
}

}  // namespace detail

// Unpacks one tensor of a weight shard into `tensor`, which is in WebAssembly's memory. MLC's shards
// may keep float32 as bfloat16, which is its upper half; everything else is stored as it is.
static void DecodeStorage(Tensor tensor, TVMFFIByteArray* stored, ffi::String format, ffi::String dtype) {
  if (format != "f32-to-bf16" || dtype != "float32") {
    tensor.CopyFromBytes(stored->data, stored->size);
    return;
  }
  constexpr size_t kFloat32 = 4, kBfloat16 = 2;
  const size_t count = ffi::GetDataSize(*tensor.operator->()) / kFloat32;
  TVM_FFI_ICHECK_EQ(stored->size, count * kBfloat16);
  char* out = static_cast<char*>(tensor->data) + tensor->byte_offset;
  for (size_t i = 0; i < count; ++i) {
    std::memset(out + kFloat32 * i, 0, kBfloat16);
    std::memcpy(out + kFloat32 * i + kBfloat16, stored->data + kBfloat16 * i, kBfloat16);
  }
}

static ffi::Bytes CopyToBytes(Tensor tensor) {
  std::string bytes(ffi::GetDataSize(*tensor.operator->()), '\0');
  tensor.CopyToBytes(bytes.data(), bytes.size());
  return ffi::Bytes(std::move(bytes));
}

static void ConcatArrays(ffi::PackedArgs arrays, ffi::Any* result) {
  ffi::Array<ffi::Any> all;
  for (int i = 0; i < arrays.size(); ++i) {
    for (const ffi::Any& item : arrays[i].cast<ffi::Array<ffi::Any>>()) all.push_back(item);
  }
  *result = all;
}

// Joins embeddings [rows, width] below each other. Text alone never needs it, but tvmjs does not start
// without it.
static void ConcatEmbeddings(ffi::PackedArgs parts, ffi::Any* result) {
  const Tensor first = parts[0].cast<Tensor>();
  int64_t rows = 0;
  for (int i = 0; i < parts.size(); ++i) rows += parts[i].cast<Tensor>()->shape[0];
  const Tensor all = Tensor::Empty({rows, first->shape[1]}, first->dtype, first->device);
  uint64_t offset = 0;
  for (int i = 0; i < parts.size(); ++i) {
    const Tensor part = parts[i].cast<Tensor>();
    TVM_FFI_ICHECK(part->ndim == 2 && part->shape[1] == first->shape[1]);
    DLTensor place = *all.operator->();
    place.shape = part->shape;
    place.byte_offset = offset;
    Tensor::CopyFromTo(part.operator->(), &place);
    offset += ffi::GetDataSize(*part.operator->());
  }
  *result = all;
}

TVM_FFI_STATIC_INIT_BLOCK() {
  tvm::ffi::reflection::GlobalDef()
      .def("tvmjs.array.decode_storage", DecodeStorage)
      .def("tvmjs.runtime.TensorCopyFromBytes",
           [](Tensor tensor, TVMFFIByteArray* bytes) { tensor.CopyFromBytes(bytes->data, bytes->size); })
      .def("tvmjs.runtime.TensorCopyToBytes", CopyToBytes)
      .def_packed("tvmjs.runtime.ArrayConcat", ConcatArrays)
      .def_packed("tvmjs.runtime.ConcatEmbeddings", ConcatEmbeddings);
}

}  // namespace runtime
}  // namespace tvm

extern "C" {

// Supplied by tvmjs when it instantiates the module.
int TVMFFIWasmSafeCall(void* self, const TVMFFIAny* args, int32_t num_args, TVMFFIAny* result);
void TVMFFIWasmFunctionDeleter(void* self);

// Called by tvmjs. The space has to be aligned for 64-bit values.
TVM_DLL void* TVMWasmAllocSpace(int size) { return new int64_t[(size + 7) / 8]; }
TVM_DLL void TVMWasmFreeSpace(void* data) { delete[] static_cast<int64_t*>(data); }

TVM_DLL int TVMFFIWasmFunctionCreate(void* self, TVMFFIObjectHandle* out) {
  return TVMFFIFunctionCreate(self, TVMFFIWasmSafeCall, TVMFFIWasmFunctionDeleter, out);
}

TVM_DLL const char* TVMFFIWasmGetLastError() {
  static std::string last;
  last = ::tvm::ffi::details::MoveFromSafeCallRaised().what();
  return last.c_str();
}

}  // extern "C"
