// tensor.cc can keep a tensor as base64 text. A model library never does, so the streams refuse.
#ifndef HAKUI_SUPPORT_BASE64_H_
#define HAKUI_SUPPORT_BASE64_H_
#include <tvm/support/io.h>

namespace tvm {
namespace support {

class Base64Stream : public Stream {
 public:
  using Stream::Read;
  using Stream::Write;
  explicit Base64Stream(Stream*) {}
  size_t Read(void*, size_t) final { TVM_FFI_THROW(InternalError) << "base64 is left out"; }
  size_t Write(const void*, size_t) final { TVM_FFI_THROW(InternalError) << "base64 is left out"; }
  void InitPosition() {}
  void Finish() {}
};
using Base64InStream = Base64Stream;
using Base64OutStream = Base64Stream;

}  // namespace support
}  // namespace tvm
#endif
