import LiaisonBase
import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// An incident as the daemon gives it, with what only its readers can open.
package struct IncidentFile {
    package let incident: LocalIncident
    /// Nil for who is not among their readers.
    package let textes: IncidentTexts?
    /// The reasons of its steps, as far as they open.
    let reasons: IncidentReasons

    /// - Throws: `LocalUnreadable` when who handles incidents is not told all of it.
    package init(_ incident: LocalIncident, _ session: Session) throws {
        guard
            incident.dossier != nil
                || !Permission.handleIncident.allows(session.me?.roles ?? [])
        else { throw LocalUnreadable("incident.dossier") }
        self.incident = incident
        reasons = IncidentReasons(session.identity.all)
        textes = incident.dossier?.textes.flatMap {
            IncidentTexts($0, with: session.identity.all)
        }
    }

    package var n: Int { incident.n }
    package var type: IncidentKind { incident.type }
    package var echeances: [NoticeDeadline] { incident.echeances }
    /// The incidents' own time.
    package var heure: Instant { incident.heure }
    package var isClosed: Bool { incident.cloture != nil }
    /// For people.
    package var statut: String { incident.statut.french(type) }
    package var partenaires: [StructureName] { incident.partenaires }
    package var avis: [LocalIncidentFile.Avis] { incident.dossier?.avis ?? [] }
    /// Whether the texts are a partner's: they are not ours to pass on.
    package var isTold: Bool { incident.dossier?.isTold == true }
    /// The notices of a partner, when one told us.
    package var origine: [PliKey] { incident.dossier?.origine ?? [] }
    /// Nil when they are a partner's, or sealed for others.
    package var ownTexts: IncidentTexts? { isTold ? nil : textes }
    /// When it was found, or the complaint came.
    package var beginning: Instant? { incident.moments.reception ?? incident.moments.decouverte }

    /// What was exchanged with a partner: its part of what is touched.
    package func reach(_ partner: StructureName) -> IncidentReach.Partner {
        incident.touche.partners[partner] ?? IncidentReach.Partner()
    }

    /// Why a notice is late, as it was said last.
    package func lateReason(_ addressee: NoticeAddressee) -> String? {
        let said = incident.dossier?.etapes.last { step in
            if case .retard(addressee, _) = step.fact { return true }
            return false
        }
        guard case .retard(_, let motif)? = said?.fact else { return nil }
        return reasons.text(motif)
    }

    /// The clock that being told stops.
    package func deadline(of addressee: NoticeAddressee, _ session: Session) -> NoticeDeadline? {
        var current = addressee
        if case .structure(let name) = addressee { current = .structure(session.current(name)) }
        let stopped = current.stopped(of: echeances.map(\.destinataire)) {
            (try? session.folder.contact($0))??.carte.type
        }
        return echeances.first { $0.destinataire == stopped }
    }
}

extension IncidentFile {
    /// How it stands, line by line: what is touched, and the clocks.
    package var report: [String] {
        let unknown = incident.touche.aPreciser
        var lines = [
            "Touché : environ \(Plural.of(incident.personnes, "personne")), "
                + Plural.of(incident.enregistrements, "enregistrement")
                + (unknown > 0 ? ", dont \(unknown) que personne n'a ouverts" : "") + "."
        ]
        lines += partenaires.map { name in
            let part = reach(name)
            return "  \(name) : \(Plural.of(part.enregistrements, "enregistrement")), "
                + Plural.of(part.personnes, "personne")
        }
        if !incident.arrets.isEmpty {
            lines.append(
                "Envois arrêtés : \(incident.arrets.map(\.text).joined(separator: ", ")).")
        }
        lines.append(echeances.isEmpty ? "Aucun délai ne court." : "Délais :")
        return lines + echeances.map { "  \($0.french(at: heure))" }
    }
}
