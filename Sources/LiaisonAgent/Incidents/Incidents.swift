internal import LiaisonBase
import LiaisonHTTP
package import LiaisonSchema

/// What an agent tells its daemon, and asks of it, about breaches and complaints.
package struct Incidents {
    package let session: Session

    package init(session: Session) { self.session = session }

    /// The same for who handles incidents.
    ///
    /// - Throws: `.notAllowed` for another role.
    package static func handling(_ context: AgentContext) throws -> Incidents {
        let session = try Session.open(context).synchronize()
        try session.require(.handleIncident)
        return Incidents(session: session)
    }

    /// - Parameters:
    ///   - n: that one alone.
    ///   - isReading: whether all that was written of them is read: the log says so.
    package func all(n: Int? = nil, isReading: Bool = false) throws -> [IncidentFile] {
        let incidents = try session.client.ask(
            [LocalIncident].self, "GET", Routes.localIncidents(n: n, isReading: isReading))
        return try incidents.map { try IncidentFile($0, session) }
    }

    /// - Throws: `.noInput` for a number that no incident has.
    package func file(_ n: Int, isReading: Bool = false) throws -> IncidentFile {
        let found = n > 0 ? try all(n: n, isReading: isReading).first : nil
        guard let found else {
            throw AgentError(
                .noInput, "Aucun incident ne porte le numéro \(n).", next: .incident(.list))
        }
        guard found.n == n else { throw LocalUnreadable("incident.n") }
        return found
    }

    /// The register of all of them, and of how many.
    package func register(
        _ format: IncidentRegister.Format
    ) throws -> (content: [UInt8], count: Int) {
        let files = try all(isReading: true)
        let register = IncidentRegister(
            files.map(\.entry), of: session.own.structure, etabli: session.now)
        return (register.content(format), files.count)
    }

    @discardableResult
    package func enter(_ fact: IncidentFact, incident n: Int? = nil) throws -> IncidentFile {
        let incident = try session.client.ask(
            LocalIncident.self, "PUT", Routes.localIncident(n),
            body: Array(JSONValue.object(fact.object).text.utf8), seconds: 300)
        return try IncidentFile(incident, session)
    }

    /// A partner's notice that was opened is an incident of ours: its own clocks run from now.
    package func read(_ notice: ViolationActe, of pli: PliKey) throws -> IncidentFile {
        let texts = IncidentTexts(
            faits: notice.faits, consequences: notice.consequences, mesures: notice.mesures,
            inconnu: notice.inconnu)
        let fact = IncidentFact.lu(
            de: pli.de, id: pli.id,
            .init(
                type: notice.type, numero: notice.numero, phase: notice.phase,
                natures: notice.natures, plis: notice.plis, textes: try sealed(texts)))
        do {
            return try enter(fact)
        } catch let problem as Problem where problem.status == 409 {
            // The daemon may not have heard yet that its sender was verified.
            try session.push(pli.de)
            return try enter(fact)
        }
    }

    /// Why somebody was told late.
    package func explainDelay(
        _ n: Int, to addressee: NoticeAddressee, reason: String
    ) throws -> IncidentFile {
        try enter(.retard(addressee, motif: try session.sealed(reason)), incident: n)
    }

    /// - Parameter reason: when somebody is still to be told.
    package func close(_ n: Int, reason: String?) throws -> IncidentFile {
        try enter(.cloture(motif: try reason.map(session.sealed)), incident: n)
    }

    package func sealed(_ texts: IncidentTexts) throws -> SealedText {
        try texts.sealed(to: session.readers)
    }

    /// A fiche that an incident touches: of a box, or by its whole name.
    package func fiche(_ text: String) throws -> PliKey {
        if let key = PliKey(text.replacing("/", with: " ")) { return key }
        guard Permission.listFiches.allows(session.me?.roles ?? []) else {
            throw AgentError(
                .usage, "Une fiche se nomme ici par STRUCTURE/IDENTIFIANT.",
                next: .incident(.nameFiche))
        }
        let row = try BoxListing.find(text, session)
        return PliKey(de: row.de, id: row.id)
    }
}
