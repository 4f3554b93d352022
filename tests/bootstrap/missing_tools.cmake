# A machine without compilers, seen by someone who may not install: PATH holds a few tools and an id that is not root.
set(bare "${work}/bare")
file(MAKE_DIRECTORY "${bare}")
foreach(tool sh cat find rm mkdir dirname readlink sed tail date mktemp mv sleep env)
  find_program(tool_${tool} ${tool} REQUIRED)
  file(CREATE_LINK "${tool_${tool}}" "${bare}/${tool}" SYMBOLIC)
endforeach()

function(fake tool text)
  file(WRITE "${bare}/${tool}" "#!/bin/sh\n${text}\n")
  file(CHMOD "${bare}/${tool}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
endfunction()

fake(id "echo 1000")
set(ARGS x)
tito(status text ENV "PATH=${bare}")
expect(missing-compiler "${status}" 4 "${text}" "TT-E0101.*next  .*(install|-S) .*cmake.*doctest")

foreach(compiler c++ g++ clang++)
  fake(${compiler} "exit 1")
endforeach()
tito(status text ENV "PATH=${bare}" "CXX=")
expect(old-compiler "${status}" 4 "${text}" "TT-E0102")
