// The layout TVM writes on the compiling machine (little-endian; so is WebAssembly):
//   numbers, enumerations, DLDataType, DLDevice: their bytes;
//   strings: uint64 length, bytes; sequences: uint64 length, elements;
//   maps: uint64 length, then key and value of each entry.
#ifndef HAKUI_TVM_SUPPORT_SERIALIZER_H_
#define HAKUI_TVM_SUPPORT_SERIALIZER_H_
#include <dlpack/dlpack.h>
#include <tvm/ffi/container/array.h>
#include <tvm/ffi/container/map.h>
#include <tvm/ffi/endian.h>
#include <tvm/ffi/string.h>
#include <tvm/support/io.h>

#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tvm {
namespace support {

template <typename T>
inline constexpr bool kPlainBytes = std::is_arithmetic_v<T> || std::is_enum_v<T> ||
                                    std::is_same_v<T, DLDataType> || std::is_same_v<T, DLDevice>;

template <typename T>
struct Serializer<T, std::enable_if_t<kPlainBytes<T>>> {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const T& value) {
    stream->Write(static_cast<const void*>(&value), sizeof(T));
  }
  static bool Read(Stream* stream, T* value) {
    return stream->Read(static_cast<void*>(value), sizeof(T)) == sizeof(T);
  }
};

template <>
struct Serializer<std::string> {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const std::string& text) {
    stream->Write<uint64_t>(text.size());
    stream->Write(static_cast<const void*>(text.data()), text.size());
  }
  static bool Read(Stream* stream, std::string* text) {
    uint64_t size = 0;
    if (!stream->Read(&size)) return false;
    text->resize(static_cast<size_t>(size));
    return stream->Read(static_cast<void*>(text->data()), text->size()) == text->size();
  }
};

template <>
struct Serializer<ffi::String> {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const ffi::String& text) { stream->Write(std::string(text)); }
  static bool Read(Stream* stream, ffi::String* text) {
    std::string read;
    if (!stream->Read(&read)) return false;
    *text = std::move(read);
    return true;
  }
};

template <typename T>
struct Serializer<std::vector<T>> {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const std::vector<T>& items) {
    stream->Write<uint64_t>(items.size());
    for (const T& item : items) stream->Write(item);
  }
  static bool Read(Stream* stream, std::vector<T>* items) {
    uint64_t size = 0;
    if (!stream->Read(&size)) return false;
    items->clear();
    for (uint64_t i = 0; i < size; ++i) {
      T item;
      if (!stream->Read(&item)) return false;
      items->push_back(std::move(item));
    }
    return true;
  }
};

template <typename T>
struct Serializer<ffi::Array<T>> {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const ffi::Array<T>& items) {
    stream->Write(std::vector<T>(items.begin(), items.end()));
  }
  static bool Read(Stream* stream, ffi::Array<T>* items) {
    std::vector<T> read;
    if (!stream->Read(&read)) return false;
    *items = ffi::Array<T>(read.begin(), read.end());
    return true;
  }
};

template <typename K, typename V>
struct Serializer<std::unordered_map<K, V>> {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const std::unordered_map<K, V>& map) {
    stream->Write<uint64_t>(map.size());
    for (const auto& [key, value] : map) {
      stream->Write<K>(key);
      stream->Write<V>(value);
    }
  }
  static bool Read(Stream* stream, std::unordered_map<K, V>* map) {
    uint64_t size = 0;
    if (!stream->Read(&size)) return false;
    map->clear();
    for (uint64_t i = 0; i < size; ++i) {
      K key;
      V value;
      if (!stream->Read(&key) || !stream->Read(&value)) return false;
      map->emplace(std::move(key), std::move(value));
    }
    return true;
  }
};

template <typename K, typename V>
struct Serializer<ffi::Map<K, V>> {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const ffi::Map<K, V>& map) {
    stream->Write(std::unordered_map<K, V>(map.begin(), map.end()));
  }
  static bool Read(Stream* stream, ffi::Map<K, V>* map) {
    uint64_t size = 0;
    if (!stream->Read(&size)) return false;
    *map = ffi::Map<K, V>();
    for (uint64_t i = 0; i < size; ++i) {
      K key;
      V value;
      if (!stream->Read(&key) || !stream->Read(&value)) return false;
      map->Set(std::move(key), std::move(value));
    }
    return true;
  }
};

}  // namespace support
}  // namespace tvm
#endif
