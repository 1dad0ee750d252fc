import LiaisonBase
import LiaisonService

/// The program by which the administrator has people warned: mail, SMS. It is given the kind of incident,
/// its number, who is to be told, the part of the time that is over in percent, and the deadline: nothing
/// of a person.
struct AlertCommand: Sendable {
    let path: String

    /// Seconds that it may take.
    private static let limit = 30

    @Sendable func run(_ arguments: [String]) async -> AlertFailure? {
        let environment = [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
        ]
        guard
            let process = ChildProcess(
                path, [path] + arguments, environment: environment,
                descriptors: [nil, nil, nil])
        else { return .absent }
        // Looked at often at first: most are over at once.
        for pause in [20, 50, 100, 200, 500] + Array(repeating: 1_000, count: Self.limit) {
            switch process.ended() {
            case .exit(0): return nil
            case .exit(let code), .signal(let code): return .status(code)
            case nil: break
            }
            try? await Task.sleep(for: .milliseconds(pause))
            if Task.isCancelled { break }
        }
        process.kill()
        _ = process.wait()
        return Task.isCancelled ? .stopped : .timeout
    }
}
