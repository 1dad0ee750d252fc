import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// Our copies of what left by another road while no daemon answered. Each waits in the agent's folder, sealed
/// to the agent, and is handed over by the first command that reaches the daemon: what left without a trace
/// is here.
package struct WaitingDeposits {
    package let session: Session

    package init(session: Session) { self.session = session }

    private static let folder = "departs"
    private static let ending = ".age"
    /// Bytes: a pli, what is said of it, and the seal.
    private static let limit = 2 * Limits.pli
    /// Seconds that one may wait before it is an alarm.
    private static let patience: Int64 = 7 * 86_400

    /// How many wait in a folder, and since when; nil: none does.
    package static func waiting(in folder: AgentFolder) -> (count: Int, since: Instant)? {
        let times = folder.names(in: Self.folder).compactMap { name in
            name.hasSuffix(ending)
                ? name.split(separator: "-").first.flatMap { Int64($0) } : nil
        }
        guard let oldest = times.min() else { return nil }
        return (times.count, Instant(seconds: oldest))
    }

    /// Says how many wait, and raises the alarm after seven days.
    package func warn() {
        guard let (count, since) = Self.waiting(in: session.folder) else { return }
        session.context.notify(
            .fiche(
                .depositsWait(count, since: since, isLong: session.now - since >= Self.patience)))
    }

    /// Keeps them, durably, before what is made of them is there.
    ///
    /// - Parameters:
    ///   - plis: of one payload, a structure each.
    ///   - target: the deposit's route.
    func add(
        _ plis: [Pli], target: String, about subjects: DataSubjects,
        because justifications: [Justification] = []
    ) throws {
        guard let first = plis.first else { return }
        let id = first.slip.id
        let annotations = try subjects.numbers.flatMap {
            try session.annotations(
                of: $0, de: session.own.structure, id: id, listed: subjects.listed)
        }
        func texts(_ acts: [Acte]) -> JSONValue {
            .array(acts.map { .string(Base64.encode($0.bytes)) })
        }
        let facts = justifications.map {
            JSONValue.object($0.fact(of: first.slip.key).object)
        }
        let head = JSONObject([
            ("cible", .string(target)), ("actes", texts(plis.map(\.acte))),
            ("annotations", texts(annotations)),
            ("faits", facts.isEmpty ? nil : .array(facts)),
        ])
        let sealed = try Age.seal(
            Array((JSONValue.object(head).text + "\n").utf8) + first.age,
            to: [session.identity.age.recipient])
        try session.folder.makeFolder(Self.folder)
        try session.folder.write(
            sealed, to: "\(Self.folder)/\(session.now.seconds)-\(id)\(Self.ending)",
            replacing: false)
    }

    /// Hands over what waits, oldest first.
    ///
    /// - Returns: whether the daemon answered.
    @discardableResult
    package func flush() throws -> Bool {
        for name in session.folder.names(in: Self.folder) where name.hasSuffix(Self.ending) {
            guard try hand("\(Self.folder)/\(name)") else { return false }
        }
        return true
    }

    /// Whether the daemon answered. One that it refuses is kept: somebody has to look.
    private func hand(_ path: String) throws -> Bool {
        guard let waiting = try read(path) else {
            session.context.notify(.fiche(.depositUnreadable))
            return true
        }
        do {
            if let problem = try refusal(of: waiting) {
                // A 409 may be of many things, a closed incident too: the daemon says whether it was there.
                guard problem.status == 409, try isSettled(waiting.plis) else {
                    session.context.notify(.fiche(.depositRefused("\(problem)")))
                    return true
                }
            }
        } catch is SignedClient.Unreachable {
            return false
        }
        session.folder.remove(path)
        return true
    }

    /// - Returns: why the daemon does not take all of it; nil: it has it.
    private func refusal(of waiting: Waiting) throws -> Problem? {
        for pli in waiting.plis {
            // A card that it does not take any more stops nothing: what is late it records all the same.
            do { try session.push(pli.slip.pour) } catch is Problem {}
        }
        do {
            for note in waiting.annotations {
                _ = try session.client.request("PUT", Routes.localAnnotations, body: note)
            }
            for fact in waiting.facts {
                _ = try RetentionClient(session: session).enter(fact)
            }
            for pli in waiting.plis {
                let entry = try session.client.ask(
                    BoxEntry.self, "PUT", waiting.target, body: pli.bytes)
                // Anything else is no proof that it is there.
                guard entry.key == pli.slip.key, entry.pour == pli.slip.pour else {
                    throw LocalUnreadable("envoi")
                }
            }
            return nil
        } catch let problem as Problem {
            return problem
        }
    }

    /// Whether the daemon holds them for each addressee, or destroyed them: there is nothing left to tell it.
    private func isSettled(_ plis: [Pli]) throws -> Bool {
        guard let key = plis.first?.slip.key else { return true }
        do {
            let held = try BoxListing.sent(key.id, session).filter { $0.de == key.de }.map(\.pour)
            if plis.allSatisfy({ held.contains($0.slip.pour) }) { return true }
        } catch is Problem {
            return false
        }
        return try DestroyedFiches.told("\(key)\n", session)?.contains { $0.key == key } ?? false
    }

    private static func acts(_ value: JSONValue?) -> [[UInt8]]? {
        value?.array?.compactMap { $0.string.flatMap { Base64.decode($0) } }
    }

    private struct Waiting {
        let target: String
        let plis: [Pli]
        let annotations: [[UInt8]]
        /// What its author had to justify.
        let facts: [RetentionFact]
    }

    /// Nil for what another identity sealed, or what is damaged.
    private func read(_ path: String) throws -> Waiting? {
        let sealed = try session.folder.read(path, limit: Self.limit)
        guard let content = try? Age.open(sealed, with: session.identity.all),
            let end = content.firstIndex(of: 0x0A),
            let head = (try? JSONValue.parse(content[..<end]))?.object,
            let target = head["cible"]?.string,
            let acts = Self.acts(head["actes"]), let notes = Self.acts(head["annotations"])
        else { return nil }
        let stated = head["faits"]?.array ?? []
        let facts = stated.compactMap { $0.object.flatMap { try? RetentionFact($0) } }
        guard facts.count == stated.count else { return nil }
        let age = Array(content[(end + 1)...])
        let plis = try acts.map { bytes in
            let pli = try Pli(acte: Acte(.pli, bytes), age: age)
            // Signed anew: the agent's key may have been renewed meanwhile.
            return try Pli(acte: pli.slip.signed(by: session.identity.signing), age: age)
        }
        return Waiting(
            target: target + (target.contains("?") ? "&" : "?") + "differe=oui", plis: plis,
            annotations: notes, facts: facts)
    }
}

extension Session {
    /// Tells the daemon first what it was not told yet: openings from files, copies of what left while it
    /// did not answer.
    ///
    /// - Returns: whether it answered.
    @discardableResult
    package func handOver() throws -> Bool {
        let isThere = try FileOpenings(session: self).flush()
        return try isThere && WaitingDeposits(session: self).flush()
    }
}
