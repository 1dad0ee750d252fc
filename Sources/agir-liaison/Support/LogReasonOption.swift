import ArgumentParser
import LiaisonAgent

/// Why the log is read: recorded with the reading.
extension LogReason: ExpressibleByArgument {
    /// As given; asked for on a terminal (the reading is recorded with it).
    static func ask(_ given: LogReason?) throws -> LogReason? {
        guard given == nil, Terminal.isInteractive else { return given }
        let names = allCases.map(\.rawValue).joined(separator: ", ")
        let typed = Terminal.ask("Motif de la lecture (\(names)) : ") ?? ""
        guard let reason = LogReason(rawValue: typed.isEmpty ? controle.rawValue : typed) else {
            throw Failure(.usage, "Ce motif n'est pas connu.", next: "C'est l'un de : \(names).")
        }
        return reason
    }

    /// The answer to what a reading asks.
    static func answer(_ questions: [LogReading.Question]) throws -> LogReason? {
        questions.contains(.reason) ? try ask(nil) : nil
    }
}
