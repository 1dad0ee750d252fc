import ArgumentParser
import LiaisonAgent

/// Why the log is read: recorded with the reading.
extension LogReason: ExpressibleByArgument {
    /// As given; asked for on a terminal (the reading is recorded with it).
    static func ask(_ given: LogReason?) throws -> LogReason? {
        guard given == nil, Terminal.isInteractive else { return given }
        let names = allCases.map(\.french).joined(separator: ", ")
        let typed = Terminal.ask("Motif de la lecture (\(names)) : ") ?? ""
        let asked = typed.isEmpty ? controle.rawValue : typed.lowercased()
        guard let reason = allCases.first(where: { [$0.rawValue, $0.french].contains(asked) })
        else {
            throw Failure(.usage, "Ce motif n'est pas connu.", next: "C'est l'un de : \(names).")
        }
        return reason
    }

    /// As people write it.
    private var french: String { self == .controle ? "contrôle" : rawValue }

    /// The answer to what a reading asks.
    static func answer(_ questions: [LogReading.Question]) throws -> LogReason? {
        questions.contains(.reason) ? try ask(nil) : nil
    }
}
