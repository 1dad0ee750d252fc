import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// Who is to be written to about an incident, and whom to call there.
struct NoticeTargets {
    let session: Session
    let file: IncidentFile
    /// Those in force today.
    private let conventions: [ConventionState]

    struct Target {
        /// Nil: the OFII, of whom no card is held.
        let structure: StructureName?
        let deadline: NoticeDeadline
        /// Whom to call.
        let contact: String
    }

    /// - Parameter names: those; none: all who wait.
    static func all(
        _ names: [NoticeAddressee], _ file: IncidentFile, _ session: Session
    ) throws -> [Target] {
        let waiting = file.echeances.filter(\.isWaiting).map(\.destinataire)
        let addressees = names.isEmpty ? waiting : names
        guard !addressees.isEmpty else { return [] }
        let targets = try Self(session, file)
        return try addressees.flatMap { addressee -> [Target] in
            switch addressee {
            case .ofii: return try targets.offices()
            case .structure(let name): return [try targets.partner(name)]
            case .cnil, .personnes:
                guard !names.isEmpty else { return [] }
                throw AgentError(
                    .usage, "La CNIL et les personnes ne sont pas prévenues par un pli.",
                    next: .incident(.tellOutside(file.n)))
            }
        }
    }

    private init(_ session: Session, _ file: IncidentFile) throws {
        self.session = session
        self.file = file
        let today = session.today
        conventions = try RetentionClient(session: session).currentConventions()
            .filter { $0.isInForce(on: today) }
    }

    private func partner(_ name: StructureName) throws -> Target {
        guard let deadline = file.deadline(of: .structure(name), session) else {
            throw AgentError(
                .data, "L'incident n° \(file.n) n'a rien à dire à \(name).",
                next: .incident(.addPartner(file.n, name)))
        }
        // Who has its card under another name is told under that one.
        let current = session.current(name)
        return Target(
            structure: current, deadline: deadline, contact: contact(current, type: nil))
    }

    /// The DT OFII that are ours.
    private func offices() throws -> [Target] {
        guard let deadline = file.echeances.first(where: { $0.destinataire == .ofii }) else {
            throw AgentError(.data, "L'incident n° \(file.n) n'a rien à dire à l'OFII.")
        }
        let known = session.offices()
        let names = OFIIOffices(conventions).told(among: known, touched: file.partenaires)
        let offices: [StructureName?] = names.isEmpty ? [nil] : names
        return offices.map {
            Target(structure: $0, deadline: deadline, contact: contact($0, type: .ofii))
        }
    }

    /// As our conventions name it for that structure, else as the partner's card does, else as an agent declared
    /// it, under whatever name.
    private func contact(_ name: StructureName?, type: Convention.Kind?) -> String {
        let fit = conventions.filter { state in
            (type == nil || state.convention.type == type)
                && (name.map(state.convention.avec.contains) ?? true)
        }
        let called = fit.flatMap { state -> [String] in
            let names = name.map { [$0] } ?? state.convention.avec
            return names.compactMap { state.contacts[$0]?.forIncident }
        }
        if let said = called.first { return VisibleText.line(said) }
        let card = name.flatMap { try? session.trustedCard($0) }
        let former = name.map { session.successors().names(of: $0).subtracting([$0]).sorted() }
        let declared = ([name].compactMap(\.self) + (former ?? [])).compactMap(session.declared)
        let held = [
            card?.dpo?.telephone ?? declared.compactMap(\.telephone).first,
            card?.dpo?.courriel ?? card?.courriel ?? declared.compactMap(\.courriel).first,
        ].compactMap(\.self)
        if !held.isEmpty { return VisibleText.line(held.joined(separator: ", ")) }
        // Better than nothing, as long as nobody takes it for this structure's.
        if let other = fit.compactMap(\.unattributed.forIncident).first {
            return "\(VisibleText.line(other)) (de la convention, sans dire de quelle structure)"
        }
        return "contact inconnu : voyez la convention"
    }
}
