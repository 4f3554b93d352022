// A small course whose registry lists one shipped set and one, "clothes", that has to be brought.
#pragma once

#include <filesystem>
#include <string>

#include "tinytorch/sha256.hpp"

#include "runner.hpp"
#include "small_course.hpp"
#include "support/test.hpp"

namespace tito::test {

namespace fs = std::filesystem;

inline const std::string kFirst = "pictures of clothes", kSecond = "and their labels",
                         kPlay = "To be, or not to be";

// The shipped set is the small course's own; "clothes" is empty until files are brought.
class DataCourse {
 public:
  /// `mirrors` lie in folders of the course of these names.
  explicit DataCourse(const Words& mirrors = {}) {
    fs::create_directory(course.folder() / "brought");
    Json entry = Json::object(
        {{"name", "clothes"},
         {"version", "1"},
         {"kind", "download"},
         {"folder", "clothes"},
         {"license", "free to wear"},
         {"by_hand", "ask the tailor"},
         {"files",
          Json::array({file("images", kFirst, mirrors), file("labels", kSecond, mirrors)})}});
    if (!mirrors.empty()) entry["mirrors"] = addresses(mirrors);
    const Json registry = Json::parse(course.read("datasets/index.json"));
    const Json sets = Json::array({registry.at("sets").at(0), entry});
    course.write("datasets/index.json", Json::object({{"sets", sets}}).dump());
  }

  // An entry of the registry; each mirror gets the archive.
  Json file(const std::string& path, const std::string& bytes, const Words& mirrors) const {
    Json entry = Json::object({{"path", path},
                               {"size", static_cast<std::int64_t>(bytes.size())},
                               {"sha256", tinytorch::sha256_hex(bytes)}});
    if (mirrors.empty()) return entry;
    bring(path, bytes);
    pack(path);
    const std::string archive = course.read("brought/" + path + ".gz");
    fs::remove(course.folder() / "brought" / (path + ".gz"));
    for (const std::string& mirror : mirrors) {
      fs::create_directory(course.folder() / mirror);
      course.write(mirror + "/" + path + ".gz", archive);
    }
    entry["archive"] = Json::object({{"size", static_cast<std::int64_t>(archive.size())},
                                     {"sha256", tinytorch::sha256_hex(archive)}});
    return entry;
  }
  /// One more set, "plays", of one file that its mirrors have as it is.
  void add_plays(const Words& mirrors) const {
    Json registry = Json::parse(course.read("datasets/index.json"));
    registry["sets"].push_back(Json::object({{"name", "plays"},
                                             {"version", "1"},
                                             {"kind", "download"},
                                             {"folder", "plays"},
                                             {"by_hand", "ask the prompter"},
                                             {"mirrors", addresses(mirrors)},
                                             {"files", Json::array({file("text", kPlay, {})})}}));
    course.write("datasets/index.json", registry.dump());
    for (const std::string& mirror : mirrors) {
      fs::create_directory(course.folder() / mirror);
      course.write(mirror + "/text", kPlay);
    }
  }
  Json addresses(const Words& mirrors) const {
    Json list = Json::array();
    for (const std::string& mirror : mirrors)
      list.push_back("file://" + (course.folder() / mirror).string() + "/");
    return list;
  }
  Ran download() const { return tito({"data", "fetch", "clothes", "--yes"}); }

  Ran tito(const Words& words) const {
    return course.tito(words, {{"TITO_DATA_DIR", (course.folder() / "cache").string()}});
  }
  Ran fetch() const { return tito({"data", "fetch", "clothes", "--from", "brought"}); }
  void bring(const std::string& name, const std::string& bytes) const {
    course.write("brought/" + name, bytes);
  }
  void pack(const std::string& name) const {
    const std::string path = (course.folder() / "brought" / name).string();
    CHECK(tito::run_child({.command = {"gzip", path}}, {}).ok());
  }
  std::string state() const {
    return tito({"data", "info", "clothes", "--json"})
        .last_json()
        .at("data")
        .at("state")
        .as_string();
  }
  /// Files in the cache but for locks; what is half done would be counted.
  std::int64_t kept() const {
    std::error_code absent;
    std::int64_t count = 0;
    for (fs::recursive_directory_iterator at(course.folder() / "cache", absent), end;
         !absent && at != end;
         ++at)
      count += at->is_regular_file() && at->path().extension() != ".lock" ? 1 : 0;
    return count;
  }

  SmallCourse course;
};

}  // namespace tito::test
