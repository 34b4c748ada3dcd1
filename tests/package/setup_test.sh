#!/bin/sh
# tools/setup with package tools that fail as the real ones do, and tools/files without git and in a clone of another user.
# usage: setup_test.sh
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$*: $(cat "$work/said")" >&2; exit 1; }

# A system with these programs alone. The fakes get the words of the real ones, and `apt-get update` and `install` end as told below.
mkdir "$work/bin"
for tool in awk cat dirname env grep head mktemp rm sh sleep tail; do ln -s "$(command -v $tool)" "$work/bin"; done
fake() { printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1" && chmod +x "$work/bin/$1"; }
setup() { PATH=$work/bin tools/setup "$@" >"$work/said" 2>&1; }
says() { grep -q -e "$1" "$work/said" || fail "no '$1'"; }

fake id 'echo 0'
fake apt-get "echo called; exit 1"
fake dpkg-query 'echo installed'
setup build test || fail "nothing is missing"
[ ! -s "$work/said" ] || fail "nothing is missing, and it says something"

# From here on, one package is missing.
fake dpkg-query 'case $3 in libfmt-dev) ;; *) echo installed ;; esac'
fake apt-get '[ "$1" != update ] || { echo "Could not resolve the host"; exit 100; }'
setup build || fail "it was enough to install, and the lists of packages could not be brought up to date"
says 'Could not resolve'

fake apt-get "[ -e $work/freed ] || { : >$work/freed; echo 'E: Could not get lock /var/lib/dpkg/lock. It is held by process 42 (apt)'; exit 100; }"
setup build || fail "the lock was freed"
says 'held by process 42'

fake apt-get 'echo "Unable to locate package"; exit 100'
! setup build || fail "nothing was installed"
says 'Unable to locate package'
says 'apt-get install libfmt-dev$'

fake id 'echo 1000'
! setup build || fail "without root and sudo"
says 'As root: apt-get install libfmt-dev$'

rm "$work/bin/apt-get"
! setup build || fail "without apt-get, cmake and ninja"
says 'These programs are missing: .*cmake ninja'
says 'libfmt-dev'

# tools/files: the same files in a clone that belongs to another user, and in a copy without git.
tools/files | sort >"$work/files"
[ -s "$work/files" ] || fail "no files"
GIT_TEST_ASSUME_DIFFERENT_OWNER=1 tools/files | sort >"$work/said"
cmp "$work/files" "$work/said" || fail "other files in a clone of another user"
mkdir "$work/a copy"
tar -c -T "$work/files" | tar -x -C "$work/a copy"
(cd / && "$work/a copy/tools/files") | sort >"$work/said"
diff "$work/files" "$work/said" >&2 || fail "other files without git"
