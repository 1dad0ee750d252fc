import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// The rows of a box for who reads them on a screen, with the persons' names: of each, a line that says whom and
/// when, and one that says what became of it. 80 columns wide.
struct BoxLines {
    static let width = 80
    private static let partnerWidth = 26
    private static let indent = "    "

    let box: BoiteName
    let listing: BoxView.Listing
    let names: PartnerNames

    var lines: [String] {
        let heading = columns(
            "N°", "SCELLÉE", box == .reception ? "DE" : "POUR", "PERSONNE", "ID")
        return [heading]
            + listing.rows.enumerated().flatMap { index, row in
                [first(row, index)] + Self.wrapped(details(row))
            }
    }

    /// Of the numbers.
    private var digits: Int { max(2, String(listing.rows.count).count) }
    /// What is left of the width.
    private var personWidth: Int { Self.width - digits - 10 - Self.partnerWidth - 8 - 4 * 2 }

    private func first(_ row: BoxEntry, _ index: Int) -> String {
        let person = listing.person(row).map {
            PartnerNames.cut("\(Output.visible($0.name)) (\($0.birthYear))", personWidth)
        }
        return columns(
            String(index + 1), Self.day(listing.sealed(row)), partner(row), person ?? "",
            String(row.id.text.prefix(8)))
    }

    private static func day(_ instant: Instant) -> String {
        String(Output.local(instant).prefix(10))
    }

    private func partner(_ row: BoxEntry) -> String {
        let width = Self.partnerWidth
        let name = listing.partner(row, in: box, names, fitting: width)
        return PartnerNames.cut(Output.visible(name), width)
    }

    private func details(_ row: BoxEntry) -> [String] {
        var details = [Self.state(row, listing), Self.kind(row)]
        details.append("par \(listing.author(row).local)")
        if row.objet == .partage {
            details.append("partagée par \(row.auteur.local) le \(Self.day(row.scelle))")
        }
        if let count = listing.attachments(row) {
            details.append(Plural.of(count, "pièce jointe", "pièces jointes"))
        }
        if let id = row.reponseA { details.append("répond à \(id.text.prefix(8))") }
        return details
    }

    /// What became of it, in words.
    static func state(_ row: BoxEntry, _ listing: BoxView.Listing) -> String {
        if listing.isToVerify(row) { return "à vérifier" }
        return row.envoi?.french(of: row.objet) ?? row.reception?.french ?? row.statut
    }

    /// What it is: «fiche SPE», «anomalie».
    static func kind(_ row: BoxEntry) -> String {
        guard let modele = row.modele else { return row.objet.french }
        let name = modele.french.prefix { $0 != "(" }
        return String(name.hasSuffix(" ") ? name.dropLast() : name)
    }

    private func columns(
        _ number: String, _ day: String, _ partner: String, _ person: String, _ id: String
    ) -> String {
        [
            Self.padded(number, digits), Self.padded(day, 10),
            Self.padded(partner, Self.partnerWidth), Self.padded(person, personWidth), id,
        ].joined(separator: "  ")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// On as few lines as they take, never amid one of them.
    private static func wrapped(_ parts: [String]) -> [String] {
        var lines: [String] = []
        for part in parts {
            if let last = lines.last, last.count + 3 + part.count <= width {
                lines[lines.count - 1] = "\(last) · \(part)"
            } else {
                lines.append(indent + part)
            }
        }
        return lines
    }
}
