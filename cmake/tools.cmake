# tt_find(package debian_package): a library of the tools around the framework; the framework itself needs none.
macro(tt_find package debian)
  find_package(${package} QUIET)
  if(NOT ${package}_FOUND)
    message(FATAL_ERROR "The library ${package} is not installed.\nOn Debian and Ubuntu type:  apt-get install ${debian}")
  endif()
endmacro()

# Faster tools where they are installed; never required.
if(NOT TT_TOP)
  return()
endif()
include(CheckCXXSourceCompiles)

foreach(linker mold lld)
  set(CMAKE_REQUIRED_LINK_OPTIONS -fuse-ld=${linker})
  check_cxx_source_compiles("int main() { return 0; }" TT_LINKS_WITH_${linker})
  if(TT_LINKS_WITH_${linker})
    target_link_options(tt_flags_all INTERFACE -fuse-ld=${linker})
    break()
  endif()
endforeach()
unset(CMAKE_REQUIRED_LINK_OPTIONS)

find_program(TT_CCACHE ccache)
mark_as_advanced(TT_CCACHE)
if(TT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${TT_CCACHE}")
endif()
