# Caterina. "make help" lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BIN     := bin/caterina
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
TOOL    := go tool -modfile=tools/go.mod
DEMO    := demo/italia demo/siena demo/bari

.PHONY: help run build test lint fmt generate bench eval deps deps-test clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

run: deps build ## install what is missing, load the demo towns, start everything
	@$(BIN) import $(DEMO)
	@$(BIN) serve

build: ## build bin/caterina
	@go build -ldflags "-X main.version=$(VERSION)" -o $(BIN) ./cmd/caterina

test: deps-test ## install what is missing and run every test
	@go test -race -shuffle=on -timeout 30m ./...

lint: ## check the code's style and the browser code's types
	@$(TOOL) golangci-lint run
	@scripts/check-web-types.sh

fmt: ## format the code
	@$(TOOL) gofumpt -l -w $$(git ls-files '*.go' | grep -v /dbq/)

generate: ## make the generated files anew
	@$(TOOL) sqlc generate
	@go run ./cmd/caterina config -markdown > docs/configuration.md

bench: deps build ## measure speed and memory; prints a table with ratios
	@go run ./internal/bench $(BENCHFLAGS)

eval: deps build ## measure the answers on our own questions; EVAL_DATA adds the development data
	@scripts/eval.sh

deps: ## install Postgres, pgvector and the Italian thesaurus when they are missing
	@scripts/install-postgres.sh
	@scripts/install-words.sh

deps-test: deps
	@scripts/install-chromium.sh

clean: ## remove what was built
	@rm -rf bin .cache artifacts
