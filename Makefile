# Les commandes de tous les jours ; « make help » les dit.
SHELL := /bin/bash
SWIFT ?= swift
AGE_TESTKIT ?= $(abspath ../shared/age-testkit)
export AGE_TESTKIT
export SWIFT_BACKTRACE = enable=no

.PHONY: help setup build demo test fuzz interop html production bench format lint clean

help:
	@echo "make demo    la démonstration : deux structures, une fiche de la saisie à l'ouverture"
	@echo "make test    tous les tests"
	@echo "make fuzz    libFuzzer sur ce qu'un inconnu envoie (SECONDES=60 par cible)"
	@echo "make interop age avec une autre mise en œuvre, pyrage (PyPI)"
	@echo "make html    les trois formulaires regardés dans Chromium : A4, accessibilité, aucune requête"
	@echo "make production   les programmes tels qu'on les installe (.build-production/release)"
	@echo "make bench   les mesures, en rapports (programmes de production ; 10 minutes la première fois)"
	@echo "make build   les deux programmes (.build/debug)"
	@echo "make format  met le code en forme"
	@echo "make lint    dit ce qui n'est pas en forme"

# Ce qui manque s'installe, en root ou par sudo.
setup:
	@.ci/setup

build: setup
	$(SWIFT) build

demo: build
	Tests/EndToEnd/demo.sh

test: setup
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

SECONDES ?= 60
fuzz: setup
	Tests/Fuzz/fuzz.sh $(SECONDES)

interop: build
	Tests/Interop/pyrage.sh

html: build
	@.ci/setup chromium poppler-utils python3-websocket
	Tests/Html/html.sh

# Les programmes de production : les bibliothèques de Swift et de C++ dedans, le reste du système dehors.
# Le dossier ne tient que la bibliothèque C++ statique : l'éditeur de liens l'y trouve d'abord.
CPP_STATIQUE = $(CURDIR)/.build-production/cpp
PRODUCTION = -c release --scratch-path .build-production --static-swift-stdlib -Xlinker -L$(CPP_STATIQUE)

production: setup
	@mkdir -p $(CPP_STATIQUE)
	@ln -sf "$$(gcc -print-file-name=libstdc++.a)" $(CPP_STATIQUE)/
	$(SWIFT) build $(PRODUCTION) --product agir-liaison
	$(SWIFT) build $(PRODUCTION) --product agir-liaisond

# Ce que « bench » appelle de nos modules n'est pas public.
MESURES = -c release --scratch-path .build-mesures --static-swift-stdlib -Xswiftc -enable-testing

bench: production
	@.ci/setup hyperfine p7zip-full gnupg time
	$(SWIFT) build $(MESURES) --product bench
	Tests/Bench/bench.sh .build-production/release .build-mesures/release

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

clean:
	rm -rf .build .build-*
