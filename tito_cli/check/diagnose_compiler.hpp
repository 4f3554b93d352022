#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "problem.hpp"
namespace tito {
struct DiagnoseContext {
  std::string module{};
  std::filesystem::path workspace{};
  std::vector<std::filesystem::path> headers{};
  std::filesystem::path root{};
};
struct Diagnosis {
  Problem problem{};
  std::vector<std::string> full{};
};
inline Diagnosis diagnose_compiler(const std::vector<std::string>& o, const DiagnoseContext&) {
  Diagnosis d;
  d.problem.code = "W0001";
  d.problem.title = "does not compile";
  for (auto& l : o)
    if (l.find("error:") != std::string::npos) {
      d.problem.facts.push_back(l);
      break;
    }
  return d;
}
inline Diagnosis diagnose_linker(const std::vector<std::string>& o, const DiagnoseContext&) {
  Diagnosis d;
  d.problem.code = "W0002";
  d.problem.title = "does not link";
  for (auto& l : o) {
    d.problem.facts.push_back(l);
    break;
  }
  return d;
}
inline Diagnosis diagnose_sanitizer(const std::vector<std::string>& o, const DiagnoseContext&) {
  Diagnosis d;
  d.problem.code = "C0004";
  d.problem.title = "sanitizer";
  for (auto& l : o)
    if (d.problem.facts.size() < 3) {
      d.problem.facts.push_back(l);
    }
  return d;
}
}  // namespace tito
