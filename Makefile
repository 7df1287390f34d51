# Volt's build. `make help` lists what can be asked for.
#
# bin/ receives every program. volt and volt-jail are static and use no cgo;
# volt-bpf, which compiles seccomp filters, is the only one linked with
# libseccomp.

ifeq ($(origin GO), undefined)
GO := $(or $(shell command -v go 2>/dev/null),$(wildcard /usr/local/go/bin/go))
endif
ifeq ($(GO),)
$(error cannot build: there is no go command in PATH or /usr/local/go/bin. Install Go 1.26 or later, or run make GO=/path/to/go)
endif
export PATH := $(patsubst %/,%,$(dir $(GO))):$(PATH)

PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
LIBEXECDIR ?= $(PREFIX)/libexec/volt
MANDIR     ?= $(PREFIX)/share/man

# How long each fuzz target runs: in `make fuzz`, and in `make test`.
FUZZTIME      ?= 60s
TEST_FUZZTIME ?= 3s

# The version is the tag that is checked out; between tags it is the content of
# VERSION with the commit, and in an unpacked archive VERSION alone.
VERSION := $(or $(shell git describe --tags --exact-match --match 'v[0-9]*' --dirty=.dirty 2>/dev/null | sed s/^v//),$(shell cat VERSION)$(addprefix +,$(shell git describe --always --exclude '*' --dirty=.dirty 2>/dev/null)))

LAUNCHER_PROGRAMS := volt volt-jail
STATIC_PROGRAMS   := volt-unit
CGO_PROGRAMS      := volt-bpf
TEST_PROGRAMS     := volt-battery
PROGRAMS          := bin/volt-systemd $(addprefix bin/,$(LAUNCHER_PROGRAMS) $(STATIC_PROGRAMS) $(CGO_PROGRAMS) $(TEST_PROGRAMS))
MANPAGES        := $(wildcard man/*.[1-8])

# The same source gives the same bytes in any folder, and the version comes from
# above, so that a clone git refuses to read can be built too.
GOBUILD := $(GO) build -trimpath -buildvcs=false
GO_LDFLAGS := -s -w -X main.version=$(VERSION)

# These programs execute others in their place. They start at an assembly entry
# that notes signals and limits before the Go runtime changes them (package
# sandbox/inherited), and the runtime must not hold cgroup files open to follow
# the CPU limit (containermaxprocs, updatemaxprocs) nor use huge pages for a
# heap that lives for a millisecond (disablethp). volt-jail's entry comes before
# that one, and mostly does all there is to do (package sandbox/jail/early).
ENTRY           := inherited.entry
ENTRY_volt-jail := jail/early.entry
GODEBUGS  := containermaxprocs=0,updatemaxprocs=0,disablethp=1
LAUNCHERS  = $(GO_LDFLAGS) -X=runtime.godebugDefault=$(GODEBUGS) \
	-E github.com/volt-project/volt/sandbox/$(or $(ENTRY_$*),$(ENTRY))

TOOL := $(GO) tool -modfile=tools/go.mod

.DELETE_ON_ERROR:
.PHONY: build deps demo test lint fuzz bench install uninstall clean help FORCE

build: $(PROGRAMS) bin/root ## build every program into bin/ (the default)

$(addprefix bin/,$(LAUNCHER_PROGRAMS)): bin/%: FORCE | build-deps
	CGO_ENABLED=0 $(GOBUILD) -ldflags '$(LAUNCHERS)' -o $@ ./cmd/$*

# volt once more, with the commands that talk to systemd: D-Bus would double the
# time that volt needs to start.
bin/volt-systemd: FORCE | build-deps
	CGO_ENABLED=0 $(GOBUILD) -tags systemd -ldflags '$(LAUNCHERS)' -o $@ ./cmd/volt

$(addprefix bin/,$(STATIC_PROGRAMS)): bin/%: FORCE | build-deps
	CGO_ENABLED=0 $(GOBUILD) -ldflags '$(GO_LDFLAGS)' -o $@ ./cmd/$*

# The empty root that services get, RootDirectory=.
bin/root: bin/volt-unit
	bin/volt-unit --skeleton $@

$(addprefix bin/,$(CGO_PROGRAMS)): bin/%: FORCE | build-deps
	CGO_ENABLED=1 $(GOBUILD) -ldflags '$(GO_LDFLAGS)' -o $@ ./cmd/$*

bin/volt-battery: FORCE | build-deps
	CGO_ENABLED=0 $(GOBUILD) -ldflags '$(GO_LDFLAGS)' -o $@ ./test/battery/volt-battery

.PHONY: build-deps
build-deps:
	@packaging/install-deps --check build

deps: ## install what is missing of the Debian packages in packaging/deps
	@packaging/install-deps

demo: deps build ## run real programs confined, and show what they cannot do
	test/demo/demo.sh

test: deps build ## run all tests, and each fuzz target for TEST_FUZZTIME
	CGO_ENABLED=1 $(GO) test -count=1 -timeout 30m ./...
	test/fuzz.sh $(TEST_FUZZTIME)
	$(MAKE) test-host-short

# Which machines, and which tests in them, as go test -run.
VARIANT ?= all
RUN     ?=
HOST    := $(GO) run ./test/host -timeout 25m -with unitgen/generator/testdata

# The tests of test/system whose outcome depends on the version of systemd or
# of the kernel.
VERSIONED := TestExposure|TestOneName|TestReady|TestNeverReady|TestNotifyAccess|TestWatchdog|TestReload$$|TestStopTimeout|TestRestartAfterKill|TestCredentials|TestStateDirectory|TestSocket|TestFixturesVerify|TestRunPasses|TestDetached|TestMemoryHolds|TestCPUsHold|TestTasksHold|TestRunOOM|TestOOMIsShown|TestRunScope|TestRunTerminal|TestRunProperty|TestExitStatus|TestStdio|TestUserManager|TestBadFiles

.PHONY: test-host test-host-short test-host-boot
test-host: deps build ## run the system tests in real Debians (VARIANT=debian13 RUN=Name)
	for p in ./test/host/selftest ./test/system ./test/battery; do \
	  $(HOST) -variant '$(VARIANT)' -run '$(RUN)' $$p || exit 1; done

# Part of make test: all of it on Debian 13, with fewer repetitions, and on
# every machine what depends on its systemd and kernel.
test-host-short: deps build
	$(HOST) ./test/host/selftest
	$(HOST) -variant debian13 ./test/system -test.short
	$(HOST) -variant debian12,newest -run '$(VERSIONED)' ./test/system -test.short
	$(HOST) -run 'TestSystemdService|TestLayers|TestManagerIsNotTrusted' ./test/battery
	$(HOST) -variant debian13 -run 'TestSystemdRun|TestOff|TestSupervised' ./test/battery

test-host-boot: deps build ## try the ways in which a machine of test-host can fail
	$(GO) test -tags testhost -count=1 -timeout 20m ./test/host

fuzz: deps ## run each fuzz target for FUZZTIME
	test/fuzz.sh $(FUZZTIME)

bench: deps build ## measure start-up time, memory and filter cost
	$(GO) run ./test/bench

.PHONY: bench-generator bench-systemd
bench-generator: deps build ## measure volt-unit against podman's quadlet
	$(GO) run ./test/bench/generator

bench-systemd: deps build ## measure starts by systemd, in the machines of test-host
	$(GO) run ./test/host -variant '$(VARIANT)' -run '$(RUN)' -v -timeout 30m ./test/bench/systemd

LINTS := lint-gofmt lint-vet lint-staticcheck lint-govulncheck lint-man lint-rules
.PHONY: $(LINTS)
lint: $(LINTS) ## check format, vet, staticcheck, govulncheck, man pages, rules of the tree
$(LINTS): deps build

lint-gofmt:
	@echo gofmt -l .; out=$$(gofmt -l .) && test -z "$$out" || \
	{ echo "$$out"; echo 'cannot pass lint: the files above are not formatted; run gofmt -w on them' >&2; exit 1; }

lint-vet:
	$(GO) vet ./...
	$(GO) vet -tags systemd ./cmd/volt
	$(GO) vet -tags testhost ./test/...

lint-staticcheck:
	$(TOOL) staticcheck ./...
	$(TOOL) staticcheck -tags systemd ./cmd/volt
	$(TOOL) staticcheck -tags testhost ./test/...

lint-govulncheck:
	test/lint/govulncheck.sh

lint-man:
	$(if $(MANPAGES),mandoc -T lint -W warning $(MANPAGES),$(error cannot lint the man pages: man/ holds none))

lint-rules:
	$(GO) test -count=1 ./test/lint

# A tree that was built by an ordinary user is installed as it is, without a Go
# toolchain in root's PATH.
INSTALLED := bin/volt bin/volt-jail bin/volt-bpf bin/volt-unit bin/volt-systemd
GENERATORS := $(addprefix $(PREFIX)/lib/systemd/,system-generators/volt-unit user-generators/volt-unit)
TEMPLATES  := $(addprefix $(PREFIX)/lib/systemd/,system/volt@.service user/volt@.service)
install: $(if $(filter-out $(wildcard $(INSTALLED)),$(INSTALLED)),build) ## install under DESTDIR and PREFIX
	install -d '$(DESTDIR)$(BINDIR)' '$(DESTDIR)$(LIBEXECDIR)'
	install -m 0755 bin/volt '$(DESTDIR)$(BINDIR)/volt'
	install -m 0755 bin/volt-jail bin/volt-bpf bin/volt-unit bin/volt-systemd '$(DESTDIR)$(LIBEXECDIR)/'
	bin/volt-unit --skeleton '$(DESTDIR)$(LIBEXECDIR)/root'
	$(foreach g,$(GENERATORS),install -d '$(DESTDIR)$(dir $(g))' && ln -sf '$(LIBEXECDIR)/volt-unit' '$(DESTDIR)$(g)' &&) true
	$(foreach t,$(TEMPLATES),install -d '$(DESTDIR)$(dir $(t))' && sed 's:@LIBEXECDIR@:$(LIBEXECDIR):' packaging/systemd/$(notdir $(patsubst %/,%,$(dir $(t))))/volt@.service >'$(DESTDIR)$(t)' &&) true
	$(foreach page,$(MANPAGES),install -D -m 0644 $(page) '$(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $(page)))/$(notdir $(page))' &&) true

uninstall: ## remove what install put there
	rm -f '$(DESTDIR)$(BINDIR)/volt' $(foreach p,volt-jail volt-bpf volt-unit volt-systemd,'$(DESTDIR)$(LIBEXECDIR)/$(p)')
	rm -f $(foreach f,$(GENERATORS) $(TEMPLATES),'$(DESTDIR)$(f)')
	rm -rf '$(DESTDIR)$(LIBEXECDIR)/root'
	rm -f $(foreach page,$(MANPAGES),'$(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $(page)))/$(notdir $(page))')
	-rmdir '$(DESTDIR)$(LIBEXECDIR)'

clean: ## remove bin/
	rm -rf bin

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12
