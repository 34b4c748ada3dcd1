# What every build that is shipped carries, because the program reads bytes from anybody: lengths that the compiler knows are
# checked (_FORTIFY_SOURCE), so is every index of the standard library's containers, the stack's return addresses are guarded,
# and nothing is writable that the dynamic linker is done with. Not with a sanitizer, which has its own ways of each.
if(NOT SOUNDER_SANITIZE)
  set(shipped $<CONFIG:Release,RelWithDebInfo,MinSizeRel>)
  # -U first: some distributions' compilers, and dpkg-buildflags, bring a lower level.
  add_compile_options($<${shipped}:-U_FORTIFY_SOURCE> $<${shipped}:-D_FORTIFY_SOURCE=3> $<${shipped}:-D_GLIBCXX_ASSERTIONS>
                      -fstack-protector-strong -fstack-clash-protection $<$<NOT:$<STREQUAL:$<TARGET_PROPERTY:TYPE>,SHARED_LIBRARY>>:-fPIE>)
  add_link_options($<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-pie> -Wl,-z,relro -Wl,-z,now)
endif()
