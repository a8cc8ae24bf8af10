# Builds for Windows with Debian's mingw-w64, against build/windows-sysroot (scripts/windows-sysroot), and runs what
# was built with Wine. The compilers of other names use threads that std::thread cannot work with.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

get_filename_component(hangup_sysroot "${CMAKE_CURRENT_LIST_DIR}/../build/windows-sysroot" ABSOLUTE)
set(CMAKE_FIND_ROOT_PATH /usr/x86_64-w64-mingw32 "${hangup_sysroot}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_PREFIX_PATH /)

set(CMAKE_EXE_LINKER_FLAGS_INIT "-static")  # or it needs three runtime DLLs, and ends with 53 and no word without
set(CMAKE_CROSSCOMPILING_EMULATOR wine)
