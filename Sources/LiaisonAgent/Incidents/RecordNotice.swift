import LiaisonHTTP
package import LiaisonSchema

/// Recording what was said outside the program: it stops that clock.
package struct RecordNotice {
    package struct Input {
        package var n: Int
        package var addressee: NoticeAddressee
        package var le: Instant
        package var means: NoticeMeans
        /// A name, a number of the call or of the file.
        package var reference: String
        /// Why it was late.
        package var lateReason: String?

        package init(
            n: Int, addressee: NoticeAddressee, le: Instant, means: NoticeMeans, reference: String,
            lateReason: String? = nil
        ) {
            self.n = n
            self.addressee = addressee
            self.le = le
            self.means = means
            self.reference = reference
            self.lateReason = lateReason
        }
    }

    package enum Question: Equatable, Sendable {
        /// The deadline was over: why? It may be said later.
        case lateReason(end: Instant)
    }

    package struct Plan {
        package let questions: [Question]
        let input: Input
        /// Whose clock it stops, when it was over and a reason is to be entered.
        let late: NoticeAddressee?
    }

    private let incidents: Incidents

    package init(_ incidents: Incidents) { self.incidents = incidents }

    package func plan(_ input: Input) throws -> Plan {
        let file = try incidents.file(input.n)
        guard let deadline = file.deadline(of: input.addressee, incidents.session),
            let end = deadline.echeance, input.le > end,
            input.lateReason != nil || file.lateReason(deadline.destinataire) == nil
        else { return Plan(questions: [], input: input, late: nil) }
        return Plan(
            questions: input.lateReason == nil ? [.lateReason(end: end)] : [], input: input,
            late: deadline.destinataire)
    }

    /// - Parameter lateReason: the answer to the question.
    package func execute(_ plan: Plan, lateReason: String? = nil) throws -> IncidentFile {
        let (input, session) = (plan.input, incidents.session)
        return try session.folder.locked {
            if let late = plan.late, let reason = input.lateReason ?? lateReason,
                !reason.allSatisfy(\.isWhitespace)
            {
                try incidents.enter(
                    .retard(late, motif: try session.sealed(reason)), incident: input.n)
            }
            return try incidents.enter(
                .notifie(
                    input.addressee, le: input.le, moyen: input.means,
                    reference: try session.sealed(input.reference)), incident: input.n)
        }
    }
}
