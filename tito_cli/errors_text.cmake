# Writes docs/errors.md as a C++ string: cmake -DPAGE=errors.md -DOUT=errors_text.cpp -P errors_text.cmake
file(READ "${PAGE}" bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "((0x..,){20})" "\\1\n" bytes "${bytes}")
file(WRITE "${OUT}" "#include \"explain.hpp\"\n\nnamespace tito {\n\nstd::string_view errors_text() {\n"
  "  static constexpr unsigned char kBytes[] = {\n${bytes}0};\n"
  "  return {reinterpret_cast<const char*>(kBytes), sizeof kBytes - 1};\n}\n\n}  // namespace tito\n")
