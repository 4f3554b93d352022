# A build in the source folder would bury the sources under its own files.
get_filename_component(tt_source "${CMAKE_CURRENT_SOURCE_DIR}" REALPATH)
get_filename_component(tt_binary "${CMAKE_CURRENT_BINARY_DIR}" REALPATH)
if(tt_source STREQUAL tt_binary)
  message(FATAL_ERROR
    "TinyTorch does not build inside its source folder.\n"
    "Remove the two files this attempt left and name a preset; type:\n"
    "  rm -rf CMakeCache.txt CMakeFiles && cmake --preset check && cmake --build --preset check")
endif()
