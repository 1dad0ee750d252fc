import ArgumentParser
import FrenchArguments
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct BoiteCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "boite", abstract: "Montre les fiches reçues ou envoyées.",
        discussion: "agir-liaison boite envoi")

    @Argument(help: "Boîte : reception ou envoi.")
    var boite: BoiteName = .reception

    @Flag(help: "Toute la boîte, et non les plus récentes.")
    var tout = false

    @Option(help: "Ce qui vient de cette structure, ou va vers elle.")
    var contact: String?

    @Option(help: "« - » : les fiches d'une personne, dont le numéro AGDREF est demandé.")
    var personne: String?

    @OptionGroup var options: CommonOptions

    /// How many rows are shown unless all are asked for.
    private static let newest = 500

    func run() throws {
        let session = try Session.open(options).synchronizedIfReachable(saysDeadlines: false)
        Countdowns(session.deadlines).say()
        try session.require(.listFiches)
        if !options.json { session.warn() }
        let isFiltered = contact != nil || personne != nil
        var rows = try BoxListing.fetch(
            boite, session, limit: tout || isFiltered ? nil : Self.newest + 1)
        // A DPO opens no fiche, a referent no notice: what one can't open is noise.
        let roles = session.me?.roles ?? []
        rows.removeAll { !($0.objet?.reading.allows(roles) ?? true) && !$0.isForReferents }
        let isCut = !tout && !isFiltered && rows.count > Self.newest
        if isCut { rows.removeLast() }
        rows = try filtered(rows, session)
        try BoxListing.remember(rows, session.folder)
        DestroyedFiches.warn(session)
        if isCut { Output.note("Les \(Self.newest) plus récentes ; le reste avec --tout.") }
        if options.json {
            return Output.json(.array(rows.map { .object($0.object) }))
        }
        if Terminal.showsOutput {
            try Repertoire.prune(session) {
                try BoxListing.fetch(.reception, session) + BoxListing.fetch(.envoi, session)
            }
        }
        try show(rows, session)
        if boite == .envoi { showReceipts(rows) }
    }

    private func filtered(_ rows: [BoxRow], _ session: Session) throws -> [BoxRow] {
        var rows = rows
        if let contact {
            guard let name = StructureName(contact) else {
                throw Failure(
                    .usage, "« \(Output.visible(contact)) » n'est pas un nom de structure.",
                    hint: "Voyez « agir-liaison contact lister ».")
            }
            let key = boite == .reception ? "de" : "pour"
            rows = rows.filter { $0.text(key) == name.text }
        }
        guard let number = try personne.map(PersonOption.read) else { return rows }
        let repertoire = Repertoire(session)
        return rows.filter { repertoire.isAbout(number, $0) }
    }

    /// On a terminal also the persons, for what this agent wrote or opened.
    private func show(_ rows: [BoxRow], _ session: Session) throws {
        guard !rows.isEmpty else {
            return Output.line(
                boite == .reception ? "Aucune fiche reçue." : "Aucune fiche envoyée.")
        }
        let withNames = Terminal.showsOutput
        var repertoire: Repertoire?
        if withNames {
            repertoire = Repertoire(session)
        }
        let partner = boite == .reception ? "DE" : "POUR"
        let heading =
            withNames
            ? ["N°", "STATUT", partner, "PERSONNE", "MODÈLE", "SCELLÉE", "ID"]
            : ["N°", "STATUT", partner, "MODÈLE", "SCELLÉE", "AUTEUR", "IDENTIFIANT"]
        let table = rows.enumerated().map { index, row in
            let first = [
                String(index + 1), row.text("statut"),
                row.text(boite == .reception ? "de" : "pour"),
            ]
            let model = row.text("modele", else: row.text("objet"))
            let sealed = Output.local(row.text("scelle"))
            guard withNames else {
                return first + [model, sealed, row.text("auteur"), row.text("id")]
            }
            let person = repertoire?.person(row)
            let name = person.map { "\(Output.visible($0.name)) (\($0.birthYear))" } ?? ""
            // A screen is 80 columns wide, and 8 signs of an id are enough to name a fiche.
            return first
                + [name, model, String(sealed.prefix(10)), String(row.text("id").prefix(8))]
        }
        Output.table([heading] + table)
        for (index, row) in rows.enumerated() {
            if let replaced = row.object["remplace"]?.string.flatMap({ PliID($0) }),
                let old = rows.firstIndex(where: { $0.id == replaced && $0.de == row.de })
            {
                Output.line(
                    "   n° \(index + 1) remplace la fiche n° \(old + 1), du "
                        + Output.local(rows[old].text("scelle")))
            }
        }
    }

    private func showReceipts(_ rows: [BoxRow]) {
        for (index, row) in rows.enumerated() {
            if row.object["retenu"]?.bool == true {
                Output.line(
                    "   n° \(index + 1) : RETENUE, la clé d'un destinataire a été révoquée. "
                        + "Refaites-la : « agir-liaison corriger \(index + 1) ».")
            }
            for receipt in row.object["accuses"]?.array?.compactMap(\.object) ?? [] {
                Output.line(
                    "   n° \(index + 1) : \(receipt["statut"]?.string ?? "") par "
                        + "\(Output.visible(receipt["par"]?.string ?? "")), "
                        + Output.local(receipt["le"]?.string) + SuiviCommand.refusal(receipt))
            }
        }
    }
}

enum BoiteName: String, ExpressibleByArgument, CaseIterable {
    case reception, envoi
}

/// A row of a box, as the daemon gave it.
struct BoxRow {
    let object: JSONObject
    let id: PliID
    let de: StructureName

    init?(_ value: JSONValue) {
        guard let object = value.object, let id = object["id"]?.string.flatMap({ PliID($0) }),
            let de = object["de"]?.string.flatMap({ StructureName($0) })
        else { return nil }
        self.object = object
        self.id = id
        self.de = de
    }

    var objet: Objet? { object["objet"]?.string.flatMap { Objet(rawValue: $0) } }

    /// Of a notice: whether it was sealed to the referents, for want of a DPO.
    var isForReferents: Bool {
        (object["roles"]?.array ?? []).contains(.string(Role.referent.rawValue))
    }

    func text(_ key: String, else other: String = "") -> String {
        object[key]?.string.map(Output.visible) ?? other
    }
}

/// The boxes, and how a person names one of their rows (cli.md, «Common», `ID`).
enum BoxListing {
    private static let file = "derniere-liste"

    /// - Parameter limit: how many rows, the newest ones; nil: all.
    static func fetch(
        _ box: BoiteName, _ session: Session, limit: Int? = nil
    ) throws -> [BoxRow] {
        let rows = try rows(Routes.localBox(box.rawValue, limit: limit), session)
        try FileOpenings(session: session).flush()
        return rows
    }

    private static func rows(_ path: String, _ session: Session) throws -> [BoxRow] {
        let answer = try session.client.request("GET", path)
        return ((try? JSONValue.parse(answer.body))?.array ?? []).compactMap(BoxRow.init)
    }

    /// Of both boxes.
    private static func rows(prefix: String, _ session: Session) throws -> [BoxRow] {
        guard
            prefix.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) || $0 == 45 }
            )
        else { return [] }
        return try BoiteName.allCases.flatMap {
            try rows(Routes.localBox($0.rawValue, prefix: prefix), session)
        }
    }

    /// Keeps the identities of the listing just shown, for its row numbers.
    static func remember(_ rows: [BoxRow], _ folder: AgentFolder) throws {
        let lines = rows.map { "\($0.de) \($0.id)\n" }.joined()
        try PrivateFile.write(lines.utf8, to: folder.file(file), replacing: true)
    }

    /// The row that a full id, a unique prefix of at least 4 characters, or a row number names.
    static func find(_ text: String, _ session: Session) throws -> BoxRow {
        try FileOpenings(session: session).flush()
        let found = text.utf8.count >= 4 ? try rows(prefix: text.lowercased(), session) : []
        // Four digits and more may begin an id: only then are they a row.
        if let number = Int(text), text.utf8.count < 4 || found.isEmpty {
            let path = session.folder.file(file)
            let listing = (try? PrivateFile.read(path, limit: 16 << 20)) ?? []
            let lines = String(decoding: listing, as: UTF8.self).split(separator: "\n")
            guard lines.indices.contains(number - 1) else { throw missing(text) }
            let line = lines[number - 1]
            let id = String(line.split(separator: " ").last ?? "")
            let row = try rows(prefix: id, session).first { "\($0.de) \($0.id)" == line }
            guard let row else { throw missing(text) }
            return row
        }
        let distinct = Set(found.map { "\($0.de) \($0.id)" })
        guard let row = found.first else {
            if let id = PliID(text), let destroyed = destroyed(id, session) { throw destroyed }
            throw missing(text)
        }
        guard distinct.count == 1 else {
            throw Failure(
                .usage, "Plusieurs fiches commencent par « \(text) ».",
                hint: "Donnez plus de signes.")
        }
        return row
    }

    /// What is no more is not merely unknown.
    private static func destroyed(_ id: PliID, _ session: Session) -> Failure? {
        guard
            let answer = try? session.client.request(
                "POST", Routes.localDestroyed, body: Array("\(id)\n".utf8)),
            let tombstone = (try? JSONValue.parse(answer.body))?.array?.first?.object
        else { return nil }
        let date = tombstone["le"]?.string.flatMap { Instant($0) }
            .map { " le \(ParisTime.date(at: $0).french)" }
        return Failure(
            .noInput, "Cette fiche a été détruite\(date ?? ""), à son échéance.",
            hint: "Le procès-verbal est chez votre DPO.")
    }

    private static func missing(_ text: String) -> Failure {
        Failure(
            .noInput, "Ni fichier, ni fiche de vos boîtes : « \(Output.visible(text)) ».",
            hint: "Voyez « agir-liaison boite » ; un identifiant se donne par 4 signes au moins.")
    }
}
