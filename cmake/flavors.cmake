# One source tree, six ways to build it; each way is one interface target that our targets link.
string(COMPARE EQUAL "${CMAKE_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}" TT_TOP)
option(TT_DEVELOP "Build tests and milestones, not the library alone" ${TT_TOP})
if(TT_TOP)
  set(tt_default check)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
else()
  set(tt_default fast)
endif()
set(TT_FLAVOR ${tt_default} CACHE STRING "check, fast, asan, tsan, dev or tito")
set(TT_FLAVORS check fast asan tsan dev tito)
set_property(CACHE TT_FLAVOR PROPERTY STRINGS ${TT_FLAVORS})
if(NOT TT_FLAVOR IN_LIST TT_FLAVORS)
  message(FATAL_ERROR "TT_FLAVOR is \"${TT_FLAVOR}\"; it can be: ${TT_FLAVORS}.\nType:  cmake --preset check")
endif()

add_library(tt_flags_all INTERFACE)
target_compile_features(tt_flags_all INTERFACE cxx_std_20)
if(MSVC)
  target_compile_options(tt_flags_all INTERFACE /W4 /utf-8 /Zc:__cplusplus /Zc:preprocessor)
else()
  target_compile_options(tt_flags_all INTERFACE -ffp-contract=off -Wall -Wextra -Wshadow)
endif()

function(tt_flavor name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "COMPILE;LINK;DEFINE")
  add_library(tt_flags_${name} INTERFACE)
  target_link_libraries(tt_flags_${name} INTERFACE tt_flags_all)
  if(NOT MSVC)
    target_compile_options(tt_flags_${name} INTERFACE ${arg_COMPILE} ${arg_LINK})
    target_link_options(tt_flags_${name} INTERFACE ${arg_LINK})
    target_compile_definitions(tt_flags_${name} INTERFACE ${arg_DEFINE})
  endif()
endfunction()

# Following variables through optimized code costs GCC a quarter of the time that a learner waits for.
set(tt_untracked $<$<CXX_COMPILER_ID:GNU>:-fno-var-tracking>)
tt_flavor(check COMPILE -O1 -g ${tt_untracked} DEFINE _GLIBCXX_ASSERTIONS)
tt_flavor(dev COMPILE -O1 -g -Wconversion -Werror DEFINE _GLIBCXX_ASSERTIONS)
# Nobody reads errno after sqrt; values are the same, and loops with a square root become vector loops.
tt_flavor(fast COMPILE -O3 -fno-math-errno -g1 $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)  # GCC 12 sees overlaps inside std::string that cannot be
tt_flavor(tito COMPILE -O0)  # it waits for compilers: building it fast is what counts
tt_flavor(asan COMPILE -O1 -g ${tt_untracked} -fno-omit-frame-pointer DEFINE _GLIBCXX_ASSERTIONS
          LINK -fsanitize=address,undefined -fno-sanitize-recover=all)
tt_flavor(tsan COMPILE -O1 -g DEFINE _GLIBCXX_ASSERTIONS LINK -fsanitize=thread)
add_library(tt_flags ALIAS tt_flags_${TT_FLAVOR})

# For what runs once after it was compiled: tests, and the tool that the tests start. To be named after tt_flags, too.
add_library(tt_flags_quick INTERFACE)
if(NOT MSVC)
  target_compile_options(tt_flags_quick INTERFACE -O0)
endif()

# For what learners write. To be named after tt_flags: clang takes the last word on a warning.
add_library(tt_flags_learner INTERFACE)
if(NOT MSVC)
  target_compile_options(tt_flags_learner INTERFACE -Wno-unused -Wno-unused-parameter)
endif()
