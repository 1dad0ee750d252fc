import LiaisonBase
import LiaisonSchema
import Testing

@Suite("Une fiche page par page")
struct FormPagesTests {
    private static func entries(
        _ modele: FicheModele = .spe, _ changes: [(String, FormEntry?)] = []
    ) throws -> FormEntries {
        var entries = FormEntries(modele: modele, content: try FicheFixture.object())
        for (path, entry) in changes {
            entries[FormPath(stringLiteral: path)] = try #require(entry)
        }
        return entries
    }

    private static func pages(_ entries: FormEntries, isReply: Bool = false) throws -> FormPages {
        FormPages(entries, today: try FicheFixture.today(), isReply: isReply)
    }

    @Test("la fiche d'exemple est entière, et ses pages sont les parties du formulaire")
    func example() throws {
        let pages = try Self.pages(Self.entries())
        #expect(pages.errors == [])
        let (object, fiche) = (try FicheFixture.object(), try FicheFixture.fiche())
        #expect(pages.content == object)
        #expect(pages.fiche == fiche)
        #expect(
            pages.pages.map(\.title) == [
                "Sens de la fiche", "Opérateur AGIR", "PARTENAIRE DU SPE", "Identité",
                "Données liées à la vie personnelle",
                "Données liées aux freins à l'insertion de la personne", "Orientation",
                "avec demande d'accompagnement pour",
                "Informations complémentaires sur son parcours emploi / formation",
                "Fait à …, le …",
            ])
        #expect(pages.pages.map(\.number) == Array(1...10))
        #expect(
            pages.pages.map(\.chapter)[3...6] == [
                "BÉNÉFICIAIRE DE LA PROTECTION INTERNATIONALE",
                "BÉNÉFICIAIRE DE LA PROTECTION INTERNATIONALE",
                "BÉNÉFICIAIRE DE LA PROTECTION INTERNATIONALE", nil,
            ])
    }

    @Test(
        "chaque champ d'une fiche vierge a son nom, et aucun n'est demandé deux fois",
        arguments: FicheModele.allCases)
    func blank(_ modele: FicheModele) throws {
        let pages = try Self.pages(FormEntries(modele: modele))
        let controls = pages.pages.flatMap(\.controls)
        #expect(Set(controls.map(\.name)).count == controls.count)
        #expect(controls.count > 25)
        #expect(controls.allSatisfy { !$0.label.isEmpty })
        // What only a partner says of a person who is proposed is not asked of everybody.
        #expect(!controls.contains { $0.name.hasPrefix("ofii.") })
        #expect(!controls.contains { ["version", "modele"].contains($0.name) })
        #expect(pages.fiche == nil)
        #expect(pages.errors.allSatisfy { $0.isMissing })
        // What is wrong stands beside its field, and nowhere else.
        #expect(pages.pages.flatMap(\.errors).count == pages.errors.count)
        for error in pages.errors { #expect(pages.page(of: error.path) != nil) }
    }

    @Test("ce qu'une page montre en revient le même, retours à la ligne d'un navigateur compris")
    func roundTrip() throws {
        let entries = try Self.entries()
        for control in try Self.pages(entries).pages.flatMap(\.controls) {
            let sent =
                control.kind == .ticks
                ? control.options.filter(\.isChosen).map(\.value)
                : [control.entry.text.replacing("\n", with: "\r\n")]
            let back = try #require(entries.entry(sent, for: control.path))
            #expect(back == control.entry, "\(control.name)")
            #expect(back.mark == control.entry.mark)
        }
        #expect(FormEntries(modele: .spe, entries: entries.value) == entries)
    }

    @Test(
        "neuf fautes sont neuf phrases, chacune à son champ, sans rien répéter de ce qui est tapé")
    func nine() throws {
        let entries = try Self.entries(
            .spe,
            [
                ("sens", .empty), ("beneficiaire.numeroAGDREF", FormEntry(typed: "38 03 01")),
                ("beneficiaire.nom", FormEntry(typed: "SPECIMEN\nAmina")),
                ("beneficiaire.dateNaissance", FormEntry(typed: "31/02/1990")),
                ("beneficiaire.courriel", FormEntry(typed: "amina@poste.example")),
                ("beneficiaire.heuresFLE.nombre", FormEntry(typed: "deux cents")),
                ("beneficiaire.enfantsACharge.nombre", FormEntry(typed: "31")),
                ("demandes.autresLangues", FormEntry(typed: "dari")),
                ("faitLe", FormEntry(typed: "23.11.26")),
            ])
        let pages = try Self.pages(entries)
        #expect(
            pages.errors.map(\.path.name) == [
                "sens", "beneficiaire.numeroAGDREF", "beneficiaire.nom",
                "beneficiaire.dateNaissance", "beneficiaire.courriel",
                "beneficiaire.heuresFLE.nombre", "beneficiaire.enfantsACharge.nombre",
                "demandes.autresLangues", "faitLe",
            ])
        #expect(pages.errors.map(\.isMissing) == [true] + Array(repeating: false, count: 8))
        let number = try #require(pages.errors.first { $0.label == "N° AGDREF" })
        #expect(number.message == "Il y a 6 chiffres.")
        #expect(number.example == "3803 012 345")
        // Of fields that share their name on the form, each has its own too.
        #expect(pages.errors[2].label == "Nom et prénom, le nom")
        #expect(pages.errors[8].label == "Fait à …, le …, la date")
        #expect(pages.errors[5].expected == "un nombre entier")
        #expect(pages.errors[6].expected == "un nombre entier de 0 à 30")
        #expect(
            pages.errors[7].message == "Il y a une réponse alors que «autres» n'est pas coché.")
        for error in pages.errors {
            let said = error.message + (error.expected ?? "")
            for word in ["SPECIMEN", "amina", "1990", "deux cents", "dari", "AAAA-MM-JJ", "true"] {
                #expect(!said.contains(word), "\(error.path.name) : \(said)")
            }
        }
        // Nothing that was typed is lost for being wrong.
        #expect(FormEntries(modele: .spe, entries: entries.value) == entries)
    }

    @Test("les dates se tapent comme sur le papier, les nombres avec leurs espaces")
    func typed() throws {
        let entries = try Self.entries(
            .spe,
            [
                ("beneficiaire.dateNaissance", FormEntry(typed: "00/00/1990")),
                ("beneficiaire.dateContratAGIR", FormEntry(typed: "2.10.2026")),
                ("beneficiaire.heuresFLE.nombre", FormEntry(typed: "1\u{A0}200")),
                ("beneficiaire.numeroAGDREF", FormEntry(typed: " 3803 012 345 ")),
            ])
        let pages = try Self.pages(entries)
        #expect(pages.errors == [])
        func value(_ path: FormPath) -> JSONValue? { pages.content[path: path] }
        #expect(value("beneficiaire.dateNaissance") == .string("1990"))
        #expect(value("beneficiaire.dateContratAGIR") == .string("2026-10-02"))
        #expect(value("beneficiaire.heuresFLE.nombre") == .integer(1_200))
        #expect(value("beneficiaire.numeroAGDREF") == .string("3803012345"))
    }

    @Test("une case seule se coche ; une ligne coche sa case")
    func group() throws {
        let path: FormPath = "demandes.seFormer"
        for (ticked, expected) in [
            ([FormEntry.box], [JSONValue]()), (["atelier"], nil), ([], nil),
            (
                ["suivre-formation", "s-informer"],
                ["s-informer", "suivre-formation"].map(JSONValue.string)
            ),
        ] as [([String], [JSONValue]?)] {
            let pages = try Self.pages(
                Self.entries(.spe, [(path.name, FormEntry(ticked: ticked))]))
            #expect(pages.content[path: path]?.array == expected, "\(ticked)")
            #expect(pages.errors.count == (ticked == ["atelier"] ? 1 : 0))
        }
        // What a page shows after a line alone was ticked is what it sends again.
        let entries = try Self.entries()
        let line = try #require(entries.entry(["s-informer"], for: path))
        #expect(line.ticks == [FormEntry.box, "s-informer"])
        #expect(entries.entry([""], for: path) == .empty)
    }

    @Test(
        "ce qui dépend d'une autre réponse vient quand elle l'appelle, et ne se cache jamais rempli"
    )
    func dependence() throws {
        func names(_ changes: [(String, FormEntry?)]) throws -> Set<String> {
            Set(
                try Self.pages(Self.entries(.generique, changes)).pages.flatMap(\.controls)
                    .map(\.name))
        }
        let followed = try names([])
        #expect(!followed.contains("consentementOrientation"))
        #expect(!followed.contains("ofii.numeroCIR"))
        // Beside the address on which it hangs: both are answered on one page, without a script.
        #expect(followed.contains("beneficiaire.consentementDematerialise"))
        let proposed: [(String, FormEntry?)] = [
            ("sens", FormEntry(typed: "partenaire-vers-agir")),
            ("beneficiaire.dateContratAGIR", .empty),
        ]
        #expect(try names(proposed).isSuperset(of: ["consentementOrientation", "ofii.numeroCIR"]))
        #expect(try names([("ofii.numeroCIR", FormEntry(typed: "38"))]).contains("ofii.numeroCIR"))
    }

    @Test("on reprend à la première page qui attend quelque chose, la dernière quand tout y est")
    func unfinished() throws {
        let whole = try Self.pages(Self.entries())
        #expect(whole.unfinished.number == whole.pages.count)
        for (path, title) in [
            ("beneficiaire.nom", "Identité"), ("orientation.vers", "Orientation"),
            ("informationsComplementaires", "Informations complémentaires"),
        ] {
            let pages = try Self.pages(Self.entries(.spe, [(path, .empty)]))
            #expect(pages.unfinished.title.hasPrefix(title), "\(path)")
        }
        let blank = try Self.pages(FormEntries(modele: .generique))
        #expect(blank.unfinished.number == 1)
    }

    @Test("ce que le programme sait n'est pas demandé")
    func settled() throws {
        let pages = FormPages(
            try Self.entries(), today: try FicheFixture.today(), isReply: false, settled: ["sens"])
        #expect(pages.pages.first?.title == "Opérateur AGIR")
        #expect(pages.fiche != nil)
    }

    @Test(
        "une réponse trop grande pour un brouillon n'est pas prise, une trop longue pour son champ se garde"
    )
    func bounds() throws {
        #expect(FormEntry(typed: String(repeating: "x", count: FormEntry.maximumBytes + 1)) == nil)
        #expect(FormEntry(ticked: (0...64).map(String.init)) == nil)
        let long = FormEntry(typed: String(repeating: "x", count: 10_001))
        let pages = try Self.pages(Self.entries(.spe, [("informationsComplementaires", long)]))
        #expect(pages.errors.map(\.message) == ["Ce texte a 10001 caractères."])
        #expect(pages.errors.map(\.expected) == ["10\u{A0}000 caractères au plus"])
    }

    @Test("un nom de champ que le formulaire n'a pas n'est pas un champ")
    func names() throws {
        let entries = try Self.entries()
        #expect(entries.path(named: "beneficiaire.nom") == "beneficiaire.nom")
        for name in [
            "", ".", "beneficiaire", "beneficiaire.nom.", "beneficiaire..nom", "nir", "version",
        ] {
            #expect(entries.path(named: name) == nil, "\(name)")
        }
        #expect(entries.entry(["x"], for: "nir") == nil)
        #expect(entries.person == "SPECIMEN Amina")
        #expect(entries.partner == "Mission locale de Grenoble")
    }
}
