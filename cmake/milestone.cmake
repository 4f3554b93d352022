# tt_milestone_part(03 2 sources...): the program of part 2 of milestone 03, with the modules and data that course.json
# says it needs. Called by the CMakeLists.txt of the milestone's folder.
function(tt_milestone_part id n)
  tt_manifest_list(ids milestones FIELD id)
  list(FIND ids ${id} at)
  math(EXPR part "${n} - 1")
  tt_manifest(target milestones ${at} parts ${part} target)
  tt_manifest_list(needs milestones ${at} parts ${part} needs)
  tt_sources(sources "${CMAKE_CURRENT_SOURCE_DIR}" ${ARGN})
  add_executable(${target} ${sources})
  tt_use(${target} datasets ${needs})
endfunction()
