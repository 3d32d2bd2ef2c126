# Two commands are enough: make run starts Turnaround on its built-in drill,
# make test runs every test. Both set up what is missing first.

GO ?= go
# ci: Fyne's test driver, which needs no display and no C compiler.
TAGS := ci,migrated_fynedo
COUNT = $(GO) run ./internal/testcount
RACE ?= $(shell scripts/goroutines)
FUZZTIME ?= 20s
VERSION ?= 0.1.0
SYSTEMS ?= linux windows
LDFLAGS := -s -w -X turnaround/cmd.Version=$(VERSION)

.DEFAULT_GOAL := help
.PHONY: help run test headless desktop package lint race fuzz cover bench screenshots soak parts clean

help: ## print this
	@echo "Turnaround: alerts become incidents, ring, and are acknowledged. Targets:"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: ## build what is needed and start the drill: in a window, or in the terminal without a display
	@scripts/run

test: parts desktop ## run every test, real servers and a real window included; ends with counts
	@CGO_ENABLED=0 TURNAROUND_LOOK=$(CURDIR)/bin/look $(COUNT) -timeout 20m -tags $(TAGS) ./...

headless: ## build bin/turnaround: the commands alone, static, for servers
	@scripts/setup go
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/turnaround ./cmd/turnaround

desktop: ## build bin/turnaround-desktop: the commands and the window
	@scripts/setup go window
	$(GO) build -trimpath -tags migrated_fynedo -ldflags '$(LDFLAGS)' -o bin/turnaround-desktop .

package: ## build what is handed out below dist/, for SYSTEMS (linux windows), and check it
	@scripts/package $(VERSION) $(SYSTEMS)

lint: ## check format, vet (Linux, Windows, macOS), staticcheck, the house plan, licences
	@scripts/lint

race: parts ## run what runs goroutines under the race detector (needs a C compiler)
	@scripts/setup compiler
	@CGO_ENABLED=1 $(COUNT) -race -timeout 30m -tags $(TAGS) $(RACE)

fuzz: ## fuzz everything that parses, FUZZTIME (20s) each
	@scripts/fuzz $(FUZZTIME)

cover: parts ## run the tests and write coverage.html
	@CGO_ENABLED=0 $(GO) test -tags $(TAGS) -coverprofile=coverage.out -coverpkg=./app/...,./sync/...,./cmd/...,./ui/... ./...
	@$(GO) tool cover -html=coverage.out -o coverage.html
	@$(GO) tool cover -func=coverage.out | tail -n 1

bench: parts headless ## measure beside curl, mbsync, a bare fetch and an empty window; about 40 minutes
	@scripts/setup window
	@$(GO) run ./bench

screenshots: ## draw every screen and state into docs/screenshots, from an example archive
	@scripts/setup go
	CGO_ENABLED=0 $(GO) run -tags $(TAGS) ./ui/shell/screenshots docs/screenshots

soak: parts ## the long versions of the fault and load tests
	@CGO_ENABLED=0 TURNAROUND_SOAK=1 $(COUNT) -tags $(TAGS) -timeout 3h -count=1 ./...

parts:
	@scripts/setup go
	@scripts/testparts >/dev/null

clean: ## remove what was built here
	rm -rf bin dist coverage.out coverage.html
