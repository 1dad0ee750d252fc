import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// Sending the notices that were planned.
extension NotifyIncident {
    /// What became of a notice.
    package struct Sent {
        package enum Way: Equatable, Sendable {
            case deposited(PliID)
            /// A file to hand over: nobody's daemon takes it.
            case made(Handover.Made)
            /// Nobody to write to: somebody calls.
            case telephone
        }

        package let notice: Notice
        package let way: Way
    }

    package struct Result {
        package internal(set) var sent: [Sent] = []
        package internal(set) var failures: [(name: String, why: AgentError)] = []

        /// - Throws: what kept the only one that is still to be sent, or how many are.
        package func requireAll() throws {
            guard let first = failures.first?.why else { return }
            guard failures.count > 1 else { throw first }
            throw AgentError(
                first.code,
                Plural.of(
                    failures.count, "notification n'est pas partie.",
                    "notifications ne sont pas parties."),
                next: .incident(.sendAgain))
        }
    }

    /// Sends each, whatever becomes of the others.
    ///
    /// - Parameters:
    ///   - hands: make the files for partners whom no service reaches.
    ///   - told: hears of each as soon as it is sent.
    package func execute(
        _ plan: Plan, _ answers: Answers, by hands: Handover.Hands, told: (Sent) -> Void
    ) throws -> Result {
        try session.folder.locked {
            var result = Result()
            // Not asked again the next time; that it could not be kept stops no notice.
            if let name = plan.input.nom { try? OwnDPO.remember(name, session.folder) }
            for notice in plan.notices {
                do {
                    let notice = try complete(notice, answers)
                    let sent = Sent(notice: notice, way: try send(notice, plan, by: hands))
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
        _ notice: Notice, _ plan: Plan, by hands: Handover.Hands
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
        if notice.isLate, let reason = notice.acte.motifRetard {
            try incidents.enter(
                .retard(notice.deadline.destinataire, motif: session.sealed(reason)),
                incident: plan.file.n)
        }
        return try send(notice, to: name, roles, plan, by: hands)
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

    /// The partner's DPOs, or its referents when it has none and that was agreed to. One without keys is
    /// called first, then has a file.
    private func roles(
        _ name: StructureName, _ notice: Notice, _ input: Input
    ) throws -> [Role] {
        if let contact = try session.declaredContact(name) {
            if !notice.isOFII {
                let script = notice.document.script(
                    to: contact.libelle, contact: notice.contact)
                session.context.notify(.incident(.script(script)))
            }
            return [.dpo]
        }
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
        _ notice: Notice, to name: StructureName, _ roles: [Role], _ plan: Plan,
        by hands: Handover.Hands
    ) throws -> Sent.Way {
        var notice = notice
        notice.acte.contact = notice.acte.contact.filled
        let part = try notice.acte.part(
            signedBy: session.identity.signing, name: session.agent.nom)
        let way = try PartnerMessage(
            session: session, classical: plan.input.allowsClassical, hands: hands
        ).send(
            .notice(notice.document, part), to: name, roles: roles, allowsExpired: true,
            // A later notice says all that is known: it stands for the earlier one.
            replacing: plan.file.avis.last { $0.pour == name }?.id,
            .notice(incident: plan.file.n, phase: notice.acte.phase))
        return way.made.map { .made($0) } ?? .deposited(way.id)
    }
}
