import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import Synchronization

/// A daemon that answers what a test tells it to, and remembers what it was asked. A GET that nobody
/// foresaw is a 404; anything else is taken.
final class FakeDaemon: Sendable {
    struct Request: Sendable {
        let method: String
        let path: String
        /// What follows the question mark; empty when there is none.
        let query: String
        let fields: [(String, String)]
        let body: [UInt8]
    }

    typealias Handler = @Sendable (Request) -> SignedClient.Answer

    private struct State {
        var handlers: [String: Handler] = [:]
        /// Those that answer whatever is asked below a path.
        var folders: [(path: String, handler: Handler)] = []
        var requests: [Request] = []
        var isDown = false
    }

    private let state = Mutex(State())

    /// Answers that are 200 and that no route promises.
    static let unreadable = ["", "{}", "[]", "null", "[{}]", "\"texte\"", "<html>Bienvenue</html>"]

    private struct Down: Error {}

    /// What a context takes for the network.
    var transport: SignedClient.Transport {
        { request in
            let halves = request.target.split(
                separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            let asked = Request(
                method: request.method, path: String(halves[0]),
                query: halves.count > 1 ? String(halves[1]) : "", fields: request.fields,
                body: request.body)
            let handler: Handler? = try self.state.withLock { state in
                guard !state.isDown else { throw Down() }
                state.requests.append(asked)
                let exact = state.handlers["\(asked.method) \(asked.path)"]
                return exact ?? state.folders.first { asked.path.hasPrefix($0.path) }?.handler
            }
            if let handler { return handler(asked) }
            return asked.method == "GET" ? .problem(404) : .init(status: 200, body: [])
        }
    }

    /// Whether it can't be reached.
    var isDown: Bool {
        get { state.withLock(\.isDown) }
        set { state.withLock { $0.isDown = newValue } }
    }

    /// - Parameter path: without its query.
    func on(_ method: String, _ path: String, _ handler: @escaping Handler) {
        state.withLock { $0.handlers["\(method) \(path)"] = handler }
    }

    /// Whatever the method.
    func on(below path: String, _ handler: @escaping Handler) {
        state.withLock { $0.folders.append((path, handler)) }
    }

    func on(_ method: String, _ path: String, json: JSONValue) {
        on(method, path) { _ in .init(status: 200, body: Array(json.text.utf8)) }
    }

    func on(_ method: String, _ path: String, text: String) {
        on(method, path) { _ in .init(status: 200, body: Array(text.utf8)) }
    }

    func on(_ method: String, _ path: String, refuses status: Int) {
        on(method, path) { _ in .problem(status) }
    }

    var requests: [Request] { state.withLock(\.requests) }

    /// The requests so far, each as `METHOD /path`.
    var asked: [String] { requests.map { "\($0.method) \($0.path)" } }

    /// What was sent to a route, in order.
    func bodies(_ method: String, _ path: String) -> [[UInt8]] {
        requests.filter { $0.method == method && $0.path == path }.map(\.body)
    }

    func forget() { state.withLock { $0.requests = [] } }
}

extension SignedClient.Answer {
    static func problem(_ status: Int) -> Self {
        .init(
            status: status,
            body: Problem(code: "essai", status: status, title: "Refus \(status).").bytes)
    }
}
