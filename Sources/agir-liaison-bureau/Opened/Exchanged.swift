import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

/// What was exchanged about a person, whole: what this agent read, and what the daemon knows by her pseudonyms.
struct Exchanged {
    let received: BoxView.Listing
    let sent: BoxView.Listing
    let terms: [PliKey: LocalHeld.Keeping]

    init(_ number: AGDREFNumber, _ session: Session) throws {
        // Without an index key, or the daemon, what was read is all that is known.
        let person = try? Person(number, session)
        let known = try person.flatMap { person -> KnownPerson? in
            guard Permission.closeFile.allows(session.me?.roles ?? []) else { return nil }
            return try RetentionClient(session: session).known(person.indices)
        }
        let held = (known?.fiches ?? []).filter { $0.objet != .tableauOFII }
        (received, sent) = try BoxView(session).about(number, others: Set(held.map(\.key)))
        terms = Dictionary(
            held.compactMap { fiche in fiche.keeping.map { (fiche.key, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    var person: Repertoire.Person? {
        received.rows.lazy.compactMap { received.person($0) }.first
            ?? sent.rows.lazy.compactMap { sent.person($0) }.first
    }

    /// Those that a colleague can be given.
    var fiches: [PliKey] {
        var seen = Set<PliKey>()
        return (received.rows + sent.rows).filter {
            [.fiche, .recu, .partage].contains($0.objet) && $0.reception != .remplace
                && seen.insert($0.key).inserted
        }.map(\.key)
    }
}
