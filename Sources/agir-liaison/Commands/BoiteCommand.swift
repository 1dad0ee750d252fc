import ArgumentParser
import FrenchArguments
import LiaisonAgent
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
        let session = try Session.open(try options.context).synchronizedIfReachable(
            saysDeadlines: false)
        for line in Countdowns(session.deadlines).lines(withRest: true) {
            Output.note(Output.visible(line))
        }
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
                    next: "Voyez « agir-liaison contact lister ».")
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
                        + Output.local(receipt["le"]?.string))
            }
        }
    }
}
