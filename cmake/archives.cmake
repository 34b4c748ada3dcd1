# SOUNDER_ARCHIVES: a program that asks little of the machine it runs on (make tarball). Every library comes from its archive, or
# from its headers alone where Debian has no archive (fmt, spdlog). docs/install.md says what stays dynamic and why.
set(OPENSSL_USE_STATIC_LIBS ON)

# sounder_archives(<target> <libraries...>)  A stand-in for the target that pkg-config would have made.
function(sounder_archives target)
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  foreach(library ${ARGN})
    find_library(${library}_archive lib${library}.a REQUIRED)
    target_link_libraries(${target} INTERFACE ${${library}_archive})
  endforeach()
endfunction()
sounder_archives(PkgConfig::libcap-ng cap-ng)
sounder_archives(PkgConfig::liburing uring)
sounder_archives(PkgConfig::libmicrohttpd microhttpd)
sounder_archives(PkgConfig::zlib z)
# Its archive has a part that speaks TLS, which we never ask for. libgnutls.a itself needs libp11-kit, which has no archive.
target_link_libraries(PkgConfig::libmicrohttpd INTERFACE gnutls)

# --as-needed: spdlog's headers name libfmt, of which the header-only fmt leaves nothing to link.
add_link_options(-static-libstdc++ -static-libgcc -Wl,--as-needed)
# Where it was built is nobody's business, and would make each build another.
add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
