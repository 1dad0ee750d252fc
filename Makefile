# Les commandes de tous les jours ; « make help » les dit.
SHELL := /bin/bash
SWIFT ?= swift
AGE_TESTKIT ?= $(abspath ../shared/age-testkit)
export AGE_TESTKIT
export SWIFT_BACKTRACE = enable=no

# Les programmes que « make production » fait.
INSTALLABLES = $(CURDIR)/.build-production/installables

.PHONY: help setup build demo construction test fuzz interop html guichet bureau production install deb paquet api orage foule annees mois nuit bench \
	format lint clean

help:
	@echo "make demo    la démonstration : deux structures, une fiche de la saisie à l'ouverture"
	@echo "make test    tous les tests"
	@echo "make fuzz    libFuzzer sur ce qu'un inconnu envoie (SECONDES=60 par cible)"
	@echo "make interop age avec pyrage, les archives avec py7zr, pyzipper (PyPI) et Info-ZIP"
	@echo "make html    les pages regardées dans Chromium : A4, accessibilité, aucune requête ; les écrans à 80 colonnes"
	@echo "make guichet la page du guichet dans Chromium et Firefox : clavier, papier, hostile, en un fichier, vrai service"
	@echo "make bureau  le bureau dans Chromium et Firefox devant de vrais services : journées, attaques, vitesse (root)"
	@echo "make api     le service répond ce que docs/openapi.yaml dit (schemathesis)"
	@echo "make orage   arrêts brutaux, réseau qui perd, disque plein, partenaire hostile (dix minutes ; le disque en root)"
	@echo "make foule   un service seul contre une foule (5 minutes)"
	@echo "make annees  cinq années simulées : chaque jour, rien de gardé trop, rien de détruit trop tôt (root)"
	@echo "make mois    un mois simulé, cinq partenaires hostiles à côté de cinq honnêtes (dix mille gestes, une demi-heure)"
	@echo "make nuit    ce que l'intégration abrège ou ne lance pas, en entier, avant de dire fini (root ; deux heures et demie)"
	@echo "make production   les programmes tels qu'on les installe (.build-production/installables)"
	@echo "make install installe les programmes de production (PREFIX=/usr/local, DESTDIR)"
	@echo "make deb     le paquet Debian (.build-production/agir-liaison_*.deb)"
	@echo "make paquet  le paquet essayé dans une Debian neuve : installé, mis à jour, retiré, purgé"
	@echo "make bench   les mesures, en rapports (programmes de production ; une heure ; en root pour Postfix)"
	@echo "make build   les deux programmes (.build/debug)"
	@echo "make format  met le code en forme"
	@echo "make lint    dit ce qui n'est pas en forme"

# Ce qui manque s'installe, en root ou par sudo.
setup:
	@.ci/setup

# Les programmes de production : les bibliothèques de Swift et de C++ dedans, le reste du système dehors.
# ENTETES : les en-têtes que l'intégration a lus d'avance.
ENTETES ?=
PRODUCTION = -c release --scratch-path .build-production -debug-info-format none $(ENTETES)

# OPTIMISE=oui : les tests et leurs programmes comme ceux de production, dans le même dossier.
OPTIMISE ?=
OPTIONS = $(if $(OPTIMISE),$(PRODUCTION))

build: setup
	$(SWIFT) build $(OPTIONS)

demo: build
	Tests/EndToEnd/demo.sh

# Les tests, et les programmes qu'ils essaient.
construction: setup
	$(SWIFT) build $(OPTIONS) --product agir-liaisonPackageTests

test: construction
	$(SWIFT) test $(OPTIONS) --skip-build

SECONDES ?= 60
fuzz: setup
	Tests/Fuzz/fuzz.sh $(SECONDES)

interop: build
	@.ci/setup python3-venv zip
	Tests/Interop/pyrage.sh
	Tests/Interop/archives.sh

# EXEMPLES : combien schemathesis en tire pour chaque opération.
EXEMPLES ?= 60
api: production
	@.ci/setup python3-venv
	BINAIRES=$(INSTALLABLES) EXEMPLES=$(EXEMPLES) Tests/Api/api.sh

# COUPS : les arrêts brutaux de la tempête ; RESEAU : les secondes du réseau qui perd ; AVIS : ce qu'envoie le
# partenaire hostile.
COUPS ?= 300
RESEAU ?= 30
AVIS ?= 800
# TOURS : combien de fois un partenaire hostile rend chacune de ses réponses. GUICHETS : combien sont ouverts à la fois.
TOURS ?= 3
GUICHETS ?=
# PREUVES : combien de bits changés dans la base, et un cinquième de lignes ; la nuit, mille et deux cents.
PREUVES ?= 50
orage: production
	BINAIRES=$(INSTALLABLES) Tests/Orage/orage.sh $(COUPS)
	BINAIRES=$(INSTALLABLES) Tests/Orage/reseau.sh $(RESEAU)
	BINAIRES=$(INSTALLABLES) Tests/Orage/disque.sh
	BINAIRES=$(INSTALLABLES) Tests/Orage/partenaire.sh $(AVIS)
	BINAIRES=$(INSTALLABLES) GUICHETS=$(GUICHETS) Tests/Orage/guichet.sh
	BINAIRES=$(INSTALLABLES) Tests/Orage/temoin.sh $(TOURS)
	BINAIRES=$(INSTALLABLES) Tests/Orage/preuves.sh $(PREUVES)

foule: production
	BINAIRES=$(INSTALLABLES) Tests/Orage/foule.sh

# ANNEES : combien ; l'horloge est celle de faketime, à vingt fois la vitesse.
annees: build
	@.ci/setup faketime
	Tests/Annees/annees.sh

# PAS : combien de gestes ; l'horloge avance d'un jour chaque nuit.
PAS ?= 10000
mois: production
	BINAIRES=$(INSTALLABLES) Tests/Annees/mois.sh $(PAS)

html: build
	@.ci/setup chromium poppler-utils python3-websocket
	Tests/Html/html.sh
	Tests/Html/sorties.sh

# ESSAIS : les noms de quelques essais ; tous, et Firefox, si rien n'est dit.
ESSAIS ?=
guichet: build
	@.ci/setup chromium firefox-esr poppler-utils python3-venv
	Tests/Guichet/guichet.sh $(ESSAIS)

# ESSAIS : lesquels ; tous si rien n'est dit ; gcore, qui regarde la mémoire, veut root.
BUREAU = $(or $(ESSAIS),journees firefox attaques vitesse)
bureau: production
	@.ci/setup chromium poppler-utils python3-venv $(if $(findstring firefox,$(BUREAU)),firefox-esr)
	BINAIRES=$(INSTALLABLES) ESSAIS="$(BUREAU)" Tests/Bureau/bureau.sh

# Le dossier ne tient que la bibliothèque C++ statique : l'éditeur de liens l'y trouve d'abord.
CPP_STATIQUE = $(CURDIR)/.build-production/cpp

# Les objets sont ceux que les tests optimisés essaient : seule l'édition de liens change, d'où un dossier à part.
production: setup
	@mkdir -p $(CPP_STATIQUE) $(INSTALLABLES)
	@ln -sf "$$(gcc -print-file-name=libstdc++.a)" $(CPP_STATIQUE)/
	for programme in agir-liaison agir-liaisond agir-liaison-frontal agir-liaison-bureau; do \
		AGIR_STATIQUE=1 $(SWIFT) build $(PRODUCTION) -Xlinker -L$(CPP_STATIQUE) --product $$programme && \
		install -t $(INSTALLABLES) .build-production/release/$$programme || exit; \
	done

# « make install » : où, et les programmes de quel dossier.
PREFIX ?= /usr/local
BINAIRES ?= $(INSTALLABLES)
PARTAGE = $(DESTDIR)$(PREFIX)/share
# Sous /usr, le zsh de Debian ne cherche pas dans site-functions.
ZSH = $(PARTAGE)/zsh/$(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
DATE = $$(date -u -d "@$${SOURCE_DATE_EPOCH:-$$(date +%s)}" +%F)

install:
	install -s -D -t $(DESTDIR)$(PREFIX)/bin $(BINAIRES)/agir-liaison $(BINAIRES)/agir-liaisond \
		$(BINAIRES)/agir-liaison-frontal $(BINAIRES)/agir-liaison-bureau
	install -m 644 -D -t $(DESTDIR)$(PREFIX)/lib/systemd/system systemd/*.service systemd/*.socket systemd/*.timer
	sed -i 's|/usr/\(bin\|share\)/|$(PREFIX)/\1/|' $(DESTDIR)$(PREFIX)/lib/systemd/system/agir-liaison*
	install -D -t $(DESTDIR)$(PREFIX)/lib/systemd/system-generators systemd/agir-liaison-bureau-comptes
	install -m 644 -D systemd/agir-liaison.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/agir-liaison.conf
	install -m 644 -D systemd/agir-liaison.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/agir-liaison.conf
	[ -e $(DESTDIR)/etc/agir-liaison/liaisond.json ] || install -m 644 -D -t $(DESTDIR)/etc/agir-liaison systemd/liaisond.json
	install -m 644 -D -t $(PARTAGE)/doc/agir-liaison docs/*.md
	install -m 644 -D -t $(PARTAGE)/doc/agir-liaison/images docs/images/*.png
	install -m 644 -D -t $(PARTAGE)/doc/agir-liaison/examples docs/*.json docs/openapi.yaml Sources/LiaisonAgent/Verificateur/*.py keys.example systemd/liaisond.json systemd/frontal.json
	install -d $(PARTAGE)/man/man1 $(PARTAGE)/man/man8 $(PARTAGE)/bash-completion/completions $(ZSH) $(PARTAGE)/fish/vendor_completions.d
	systemd/pages.py $(BINAIRES)/agir-liaison $(DATE) > $(PARTAGE)/man/man1/agir-liaison.1
	systemd/pages.py $(BINAIRES)/agir-liaisond $(DATE) > $(PARTAGE)/man/man8/agir-liaisond.8
	systemd/pages.py $(BINAIRES)/agir-liaison-frontal $(DATE) > $(PARTAGE)/man/man8/agir-liaison-frontal.8
	systemd/pages.py $(BINAIRES)/agir-liaison-bureau $(DATE) > $(PARTAGE)/man/man1/agir-liaison-bureau.1
	gzip -9nf $(PARTAGE)/man/man1/agir-liaison.1 $(PARTAGE)/man/man1/agir-liaison-bureau.1 \
		$(PARTAGE)/man/man8/agir-liaisond.8 $(PARTAGE)/man/man8/agir-liaison-frontal.8
	for programme in agir-liaison agir-liaisond agir-liaison-frontal agir-liaison-bureau; do \
		completion="$(BINAIRES)/$$programme --generate-completion-script"; \
		$$completion bash > $(PARTAGE)/bash-completion/completions/$$programme && \
		$$completion zsh > $(ZSH)/_$$programme && \
		$$completion fish > $(PARTAGE)/fish/vendor_completions.d/$$programme.fish || exit; \
	done
	sed -i '1{/^#!/d}' $(PARTAGE)/bash-completion/completions/agir-liaison $(PARTAGE)/bash-completion/completions/agir-liaisond \
		$(PARTAGE)/bash-completion/completions/agir-liaison-frontal \
		$(PARTAGE)/bash-completion/completions/agir-liaison-bureau

deb: production
	@.ci/setup dpkg-dev
	systemd/paquet.sh

# Dans un Debian neuf et jetable, avec systemd ; en root. DEBIAN : où Tests/Paquet/debian.sh l'a déjà fait.
paquet: deb
	@.ci/setup debootstrap systemd-container lintian man-db
	Tests/Paquet/verifier-paquet.sh .build-production/agir-liaison_*.deb $(DEBIAN)

# Tout en entier : l'intégration (.ci/run) va au plus court.
nuit: export TOUTES = oui
nuit: test demo lint
	$(MAKE) fuzz SECONDES=300
	$(MAKE) api EXEMPLES=200
	$(MAKE) orage GUICHETS=10000 PREUVES=1000
	$(MAKE) foule paquet interop html guichet bureau annees mois

bench: production
	@.ci/setup hyperfine p7zip-full gnupg time postfix python3-cryptography
	AGIR_STATIQUE=1 $(SWIFT) build $(PRODUCTION) -Xlinker -L$(CPP_STATIQUE) --product bench
	install -t $(INSTALLABLES) .build-production/release/bench
	Tests/Bench/bench.sh $(INSTALLABLES)
	Tests/Bench/service.sh $(INSTALLABLES)
	Tests/Bench/phrases.py

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

lint:
	Tests/Phrase/phrase.py --verifier
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

clean:
	rm -rf .build .build-*
