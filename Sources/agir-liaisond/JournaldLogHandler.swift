import LiaisonBase
import Logging

/// Diagnostics on standard error, a line each, with journald's level prefix where journald reads
/// them. They never hold personal data; control characters are escaped.
struct JournaldLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    let toJournald: Bool

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: Logging.LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let prefix = toJournald ? "<\(Self.priority(event.level))>" : "\(event.level.rawValue) : "
        StandardStream.error.write("\(prefix)\(VisibleText.line("\(event.message)\(pairs)"))\n")
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
