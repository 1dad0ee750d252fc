import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// Sending the notices that were planned.
extension NotifyIncident {
    /// What became of a notice.
    package struct Sent {
        package enum Way: Equatable, Sendable {
            case deposited(PliID)
            /// A sealed file to be mailed: nobody's daemon takes it.
            case written(String, PliID)
            /// Nobody to write to: somebody calls.
            case telephone
        }

        package let notice: Notice
        package let way: Way
    }

    package struct Result {
        package internal(set) var sent: [Sent] = []
        package internal(set) var failures: [(name: String, why: AgentError)] = []
    }

    /// Sends each, whatever becomes of the others.
    ///
    /// - Parameters:
    ///   - save: keeps a sealed file of that name, and says where.
    ///   - told: hears of each as soon as it is sent.
    package func execute(
        _ plan: Plan, _ answers: Answers, save: (String, [UInt8]) throws -> String,
        told: (Sent) -> Void
    ) throws -> Result {
        try session.folder.locked {
            var result = Result()
            for notice in plan.notices {
                do {
                    let notice = try complete(notice, answers)
                    let sent = Sent(notice: notice, way: try send(notice, plan, save: save))
                    result.sent.append(sent)
                    told(sent)
                } catch {
                    result.failures.append((notice.name, AgentError(error)))
                }
            }
            return result
        }
    }

    private func send(
        _ notice: Notice, _ plan: Plan, save: (String, [UInt8]) throws -> String
    ) throws -> Sent.Way {
        let context = session.context
        if let script = notice.script { context.notify(.incident(.script(script))) }
        guard let name = notice.structure else {
            guard plan.input.names.isEmpty else {
                throw AgentError(
                    .notAllowed, "Aucune DT OFII n'est de vos contacts vérifiés : téléphonez.",
                    next: .incident(.callOFII(plan.file.n)))
            }
            context.notify(.incident(.callOFII(plan.file.n)))
            return .telephone
        }
        let roles = try roles(name, notice, plan.input)
        let destination = try Destination(
            name.text, session: session, unverifiedReason: nil, roles: roles, allowsExpired: true)
        if notice.isLate, let reason = notice.acte.motifRetard {
            try incidents.enter(
                .retard(notice.deadline.destinataire, motif: session.sealed(reason)),
                incident: plan.file.n)
        }
        return try send(notice.acte, to: destination, roles, plan, save: save)
    }

    /// The notice with the reason of its delay, when it is late.
    private func complete(_ notice: Notice, _ answers: Answers) throws -> Notice {
        guard notice.isLate else { return notice }
        var notice = notice
        let given = notice.acte.motifRetard ?? answers.lateReasons[notice.deadline.destinataire]
        notice.acte.motifRetard = try lateReason(given, notice.deadline)
        return notice
    }

    /// After the deadline a reason is compulsory: it is recorded, and the partner reads it.
    private func lateReason(_ given: String?, _ deadline: NoticeDeadline) throws -> String {
        guard let given, !given.allSatisfy(\.isWhitespace) else {
            let end = deadline.echeance.map(ParisTime.french) ?? ""
            throw AgentError(
                .data, "Le délai finissait le \(end) : il faut un motif du retard.",
                next: .incident(.giveLateReason))
        }
        return given
    }

    /// The partner's DPOs, or its referents when it has none and that was agreed to.
    private func roles(
        _ name: StructureName, _ notice: Notice, _ input: Input
    ) throws -> [Role] {
        let card = try session.trustedCard(name)
        guard card.agents(with: .dpo).isEmpty else { return [.dpo] }
        if input.allowsReferents { return [.referent] }
        let script = notice.document.script(to: card.libelle, contact: notice.contact)
        session.context.notify(.incident(.script(script)))
        throw AgentError(
            .notAllowed, "La carte de \(name) ne nomme aucun agent DPO.",
            next: .incident(.callPartner))
    }

    private func send(
        _ said: ViolationActe, to destination: Destination, _ roles: [Role], _ plan: Plan,
        save: (String, [UInt8]) throws -> String
    ) throws -> Sent.Way {
        guard let card = destination.card else {
            throw AgentError(.usage, "Une notification va à une structure.")
        }
        var acte = said
        acte.contact = acte.contact.filled
        var sealer = Sealer(
            session: session, destinations: [destination], classical: plan.input.allowsClassical)
        sealer.roles = roles
        // A later notice says all that is known: it stands for the earlier one.
        sealer.link.remplace = plan.file.avis.last { $0.pour == card.structure }?.id
        let sealed = try sealer.seal(
            .violation,
            acte.part(signedBy: session.identity.signing, name: session.agent.nom))
        let (n, id) = (plan.file.n, sealed.manifest.id)
        guard card.daemon != nil else {
            let path = try save(
                "violation-\(n)-\(acte.phase)-\(card.structure).age", sealed.age)
            try incidents.enter(
                .fichier(pour: card.structure, id: id, phase: acte.phase), incident: n)
            return .written(path, id)
        }
        try Dispatch(session, .notice(incident: n, phase: acte.phase)).deliver(sealed, by: sealer)
        return .deposited(id)
    }
}
