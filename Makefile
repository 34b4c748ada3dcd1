# Everything a newcomer or a developer types. Each target sets up what it needs (tools/packages.txt).
.PHONY: help build demo test lab sweep lint format bench fuzz faults coverage sanitize soak install uninstall deb tarball fresh-check clean
.NOTPARALLEL:
prefix = /usr/local
jobs := $(shell nproc)

# Every target configures its build tree from scratch and states every choice: nothing of an earlier target, version or
# place of the clone stays in the cache. What is compiled stays, so this costs a second. `make TARGET PRESET=ci` makes
# warnings errors, in a build tree of its own.
PRESET = release
tree = build/$(PRESET)
configure = cmake --fresh --preset
program = -DBUILD_TESTING=OFF -DSOUNDER_BENCH=OFF
tests = -DBUILD_TESTING=ON -DSOUNDER_BENCH=OFF
everything = -DBUILD_TESTING=ON -DSOUNDER_BENCH=ON
compile = cmake --build --parallel $(jobs) --preset

# The presets compile through ccache, which fails where it cannot write below HOME: there it only runs the compiler.
ifneq ($(shell test -n "$$CCACHE_DIR" || test -w "$$HOME" || echo no),)
export CCACHE_DISABLE = 1
endif

help:
	@echo "make demo         build, then show the main job: a server, three clients, a scan that finds them"
	@echo "make build        build/release/sounder"
	@echo "make test         every test"
	@echo "make lab          the scanner's proofs on our own network, with their times"
	@echo "make sweep        scans in virtual time behind policers drawn at random: open ports missed, silence called a filter's"
	@echo "make lint         layout, static analysis, floors"
	@echo "make format       lay out the code"
	@echo "make sanitize     the tests, faults and load under AddressSanitizer, UBSan and ThreadSanitizer"
	@echo "make faults       every system call of every command fails in turn"
	@echo "make soak         ten minutes of clients that talk, reset, vanish and are killed"
	@echo "make fuzz         each reader of foreign bytes for a minute under a fuzzer"
	@echo "make coverage     which lines and branches the tests reach; pure code must be at 95 %"
	@echo "make bench        measure, against peers in the same run (BENCH_INSTALL=1 installs them)"
	@echo "make install      to prefix=$(prefix)"
	@echo "make uninstall    remove what make install installed"
	@echo "make deb          Debian packages, into build/deb"
	@echo "make tarball      a tree that runs on other systems too, into build/tarball"
	@echo "make fresh-check  demo, test and packages in bare Debian 12 and 13 (debootstrap, needs root)"

build:
	@tools/setup build
	$(configure) $(PRESET) $(program)
	$(compile) $(PRESET) --target sounder catalogues pages

demo: build
	@tools/demo $(tree)/sounder

test:
	@tools/setup build test
	$(configure) $(PRESET) $(tests)
	$(compile) $(PRESET)
	ctest --preset $(PRESET) --parallel $(jobs)

# The proofs of the scanner on our own network, with their times: for a machine that has nothing else to do.
lab:
	@tools/setup build test
	$(configure) $(PRESET) $(tests)
	$(compile) $(PRESET) --target sounder catalogues scan_lab_test
	SOUNDER_LAB_JUDGES_SPEED=1 $(tree)/tests/scan/lab/scan_lab_test

# SWEEP_DRAWS policers and paths, each with SWEEP_SEEDS seeds. In virtual time: what else runs changes nothing but the wait.
SWEEP_DRAWS ?= 200
SWEEP_SEEDS ?= 20
sweep:
	@tools/setup build test
	$(configure) $(PRESET) $(tests)
	$(compile) $(PRESET) --target policer_sweep
	$(tree)/tests/scan/sim/policer_sweep --seeds $(SWEEP_SEEDS) 1 $(SWEEP_DRAWS)

lint:
	@tools/setup build test lint
	$(configure) $(PRESET) $(everything)
	@tools/lint $(tree)

format:
	@tools/setup lint
	@tools/files '*.h' '*.cc' | xargs clang-format-19 -i

sanitize:
	@tools/setup build test
	@for preset in asan tsan; do \
	  $(configure) $$preset $(tests) && $(compile) $$preset && ctest --preset $$preset --parallel $(jobs) || exit 1; \
	done
	tests/faults/sweep build/asan/sounder build/asan/tests/faults/libsounder_faults.so --every 7 --preload "$$(g++ -print-file-name=libasan.so)"
	tools/tsan_load build/tsan/sounder

# Each fault of each call up to the FAULT_CALLS-th, and FAULT_CHANCES runs by chance, for every scenario.
FAULT_CALLS ?= 5
FAULT_CHANCES ?= 12
faults:
	@tools/setup build test
	$(configure) $(PRESET) $(tests)
	$(compile) $(PRESET) --target sounder catalogues sounder_faults
	tests/faults/sweep $(tree)/sounder $(tree)/tests/faults/libsounder_faults.so --most $(FAULT_CALLS) --chance $(FAULT_CHANCES)

# Each target (tests/fuzz) for a minute: FUZZ_SECONDS=5 make fuzz for a look. What it finds goes into the corpus, which
# make test replays.
FUZZ_SECONDS ?= 60
fuzz:
	@tools/setup build test lint
	$(configure) fuzz $(tests)
	$(compile) fuzz --target fuzzers
	@tools/fuzz build/fuzz $(FUZZ_SECONDS)

# Without the lab, which judges speed on a machine of its own. A test that fails, as one that measures time may under
# this build, does not hide what the others reach: make test is where they must pass.
coverage:
	@tools/setup build test coverage
	$(configure) coverage $(tests)
	$(compile) coverage
	@find build/coverage -name '*.gcda' -delete
	-ctest --preset coverage --parallel $(jobs) --exclude-regex '^(Engines/)?ScanLab|^LabTest'
	@tools/coverage build/coverage

# Ten minutes against every server model: SOAK_MINUTES=60 make soak for an hour.
SOAK_MINUTES ?= 10
soak: build
	@tools/setup test
	@tools/soak $(tree)/sounder $(SOAK_MINUTES)

# With the tests, whose network of our own the scans are measured in.
bench:
	@tools/setup build test bench
	$(configure) $(PRESET) $(everything)
	$(compile) $(PRESET)
	@tools/bench $(tree)

# As root, say `sudo make install`: what was built then still belongs to the owner of the clone. cmake --install makes folders with
# the umask of its caller, and with 077 they would be closed to everybody else.
install: build
	umask 022; cmake --install "$(tree)" --prefix "$(prefix)"
	@chown -R --reference=. build

# What the last `make install` of this build tree wrote, and the folders that are ours alone.
uninstall:
	@test -s "$(tree)/install_manifest.txt" || { echo "Nothing to remove: make install has installed nothing from $(tree)" >&2; exit 1; }
	xargs -d '\n' rm -f <"$(tree)/install_manifest.txt"
	@awk '{ while (sub("/[^/]*$$", "") && /\/sounder(\/|$$)/) print }' "$(tree)/install_manifest.txt" | sort -ru | xargs -d '\n' -r rmdir --ignore-fail-on-non-empty
	@rm "$(tree)/install_manifest.txt"

deb:
	@tools/setup build deb
	@tools/make_deb

tarball:
	@tools/setup build
	$(configure) archives $(program)
	$(compile) archives
	@tools/make_tarball build/archives

fresh-check:
	@tools/fresh_check

clean:
	rm -rf build
