package import LiaisonCrypto
package import LiaisonSchema

/// An incident as the daemon gives it, with what only its readers can open.
package struct IncidentFile {
    /// A clock of it.
    package struct Echeance {
        package let destinataire: NoticeAddressee
        package let heures: Int64?
        package let echeance: Instant?
        package let statut: String
        package let notifie: Instant?
        /// Whether a notice is on its way.
        package let isSent: Bool

        package init?(_ object: JSONObject) {
            guard let name = object["destinataire"]?.string.flatMap({ NoticeAddressee($0) }) else {
                return nil
            }
            destinataire = name
            heures = object["delai"]?.integer
            echeance = object["echeance"]?.string.flatMap { Instant($0) }
            statut = object["statut"]?.string ?? ""
            notifie = object["notifie"]?.string.flatMap { Instant($0) }
            isSent = object["envoye"]?.bool == true
        }

        /// Whether nothing was sent yet.
        package var isWaiting: Bool { isRunning && !isSent }
        package var isRunning: Bool { ["a-notifier", "envoye", "en-retard"].contains(statut) }

        /// For people, at that time.
        package func french(at time: Instant) -> String {
            let name = destinataire.french
            let until = echeance.map { " avant le \(ParisTime.french($0))" } ?? " sans tarder"
            return switch statut {
            case "a-notifier", "envoye":
                "\(name) : à prévenir\(until)\(Self.left(echeance, at: time))"
                    + (statut == "envoye" ? " ; notification en route" : "")
            case "en-retard":
                "\(name) : EN RETARD, le délai finissait"
                    + (echeance.map { " le \(ParisTime.french($0))" } ?? "")
                    + (isSent ? " ; notification en route" : "")
            case "notifie", "notifie-en-retard":
                "\(name) : prévenu" + (notifie.map { " le \(ParisTime.french($0))" } ?? "")
                    + (statut == "notifie" ? "" : ", EN RETARD")
            case "a-evaluer": "\(name) : risque à évaluer"
            default: "\(name) : sans objet"
            }
        }

        package static func left(_ echeance: Instant?, at time: Instant) -> String {
            guard let echeance, echeance >= time else { return "" }
            let minutes = (echeance - time) / 60
            let rest = minutes % 60
            return " (reste \(minutes / 60) h \(rest < 10 ? "0" : "")\(rest))"
        }
    }

    /// A notice of ours.
    package struct Avis {
        package let pour: StructureName
        package let id: PliID
        package let phase: Int64
        package let le: Instant
        package let par: String
        package let isFile: Bool
        package let remis: Instant?
        package let ouvert: Instant?
        package let refuse: Instant?

        package init?(_ object: JSONObject) {
            func moment(_ key: String) -> Instant? { object[key]?.string.flatMap { Instant($0) } }
            guard let pour = object["pour"]?.string.flatMap({ StructureName($0) }),
                let id = object["id"]?.string.flatMap({ PliID($0) }), let le = moment("le")
            else { return nil }
            self.pour = pour
            self.id = id
            self.le = le
            phase = object["phase"]?.integer ?? 1
            par = object["par"]?.string ?? ""
            isFile = object["fichier"]?.bool == true
            remis = moment("remis")
            ouvert = moment("ouvert")
            refuse = moment("refuse")
        }
    }

    package let object: JSONObject
    package let n: Int
    package let type: IncidentKind
    /// Nil for who is not among their readers.
    package let textes: IncidentTexts?
    package let echeances: [Echeance]
    package let avis: [Avis]
    /// The incidents' own time.
    package let heure: Instant
    private let identities: [AgeIdentity]

    package init(_ object: JSONObject, _ session: Session) throws {
        guard let n = object["n"]?.integer,
            let type = object["type"]?.string.flatMap({ IncidentKind(rawValue: $0) })
        else { throw AgentError(.data, "Le service n'a pas répondu comme attendu.") }
        self.object = object
        self.n = Int(n)
        self.type = type
        identities = session.identity.all
        textes = Self.sealed(object, "textes").flatMap {
            IncidentTexts($0, with: session.identity.all)
        }
        echeances = (object["echeances"]?.array ?? []).compactMap(\.object)
            .compactMap { Echeance($0) }
        avis = (object["avis"]?.array ?? []).compactMap(\.object).compactMap { Avis($0) }
        heure = object["heure"]?.string.flatMap { Instant($0) } ?? session.now
    }

    package static func sealed(_ object: JSONObject, _ key: String) -> SealedText? {
        object[key]?.string.flatMap { Base64.decode($0) }.flatMap { try? SealedText(age: $0) }
    }

    /// For people.
    package var statut: String {
        switch object["statut"]?.string {
        case "a-lire": "notification à ouvrir"
        case "a-qualifier": "à qualifier"
        case "qualifiee": type == .plainte ? "en cours" : "qualifiée"
        case "close": "close"
        default: object["statut"]?.string ?? ""
        }
    }

    package func moment(_ key: String) -> Instant? { object[key]?.string.flatMap { Instant($0) } }
    package func count(_ key: String) -> Int { Int(object[key]?.integer ?? 0) }

    package func texts(_ key: String) -> [String] {
        (object[key]?.array ?? []).compactMap(\.string)
    }

    package var natures: [IncidentNature] {
        texts("natures").compactMap { IncidentNature(rawValue: $0) }
    }
    package var partenaires: [StructureName] {
        texts("partenaires").compactMap { StructureName($0) }
    }

    /// Whether the texts are a partner's: they are not ours to pass on.
    package var isTold: Bool { object["textesDuPartenaire"]?.bool == true }

    /// The notices of a partner, when one told us.
    package var origine: [PliKey] {
        (object["origine"]?.array ?? []).compactMap(\.object).compactMap {
            PliKey("\($0["de"]?.string ?? "") \($0["id"]?.string ?? "")")
        }
    }

    /// What was exchanged with a partner: its part of what is touched.
    package func reach(_ partner: StructureName) -> (
        plis: [PliID], personnes: Int, enregistrements: Int
    ) {
        let found = object["touche"]?.object?["partenaires"]?.object?[partner.text]?.object
        return (
            (found?["plis"]?.array ?? []).compactMap { $0.string.flatMap { PliID($0) } },
            Int(found?["personnes"]?.integer ?? 0), Int(found?["enregistrements"]?.integer ?? 0)
        )
    }

    /// Why a notice is late, as it was said last.
    package func lateReason(_ addressee: NoticeAddressee) -> String? {
        (object["etapes"]?.array ?? []).compactMap(\.object).last {
            $0["fait"]?.string == "retard" && $0["a"]?.string == addressee.description
        }.flatMap { Self.sealed($0, "motif") }?.text(with: identities)
    }

    /// The steps, a line each, with their reasons.
    package var decisions: [String] {
        (object["etapes"]?.array ?? []).compactMap(\.object).map { step in
            let moment = step["le"]?.string.flatMap { Instant($0) }.map(ParisTime.french) ?? ""
            let reason = ["motif", "reference"].compactMap { key -> String? in
                guard step[key] != nil else { return nil }
                let text = Self.sealed(step, key)?.text(with: identities)
                return "\(key == "motif" ? "motif" : "référence") : "
                    + (text ?? "(scellé pour un autre DPO)")
            }
            return
                ([
                    "\(moment), \(step["par"]?.string ?? "") : \(Self.french(step))"
                ] + reason).joined(separator: " ; ")
        }
    }

    /// Who was told outside the program.
    private var told: [String] {
        (object["etapes"]?.array ?? []).compactMap(\.object)
            .filter { $0["fait"]?.string == "notifie" }.map(Self.french)
    }

    private static func french(_ step: JSONObject) -> String {
        func text(_ key: String) -> String { step[key]?.string ?? "" }
        let addressee = NoticeAddressee(text("a"))?.french ?? text("a")
        switch text("fait") {
        case "declaration": return "déclaration"
        case "qualification":
            let parts = [
                step["risque"]?.string.flatMap { IncidentRisk(rawValue: $0)?.french },
                step["ofii"]?.bool.map {
                    $0 ? "données de l'OFII touchées" : "données de l'OFII non touchées"
                },
                (step["sans"]?.array ?? []).isEmpty
                    ? nil
                    : "non concerné : "
                        + (step["sans"]?.array ?? []).compactMap(\.string).joined(separator: ", "),
                ["soupcon", "decouverte", "reception", "connaissance"].compactMap { key in
                    step[key]?.string.flatMap { Instant($0) }
                        .map { "\(key) corrigée au \(ParisTime.french($0))" }
                }.joined(separator: ", "),
            ].compactMap(\.self).filter { !$0.isEmpty }
            return (["qualification"] + parts).joined(separator: ", ")
        case "avis": return "notification n° \(step["phase"]?.integer ?? 1) à \(text("pour"))"
        case "fichier":
            return
                "notification n° \(step["phase"]?.integer ?? 1) à \(text("pour")), écrite en fichier"
        case "accuse":
            return text("statut") == "ouvert"
                ? "ouverte par \(text("pour"))" : "remise à \(text("pour"))"
        case "notifie":
            let moment = text("fait-le")
            let at = Instant(moment).map { " le \(ParisTime.french($0))" } ?? ""
            return "\(addressee) prévenu\(at) par "
                + (NoticeMeans(rawValue: text("moyen"))?.french ?? text("moyen"))
        case "retard": return "retard envers \(addressee)"
        case "recu": return "notification reçue de \(text("de"))"
        case "lu": return "notification de \(text("de")) lue"
        case "envois":
            return step["arretes"]?.bool == true
                ? "envois à \(text("a")) arrêtés" : "envois à \(text("a")) repris"
        case "cloture": return "clôture"
        default: return text("fait")
        }
    }

    /// For the register.
    package var entry: IncidentRegister.Entry {
        var entry: IncidentRegister.Entry = [
            .n: .count(n), .type: .text(type.french),
            .statut: .text(statut),
            .personnes: .count(count("personnes")),
            .enregistrements: .count(count("enregistrements")),
            .declarePar: .text(object["par"]?.string ?? ""), .decisions: .lines(decisions),
        ]
        for (column, key) in [
            (IncidentRegister.Column.decouverte, "decouverte"), (.reception, "reception"),
            (.soupcon, "soupcon"), (.connaissance, "connaissance"), (.declaration, "declaration"),
            (.cloture, "cloture"),
        ] { entry[column] = moment(key).map { .moment($0) } }
        func add(_ column: IncidentRegister.Column, _ text: String?) {
            if let text { entry[column] = .text(text) }
        }
        add(.faits, textes?.faits ?? "(scellé pour un autre DPO)")
        add(.categories, textes?.categories)
        add(.consequences, textes?.consequences)
        add(.mesures, textes?.mesures)
        add(.risque, object["risque"]?.string.flatMap { IncidentRisk(rawValue: $0)?.french })
        add(.origine, origine.first?.de.text)
        func add(_ column: IncidentRegister.Column, _ lines: [String]) {
            if !lines.isEmpty { entry[column] = .lines(lines) }
        }
        add(.natures, natures.map(\.french))
        add(.inconnu, textes?.inconnu ?? [])
        add(.partenaires, partenaires.map(\.text))
        add(.echeances, echeances.map { $0.french(at: heure) })
        add(
            .notifications,
            told
                + avis.map { notice in
                    "\(notice.pour), n° \(notice.phase), le \(ParisTime.french(notice.le)), pli \(notice.id)"
                        + (notice.remis.map { ", remise le \(ParisTime.french($0))" } ?? "")
                        + (notice.ouvert.map { ", ouverte le \(ParisTime.french($0))" } ?? "")
                        + (notice.refuse.map { ", REFUSÉE le \(ParisTime.french($0))" } ?? "")
                })
        return entry
    }
}
