public import LiaisonBase

/// The two forms in which the answer is handed over.
extension AccessDocument {
    public var json: JSONValue {
        var object = JSONObject()
        object.put("demande", integer: demande)
        object.put("recue", recue)
        object.put("faitLe", faitLe)
        var responsable = JSONObject()
        responsable.put("structure", responsible.structure)
        responsable.put("libelle", responsible.libelle)
        if !responsible.dpo.isEmpty { responsable.put("dpo", texts: responsible.dpo) }
        object["responsable"] = .object(responsable)
        object.put("numeroAGDREF", numeroAGDREF.digits)
        object.put("finalite", Self.purpose)
        object.put("donnees", objects: plis.map(json))
        object.put("transmissions", objects: transmissions.map(json))
        object.put(
            "detruites",
            objects: destructions.map { item in
                var object = JSONObject()
                object.put("id", item.id)
                object.put("le", item.le)
                object.put("regle", item.regle?.french)
                return object
            })
        object.put("nonLues", integer: manquants.count)
        object.put("droits", texts: rights)
        return .object(object)
    }

    private func json(_ item: AccessAnswer.Item) -> JSONObject {
        var object = item.object
        object.put("origine", name(item.de))
        if let kept = conservation[PliKey(de: item.de, id: item.id)] {
            var conservation = JSONObject()
            conservation.put("jusquA", kept.jusquA)
            conservation.put("regle", kept.regle.french)
            conservation.put("source", kept.regle.source)
            conservation["suspendue"] = .bool(kept.isSuspended)
            object["conservation"] = .object(conservation)
        }
        return object
    }

    private func json(_ line: Transmission) -> JSONObject {
        var object = JSONObject()
        object.put("id", line.id)
        object.put("objet", line.objet.rawValue)
        object.put("origine", name(line.de))
        object.put("destinataire", name(line.pour))
        object.put("scelle", line.scelle)
        object.put("remis", line.remis)
        object.put("ouvert", line.ouvert)
        guard !line.voie.isProven else { return object }
        object.put("voie", line.voie.rawValue)
        object["declare"] = .bool(true)
        return object
    }

    /// One self-contained page that prints on A4.
    public var html: String {
        var page = HTMLPage()
        let title = "Vos données personnelles"
        page.heading(responsible.libelle, level: .programme, value: nil)
        page.heading(title, level: .title, value: nil)
        if !responsible.dpo.isEmpty {
            page.add(
                label: "Délégué à la protection des données",
                value: responsible.dpo.joined(separator: "\n"), indent: 0)
        }
        page.add(label: "Demande", value: "n° \(demande), reçue le \(recue.french)", indent: 0)
        page.add(label: "Fait le", value: faitLe.french, indent: 0)
        page.add(label: "N° AGDREF", value: numeroAGDREF.digits, indent: 0)
        page.add(Self.purpose, indent: 0, hanging: 0)
        if plis.isEmpty, manquants.isEmpty {
            page.add("Aucune donnée n'est conservée.", indent: 0, hanging: 0)
        }
        for item in plis { print(item, on: &page) }
        printTransmissions(on: &page)
        if !destructions.isEmpty {
            page.heading("Ce qui a été détruit", level: .section, value: nil)
            for item in destructions {
                page.add(
                    label: String(item.id.text.prefix(8)),
                    value: "le \(ParisTime.date(at: item.le).french)"
                        + (item.regle.map { " ; \($0.french)" } ?? ""), indent: 0)
            }
        }
        if !manquants.isEmpty {
            page.add(
                Plural.of(
                    manquants.count, "envoi scellé est conservé et n'a pas pu être lu.",
                    "envois scellés sont conservés et n'ont pas pu être lus."),
                indent: 0, hanging: 0)
        }
        page.heading("Vos droits", level: .section, value: nil)
        for text in rights { page.add(text, indent: 0, hanging: 0) }
        return page.document(title: "\(title) — \(responsible.structure)")
    }

    private func print(_ item: AccessAnswer.Item, on page: inout HTMLPage) {
        let kind = item.modele?.french ?? item.objet.french
        page.heading(
            "\(kind), du \(ParisTime.date(at: item.scelle).french)", level: .section, value: nil)
        page.add(
            label: "Origine",
            value: name(item.de) + (item.fonction.map { ", \($0)" } ?? ""), indent: 0)
        if let kept = conservation[PliKey(de: item.de, id: item.id)] {
            page.add(label: "Conservation", value: kept.french, indent: 0)
        }
        let lines =
            item.modele.map { PersonExtract.lines(item.contenu, $0) }
            ?? item.contenu.members.map {
                (Self.label($0.key), Self.said($0.value, of: $0.key))
            }
        for line in lines { page.add(label: line.label, value: line.value, indent: 0) }
        for piece in item.pieces {
            page.add(
                label: "Pièce jointe",
                value: AttachmentType.said(piece.type, bytes: piece.taille), indent: 0)
        }
    }

    /// Of the messages that are no form; a table's columns have their own.
    private static func label(_ key: String) -> String {
        switch key {
        case "numeroAGDREF": "N° AGDREF"
        case "le": "Fin de l'accompagnement"
        case "demande": "Droit demandé"
        case "origine": "Remis par"
        case "voie": "Par quelle voie"
        case "recuLe": "Reçu le"
        case "champs": "À rectifier"
        default: key
        }
    }

    /// A value of such a message as people write it: a day, a right, a road; what is to be corrected, a line a
    /// field, in the words of the forms.
    private static func said(_ value: JSONValue, of key: String) -> String {
        if key == "champs" { return CorrectedFields.lines(value).joined(separator: "\n") }
        guard let text = value.string else {
            guard let object = value.object else { return value.bool.map(yesOrNo) ?? value.text }
            return object.members.map { "\($0.key) : \(said($0.value, of: $0.key))" }
                .joined(separator: "\n")
        }
        switch key {
        case "demande": return Droit(rawValue: text)?.french ?? text
        case "voie": return VoieRecue(rawValue: text)?.french ?? text
        default:
            if let day = CalendarDate(text) { return day.french }
            return Instant(text).map(ParisTime.french) ?? text
        }
    }

    private static func yesOrNo(_ isTrue: Bool) -> String { isTrue ? "oui" : "non" }

    private func printTransmissions(on page: inout HTMLPage) {
        page.heading("À qui ces données ont été transmises", level: .section, value: nil)
        guard !transmissions.isEmpty else {
            return page.add("À personne.", indent: 0, hanging: 0)
        }
        for line in transmissions {
            let dates = [
                line.remis.map { "remise le \(ParisTime.date(at: $0).french)" },
                line.ouvert.map { "ouverte le \(ParisTime.date(at: $0).french)" },
            ].compactMap(\.self)
            page.add(
                label: ParisTime.date(at: line.scelle).french,
                value: "\(line.objet.french), par \(name(line.de)), à \(name(line.pour))"
                    + (line.voie.isProven ? "" : ", \(line.voie.french(of: line.objet)) (déclaré)")
                    + dates.map { " ; \($0)" }.joined(), indent: 0)
        }
    }
}
