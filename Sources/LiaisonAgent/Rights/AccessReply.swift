import LiaisonHTTP
package import LiaisonSchema

/// What is handed to a person who asked for her data (RGPD, article 15), from what referents assembled.
package struct AccessReply {
    private let session: Session
    private let dossier: RequestDossier
    private var n: Int { dossier.request.n }

    /// Plis that nobody annotated.
    package var toExamine: [PliKey] { dossier.file.aExaminer }

    /// - Throws: `.data` before somebody verified who asks.
    package init(_ n: Int, _ context: AgentContext) throws {
        let requests = try Requests.handling(context)
        session = requests.session
        dossier = try requests.dossier(n)
        try dossier.requireIdentified()
    }

    /// Notes a copy of it that was just written.
    package func record(_ path: String, of document: AccessDocument) {
        let source = Copie.Source(fiches: document.plis.map { PliKey(de: $0.de, id: $0.id) })
        Copies.record(path, .piece, source, session.context)
    }

    /// - Throws: `.tryAgain` while no referent looked at what is held.
    package func document() throws -> AccessDocument {
        let request = dossier.request
        let details = try dossier.details(session)
        let answers = try answers()
        var plis: [PliKey: AccessAnswer.Item] = [:]
        for item in answers.flatMap(\.plis) { plis[PliKey(de: item.de, id: item.id)] = item }
        var document = AccessDocument(
            responsible: .init(session.own),
            demande: request.n, recue: request.recue, faitLe: session.today,
            numeroAGDREF: details.numeroAGDREF)
        document.plis = plis.values.sorted { ($0.scelle, $0.id.text) < ($1.scelle, $1.id.text) }
        document.manquants = try missing(answers).subtracting(plis.keys)
            .sorted { $0.description < $1.description }
        // Of a `partage` whose original went first, its own day counts.
        for pli in dossier.held {
            document.conservation[pli.original ?? pli.key] = pli.keeping.map {
                .init(regle: $0.regle, jusquA: $0.echeance, isSuspended: $0.isSuspended)
            }
        }
        let own = session.own.structure
        document.transmissions = dossier.file.transmissions
            .filter { $0.key.de != own || $0.pour != own }
            .map {
                .init(
                    de: $0.origine, id: $0.key.id, pour: $0.destinataire, objet: $0.objet,
                    scelle: $0.scelle, remis: $0.recu, ouvert: $0.ouvert, voie: $0.voie)
            }
        document.destructions = dossier.file.detruits.map {
            .init(id: $0.key.id, le: $0.le, regle: $0.regle)
        }
        for name in Set(document.transmissions.flatMap { [$0.de, $0.pour] }) {
            document.libelles[name] =
                (try? session.trustedCard(name).libelle) ?? session.declared(name)?.libelle
        }
        return document
    }

    /// What is held, and the tables that no referent could look at.
    private func missing(_ answers: [AccessAnswer]) throws -> Set<PliKey> {
        var missing = Set(dossier.held.map { $0.original ?? $0.key })
        // Nobody said whom a table lists: a referent looks before « aucune donnée » is said.
        let request = dossier.request
        guard request.isOpen || request.reponses.isEmpty || !answers.isEmpty else {
            throw AgentError(
                .noInput, "La demande n° \(n) est close, et ce qui y répondait est détruit.",
                next: .rights(.openAnother))
        }
        guard !answers.isEmpty || missing.isEmpty && dossier.tables.isEmpty else {
            throw AgentError(
                .tryAgain, "Aucun référent n'a encore assemblé ce qui est conservé.",
                next: .rights(.assemble(n)))
        }
        for table in dossier.tables.map(\.key)
        where answers.allSatisfy({ $0.nonOuverts.contains(table) }) {
            missing.insert(table)
        }
        return missing
    }

    /// What referents assembled, each checked to be about this person and no other.
    private func answers() throws -> [AccessAnswer] {
        let keyring = try IndexKeyring.required(session)
        var answers: [AccessAnswer] = []
        for (id, par) in dossier.request.reponses {
            do {
                let (opened, content) = try session.opened(
                    PliKey(de: session.own.structure, id: id))
                guard let answer = try opened.accessAnswer(), answer.demande == n,
                    opened.manifest?.auteur == par,
                    keyring.indices(of: answer.numeroAGDREF)
                        .contains(where: dossier.request.personnes.contains)
                else {
                    throw AgentError(
                        .data, "Cette réponse n'est pas celle de la demande n° \(n).")
                }
                answers.append(answer)
                if let slip = content.pli?.slip { try session.acknowledge(slip) }
            } catch {
                let failure = AgentError(error)
                guard AgentError.isOfOnePli(error), failure.code != .notAllowed else { throw error }
                session.context.notify(
                    .rights(.unreadableAnswer(id, why: failure.message)))
            }
        }
        return answers
    }
}
