# objects.json of the tree: how the tool links a check or a milestone itself, choosing for each module the reference or
# the learner's objects. Linking anew costs one link and no configuring.

# tt_json_list(out values...): a JSON array of texts; generator expressions that give lists work too.
function(tt_json_list out)
  list(JOIN ARGN ";" all)
  if(all)
    set(all "$<FILTER:${all},EXCLUDE,^$>")  # the linker takes an empty word for a file
    set(all "$<$<BOOL:${all}>:\"$<JOIN:${all},\", \">\">")
  endif()
  set(${out} "[${all}]" PARENT_SCOPE)
endfunction()

set(tt_module_entries "")
foreach(folder IN LISTS TT_MODULES)
  string(SUBSTRING ${folder} 0 2 id)
  tt_json_list(ref "$<TARGET_OBJECTS:tt_${id}_ref>")
  tt_json_list(tests "$<TARGET_OBJECTS:check_${id}_objects>")
  set(mine "[]")
  if(TARGET tt_${id}_mine)
    tt_json_list(mine "$<TARGET_OBJECTS:tt_${id}_mine>")
  endif()
  list(APPEND tt_module_entries "    \"${id}\": {\n      \"ref\": ${ref},\n      \"mine\": ${mine},\n      \"tests\": ${tests}}")
endforeach()
list(JOIN tt_module_entries ",\n" tt_module_entries)

# Programs other than checks that run on a choice of modules: the parts of milestones and the integration tests.
set(tt_program_entries "")
get_property(tt_programs GLOBAL PROPERTY TT_PROGRAMS)
foreach(program IN LISTS tt_programs)
  get_target_property(own ${program} TT_PART_OBJECTS)
  get_target_property(needs ${program} TT_PART_NEEDS)
  tt_json_list(own "${own}")
  tt_json_list(needs "${needs}")
  list(APPEND tt_program_entries "    \"${program}\": {\n      \"needs\": ${needs},\n      \"objects\": ${own}}")
endforeach()
list(JOIN tt_program_entries ",\n" tt_program_entries)

tt_json_list(tt_link_flags "$<TARGET_PROPERTY:tt_flags_${TT_FLAVOR},INTERFACE_LINK_OPTIONS>" ${CMAKE_THREAD_LIBS_INIT})
tt_json_list(tt_core_objects "$<TARGET_OBJECTS:tt_core>")
tt_json_list(tt_dataset_objects $<TARGET_OBJECTS:tt_datasets> $<TARGET_OBJECTS:tt_talks>)
tt_json_list(tt_support_objects "$<TARGET_OBJECTS:tt_test_support>")
tt_json_list(tt_core_support_objects "$<TARGET_OBJECTS:tt_test_support_core>")
file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/objects.json" CONTENT "{
  \"schema_version\": 1,
  \"linker\": \"${CMAKE_CXX_COMPILER}\",
  \"flags\": ${tt_link_flags},
  \"core\": ${tt_core_objects},
  \"datasets\": ${tt_dataset_objects},
  \"support\": ${tt_support_objects},
  \"core_support\": ${tt_core_support_objects},
  \"modules\": {
${tt_module_entries}
  },
  \"programs\": {
${tt_program_entries}
  }
}
")
