# Two at once, a lock whose owner is gone, a killed build, a moved checkout, a source that does not compile.
file(REMOVE_RECURSE "${copy}/build")
execute_process(COMMAND sh -c "\"$0\" one & \"$0\" two; two=$?; wait $! && exit $two" "${copy}/tito"
                RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE notes)
if(code EQUAL 0 AND text MATCHES "one" AND text MATCHES "two" AND notes MATCHES "another tito is building")
  tt_case(bootstrap/two-at-once passed)
else()
  tt_case(bootstrap/two-at-once failed "status ${code}; printed: ${text} ${notes}")
endif()

file(REMOVE "${copy}/build/tito/.built")
file(WRITE "${copy}/build/.bootstrap.lock/pid" "999999999\n")
set(ARGS x)
tito(status text)
expect(lock-of-a-dead-process "${status}" 0 "${text}" "\\[x\\]")

file(REMOVE_RECURSE "${copy}/build")
execute_process(COMMAND sh -c "\"$0\" x & sleep 0.5; kill -9 $!; wait" "${copy}/tito" OUTPUT_QUIET ERROR_QUIET)
tito(status text)
expect(after-kill-the-next-call-builds "${status}" 0 "${text}" "\\[x\\]")

file(RENAME "${copy}" "${work}/moved")
set(copy "${work}/moved")
file(TOUCH "${copy}/core/error.cpp")
tito(status text)
expect(moved-checkout-is-built-anew "${status}" 0 "${text}" "belongs to another folder.*root=.*/moved \\[x\\]")

file(APPEND "${copy}/tito_cli/stand_in.cpp" "broken\n")
tito(status text)
expect(failed-build-shows-the-log "${status}" 4 "${text}" "error.*TT-E0105")
