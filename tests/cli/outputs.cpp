#include "outputs.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "tinytorch/file.hpp"

namespace tito::test {

namespace fs = std::filesystem;

namespace {

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

int line_with(const std::string& text, const std::string& words) {
  const auto at = text.find(words);
  if (at == std::string::npos) throw std::runtime_error("no line holds " + words);
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
}

}  // namespace

Damaged::Damaged(const std::string& part, const std::string& from, const std::string& to) {
  fs::copy(fs::path(TITO_OUTPUTS) / "course", folder_.path(), fs::copy_options::recursive);
  const std::string file = context().workspace / part;
  std::string text = tinytorch::read_file(file);
  if (text.find(from) == std::string::npos) throw std::runtime_error("nothing to change: " + from);
  text.replace(text.find(from), from.size(), to);
  tinytorch::write_file_atomic(file, text);
}

DiagnoseContext Damaged::context() const {
  return {.module = "03",
          .workspace = folder_.path() / "modules" / "03_layers",
          .headers = {folder_.path() / "src/03_layers/tinytorch/layers.hpp"},
          .root = folder_.path()};
}

std::vector<std::string> Damaged::output(const std::string& name) const {
  std::string text = tinytorch::read_file(TITO_OUTPUTS + ("/" + name + ".txt"));
  replace_all(text, "/home/ada/tinytorch", folder_.path().string());
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

int Damaged::line_of(const std::string& part, const std::string& text) const {
  return line_with(tinytorch::read_file((context().workspace / part).string()), text);
}

std::string Damaged::promise(const std::string& text) const {
  return "tinytorch/layers.hpp:" +
         std::to_string(line_with(tinytorch::read_file(context().headers[0].string()), text));
}

}  // namespace tito::test
