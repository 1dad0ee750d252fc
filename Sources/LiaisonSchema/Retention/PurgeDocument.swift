public import LiaisonBase

/// A procès-verbal as people read, print and file it.
public struct PurgeDocument: Sendable {
    private let acte: PurgeActe
    private let own: Carte

    public init(_ acte: PurgeActe, _ own: Carte) {
        self.acte = acte
        self.own = own
    }

    /// What it says, a line each.
    private var rows: [(label: String, value: String)] {
        var rows = [
            ("Numéro", String(acte.numero)),
            ("Structure", "\(own.libelle) (\(acte.structure))"),
            ("Fait le", ParisTime.french(acte.le)),
            ("Règles", rules),
            ("Plis détruits", String(acte.nombre)),
        ]
        for (model, count) in acte.parModele.sorted(by: { $0.key < $1.key }) {
            rows.append(("  dont \(Self.category(model))", String(count)))
        }
        if let unread = acte.nonLus {
            rows.append(("  dont jamais ouverts", String(unread)))
        }
        rows += [
            ("Scellés du", "\(acte.premier.french) au \(acte.dernier.french)"),
            ("Suspendus", "\(acte.suspendus), par un contentieux, un incident ou une demande"),
            ("Méthode", acte.methode.map(Self.method).joined(separator: " ; ")),
            ("Magasins", acte.magasins.map(Self.place).joined(separator: " ; ")),
            (
                "Contrôle",
                acte.controle == .conforme
                    ? "conforme : plus rien de ces plis dans les bases ni leurs journaux"
                    : "à vérifier : un lecteur tenait la base ouverte"
            ),
            ("Journal avant", Self.point(acte.avant)),
            ("Journal après", Self.point(acte.apres)),
        ]
        return rows
    }

    private static let title = "Procès-verbal de destruction"

    private var rules: String {
        acte.regle.split(separator: ",").map { text in
            guard let rule = RetentionRule(versioned: String(text)) else { return String(text) }
            return "\(rule.french) (\(rule.source))"
        }.joined(separator: " ; ")
    }

    private static func category(_ model: String) -> String {
        FicheModele(rawValue: model)?.french ?? Objet(rawValue: model)?.french ?? model
    }

    private static func method(_ code: String) -> String {
        switch code {
        case "cle-detruite": "la clé de chaque pli est détruite d'abord"
        case "contenu-ecrase": "le contenu scellé est effacé et écrasé (secure_delete)"
        case "journal-wal-tronque": "les journaux des bases sont tronqués"
        case "tombe-inscrite": "l'empreinte de chaque pli est inscrite, pour qu'il ne revienne pas"
        default: code
        }
    }

    private static func place(_ place: PurgeActe.Magasin) -> String {
        switch place.nom {
        case "sauvegardes-des-cles":
            "les sauvegardes des clés, à détruire au plus tard le \(place.jusquA?.french ?? "")"
        case "hors-controle:fichiers-des-agents":
            "hors du contrôle du service : les fichiers que des agents ont écrits"
        case "hors-controle:copies-des-destinataires":
            "hors du contrôle du service : les copies des destinataires"
        default: place.nom
        }
    }

    private static func point(_ text: String) -> String {
        let lines = text.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count >= 3 else { return "" }
        return "\(lines[1]) enregistrements, racine \(lines[2])"
    }

    public var text: String {
        let width = rows.map(\.label.count).max() ?? 0
        return "\(Self.title)\n\n"
            + rows.map { row in
                row.label + String(repeating: " ", count: width + 2 - row.label.count) + row.value
                    + "\n"
            }.joined()
    }

    /// One self-contained page that prints on A4.
    public var html: String {
        var page = HTMLPage()
        let title = "\(Self.title) n° \(acte.numero)"
        page.heading(own.libelle, level: .programme, value: nil)
        page.heading(title, level: .title, value: nil)
        for row in rows { page.add(label: row.label, value: row.value, indent: 0) }
        page.add(
            "Ce document ne nomme personne. L'acte signé par le service en est l'original.",
            indent: 0, hanging: 0)
        return page.document(title: "\(title) — \(acte.structure)")
    }

    public var json: JSONValue { .object(acte.object) }
}
