// Finding the registry, checking files against it, loading TinyDigits.
#include "tinytorch/datasets.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tinytorch/detail/registry.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/json.hpp"
#include "tinytorch/readers.hpp"
#include "tinytorch/sha256.hpp"

namespace tinytorch {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRestore =
    "restore the folder datasets/ of this checkout, e.g. git checkout -- datasets";
constexpr float kLargestLabel = 9;

// What sets of images in IDX files differ in.
struct Format {
  const char* op;
  const char* test_part;  // how the names of the test files begin
  std::int64_t side;
  float ink;  // the largest pixel
  std::string fix;
};

Format digits_format() {
  return {"load_tinydigits", "test", 8, 16, kRestore};
}

Format fetched_format(const char* op, const std::string& name) {
  return {op, "t10k", 28, 255, "tito data fetch " + name + " --from FOLDER"};
}

// read_idx, its complaints told as those of a data set. A link that leads nowhere is not "absent".
Tensor read_part(const std::string& path, const Format& format) {
  std::error_code ignored;
  TT_CHECK(fs::symlink_status(path, ignored).type() != fs::file_type::not_found,
           ErrorKind::io,
           2102,
           format.op,
           "a file of the data set is not there",
           path + " does not exist",
           format.fix);
  try {
    return read_idx(path);
  } catch (const Error& error) {
    if (error.code() < 510 || error.code() > 512) throw;
    throw Error(ErrorKind::io,
                2105,
                format.op,
                error.headline(),
                error.facts() + " (" + error_code(error.code()) + ")",
                format.fix);
  }
}

void check_shapes(const std::string& folder,
                  const Tensor& images,
                  const Tensor& labels,
                  const Format& format) {
  const Shape& shape = images.shape();
  const bool fits = shape.size() == 3 && shape[1] == format.side && shape[2] == format.side &&
                    labels.shape() == Shape{shape[0]};
  TT_CHECK(fits,
           ErrorKind::io,
           2105,
           format.op,
           "images and labels do not belong together",
           folder + ": images are " + to_string(shape) + ", labels " + to_string(labels.shape()) +
               "; needed are (n, " + std::to_string(format.side) + ", " +
               std::to_string(format.side) + ") and (n)",
           format.fix);
}

void check_values(const std::string& path,
                  const Tensor& values,
                  float largest,
                  const Format& format) {
  for (std::int64_t i = 0; const float value : values.data()) {
    TT_CHECK(value >= 0 && value <= largest,
             ErrorKind::io,
             2113,
             format.op,
             "a value is outside its range",
             path + ": element " + std::to_string(i) + " is " +
                 std::to_string(static_cast<int>(value)) + ", allowed are 0 to " +
                 std::to_string(static_cast<int>(largest)),
             format.fix);
    ++i;
  }
}

ImageSet load_part(const std::string& folder,
                   const std::string& part,
                   const detail::DataSet* verified,
                   const Format& format) {
  const std::string images_file = part + "-images-idx3-ubyte",
                    labels_file = part + "-labels-idx1-ubyte";
  const std::string images_path = folder + "/" + images_file,
                    labels_path = folder + "/" + labels_file;
  const Tensor images = read_part(images_path, format), labels = read_part(labels_path, format);
  check_shapes(folder, images, labels, format);
  if (verified != nullptr) {
    detail::verify(folder, verified->file(images_file), format.fix);
    detail::verify(folder, verified->file(labels_file), format.fix);
  }
  check_values(images_path, images, format.ink, format);
  check_values(labels_path, labels, kLargestLabel, format);
  return {.images = images.view({images.size(0), 1, format.side, format.side}), .labels = labels};
}

void scale_images(ImageSplits& digits, Scale scale, float ink) {
  if (scale == Scale::raw) return;
  digits.train.images = digits.train.images / ink;
  digits.test.images = digits.test.images / ink;
  if (scale == Scale::unit) return;
  const float center = mean(digits.train.images).item();
  const float spread = std::sqrt(var(digits.train.images).item());
  digits.train.images = (digits.train.images - center) / spread;
  digits.test.images = (digits.test.images - center) / spread;
}

ImageSplits load_splits(const std::string& folder,
                        const detail::DataSet* verified,
                        Scale scale,
                        const Format& format) {
  ImageSplits splits{.train = load_part(folder, "train", verified, format),
                     .test = load_part(folder, format.test_part, verified, format)};
  scale_images(splits, scale, format.ink);
  return splits;
}

ImageSplits load_fetched(const char* op, const std::string& name, Scale scale) {
  const detail::DataSet known = detail::find_dataset(name);
  return load_splits(dataset_path(name), &known, scale, fetched_format(op, name));
}

}  // namespace

namespace detail {

const DataFile& DataSet::file(std::string_view path) const {
  for (const DataFile& known : files) {
    if (known.path == path) return known;
  }
  throw Error(ErrorKind::io,
              2105,
              "datasets",
              "the registry does not list a file",
              "index.json has no " + std::string(path) + " under " + name,
              kRestore);
}

std::string datasets_folder() {
  const char* root = std::getenv("TITO_ROOT");
  if (root != nullptr && *root != '\0') return std::string(root) + "/datasets";
  std::error_code ignored;
  return fs::exists(TT_DATASETS_DIR "/index.json", ignored) ? TT_DATASETS_DIR
                                                            : TT_DATASETS_INSTALLED;
}

std::vector<DataSet> read_registry(const std::string& folder) {
  const Json registry = Json::parse(read_file(folder + "/index.json"));
  std::vector<DataSet> sets;
  for (const Json& entry : registry.at("sets").items()) {
    DataSet set{.name = entry.at("name").as_string(),
                .kind = entry.at("kind").as_string(),
                .folder = entry.at("folder").as_string(),
                .files = {}};
    for (const Json& file : entry.at("files").items()) {
      set.files.push_back({.path = file.at("path").as_string(),
                           .size = file.at("size").as_int64(),
                           .sha256 = file.get_or("sha256", std::string())});
    }
    sets.push_back(std::move(set));
  }
  return sets;
}

DataSet find_dataset(std::string_view name) {
  std::string known;
  for (DataSet& set : read_registry(datasets_folder())) {
    if (set.name == name) return std::move(set);
    known += (known.empty() ? "" : ", ") + set.name;
  }
  throw Error(ErrorKind::value,
              2101,
              "datasets",
              "no data set has this name",
              "asked for \"" + std::string(name) + "\"; known are: " + known,
              "use one of the known names");
}

void verify(const std::string& folder, const DataFile& file, std::string_view fix) {
  const std::string path = folder + "/" + file.path, bytes = read_file(path);
  TT_CHECK(std::ssize(bytes) == file.size,
           ErrorKind::io,
           2104,
           "datasets",
           "a file has another size than the registry says",
           path + " has " + std::to_string(bytes.size()) + " bytes, expected " +
               std::to_string(file.size),
           fix.empty() ? kRestore : fix);
  const std::string found = sha256_hex(bytes);
  TT_CHECK(
      found == file.sha256,
      ErrorKind::io,
      2103,
      "datasets",
      "a file has another checksum than the registry says",
      path + ": SHA-256 begins " + found.substr(0, 12) + ", expected " + file.sha256.substr(0, 12),
      fix.empty() ? kRestore : fix);
}

ImageSplits load_tinydigits_from(const std::string& folder, Scale scale, Check check) {
  const DataSet known = check == Check::everything ? find_dataset("tinydigits") : DataSet{};
  const DataSet* verified = check == Check::everything ? &known : nullptr;
  return load_splits(folder, verified, scale, digits_format());
}

std::string fetched_folder() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr ? value : "");
  };
  if (const std::string given = variable("TITO_DATA_DIR"); !given.empty()) return given;
  if (const std::string cache = variable("XDG_CACHE_HOME"); !cache.empty())
    return cache + "/tinytorch/data";
  const std::string home = variable("HOME");
  TT_CHECK(!home.empty(),
           ErrorKind::io,
           2102,
           "datasets",
           "there is no folder for fetched data",
           "TITO_DATA_DIR, XDG_CACHE_HOME and HOME are not set",
           "set TITO_DATA_DIR to a folder");
  return home + "/.cache/tinytorch/data";
}

}  // namespace detail

ImageSplits load_tinydigits(Scale scale) {
  return detail::load_tinydigits_from(dataset_path("tinydigits"), scale, detail::Check::everything);
}

ImageSplits load_mnist(Scale scale) {
  return load_fetched("load_mnist", "mnist", scale);
}

ImageSplits load_fashion_mnist(Scale scale) {
  return load_fetched("load_fashion_mnist", "fashion-mnist", scale);
}

std::string dataset_path(std::string_view name) {
  const detail::DataSet set = detail::find_dataset(name);
  const bool shipped = set.kind == "shipped";
  return (shipped ? detail::datasets_folder() : detail::fetched_folder()) + "/" + set.folder;
}

bool dataset_available(std::string_view name) {
  const detail::DataSet set = detail::find_dataset(name);
  const fs::path folder = dataset_path(name);
  for (const detail::DataFile& file : set.files) {
    std::error_code failed;
    const auto size = fs::file_size(folder / file.path, failed);
    if (failed || size != static_cast<std::uintmax_t>(file.size)) return false;
  }
  return true;
}

}  // namespace tinytorch
