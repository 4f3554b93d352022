# tt_milestone_part(03 2 sources... [TRAINS]): the program of part 2 of milestone 03, with the modules and data that
# course.json says it needs. Called by the CMakeLists.txt of the milestone's folder. Its own objects are the library
# <target>_objects, so that the sabotage suite can link them with a damaged framework.
function(tt_milestone_part id n)
  cmake_parse_arguments(PARSE_ARGV 2 arg "TRAINS" "" "")
  tt_manifest_list(ids milestones FIELD id)
  list(FIND ids ${id} at)
  math(EXPR part "${n} - 1")
  tt_manifest(target milestones ${at} parts ${part} target)
  tt_manifest_list(needs milestones ${at} parts ${part} needs)
  tt_sources(sources "${CMAKE_CURRENT_SOURCE_DIR}" ${arg_UNPARSED_ARGUMENTS})

  add_library(${target}_objects OBJECT ${sources})
  target_link_libraries(${target}_objects PRIVATE tt_milestone_common tt_datasets_api tt_flags)
  set(shared $<TARGET_OBJECTS:tt_milestone_common>)
  if(arg_TRAINS)
    target_link_libraries(${target}_objects PRIVATE tt_milestone_training)
    list(APPEND shared $<TARGET_OBJECTS:tt_milestone_training>)
  endif()
  foreach(need IN LISTS needs)
    target_link_libraries(${target}_objects PRIVATE tt_${need}_api)
  endforeach()

  set(objects $<TARGET_OBJECTS:${target}_objects> ${shared})
  add_executable(${target} ${objects})
  tt_use(${target} datasets ${needs})
  tt_linkable(${target} "${needs}" ${objects})
endfunction()
