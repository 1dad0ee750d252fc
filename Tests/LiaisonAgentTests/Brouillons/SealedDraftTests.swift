import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("Brouillons scellés") struct SealedDraftTests {
    private let partnership: Partnership
    private let session: Session
    private let drafts: SealedDrafts

    init() throws {
        partnership = try Partnership()
        session = try partnership.claire.session()
        drafts = try SealedDrafts(session)
    }

    private var files: MemoryFolder { partnership.claire.files }
    private let nom: FormPath = "beneficiaire.nom"
    private let ville: FormPath = "faitA"

    /// What a page sends of a field that it had shown as it is in the draft.
    private func change(
        _ path: FormPath, _ text: String, in draft: SealedDraft
    ) -> DraftPost.Field {
        .init(name: path.name, values: [text], seen: draft.entries[path].mark)
    }

    private func save(_ id: PliID, _ fields: [DraftPost.Field]) throws -> SealedDrafts.Saved {
        try drafts.save(id, DraftPost(fields))
    }

    private func entry(_ text: String) throws -> FormEntry {
        try #require(FormEntry(typed: text))
    }

    private func begin() throws -> SealedDraft {
        try drafts.begin(FicheStart(.spe, session.context))
    }

    @Test("chaque champ s'enregistre, juste ou faux, et se retrouve après un redémarrage")
    func resumed() throws {
        let draft = try begin()
        partnership.operateur.horloge.advance(60)
        _ = try save(draft.id, [change(nom, "SPECIMEN", in: draft)])
        _ = try save(draft.id, [change("beneficiaire.dateNaissance", "31/02/90", in: draft)])
        let again = try SealedDrafts(try partnership.claire.session())
        let found = try #require(again.all().first)
        #expect(found.id == draft.id)
        #expect(found.person == "SPECIMEN")
        #expect(found.entries["beneficiaire.dateNaissance"].text == "31/02/90")
        #expect(found.saved == draft.saved + 60)
        #expect(found.sent == ["beneficiaire.nom", "beneficiaire.dateNaissance"])
        let pages = found.pages(on: session.today)
        #expect(pages.errors.contains { $0.path == "beneficiaire.dateNaissance" && !$0.isMissing })
    }

    @Test("rien de ce qui est tapé n'est en clair dans le dossier")
    func sealed() throws {
        let draft = try begin()
        _ = try save(draft.id, [change(nom, "MARQUEUR-UNIQUE", in: draft)])
        let marker = Array("MARQUEUR-UNIQUE".utf8)
        for (name, bytes) in files.files {
            let isThere = bytes.indices.contains { bytes[$0...].starts(with: marker) }
            #expect(!isThere, "\(name)")
        }
        #expect(Drafts(session.folder).files == [])
    }

    @Test(
        "deux pages sur deux champs ne se gênent pas, même si chacune renvoie tout ce qu'elle montrait"
    )
    func beside() throws {
        let shown = try begin()
        let first = try save(
            shown.id, [change(nom, "SPECIMEN", in: shown), change(ville, "", in: shown)])
        let second = try save(
            shown.id, [change(nom, "", in: shown), change(ville, "Grenoble", in: shown)])
        #expect(first.conflicts == [] && second.conflicts == [])
        #expect(second.draft.entries[nom].text == "SPECIMEN")
        #expect(second.draft.entries[ville].text == "Grenoble")
    }

    @Test("deux pages sur un champ : la seconde montre les deux réponses, et quelqu'un choisit")
    func conflict() throws {
        let shown = try begin()
        let (one, other) = (try entry("Grenoble"), try entry("Voiron"))
        _ = try save(shown.id, [change(ville, "Grenoble", in: shown)])
        let late = try save(shown.id, [change(ville, "Voiron", in: shown)])
        #expect(late.conflicts.map(\.path) == [ville])
        #expect(late.conflicts.map(\.kept) == [one])
        #expect(late.conflicts.map(\.typed) == [other])
        // Neither is lost with the page.
        let kept = try drafts.draft(shown.id)
        #expect(kept.entries[ville] == one)
        #expect(kept.rivals == [ville: other])
        // A page that showed one answer only settles nothing.
        _ = try save(shown.id, [.init(name: ville.name, values: ["Grenoble"], seen: one.mark)])
        #expect(try drafts.draft(shown.id).rivals == [ville: other])
        let settled = try save(
            shown.id,
            [.init(name: ville.name, values: ["Voiron"], seen: one.mark, settles: other.mark)])
        #expect(settled.conflicts == [])
        #expect(settled.draft.entries[ville] == other)
        #expect(settled.draft.rivals.isEmpty)
    }

    @Test("la même réponse dans deux pages n'est pas un conflit")
    func same() throws {
        let shown = try begin()
        for _ in 1...2 {
            let saved = try save(shown.id, [change(ville, "Grenoble", in: shown)])
            #expect(saved.conflicts == [])
        }
    }

    @Test("un enregistrement qui ne change rien ne prolonge pas le brouillon")
    func unchanged() throws {
        let draft = try begin()
        partnership.operateur.horloge.advance(86_400)
        _ = try save(draft.id, [change(ville, "", in: draft)])
        #expect(try drafts.draft(draft.id).sent == [ville])
        let before = files.changes.count
        _ = try save(draft.id, [change(ville, "", in: draft)])
        #expect(files.changes.count == before)
        #expect(try drafts.draft(draft.id).saved == draft.saved)
    }

    @Test("une réponse part de la fiche reçue, et finit avec elle")
    func source() throws {
        let pli = try partnership.receive()
        let draft = try drafts.begin(
            FicheStart.reply(to: pli.slip.id.text, session), to: partnership.ml.structure)
        #expect(draft.isReply)
        #expect(draft.sources == [pli.slip.key])
        #expect(draft.pour == partnership.ml.structure)
        partnership.operateur.daemon.on("POST", Routes.localDestroyed, text: "[]")
        #expect(try drafts.purge().isEmpty)
        let grave = DestroyedPli(key: pli.slip.key, le: partnership.operateur.horloge.now)
        partnership.operateur.daemon.on("POST", Routes.localDestroyed, json: [grave].value)
        let ended = try drafts.purge()
        #expect(ended.map(\.draft.id) == [draft.id])
        #expect(ended.map(\.end) == [.sourceDestroyed])
        #expect(drafts.all().isEmpty)
        #expect(code { _ = try drafts.draft(draft.id) } == .noInput)
    }

    @Test("un brouillon vit trente jours après son dernier changement, pas un de plus")
    func echeance() throws {
        let draft = try begin()
        #expect(draft.echeance == session.today.adding(days: 30))
        partnership.operateur.horloge.advance(30 * 86_400)
        let last = try SealedDrafts(try partnership.claire.session())
        #expect(try last.purge().isEmpty)
        partnership.operateur.horloge.advance(86_400)
        let after = try SealedDrafts(try partnership.claire.session())
        #expect(try after.purge().map(\.end) == [.echeance])
        #expect(files.files.keys.filter { $0.contains(draft.id.text) } == [])
    }

    @Test("sans sa clé, un brouillon n'est plus lisible ; ce qui reste d'un arrêt s'en va")
    func keys() throws {
        let (lost, kept) = (try begin(), try begin())
        session.folder.remove("cles/brouillons-\(lost.id).age")
        try session.folder.write(
            [UInt8](repeating: 1, count: 9), to: "cles/brouillons-\(PliID.random()).age")
        #expect(drafts.all().map(\.id) == [kept.id])
        #expect(try drafts.purge().isEmpty)
        let left = files.files.keys.filter { $0.hasPrefix("cles/") || $0.hasPrefix("brouillons/") }
        #expect(
            left.sorted() == ["brouillons/\(kept.id).clos", "cles/brouillons-\(kept.id).age"])
    }

    @Test("un brouillon mis à la place d'un autre ne se lit pas sous son nom")
    func swapped() throws {
        let (one, other) = (try begin(), try begin())
        for head in ["brouillons/%.clos", "cles/brouillons-%.age"] {
            let bytes = try session.folder.read(
                head.replacing("%", with: one.id.text), limit: 1 << 20)
            try session.folder.write(
                bytes, to: head.replacing("%", with: other.id.text), replacing: true)
        }
        #expect(drafts.all().map(\.id) == [one.id])
        #expect(throws: (any Error).self) { try drafts.draft(other.id) }
    }

    @Test("le partenaire choisi d'abord remplit son bloc ; un autre l'efface")
    func addressed() throws {
        let draft = try begin()
        let named = try drafts.address(draft.id, to: partnership.ml.structure)
        #expect(named.pour == partnership.ml.structure)
        #expect(named.entries.partner == "Mission locale de Grenoble")
        let conseiller: FormPath = "partenaire.nom"
        _ = try save(draft.id, [change(conseiller, "Modèle", in: named)])
        let again = try drafts.address(draft.id, to: partnership.ml.structure)
        #expect(again.entries[conseiller].text == "Modèle")
        let cph = try Team("cph.example", .cph, partnership.operateur.horloge)
        try partnership.claire.knows(cph.card())
        let other = try drafts.address(draft.id, to: cph.structure)
        #expect(other.entries[conseiller].isEmpty)
        #expect(other.entries.partner == "Structure cph.example")
        let unknown = try #require(StructureName("inconnu.example"))
        #expect(code { _ = try drafts.address(draft.id, to: unknown) } == .noInput)
    }

    @Test("un brouillon où quelque chose est faux ne part pas ; entier, il part tel quel")
    func sending() throws {
        let example = try #require(
            try JSONValue.parse(Partnership.fiche("spe")).object)
        let draft = try drafts.begin(FicheStart(.spe, session.context))
        let known = FormEntries(modele: .spe, content: example)
        let rows = known.form.sections.flatMap(\.rows).flatMap(\.fields).map(\.path)
        let paths = rows + known.paths(in: "operateurAGIR") + known.paths(in: "partenaire")
        let fields = paths.map { path -> DraftPost.Field in
            let entry = known[path]
            let values = entry.text.isEmpty ? entry.ticks : [entry.text]
            return .init(name: path.name, values: values, seen: draft.entries[path].mark)
        }
        let whole = try save(draft.id, fields)
        #expect(Set(whole.refused) == ["version", "modele"])
        let input = try FicheInput(
            whole.draft, attachments: Attachments([]), to: [], session)
        #expect(try JSONValue.parse(input.content).object == example)
        let wrong = try save(
            draft.id, [change("beneficiaire.enfantsACharge.nombre", "beaucoup", in: whole.draft)])
        #expect(
            code {
                _ = try FicheInput(wrong.draft, attachments: Attachments([]), to: [], session)
            } == .data)
    }

    @Test(
        "ce qu'une page envoie pendant que l'identité est fermée attend scellé, et rien ne s'en perd"
    )
    func locked() throws {
        let draft = try begin()
        let posts = LockedPosts(session.folder)
        try posts.add(DraftPost([change(nom, "MARQUEUR", in: draft)]), to: draft.id)
        try posts.add(DraftPost([change(ville, "Grenoble", in: draft)]), to: draft.id)
        try posts.add(DraftPost([change(ville, "Voiron", in: draft)]), to: .random())
        let marker = Array("MARQUEUR".utf8)
        for (name, bytes) in files.files {
            #expect(!bytes.indices.contains { bytes[$0...].starts(with: marker) }, "\(name)")
        }
        #expect(try drafts.draft(draft.id).entries[nom].isEmpty)
        let taken = try drafts.takeLocked()
        #expect(taken.map(\.draft.id) == [draft.id])
        let found = try drafts.draft(draft.id)
        #expect(found.entries[nom].text == "MARQUEUR")
        #expect(found.entries[ville].text == "Grenoble")
        #expect(try drafts.takeLocked().isEmpty)
        #expect(session.folder.names(in: "brouillons-attente") == [])
    }

    @Test(
        "ce qui n'est pas un champ, ou trop grand pour un brouillon, est nommé ; le reste se garde")
    func refusedFields() throws {
        let draft = try begin()
        let large = String(repeating: "x", count: FormEntry.maximumBytes + 1)
        let saved = try save(
            draft.id,
            [
                .init(name: "nir", values: ["1"], seen: ""), change(nom, large, in: draft),
                change(ville, "Grenoble", in: draft),
            ])
        #expect(saved.refused == ["nir", nom.name])
        #expect(saved.draft.entries[ville].text == "Grenoble")
    }

    @Test("un DPO n'écrit pas de fiche, ni de brouillon")
    func roles() throws {
        let denis = try Machine("denis", of: partnership.operateur)
        #expect(code { _ = try SealedDrafts(denis.session()) } == .notAllowed)
    }
}
