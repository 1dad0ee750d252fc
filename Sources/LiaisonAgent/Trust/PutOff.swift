import LiaisonHTTP
import LiaisonSchema

/// What was said today, each line once (formats.md, «Files of an agent», `rappels`).
struct SaidToday {
    private static let file = "rappels"
    private static let limit = 1 << 20
    let folder: AgentFolder
    let today: CalendarDate

    /// Called with the folder held.
    ///
    /// - Returns: the lines that were not said today; they are from now on.
    func unsaid(_ lines: [String]) -> [String] {
        let held = (try? folder.read(Self.file, limit: Self.limit)) ?? []
        var said = String(decoding: held, as: UTF8.self).split(separator: "\n").map(String.init)
        if said.first != today.description { said = [today.description] }
        let new = lines.filter { !said.contains($0) }
        guard !new.isEmpty else { return [] }
        try? folder.write(
            Array((said + new).map { $0 + "\n" }.joined().utf8), to: Self.file, replacing: true)
        return new
    }
}

/// What is said at every contact, and its agent put off: from then on each once a day, until it is another. The
/// log's alarms, and the clocks of incidents that are for somebody else to act on.
package struct PutOff {
    private static let file = "plus-tard"
    private static let limit = 1 << 20
    private let folder: AgentFolder
    private let today: CalendarDate

    init(_ folder: AgentFolder, on today: CalendarDate) {
        self.folder = folder
        self.today = today
    }

    package init(_ session: Session) { self.init(session.folder, on: session.today) }

    /// What begins the line of the log's alarms; the number of the newest follows. Those before it are put off with it,
    /// one that comes after is another matter, however many are left.
    private static let alarms = "alarme "

    /// The number of the newest open alarm; of a daemon that does not say it, how many there are stands for it: one more
    /// is another. nil: there is none.
    static func newestAlarm(of directory: LocalDirectory) -> UInt64? {
        guard let alarms = directory.alarms, alarms > 0 else { return nil }
        return directory.newestAlarm ?? UInt64(alarms)
    }

    private var lines: Set<String> {
        let held = (try? folder.read(Self.file, limit: Self.limit)) ?? []
        return Set(String(decoding: held, as: UTF8.self).split(separator: "\n").map(String.init))
    }

    /// Whether the alarms, the newest of which has that number, are to be said now. Called with the folder held.
    func says(alarmsUpTo newest: UInt64) -> Bool {
        let last = lines.compactMap { line in
            line.hasPrefix(Self.alarms) ? UInt64(line.dropFirst(Self.alarms.count)) : nil
        }.max()
        return says("\(Self.alarms)\(newest)", isPutOff: last.map { newest <= $0 } ?? false)
    }

    private func says(_ key: String, isPutOff: Bool) -> Bool {
        guard isPutOff else { return true }
        return !SaidToday(folder: folder, today: today).unsaid([key]).isEmpty
    }

    /// The clocks to be said now, with what is left of each.
    package func clocks(_ session: Session) throws -> [String] {
        let clocks = Countdowns(session.deadlines)
        return try folder.locked {
            let putOff = lines
            return zip(clocks.lines(withRest: false), clocks.lines(withRest: true)).filter {
                says($0.0, isPutOff: putOff.contains($0.0))
            }.map { $0.1 }
        }
    }

    /// Puts off what is said at every contact now. The clocks of incidents stay with who is to act on them.
    ///
    /// - Returns: how many there were.
    @discardableResult
    package func set(_ session: Session) throws -> Int {
        var keys: [String] = []
        if let newest = session.newestAlarm { keys.append("\(Self.alarms)\(newest)") }
        if !Permission.handleIncident.allows(session.me?.roles ?? []) {
            keys += Countdowns(session.deadlines).lines(withRest: false)
        }
        try folder.locked {
            // They were said by the command that puts them off.
            _ = SaidToday(folder: folder, today: today).unsaid(keys)
            try folder.write(
                Array(keys.map { $0 + "\n" }.joined().utf8), to: Self.file, replacing: true)
        }
        return keys.count
    }
}
