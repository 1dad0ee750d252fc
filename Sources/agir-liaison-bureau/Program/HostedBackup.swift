import Glibc
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

/// The folders of hosted agents, each as one age file sealed to a key that is not on this server; what it holds is
/// sealed already, by phrases, by keys of its own, by the machine's secret. A copy lasts thirty days, then goes at the
/// next backup: a draft that was destroyed is destroyed everywhere by then.
struct HostedBackup {
    /// Days that a copy may last.
    static let days = 30
    /// Files of one agent, and folders within folders.
    private static let most = 100_000
    private static let depth = 4
    private static let mark = "-jusquau-"

    /// Where the agents' folders are, one each.
    let folders: String
    let place: String

    struct Report {
        let saved: [String]
        /// What is not saved, in words.
        let failures: [String]
        let removed: [String]
    }

    /// One agent's folder that can't be read keeps no other's from being saved.
    func save(to recipient: AgeRecipient, at now: Instant) throws -> Report {
        try PrivateFile.makeFolder(place)
        let day = ParisTime.date(at: now)
        let end = Self.compact(day.adding(days: Self.days).description)
        let moment = Self.compact(now.description)
        var saved: [String] = []
        var failures: [String] = []
        for name in PrivateFile.names(in: folders) where FileMode.isFolder("\(folders)/\(name)") {
            do {
                let file = "\(name)-\(moment)\(Self.mark)\(end).age"
                let source = TarSource(of: "\(folders)/\(name)", try files(of: name))
                try PrivateFile.write(to: "\(place)/\(file)") {
                    try Age.seal(to: [recipient], from: { try source.read($0) }, into: $0)
                }
                saved.append(file)
            } catch {
                let why = AgentError(error).message
                failures.append("\(VisibleText.line(name)) n'est pas sauvegardé : \(why)")
            }
        }
        return Report(saved: saved, failures: failures, removed: removeOld(on: day))
    }

    /// Those past the day of their name.
    private func removeOld(on day: CalendarDate) -> [String] {
        let today = Self.compact(day.description)
        let old = PrivateFile.names(in: place).filter { name in
            guard name.hasSuffix(".age"), let range = name.firstRange(of: Self.mark) else {
                return false
            }
            let end = name[range.upperBound...].dropLast(".age".count)
            return end.utf8.count == 8 && end.allSatisfy(\.isNumber) && end < today
        }
        for name in old { PrivateFile.remove("\(place)/\(name)") }
        return old
    }

    /// - Throws: `.tooLarge` for more files than a folder has.
    private func files(of agent: String) throws -> [String] {
        var found: [String] = []
        func walk(_ path: String, _ prefix: String, _ depth: Int) throws {
            for name in PrivateFile.names(in: path) {
                let (whole, inside) = ("\(path)/\(name)", prefix + name)
                if FileMode.isFolder(whole) {
                    if depth < Self.depth { try walk(whole, inside + "/", depth + 1) }
                } else {
                    guard found.count < Self.most else {
                        throw FileError(.tooLarge, "Ce dossier a trop de fichiers.")
                    }
                    found.append(inside)
                }
            }
        }
        try walk("\(folders)/\(agent)", "", 1)
        return found
    }

    /// Without what file names do not like.
    static func compact(_ text: String) -> String {
        text.filter { $0 != "-" && $0 != ":" }
    }
}
