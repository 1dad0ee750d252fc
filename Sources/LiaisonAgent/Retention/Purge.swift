package import LiaisonBase
package import LiaisonHTTP
package import LiaisonSchema

/// Destroying now what is past its day, by the DPO.
package enum Purge {
    package enum Question: Equatable, Sendable {
        /// Whether so many plis are destroyed, for good.
        case destroys(Int)
    }

    package struct Plan {
        package let session: Session
        package let questions: [Question]
    }

    package struct Result: Equatable, Sendable {
        package let destroyed: Int
        package let suspended: Int
        /// Nil when nothing was destroyed, or when the daemon finishes the run by itself.
        package let attestation: PurgeSlice.Attestation?

        package init(destroyed: Int, suspended: Int, attestation: PurgeSlice.Attestation?) {
            self.destroyed = destroyed
            self.suspended = suspended
            self.attestation = attestation
        }
    }

    /// What a purge of that day would destroy, and what a hold keeps from it, in the order of the days.
    /// Once seen to the end, durations that were changed apply.
    package static func preview(
        on day: CalendarDate, _ session: Session
    ) throws -> [DuePli] {
        var rows: [DuePli] = []
        var after: PliID?
        repeat {
            let page = try session.client.ask(
                PurgePage.self, "GET", Routes.localPurge(on: day, after: after), seconds: 300)
            rows += page.plis
            after = page.next
        } while after != nil
        return rows.sorted { ($0.echeance, $0.key.id.text) < ($1.echeance, $1.key.id.text) }
    }

    package static func preview(
        on day: CalendarDate, _ context: AgentContext
    ) throws -> [DuePli] {
        try preview(on: day, Session.ready(context, for: .purge))
    }

    /// - Parameter asks: whether somebody is there to answer. Nobody sees a preview else, and changed
    ///   durations are not taken for seen.
    package static func plan(_ context: AgentContext, asks: Bool) throws -> Plan {
        let session = try Session.ready(context, for: .purge)
        guard asks else { return Plan(session: session, questions: []) }
        let due = try preview(on: session.today, session).count { !$0.isSuspended }
        return Plan(session: session, questions: due == 0 ? [] : [.destroys(due)])
    }

    /// - Parameters:
    ///   - confirmed: the answer to the question that the plan asks.
    ///   - confirmsClock: whether the DPO answers for the server's time.
    ///   - wait: waits a second for the daemon's own purge.
    package static func execute(
        _ plan: Plan, confirmed: Bool, confirmsClock: Bool, wait: () -> Void
    ) throws -> Result {
        guard plan.questions.isEmpty || confirmed else {
            throw AgentError(.usage, "Rien n'est détruit.")
        }
        let session = plan.session
        var (destroyed, confirms) = (0, confirmsClock)
        var last: PurgeSlice?
        var progress: Progress?
        repeat {
            guard
                let slice = try slice(
                    session, confirmsClock: confirms, isFirst: destroyed == 0, wait)
            else { break }
            confirms = false
            last = slice
            destroyed += slice.destroyed
            var counted =
                progress
                ?? Progress(of: slice.destroyed + slice.left, .plisDestroyed, session.context)
            for _ in 0..<slice.destroyed { counted.step() }
            progress = counted
        } while last?.left ?? 0 > 0
        return Result(
            destroyed: destroyed, suspended: last?.suspended ?? 0, attestation: last?.attestation)
    }

    /// Seconds that the daemon's own purge is waited for.
    private static let patience = 60

    /// - Returns: nil when the daemon's own purge goes on with what this one began.
    private static func slice(
        _ session: Session, confirmsClock: Bool, isFirst: Bool, _ wait: () -> Void
    ) throws -> PurgeSlice? {
        for second in 0... {
            do {
                return try session.client.ask(
                    PurgeSlice.self, "POST", Routes.localPurge(confirmsClock: confirmsClock),
                    seconds: 600)
            } catch let problem as Problem where problem.status == 429 {
                guard isFirst else { return nil }
                guard second < patience else { throw problem }
                wait()
            }
        }
        return nil
    }
}

extension Purge.Result {
    /// What `purge executer --json` prints (cli.md).
    package var json: JSONValue {
        .row([
            ("detruits", .count(destroyed)), ("suspendus", .count(suspended)),
            ("procesVerbal", .count(attestation?.numero)),
            ("controle", .code(attestation?.controle)),
        ])
    }
}
