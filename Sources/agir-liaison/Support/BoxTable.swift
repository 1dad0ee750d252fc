import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// The rows of a box: a table for people, `--json` for programs (cli.md, `boite`).
struct BoxTable {
    private let box: BoiteName
    private let listing: BoxView.Listing

    init(_ box: BoiteName, _ listing: BoxView.Listing) {
        self.box = box
        self.listing = listing
    }

    /// On a terminal also the persons, for what this agent wrote or opened.
    func show() {
        guard !listing.rows.isEmpty else {
            return Output.line(
                box == .reception ? "Aucune fiche reçue." : "Aucune fiche envoyée.")
        }
        let partner = box == .reception ? "DE" : "POUR"
        let heading =
            Terminal.showsOutput
            ? ["N°", "STATUT", partner, "PERSONNE", "MODÈLE", "SCELLÉE", "ID"]
            : ["N°", "STATUT", partner, "MODÈLE", "SCELLÉE", "AUTEUR", "IDENTIFIANT"]
        Output.table([heading] + listing.rows.enumerated().map { cells($0.element, $0.offset) })
        for (row, replaced) in listing.replacements {
            Output.line(
                "   n° \(row + 1) remplace la fiche n° \(replaced + 1), du "
                    + Output.local(listing.rows[replaced].scelle))
        }
        let unverified = Set(listing.rows.filter(listing.isToVerify).map(\.de))
        for name in unverified.sorted(by: { $0.text < $1.text }) {
            Output.line(
                "   \(name) : à vérifier, ne croyez rien avant. Un référent ou l'administrateur compare son "
                    + "empreinte de vive voix : « agir-liaison contact verifier \(name) ».")
        }
        for (index, row) in listing.rows.enumerated() where box == .envoi {
            if row.isHeldBack {
                Output.line(
                    "   n° \(index + 1) : RETENUE, la clé d'un destinataire a été révoquée. "
                        + "Refaites-la : « agir-liaison corriger \(index + 1) ».")
            }
            for accuse in row.accuses {
                Output.line(
                    "   n° \(index + 1) : \(accuse.statut.rawValue) par \(accuse.par), "
                        + Output.local(accuse.le) + SuiviCommand.refusal(accuse.motif))
            }
        }
    }

    private func cells(_ row: BoxEntry, _ index: Int) -> [String] {
        let first = [
            String(index + 1), listing.isToVerify(row) ? "à vérifier" : row.statut,
            (box == .reception ? row.de : row.pour).text,
        ]
        let model = row.modele?.rawValue ?? row.objet.rawValue
        let sealed = Output.local(row.scelle)
        guard Terminal.showsOutput else {
            return first + [model, sealed, row.auteur.description, row.id.text]
        }
        let person = listing.person(row)
        let name = person.map { "\(Output.visible($0.name)) (\($0.birthYear))" } ?? ""
        // A screen is 80 columns wide, and 8 signs of an id are enough to name a fiche.
        return first + [name, model, String(sealed.prefix(10)), String(row.id.text.prefix(8))]
    }

    static func json(_ row: BoxEntry, isToVerify: Bool) -> JSONValue {
        var members: [(String, JSONValue?)] = [
            ("id", .text(row.id)),
            ("roles", row.roles.isEmpty ? nil : .array(row.roles.map { .string($0.rawValue) })),
            ("objet", .code(row.objet)), ("modele", .code(row.modele)), ("de", .text(row.de)),
            ("pour", .text(row.pour)), ("auteur", .text(row.auteur)), ("scelle", .text(row.scelle)),
            ("recu", .text(row.recu)), ("statut", .string(row.statut)),
            ("aVerifier", isToVerify ? .bool(true) : nil),
            ("conserverJusquA", .text(row.conserverJusquA)), ("taille", .count(row.taille)),
            ("reponseA", .text(row.reponseA)), ("remplace", .text(row.remplace)),
        ]
        if row.envoi != nil {
            members += [
                ("retenu", row.isHeldBack ? .bool(true) : nil),
                ("accuses", .array(row.accuses.map(json))),
            ]
        }
        return .row(members)
    }

    private static func json(_ accuse: BoxEntry.Receipt) -> JSONValue {
        .row([
            ("statut", .code(accuse.statut)), ("par", .text(accuse.par)),
            ("le", .text(accuse.le)), ("motif", accuse.motif.map { .string($0) }),
        ])
    }
}
