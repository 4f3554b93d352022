set(TT_RESULTS "${CMAKE_BINARY_DIR}/results")

# A test file that no list names would never run.
function(tt_refuse_unlisted_tests)
  set(listed "")
  foreach(source IN LISTS ARGN)
    get_filename_component(source "${source}" ABSOLUTE)
    list(APPEND listed "${source}")
  endforeach()
  foreach(source IN LISTS listed)
    get_filename_component(folder "${source}" DIRECTORY)
    file(GLOB present "${folder}/*_test.cpp")
    list(REMOVE_ITEM present ${listed})
    if(present)
      list(JOIN present "\n  " present)
      message(FATAL_ERROR "No list of tests names\n  ${present}\n"
              "Name it (modules: \"tests\" in course.json) or remove it; then type:  cmake --preset check")
    endif()
  endforeach()
endfunction()

# tt_compile_tests_fast(target support): the code of a case runs once, so compiling it fast is what counts: no
# optimization, and the headers of the support are parsed once. Only in the trees where learners wait.
function(tt_compile_tests_fast target support)
  if(NOT TT_FLAVOR MATCHES "^(check|asan)$")
    return()
  endif()
  target_link_libraries(${target} PRIVATE tt_flags_quick)
  set(headers ${support}_headers)
  if(NOT TARGET ${headers})
    add_library(${headers} OBJECT "${TT_ROOT}/cmake/empty.cpp")
    target_include_directories(${headers} PRIVATE "${TT_ROOT}/tests")
    target_link_libraries(${headers} PRIVATE doctest::doctest tt_core_api tt_flags tt_flags_quick)
    if(support STREQUAL "tt_test_support")
      target_compile_definitions(${headers} PRIVATE TT_TEST_WITH_TENSOR)
      target_link_libraries(${headers} PRIVATE tt_01_api)
    endif()
    target_precompile_headers(${headers} PRIVATE <algorithm> <array> <cmath> <fstream> <functional> <memory> <span>
                              <sstream> <string> <string_view> <vector> "${TT_ROOT}/tests/support/test.hpp")
  endif()
  target_precompile_headers(${target} REUSE_FROM ${headers})
endfunction()

# tt_test_program(name LABEL l SOURCES f... [USES ids...] [MANIFEST tests.json] [NO_TENSOR]): a doctest program in bin/
# and one ctest entry. It writes its cases to results/<name>.json; with a manifest, other cases than listed are a failure.
function(tt_test_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "NO_TENSOR" "LABEL;MANIFEST" "SOURCES;USES")
  tt_refuse_unlisted_tests(${arg_SOURCES})
  add_library(${name}_objects OBJECT ${arg_SOURCES})
  target_include_directories(${name}_objects PRIVATE "${TT_ROOT}/tests")
  target_link_libraries(${name}_objects PRIVATE doctest::doctest tt_core_api tt_flags)
  set(support tt_test_support)
  if(arg_NO_TENSOR)
    set(support tt_test_support_core)
  else()
    target_compile_definitions(${name}_objects PRIVATE TT_TEST_WITH_TENSOR)
    list(APPEND arg_USES 01)
  endif()
  tt_compile_tests_fast(${name}_objects ${support})
  tt_include(${name}_objects ${arg_USES})

  add_executable(${name} $<TARGET_OBJECTS:${name}_objects> $<TARGET_OBJECTS:${support}>)
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
  tt_use(${name} ${arg_USES})

  set(command ${name} --results "${TT_RESULTS}/${name}.json")
  if(arg_MANIFEST)
    list(APPEND command --manifest "${arg_MANIFEST}")
  endif()
  add_test(NAME ${name} COMMAND ${command})
  set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL} TIMEOUT 900)
endfunction()

# tt_script_test(name LABEL l SCRIPT run.cmake [ARGS -DX=y...]): a CMake script as a ctest entry; it too writes
# results/<name>.json.
function(tt_script_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL;SCRIPT" "ARGS")
  add_test(NAME ${name}
           COMMAND "${CMAKE_COMMAND}" "-DTT_ROOT=${TT_ROOT}" "-DTT_BUILD=${CMAKE_BINARY_DIR}"
                   "-DTT_RESULT=${TT_RESULTS}/${name}.json" "-DTT_CXX=${CMAKE_CXX_COMPILER}"
                   ${arg_ARGS} -P "${arg_SCRIPT}")
  set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL} TIMEOUT 1800)
endfunction()
