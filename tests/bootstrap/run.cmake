include("${TT_ROOT}/cmake/script_cases.cmake")
set(work "${TT_BUILD}/bootstrap")
set(copy "${work}/-cópy with space")
set(log "${copy}/build/tito/bootstrap.log")
unset(ENV{TITO_BUILD_DIR})

file(REMOVE_RECURSE "${work}")
file(COPY "${TT_ROOT}/core" "${TT_ROOT}/datasets" "${TT_ROOT}/cmake" "${TT_ROOT}/course.json" "${TT_ROOT}/CMakeLists.txt"
          "${TT_ROOT}/CMakePresets.json" "${TT_ROOT}/tito" DESTINATION "${copy}")
file(COPY "${TT_ROOT}/docs/errors.md" DESTINATION "${copy}/docs")
file(COPY "${CMAKE_CURRENT_LIST_DIR}/stand_in.cpp" DESTINATION "${copy}/tito_cli")
file(WRITE "${copy}/tito_cli/CMakeLists.txt" "add_executable(tito stand_in.cpp)\n")

# tito(status output [ENV VAR=value...]): calls the script of the copy with the arguments in ARGS.
function(tito status output)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "ENV")
  execute_process(COMMAND "${CMAKE_COMMAND}" -E env ${arg_ENV} "${copy}/tito" ${ARGS}
                  RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text WORKING_DIRECTORY "${work}")
  set(${status} "${code}" PARENT_SCOPE)
  set(${output} "${text}" PARENT_SCOPE)
endfunction()

# expect(id status wanted text regex): the last call ended with this status and printed this.
function(expect id status wanted text regex)
  if(status EQUAL wanted AND text MATCHES "${regex}")
    tt_case(bootstrap/${id} passed)
  else()
    tt_case(bootstrap/${id} failed "status ${status}, wanted ${wanted} and ${regex}; printed: ${text}")
  endif()
endfunction()

set(ARGS --version "a b")
tito(status text)
expect(builds-then-hands-over "${status}" 0 "${text}" "building the tool.*root=.*/-cópy with space \\[--version\\] \\[a b\\]")

tito(status text)
expect(fast-path-is-silent "${status}" 0 "${text}" "^root=[^\n]*\n$")

file(CREATE_LINK "${copy}/tito" "${work}/link" SYMBOLIC)
execute_process(COMMAND "${work}/link" x RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
expect(found-through-a-link "${status}" 0 "${text}" "root=.*/-cópy with space \\[x\\]")

file(TOUCH "${copy}/core/error.cpp")
set(ARGS x)
tito(status text)
expect(a-changed-source-is-built "${status}" 0 "${text}" "building the tool.*\\[x\\]")

file(TOUCH "${copy}/datasets/tools/makers.cpp")
tito(status text)
expect(a-changed-data-tool-is-built "${status}" 0 "${text}" "building the tool.*\\[x\\]")

set(ARGS --bootstrap-check)
tito(status text)
expect(check-says-nothing-is-missing "${status}" 0 "${text}" "nothing is missing")

set(ARGS x)
tito(status text ENV "TITO_BUILD_DIR=elsewhere")
expect(builds-where-it-is-told "${status}" 0 "${text}" "building the tool.*\\[x\\]")
if(EXISTS "${work}/elsewhere/tito/bin/tito")
  tt_case(bootstrap/relative-build-folder-is-used passed)
else()
  tt_case(bootstrap/relative-build-folder-is-used failed "elsewhere/tito/bin/tito does not exist")
endif()

tito(status text ENV "TITO_BUILD_DIR=/dev/null/build")
expect(unwritable-place "${status}" 4 "${text}" "TT-E0108")

include("${CMAKE_CURRENT_LIST_DIR}/interrupted.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/missing_tools.cmake")
tt_finish(16)
