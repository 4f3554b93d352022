# tt_sources(out base files...): full paths. A listed file that does not exist would silently be left out: it stops here.
function(tt_sources out base)
  set(found "")
  foreach(file IN LISTS ARGN)
    if(NOT EXISTS "${base}/${file}")
      message(FATAL_ERROR "${base}/${file} is listed but does not exist.\n"
              "Create it, or take it out of its list (parts and tests of modules: course.json); then type:  cmake --preset check")
    endif()
    list(APPEND found "${base}/${file}")
  endforeach()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

# tt_include(target [datasets] ids...): the target may include the headers of these modules and of all they need.
function(tt_include target)
  set(ids ${ARGN})
  if("datasets" IN_LIST ids)
    list(REMOVE_ITEM ids datasets)
    list(APPEND ids 01 05)
    target_link_libraries(${target} PRIVATE tt_datasets_api)
  endif()
  foreach(id IN LISTS ids)
    target_link_libraries(${target} PRIVATE tt_${id}_api)
  endforeach()
endfunction()

# tt_use(target [datasets] ids...): lets the target include and link these modules and all they need.
function(tt_use target)
  tt_include(${target} ${ARGN})
  set(ids ${ARGN})
  if("datasets" IN_LIST ids)
    list(REMOVE_ITEM ids datasets)
    list(APPEND ids 01 05)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:tt_datasets> $<TARGET_OBJECTS:tt_talks>)
  endif()
  tt_closure(all ${ids})
  foreach(id IN LISTS all)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:tt_${id}_ref>)
  endforeach()
  target_link_libraries(${target} PRIVATE tt_core tt_flags)
endfunction()

# tt_parse_once(targets...): what all parts take from the standard library is parsed once, which halves the time from
# saving a part to the verdict, and that of building the demo. Only in the trees where somebody waits, and not for
# consumers of the library: there a forgotten #include has to show.
function(tt_parse_once)
  if(NOT TT_FLAVOR MATCHES "^(check|asan|fast)$" OR NOT TT_DEVELOP)
    return()
  endif()
  if(NOT TARGET tt_standard_headers)
    add_library(tt_standard_headers OBJECT "${TT_ROOT}/cmake/empty.cpp")
    target_link_libraries(tt_standard_headers PRIVATE tt_flags)
    target_precompile_headers(tt_standard_headers PRIVATE <algorithm> <array> <atomic> <cmath> <cstdint> <cstring>
                              <functional> <initializer_list> <limits> <memory> <mutex> <numeric> <optional> <ostream>
                              <span> <sstream> <string> <string_view> <utility> <vector>)
  endif()
  foreach(target IN LISTS ARGN)
    target_precompile_headers(${target} REUSE_FROM tt_standard_headers)
  endforeach()
endfunction()

# tt_module(03_layers): tt_03_api (what may be included), tt_03_ref (the reference), check_03 and demo_03.
# Only the modules that it needs are visible to it: including a later header is "no such file".
function(tt_module folder)
  string(SUBSTRING ${folder} 0 2 id)
  set(at modules ${TT_INDEX_${id}})
  set(dir "${TT_ROOT}/src/${folder}")
  tt_manifest_list(needs ${at} needs)
  tt_manifest_list(parts ${at} parts FIELD file)

  add_library(tt_${id}_api INTERFACE)
  target_include_directories(tt_${id}_api INTERFACE "${dir}")
  target_link_libraries(tt_${id}_api INTERFACE tt_core_api)
  foreach(need IN LISTS needs)
    target_link_libraries(tt_${id}_api INTERFACE tt_${need}_api)
  endforeach()

  tt_sources(sources "${dir}" ${parts})
  add_library(tt_${id}_ref OBJECT ${sources})
  target_link_libraries(tt_${id}_ref PRIVATE tt_${id}_api tt_flags)
  tt_parse_once(tt_${id}_ref)

  if(TT_DEVELOP)
    tt_learner_module(${folder} ${parts})
    tt_module_programs(${id} "${dir}")
  endif()
endfunction()

# tt_03_mine: the same parts, as the learner wrote them in modules/03_layers. A stub uses nothing yet.
function(tt_learner_module folder)
  string(SUBSTRING ${folder} 0 2 id)
  set(dir "${TT_ROOT}/modules/${folder}")
  list(TRANSFORM ARGN PREPEND "${dir}/" OUTPUT_VARIABLE sources)
  foreach(source IN LISTS sources)
    if(NOT EXISTS "${source}")
      return()
    endif()
  endforeach()
  add_library(tt_${id}_mine OBJECT EXCLUDE_FROM_ALL ${sources})
  target_link_libraries(tt_${id}_mine PRIVATE tt_${id}_api tt_flags tt_flags_learner)
  if(TT_FLAVOR STREQUAL "check")  # the memory check, which follows, finds what the learner forgot to include
    tt_parse_once(tt_${id}_mine)
  endif()
endfunction()

# tt_linkable(target "needs" objects...): the tool may link this program with other objects for the modules it needs, and
# with the data sets.
function(tt_linkable target needs)
  tt_closure(all 01 05 ${needs})
  set_property(GLOBAL APPEND PROPERTY TT_PROGRAMS ${target})
  set_property(TARGET ${target} PROPERTY TT_PART_OBJECTS "${ARGN}")
  set_property(TARGET ${target} PROPERTY TT_PART_NEEDS "${all}")
endfunction()

function(tt_module_programs id dir)
  tt_manifest_list(tests modules ${TT_INDEX_${id}} tests)
  tt_sources(sources "${dir}/tests" ${tests})
  tt_closure(all ${id})
  set(no_tensor "")
  if(NOT "01" IN_LIST all)
    set(no_tensor NO_TENSOR)  # the tool links it without module 01, too
  endif()
  tt_test_program(check_${id} LABEL unit ${no_tensor} SOURCES ${sources} USES ${id} MANIFEST "${dir}/tests/tests.json")
  tt_sources(demo "${dir}" demo.cpp)
  add_executable(demo_${id} ${demo})
  tt_use(demo_${id} ${id})
  tt_linkable(demo_${id} ${id} $<TARGET_OBJECTS:demo_${id}>)
  get_filename_component(folder "${dir}" NAME)
  tt_lesson(${folder})
endfunction()
