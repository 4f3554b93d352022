# tt_lesson(03_layers): lesson_03, a test program with one case for each runnable snippet of src/03_layers/ABOUT.md.
# The snippets see the headers of the module and of all modules that it needs.
function(tt_lesson folder)
  string(SUBSTRING ${folder} 0 2 id)
  set(about "${TT_ROOT}/src/${folder}/ABOUT.md")
  set(source "${CMAKE_BINARY_DIR}/lessons/lesson_${id}.cpp")
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/lessons")
  tt_lesson_headers(headers ${id})
  tt_lesson_tasks(tasks ${id})

  add_custom_command(OUTPUT "${source}"
                     COMMAND extract_lesson "${about}" "${source}" ${id} "${headers}" "${tasks}"
                     DEPENDS "${about}" extract_lesson
                     COMMENT "Reading the lesson src/${folder}/ABOUT.md" VERBATIM)
  tt_test_program(lesson_${id} LABEL inline SOURCES "${source}" USES ${id})
  target_sources(lesson_${id} PRIVATE $<TARGET_OBJECTS:tt_lesson_reader> $<TARGET_OBJECTS:tt_lesson_support>)
  if(NOT MSVC)  # a snippet may name a value only to show how it is made
    target_compile_options(lesson_${id}_objects PRIVATE -Wno-unused -Wno-conversion)
  endif()
endfunction()

# Headers that snippets of this module include, lowest module first, separated by commas.
function(tt_lesson_headers out id)
  tt_closure(ids ${id})
  set(all "")
  foreach(each IN LISTS ids)
    tt_manifest_list(headers modules ${TT_INDEX_${each}} headers)
    tt_manifest(slug modules ${TT_INDEX_${each}} slug)
    set(dir "${TT_ROOT}/src/${each}_${slug}")
    tt_sources(found "${dir}" ${headers})
    foreach(header IN LISTS found)
      file(RELATIVE_PATH name "${dir}" "${header}")
      list(APPEND all "${name}")
    endforeach()
  endforeach()
  list(JOIN all "," all)
  set(${out} "${all}" PARENT_SCOPE)
endfunction()

# Ids of the tasks that the lesson has to explain, separated by commas.
function(tt_lesson_tasks out id)
  set(all "")
  set(at modules ${TT_INDEX_${id}} parts)
  tt_manifest_list(parts ${at} FIELD file)
  list(LENGTH parts count)
  math(EXPR last "${count} - 1")
  foreach(part RANGE ${last})
    tt_manifest_list(tasks ${at} ${part} tasks FIELD id)
    list(APPEND all ${tasks})
  endforeach()
  list(REMOVE_DUPLICATES all)
  list(JOIN all "," all)
  set(${out} "${all}" PARENT_SCOPE)
endfunction()
