#!/bin/sh
# What make and CMake build depends on what they are told, and not on what happens to be installed.
# usage: make_test.sh
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$*" >&2; exit 1; }
unset MAKEFLAGS MAKELEVEL  # of a `make test` that runs this

# Each target that configures says it all, and keeps nothing of the configuration before.
for target in build demo install tarball soak test lab lint sanitize faults fuzz coverage bench; do
  make -n $target >"$work/steps"
  grep -oE 'cmake [^&]*--preset [^&]*' "$work/steps" | grep -v -e --build >"$work/configures" || fail "make $target does not configure"
  ! grep -vE -e 'cmake --fresh .*-DBUILD_TESTING=O.* -DSOUNDER_BENCH=O' "$work/configures" || fail "make $target leaves a choice open"
  case $target in
    build | demo | install | tarball | soak) expected=OFF ;;
    *) expected=ON ;;
  esac
  grep -q -e "-DBUILD_TESTING=$expected" "$work/configures" || fail "make $target: $(cat "$work/configures")"
done

configure() { cmake -S . -B "$work/build" "$@" >"$work/said" 2>&1; }
refused_for() {
  package=$1
  shift
  ! configure "$@" || fail "configured without $package: $*"
  grep -qE "Debian.* $package( |$)" "$work/said" || fail "$package is not named: $(cat "$work/said")"
}

# A GoogleTest without GoogleMock, as libgtest-dev alone has it.
mkdir "$work/gtest"
echo 'add_library(GTest::gtest INTERFACE IMPORTED)' >"$work/gtest/GTestConfig.cmake"
configure -DGTest_DIR="$work/gtest" || fail "$(cat "$work/said")"
grep -q 'No CMAKE_BUILD_TYPE given: building RelWithDebInfo' "$work/said" || fail "no word of the build type: $(cat "$work/said")"
refused_for libgmock-dev -DBUILD_TESTING=ON
refused_for libgtest-dev -DBUILD_TESTING=ON -DCMAKE_DISABLE_FIND_PACKAGE_GTest=ON
refused_for libspdlog-dev -DBUILD_TESTING=OFF -DCMAKE_DISABLE_FIND_PACKAGE_spdlog=ON
# A pkg-config that knows all but one.
printf '#!/bin/sh\ncase $* in *libcap-ng*) exit 1 ;; esac\nexec pkg-config "$@"\n' >"$work/pkg-config"
chmod +x "$work/pkg-config"
refused_for libcap-ng-dev --fresh -DPKG_CONFIG_EXECUTABLE="$work/pkg-config"
