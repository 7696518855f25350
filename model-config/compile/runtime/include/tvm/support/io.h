// The byte stream that TVM's runtime reads a compiled program from. The apache-tvm wheel has the
// runtime's sources but not this header; only what those sources use stands here.
#ifndef HAKUI_TVM_SUPPORT_IO_H_
#define HAKUI_TVM_SUPPORT_IO_H_
#include <cstddef>
#include <cstdint>

namespace tvm {
namespace support {

// How values of a type are laid out in a stream; see serializer.h.
template <typename T, typename = void>
struct Serializer;

class Stream {
 public:
  virtual ~Stream() = default;
  // Both return the number of bytes that were moved.
  virtual size_t Read(void* data, size_t size) = 0;
  virtual size_t Write(const void* data, size_t size) = 0;

  template <typename T>
  void Write(const T& value) { Serializer<T>::Write(this, value); }
  template <typename T>
  bool Read(T* value) { return Serializer<T>::Read(this, value); }

  template <typename T>
  void WriteArray(const T* data, size_t count) {
    for (size_t i = 0; i < count; ++i) Write<T>(data[i]);
  }
  template <typename T>
  bool ReadArray(T* data, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      if (!Read<T>(data + i)) return false;
    }
    return true;
  }
};

}  // namespace support
}  // namespace tvm
#endif
