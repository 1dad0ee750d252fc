import LiaisonSchema
import Testing

@Suite("Noms des structures, des clés et des plis")
struct NameTests {
    private static let label63 = String(repeating: "a", count: 63)
    private static let bytes90 = label63 + "." + String(repeating: "b", count: 26)

    @Test(
        "un nom de structure est un nom DNS en minuscules, d'au plus 90 octets",
        arguments: ["agir38.example", "a.b", "1-2.x--y.z9", bytes90])
    func structures(text: String) throws {
        let name = try #require(StructureName(text))
        #expect(name.description == text)
        #expect(name.key(.temoin).description == text + "/temoin")
    }

    @Test(
        "tout autre nom de structure est refusé",
        arguments: [
            "", ".", "example", "agir38.", ".example", "a..b", "Agir38.example", "agir_38.example",
            "-a.example", "a-.example", "a.-b", "agir 38.example", "agir38.example\n", "é.example",
            "agir38.example/x", "a\u{2E}\u{301}b", bytes90 + "b", label63 + "a.example",
        ])
    func notStructures(text: String) {
        #expect(StructureName(text) == nil)
    }

    @Test(
        "un agent porte après la barre de 1 à 36 signes, le premier alphanumérique",
        arguments: [
            "claire.exemple", "a", "9", "a._-", "service2", "journal-1", "le-temoin",
            String(repeating: "z", count: 36),
        ])
    func agents(local: String) throws {
        let name = try #require(KeyName(agent: "agir38.example/" + local))
        #expect(name.isAgent && name.local == local && name.structure.text == "agir38.example")
        #expect(KeyName(name.description) == name)
    }

    @Test(
        "tout autre nom d'agent est refusé",
        arguments: [
            "agir38.example", "agir38.example/", "/claire", "example/claire",
            "agir38.example/Claire", "agir38.example/.a", "agir38.example/_a", "agir38.example/-a",
            "agir38.example/claire exemple", "agir38.example/clairé", "agir38.example/a/b",
            "agir38.example/a+b", "agir38.example/a\n", "agir38.example/ٱ", "agir38.example//a",
            "agir38.example/" + String(repeating: "z", count: 37),
        ])
    func notAgents(text: String) {
        #expect(KeyName(agent: text) == nil)
        #expect(KeyName(text) == nil)
    }

    @Test(
        "les noms réservés sont des noms de clés, jamais d'agents",
        arguments: ["service", "journal", "temoin", "structure", "journal/1", "journal/12"])
    func reserved(local: String) throws {
        let name = try #require(KeyName("agir38.example/" + local))
        #expect(!name.isAgent)
        #expect(name.isJournal == local.contains("/"))
        #expect(KeyName(agent: name.description) == nil)
    }

    @Test(
        "une époque du journal s'écrit en décimal à partir de 1",
        arguments: ["journal/", "journal/0", "journal/01", "journal/-1", "journal/1a", "journal/٣"])
    func epochs(local: String) {
        #expect(KeyName("agir38.example/" + local) == nil)
    }

    @Test("les identifiants de plis sont des UUID de version 4 en minuscules")
    func pliIDs() {
        let good = "0f8fad5b-d9cb-469f-a165-70867728950e"
        #expect(PliID(good)?.text == good)
        for bad in [
            "", good.uppercased(), good + " ", String(good.dropLast()), "{\(good)}",
            "0f8fad5b-d9cb-169f-a165-70867728950e", "0f8fad5b-d9cb-469f-7165-70867728950e",
            "0f8fad5b-d9cb-469f-c165-70867728950e", "0f8fad5bd-9cb-469f-a165-70867728950e",
            "0f8fad5b-d9cb-469f-a165-70867728950g", "0f8fad5bd9cb469fa16570867728950e",
        ] { #expect(PliID(bad) == nil, "\(bad)") }
        let fresh = (0..<100).map { _ in PliID.random() }
        #expect(fresh.allSatisfy { PliID($0.text) == $0 })
        #expect(Set(fresh).count == 100)
    }

    @Test("les listes fermées sont celles de la page")
    func closedLists() {
        #expect(Role.allCases.map(\.rawValue) == ["referent", "dpo", "admin"])
        #expect(
            Set(Objet.allCases.map(\.rawValue)) == [
                "fiche", "sortie", "anomalie", "violation", "droits", "tableau-ofii", "partage",
                "reponse-droits", "cle-index", "recu",
            ])
        #expect(
            Set(StructureKind.allCases.map(\.rawValue)) == [
                "operateur-agir", "pole-emploi", "mission-locale", "cap-emploi", "apec", "dt-ofii",
                "dna", "cph", "spada", "siao", "hebergement", "pic-ipr",
                "prefecture", "accueil-de-jour", "autre",
            ])
    }

    @Test("un type se tape par son code, et pole-emploi par son nom d'aujourd'hui aussi")
    func typedKinds() {
        for kind in StructureKind.allCases { #expect(StructureKind(typed: kind.rawValue) == kind) }
        for typed in ["france-travail", "France-Travail", " pole-emploi "] {
            #expect(StructureKind(typed: typed)?.rawValue == "pole-emploi")
        }
        #expect(StructureKind(typed: "france") == nil)
        // On the wire it is no code: a card that bears it is a stranger's word.
        #expect(StructureKind(rawValue: "france-travail") == nil)
    }

    @Test(
        "les droits sont l'union de ceux des rôles",
        arguments: [
            (
                [.referent],
                [
                    .sendFiche, .readFiche, .listFiches, .importContact, .verifyContact,
                    .holdIndexKey, .closeFile, .answerRequest, .sendMessage, .readMessage,
                ]
            ),
            (
                [.dpo],
                [
                    .readLog, .resumeLog, .openEpoch, .readState, .holdIndexKey, .holdPurge, .purge,
                    .listFiches, .sendMessage, .readMessage, .sendNotice, .readNotice,
                    .handleIncident, .handleRequest, .decideHosting,
                ]
            ),
            (
                [.admin],
                [
                    .publishCard, .importContact, .verifyContact, .watchService, .openEpoch,
                    .readState, .keepConventions,
                ]
            ),
            (
                [.referent, .dpo],
                [
                    .sendFiche, .readFiche, .listFiches, .importContact, .verifyContact, .readLog,
                    .resumeLog, .openEpoch, .readState, .holdIndexKey, .closeFile, .holdPurge,
                    .purge,
                    .answerRequest, .sendMessage, .readMessage, .sendNotice, .readNotice,
                    .handleIncident, .handleRequest, .decideHosting,
                ]
            ),
        ] as [(Set<Role>, Set<Permission>)])
    func permissions(roles: Set<Role>, powers: Set<Permission>) {
        let allowed = Set(Permission.allCases.filter { $0.allows(roles) })
        #expect(
            allowed
                == powers.union([.listContacts, .handIndexKey, .listConventions, .declareIncident]))
        #expect(Permission.allCases.allSatisfy { !$0.allows([]) })
    }
}
