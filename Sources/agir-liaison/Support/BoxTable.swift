import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

/// The rows of a box: a table for people, `--json` for programs (cli.md, `boite`).
struct BoxTable {
    private let box: BoiteName
    private let listing: BoxView.Listing
    private let names: PartnerNames

    init(_ box: BoiteName, _ listing: BoxView.Listing, _ names: PartnerNames) {
        self.box = box
        self.listing = listing
        self.names = names
    }

    /// Where somebody reads it also the persons, for what this agent wrote or opened (`BoxLines`).
    func show() {
        defer { showAnswers() }
        guard !listing.rows.isEmpty else {
            guard listing.answers.isEmpty else { return }
            return Output.line(
                box == .reception ? "Aucune fiche reçue." : "Aucune fiche envoyée.")
        }
        if Terminal.isRead {
            let lines = BoxLines(box: box, listing: listing, names: names).lines
            for line in lines { Output.line(line) }
        } else {
            let heading = [
                "N°", "STATUT", box == .reception ? "DE" : "POUR", "MODÈLE", "SCELLÉE", "AUTEUR",
                "IDENTIFIANT",
            ]
            Output.table([heading] + listing.rows.enumerated().map { cells($0.element, $0.offset) })
        }
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
            if let departure = Self.departure(row.partirApres) {
                Output.line(
                    "   n° \(index + 1) : part à \(departure), « agir-liaison retirer \(index + 1) » "
                        + "pour l'annuler.")
            }
            if let partner = row.injoignable {
                Output.line("   n° \(index + 1) : \(partner.french) ; le service essaie encore.")
            }
            for accuse in row.accuses {
                Output.line(
                    "   n° \(index + 1) : \(Etape(accuse.statut).french) par \(accuse.par), "
                        + Output.local(accuse.le) + SuiviCommand.refusal(accuse.motif))
            }
        }
    }

    /// What came by guichets: what it is, opening it says.
    private func showAnswers() {
        for (index, answer) in listing.answers.enumerated() {
            let number = listing.rows.count + index + 1
            Output.line(
                "   n° \(number) : réponse par le guichet, de \(answer.guichet.pour), reçue le "
                    + "\(Output.local(answer.reponse.recu)) : « agir-liaison ouvrir \(number) ».")
        }
    }

    /// The hour at which a sending leaves; nil once it may have left.
    static func departure(_ instant: Instant?) -> String? {
        guard let instant, instant > Now.instant else { return nil }
        return String(Output.local(instant).suffix(5)).replacing(":", with: " h ")
    }

    /// Without a name: who keeps this in a file has none in it.
    private func cells(_ row: BoxEntry, _ index: Int) -> [String] {
        [
            String(index + 1), BoxLines.state(row, listing),
            (box == .reception ? listing.sender(row) : row.pour).text, BoxLines.kind(row),
            Output.local(listing.sealed(row)), listing.author(row).description, row.id.text,
        ]
    }
}
