public import LiaisonBase

/// A procès-verbal as people read, sign and file it: in sentences, what was destroyed, by which rule, how, and
/// what is left out of reach (guide AGIR 2022, annexe 6.1, art. 3).
public struct PurgeDocument: Sendable {
    private let acte: PurgeActe
    private let own: Carte

    public init(_ acte: PurgeActe, _ own: Carte) {
        self.acte = acte
        self.own = own
    }

    private var title: String { "Procès-verbal de destruction n° \(acte.numero)" }

    private func print(on page: inout some FormPage) {
        func paragraph(_ text: String) { page.add(text, indent: 0, hanging: 0) }
        page.heading(own.libelle, level: .programme, value: nil)
        page.heading(title, level: .title, value: nil)
        page.gap()
        paragraph(
            "Le \(ParisTime.french(acte.le)), le service de « \(own.libelle) » (\(acte.structure)) a "
                + "constaté \(Self.destroyed(acte.nombre)). Le présent procès-verbal ne nomme "
                + "personne.")
        section("Ce qui a été détruit", on: &page)
        page.add(label: "Plis détruits", value: String(acte.nombre), indent: 0)
        for (model, count) in acte.parModele.sorted(by: { $0.key < $1.key }) {
            page.add(label: "dont \(Self.category(model))", value: String(count), indent: 2)
        }
        if let unread = acte.nonLus {
            page.add(label: "dont jamais ouverts ici", value: String(unread), indent: 2)
        }
        page.add(
            label: "Scellés",
            value: acte.premier == acte.dernier
                ? "le \(acte.premier.french)"
                : "du \(acte.premier.french) au \(acte.dernier.french)", indent: 0)
        page.add(
            label: "Gardés au-delà du terme",
            value: acte.suspendus == 0
                ? "aucun" : "\(acte.suspendus), pour un contentieux, un incident ou une demande",
            indent: 0)
        section("En application de quoi", on: &page)
        for rule in rules { page.add("- \(rule)", indent: 0, hanging: 2) }
        section("De quelle façon", on: &page)
        for method in acte.methode {
            page.add("- \(Self.method(method))", indent: 0, hanging: 2)
        }
        section("Où, et ce qui peut en rester", on: &page)
        for place in acte.magasins {
            page.add("- \(Self.place(place))", indent: 0, hanging: 2)
        }
        section("Contrôle et preuve", on: &page)
        paragraph(
            acte.controle == .conforme
                ? "Contrôle fait après la destruction : conforme. Plus rien de ces plis n'est dans les "
                    + "bases ni dans leurs journaux."
                : "Contrôle fait après la destruction : à vérifier. Un lecteur tenait la base ouverte."
        )
        page.add(label: "Journal de traçabilité, avant", value: Self.point(acte.avant), indent: 0)
        page.add(label: "Journal de traçabilité, après", value: Self.point(acte.apres), indent: 0)
        paragraph(
            "L'original est l'acte que le service a signé de sa clé ; ce document en est la lecture."
        )
        section("Signature", on: &page)
        page.add("Fait à ………………………………………, le …… / …… / …………", indent: 0, hanging: 0)
        page.place(label: "Nom et qualité du signataire", lines: 1)
        page.place(label: "Signature, pour \(own.libelle), responsable du traitement", lines: 3)
    }

    private func section(_ title: String, on page: inout some FormPage) {
        page.gap()
        page.heading(title, level: .section, value: nil)
    }

    private static func destroyed(_ count: Int) -> String {
        count == 1
            ? "qu'un pli scellé portant des données personnelles était arrivé au terme de sa "
                + "conservation, et l'a détruit"
            : "que \(count) plis scellés portant des données personnelles étaient arrivés au terme de "
                + "leur conservation, et les a détruits"
    }

    /// With the source of each.
    private var rules: [String] {
        acte.regle.split(separator: ",").map { text in
            guard let rule = RetentionRule(versioned: String(text)) else { return String(text) }
            return "\(rule.french) (\(rule.source))"
        }
    }

    private static func category(_ model: String) -> String {
        FicheModele(rawValue: model)?.french ?? Objet(rawValue: model)?.french ?? model
    }

    private static func method(_ code: String) -> String {
        switch code {
        case "cle-detruite": "la clé sans laquelle le pli ne se lit pas a été détruite la première"
        case "contenu-ecrase": "le contenu scellé a été effacé, puis écrasé sur le disque"
        case "journal-wal-tronque": "les journaux des bases ont été vidés"
        case "tombe-inscrite":
            "l'empreinte de chaque pli a été inscrite, pour qu'une sauvegarde ne le fasse pas revenir"
        default: code
        }
    }

    private static func place(_ place: PurgeActe.Magasin) -> String {
        switch place.nom {
        case "liaison.sqlite": "la base des plis scellés : détruits"
        case "cles.sqlite": "la base des clés : détruites"
        case "sauvegardes-des-cles":
            "les sauvegardes des clés : à détruire au plus tard le \(place.jusquA?.french ?? "")"
        case "hors-controle:fichiers-des-agents":
            "hors de la portée du service : les fichiers que des agents ont écrits sur leur poste"
        case "hors-controle:copies-des-destinataires":
            "hors de la portée du service : les exemplaires des destinataires"
        default: place.nom
        }
    }

    private static func point(_ text: String) -> String {
        let lines = text.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count >= 3, let size = UInt64(lines[1]) else { return "" }
        return "\(Plural.of(size, "enregistrement")), racine \(lines[2])"
    }

    /// Lines of at most 80 columns.
    public var text: String {
        var page = TextPage()
        print(on: &page)
        return page.text
    }

    /// One self-contained page that prints on A4, to be signed.
    public var html: String {
        var page = HTMLPage()
        print(on: &page)
        return page.document(
            title: "\(title) — \(acte.structure)", foot: "\(title) — \(own.libelle)")
    }

    public var json: JSONValue { .object(acte.object) }
}

extension PurgeActe {
    /// Its rules in words; one of a later program as it names it.
    public var frenchRules: String {
        regle.split(separator: ",").map { code in
            RetentionRule(versioned: String(code))?.french ?? VisibleText.line(String(code))
        }.joined(separator: ", ")
    }
}
