import LiaisonHTTP
package import LiaisonSchema

/// A referent assembles what is held of the person of a request, and seals it for the DPO.
package struct AssembleAnswer {
    package enum Question: Equatable, Sendable {
        /// No fiche that opens says the AGDREF number: a monthly table may list the person.
        case number
    }

    package struct Plan {
        package let questions: [Question]
        let assembly: AccessAssembly
        let dossier: RequestDossier
    }

    package struct Result {
        package let answer: AccessAnswer
        /// The pli that carries it.
        package let id: PliID
        /// Plis attached to the person that bear another number.
        package let strangers: [PliKey]
        /// Plis that nobody annotated.
        package let toExamine: [PliKey]
    }

    private let session: Session

    /// - Throws: `.notAllowed` for who answers no request.
    package init(_ context: AgentContext) throws {
        session = try Session.open(context).synchronize()
        try session.require(.answerRequest)
    }

    package func plan(_ n: Int) throws -> Plan {
        let dossier = try Requests(session: session).dossier(n)
        try dossier.requireOwn()
        guard dossier.request.isOpen else {
            throw AgentError(
                .data, "La demande n° \(n) est \(dossier.request.statut.french).")
        }
        let assembly = try AccessAssembly(dossier, session)
        return Plan(
            questions: assembly.awaitsNumber ? [.number] : [], assembly: assembly,
            dossier: dossier)
    }

    /// - Parameter number: the answer to the question.
    package func execute(_ plan: Plan, number: AGDREFNumber? = nil) throws -> Result {
        var assembly = plan.assembly
        if let number, assembly.awaitsNumber { try assembly.take(number) }
        guard let number = assembly.number else {
            throw AgentError(
                .data, "Vous ne pouvez ouvrir aucune fiche numérotée de cette personne.",
                next: .sentence(
                    "Un autre référent répond, ou le DPO dit à la personne que rien n'est conservé."
                ))
        }
        let request = plan.dossier.request
        let answer = assembly.answer(number: number)
        let pli = try Sealer(session: session, destinations: [], classical: true)
            .answer(answer.part, for: officers(request))
        return try session.folder.locked {
            try Dispatch(session, about: DataSubjects(number)).send(pli)
            try Requests(session: session).enter(
                .reponse(id: pli.slip.id, plis: answer.plis.map { PliKey(de: $0.de, id: $0.id) }),
                request.n)
            return Result(
                answer: answer, id: pli.slip.id, strangers: assembly.strangers,
                toExamine: plan.dossier.file.aExaminer)
        }
    }

    /// The DPO who asked; the others when that one is no more.
    private func officers(_ request: RightsRequest) throws -> [Carte.Agent] {
        if let asking = session.own.agent(request.par), asking.roles.contains(.dpo) {
            return [asking]
        }
        let others = session.own.agents(with: .dpo)
        guard !others.isEmpty else {
            throw AgentError(
                .notAllowed, "La carte de votre structure ne nomme aucun DPO.",
                next: .sentence("Demandez-le à l'administrateur de votre structure."))
        }
        return others
    }
}
