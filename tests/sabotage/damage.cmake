# cmake -DROWS=rows.json -DROW=n -DSOURCE=part -DCOPY=file -P damage.cmake
# Writes the part with the text of that row replaced. A text that is not there exactly once stops the build.
file(READ "${ROWS}" rows)
string(JSON find GET "${rows}" rows ${ROW} find)
string(JSON put GET "${rows}" rows ${ROW} put)
file(READ "${SOURCE}" text)
string(REPLACE "${find}" "${put}" damaged "${text}")
string(LENGTH "${text}" before)
string(LENGTH "${damaged}" after)
string(LENGTH "${find}" length)
string(LENGTH "${put}" put_length)
math(EXPR change "${after} - ${before} - (${put_length} - ${length})")
if("${damaged}" STREQUAL "${text}" OR NOT change EQUAL 0)
  message(FATAL_ERROR "tests/sabotage/rows.json: this text must stand in ${SOURCE} exactly once:\n${find}\n"
                      "To see the part type:  less ${SOURCE}")
endif()
file(WRITE "${COPY}" "${damaged}")
