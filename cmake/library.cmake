# TinyTorch::tinytorch: the reference of every module as one library, for other programs.
set(tt_objects $<TARGET_OBJECTS:tt_core> $<TARGET_OBJECTS:tt_datasets> $<TARGET_OBJECTS:tt_talks>)
set(tt_roots "${TT_ROOT}/include" "${TT_ROOT}/core" "${TT_ROOT}/datasets")
foreach(folder IN LISTS TT_MODULES)
  string(SUBSTRING ${folder} 0 2 id)
  list(APPEND tt_objects $<TARGET_OBJECTS:tt_${id}_ref>)
  list(APPEND tt_roots "${TT_ROOT}/src/${folder}")
endforeach()

add_library(tinytorch STATIC ${tt_objects})
add_library(TinyTorch::tinytorch ALIAS tinytorch)
set_target_properties(tinytorch PROPERTIES LINKER_LANGUAGE CXX)
target_compile_features(tinytorch PUBLIC cxx_std_20)
target_include_directories(tinytorch INTERFACE "$<BUILD_INTERFACE:${tt_roots}>" "$<INSTALL_INTERFACE:include>")
target_link_libraries(tinytorch PUBLIC Threads::Threads)

option(TT_INSTALL "Offer an install target" ${TT_TOP})
if(NOT TT_INSTALL)
  return()
endif()

install(TARGETS tinytorch EXPORT TinyTorchTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
foreach(root IN LISTS tt_roots)
  if(EXISTS "${root}/tinytorch")
    install(DIRECTORY "${root}/tinytorch" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
  endif()
endforeach()
install(FILES "${TT_ROOT}/datasets/index.json" DESTINATION "${CMAKE_INSTALL_DATADIR}/tinytorch/datasets")
install(DIRECTORY "${TT_ROOT}/datasets/tinydigits" "${TT_ROOT}/datasets/tinytalks" "${TT_ROOT}/datasets/moby_dick"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/tinytorch/datasets")

set(tt_config "${CMAKE_INSTALL_LIBDIR}/cmake/TinyTorch")
install(EXPORT TinyTorchTargets NAMESPACE TinyTorch:: DESTINATION "${tt_config}")
include(CMakePackageConfigHelpers)
configure_package_config_file("${TT_ROOT}/cmake/TinyTorchConfig.cmake.in" "${CMAKE_CURRENT_BINARY_DIR}/TinyTorchConfig.cmake"
                              INSTALL_DESTINATION "${tt_config}")
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/TinyTorchConfigVersion.cmake"
                                 VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/TinyTorchConfig.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/TinyTorchConfigVersion.cmake" DESTINATION "${tt_config}")

configure_file("${TT_ROOT}/cmake/tinytorch.pc.in" "${CMAKE_CURRENT_BINARY_DIR}/tinytorch.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/tinytorch.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
