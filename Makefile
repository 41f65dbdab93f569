# SPDX-License-Identifier: GPL-3.0-or-later
# Every command sets up just what it needs, from a bare Debian or Ubuntu machine on.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.NOTPARALLEL:

# CORE=NAME of tools/setup/cores.txt runs a command with another ansible-core, in an environment of its own.
export CORE
export VENV := $(if $(CORE),.cache/venv-$(CORE),.venv)
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# Molecule's and Ansible's temporary directories: two checkouts never share them.
export ANSIBLE_HOME := $(CURDIR)/.ansible
export MOLECULE_GLOB := molecule/*/molecule.yml
export MOLECULE_COMMAND_BORDERS := false
export DEMO_PORT ?= 8080

SETUP := tools/setup/setup.sh

.PHONY: help
help: ## List the commands (the default)
	@printf 'Commands, each of which installs what it needs:\n\n'
	@sed -nE 's/^([a-z-]+):.*## (.*)$$/  make \1|\2/p' Makefile | column -t -s '|'
	@printf '\n  MATTERMOST_TEST_ARCHIVE=FILE  run demo, contract and Molecule on a real release archive\n'

.PHONY: setup
setup: ## Install everything that the commands below need
	@$(SETUP) venv shellcheck docker image12 image13 contract newest

.PHONY: demo
demo: ## Run a server in a container as a user would, and print its URL (DEMO_PORT=8080)
	@$(SETUP) venv docker image12
	@tools/demo/demo.sh

.PHONY: demo-clean
demo-clean: ## Remove the demo's container, network and password
	@tools/demo/clean.sh

.PHONY: test
test: ## All stages with a table at the end; what CI runs
	@$(SETUP) venv shellcheck docker image12 image13 contract newest
	@$(VENV)/bin/python tools/ci/stages.py all

.PHONY: test-quick
test-quick: ## For the loop while developing: lint, unit, sanity, and one converge and verify on a kept container
	@$(SETUP) venv shellcheck docker image12
	@$(VENV)/bin/python tools/ci/stages.py quick

.PHONY: lint
lint: ## ruff, mypy, ansible-lint, yamllint, docs lint, changelog lint, shellcheck, Python versions
	@$(SETUP) venv shellcheck
	@tools/ci/lint.sh

.PHONY: generate
generate: ## Write what follows from the single modules: docs of module workspace, the role's spec, the JSON schema
	@$(SETUP) venv
	@$(VENV)/bin/python tools/generate/generate.py

.PHONY: docs-lint
docs-lint: ## The documentation part of lint
	@$(SETUP) venv
	@tools/ci/lint.sh docs

.PHONY: test-unit
test-unit: ## Unit and parity tests (ARGS='-k name')
	@$(SETUP) venv
	@$(VENV)/bin/python -m pytest -q tests/unit tests/parity $(ARGS)

.PHONY: test-syntax
test-syntax: ## Syntax of the playbooks
	@$(SETUP) venv
	@ansible-playbook --syntax-check --inventory localhost, playbooks/*.yml

.PHONY: test-sanity
test-sanity: ## ansible-test sanity, without ignore files
	@$(SETUP) venv shellcheck
	@tools/ci/ansible_test.sh sanity --venv --color no $(ARGS)

.PHONY: test-contract
test-contract: ## Replay the recordings of a real server (ARGS='-k name')
	@$(SETUP) venv docker image12 contract
	@$(VENV)/bin/python tests/contract/run.py $(ARGS)

.PHONY: test-molecule
test-molecule: ## All Molecule scenarios in turn, or one (SCENARIO=default)
	@$(SETUP) venv docker image12 image13
	@molecule test $(if $(SCENARIO),--scenario-name $(SCENARIO),--all)

.PHONY: test-converge
test-converge: ## Converge a Molecule scenario once, from nothing (SCENARIO=default)
	@$(SETUP) venv docker image12 image13
	@trap 'molecule destroy --scenario-name $(or $(SCENARIO),default)' EXIT; \
	  molecule destroy --scenario-name $(or $(SCENARIO),default) && \
	  molecule converge --scenario-name $(or $(SCENARIO),default)

.PHONY: test-newest
test-newest: ## Unit tests, sanity and a converge with the newest ansible-core, on Debian 13's Python in a container
	@$(SETUP) docker image12 newest
	@tools/ci/newest.sh test-unit test-sanity test-converge

.PHONY: test-molecule-quick
test-molecule-quick: ## Converge and verify a scenario on containers that are kept (SCENARIO=default)
	@$(SETUP) venv docker image12 image13
	@tools/ci/molecule_quick.sh $(or $(SCENARIO),default)

.PHONY: bench
bench: ## Time site and workspace against yardsticks on a container; figures in tests/output/bench.json
	@$(SETUP) venv docker image12
	@$(VENV)/bin/python tools/bench/run.py

.PHONY: clean
clean: ## Remove containers, volumes, images, environment and outputs of all commands
	@tools/setup/clean.sh
