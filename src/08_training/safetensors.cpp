// Module 08, part safetensors: tensors by name in a file (08.6). In the file stand 8 bytes with the
// length of the header, the header (JSON), then the values of all tensors without gaps.
#include <algorithm>
#include <bit>
#include <limits>

#include "tinytorch/autograd.hpp"
#include "tinytorch/detail/bytes.hpp"
#include "tinytorch/detail/safetensors_bytes.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/json.hpp"

namespace tinytorch {
namespace {

using detail::SafetensorsEntry;
using detail::SafetensorsHeader;

void check_names(const std::vector<NamedTensor>& tensors) {
  std::vector<std::string> names{"__metadata__"};
  for (const NamedTensor& entry : tensors) names.push_back(entry.name);
  std::sort(names.begin(), names.end());
  const auto twin = std::adjacent_find(names.begin(), names.end());
  TT_CHECK(twin == names.end(),
           ErrorKind::value,
           809,
           "save_safetensors",
           "a name is given twice",
           *twin + " stands twice among " + std::to_string(tensors.size()) +
               " tensors and the file's own __metadata__",
           "give each tensor a name of its own");
}

Json shape_json(const Shape& shape) {
  Json json = Json::array();
  for (const std::int64_t size : shape) json.push_back(size);
  return json;
}

// One entry per tensor; their places follow each other from 0.
Json::Object header_entries(const std::vector<NamedTensor>& tensors) {
  Json::Object entries;
  // BEGIN SOLUTION 08.6
  std::int64_t begin = 0;
  for (const auto& [name, value] : tensors) {
    const std::int64_t end = begin + value.memory_footprint();
    entries.emplace_back(name,
                         Json::object({{"dtype", "F32"},
                                       {"shape", shape_json(value.shape())},
                                       {"data_offsets", Json::array({begin, end})}}));
    begin = end;
  }
  // END SOLUTION
  return entries;
}

// Errors: TT-L0808 unless the places, in the order of the file, cover all bytes once.
void check_places(const std::string& where,
                  std::vector<SafetensorsEntry> entries,
                  std::int64_t header_bytes,
                  std::int64_t data_bytes) {
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  std::int64_t covered = 0;
  // BEGIN SOLUTION 08.6
  for (const SafetensorsEntry& entry : entries) {
    if (entry.begin != covered) {
      detail::refuse_safetensors(where,
                                 header_bytes + covered,
                                 entry.name + " begins at " + std::to_string(entry.begin) +
                                     " of the values, the one before ends at " +
                                     std::to_string(covered));
    }
    covered = entry.end;
  }
  // END SOLUTION
  if (covered == data_bytes) return;
  detail::refuse_safetensors(where,
                             header_bytes + std::min(covered, data_bytes),
                             "the tensors need " + std::to_string(covered) +
                                 " bytes of values, the file has " + std::to_string(data_bytes));
}

Tensor values_of(const SafetensorsEntry& entry, std::string_view data) {
  Tensor tensor = Tensor::empty(entry.shape);
  const char* from = data.data() + entry.begin;
  for (float& value : tensor.mutable_data()) {
    // BEGIN SOLUTION 08.6
    if (entry.is_float) {
      value = std::bit_cast<float>(static_cast<std::uint32_t>(detail::little_endian(from, 4)));
      from += 4;
    } else {
      value = static_cast<float>(static_cast<signed char>(*from++));
    }
    // END SOLUTION
  }
  return tensor;
}

}  // namespace

std::string detail::safetensors_to_bytes(const std::vector<NamedTensor>& tensors,
                                         const Named<std::string>& metadata) {
  check_names(tensors);
  Json header = Json::object();
  if (!metadata.empty()) {
    Json& entry = header["__metadata__"] = Json::object();
    for (const auto& [key, value] : metadata) entry[key] = value;
  }
  for (auto& entry : header_entries(tensors)) header.members().push_back(std::move(entry));
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // values begin at a multiple of 8
  std::string bytes;
  append_little_endian(bytes, text.size(), 8);
  bytes += text;
  const NoGradGuard no_grad;
  for (const NamedTensor& entry : tensors) {
    const Tensor dense = entry.value.contiguous();
    // BEGIN SOLUTION 08.6
    for (const float value : dense.data()) {
      append_little_endian(bytes, std::bit_cast<std::uint32_t>(value), 4);
    }
    // END SOLUTION
  }
  return bytes;
}

SafetensorsFile detail::safetensors_from_bytes(const std::string& where, std::string_view bytes) {
  SafetensorsHeader header = read_safetensors_header(where, bytes);
  const std::string_view data = bytes.substr(static_cast<std::size_t>(header.bytes));
  check_places(where, header.entries, header.bytes, std::ssize(data));
  SafetensorsFile file{.metadata = std::move(header.metadata)};
  for (const SafetensorsEntry& entry : header.entries) {
    file.tensors.push_back({entry.name, values_of(entry, data)});
  }
  return file;
}

void save_safetensors(const std::string& path,
                      const std::vector<NamedTensor>& tensors,
                      const Named<std::string>& metadata) {
  const std::string bytes = detail::safetensors_to_bytes(tensors, metadata);
  try {
    write_file_atomic(path, bytes);
  } catch (const Error& error) {
    throw Error(ErrorKind::io,
                810,
                "save_safetensors",
                "the file could not be written",
                error.facts(),
                "check the folder, its permissions and the free space on its disk");
  }
}

SafetensorsFile load_safetensors(const std::string& path) {
  return detail::safetensors_from_bytes(path,
                                        read_file(path, std::numeric_limits<std::int64_t>::max()));
}

}  // namespace tinytorch
