import AgentTestSupport
import BureauAccess
import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import TestSupport

@testable import agir_liaison_bureau

/// Seconds that a test moves.
final class Elapsed: Sendable {
    private let seconds = Mutex<Int64>(0)
    var now: Int64 { seconds.withLock { $0 } }
    func advance(_ more: Int64) { seconds.withLock { $0 += more } }
}

/// A browser before the bureau of an agent, without a network: its routes answer what it asks.
struct Browser {
    struct Answer {
        /// The path that gave it.
        let page: String
        let status: Int
        let headers: HTTPFields
        /// With plain spaces where French has others.
        let text: String

        func header(_ name: String) -> String? {
            HTTPField.Name(name).flatMap { headers[$0] }
        }
    }

    static let authority = "127.4.5.6:7890"
    static let phrase = "sept mots de test"

    let desk: Desk
    let elapsed = Elapsed()
    /// Of the visit that began, as `Cookie` bears it.
    let cookie: String
    private let responder: RouterResponder<BureauContext>

    /// - Parameters:
    ///   - isSealed: whether the identity is closed by `phrase`.
    ///   - isHosted: whether a front asks, as `ask` gives it in `fields`.
    init(_ machine: Machine, isSealed: Bool = false, isHosted: Bool = false) throws {
        let (horloge, files, daemon) = (machine.team.horloge, machine.files, machine.team.daemon)
        if isSealed {
            var text = Array(Self.phrase.utf8)
            let plain = try machine.folder.read("identite.age", limit: 1 << 20)
            let sealed = try SealedFile.seal(
                plain, passphrase: SecretBytes(taking: &text), workFactor: 5)
            try machine.folder.write(sealed, to: "identite.age", replacing: true)
        }
        let elapsed = elapsed
        let place = isHosted ? Place(scheme: "https") : Place(authority: Self.authority)
        let agent = AgentDesk(vault: Vault(elapsed: { elapsed.now })) { held, show in
            AgentContext(
                folder: AgentFolder(files, path: "/dossier"), endpoint: .socket(path: "/service"),
                now: { horloge.now }, held: held,
                secret: { _ in throw AgentError(.usage, "Personne ne répond.") },
                transport: daemon.transport, show: show)
        }
        let visit = Visit(place)
        cookie = String(visit.begin().prefix { $0 != ";" })
        desk = Desk(
            place: place, visit: visit, start: Start(elapsed: { elapsed.now }),
            agent: agent, pages: try Pages(), handles: try Handles(), now: { horloge.now },
            house: { "Opérateur AGIR de l'Isère" }, agentName: { "claire (Référente)" },
            asksPhrase: { isSealed }, stage: { Stage(AgentFolder(files, path: "/dossier")) },
            hosting: isHosted
                ? Hosting(
                    HostedVisit(agent: try? machine.folder.agentActe().nom),
                    elapsed: { elapsed.now }) : nil,
            daemon: DaemonWords(
                of: AgentFolder(files, path: "/dossier"), isHosted: isHosted))
        responder = BureauRoutes(desk: desk).router().buildResponder()
    }

    /// The same with the identity open.
    static func inside(_ machine: Machine) async throws -> Browser {
        let browser = try Browser(machine)
        try await browser.desk.agent.unlock(nil)
        return browser
    }

    func path(_ page: String) -> String { desk.place.path(of: page) }

    /// - Parameters:
    ///   - page: below the bureau's path; a path of its own when it begins with a slash.
    ///   - cookie: nil: none is sent.
    ///   - fields: others, over those of a page of ours.
    func ask(
        _ method: HTTPRequest.Method, _ page: String, cookie: String?,
        authority: String = Browser.authority, fields: [(String, String)] = [], body: String = ""
    ) async throws -> Answer {
        var all = HTTPFields()
        func add(_ name: String, _ value: String) {
            guard let name = HTTPField.Name(name) else { return }
            all.append(HTTPField(name: name, value: value))
        }
        if let cookie { add("Cookie", cookie) }
        for (name, value) in fields where !value.isEmpty { add(name, value) }
        if method == .post {
            let given = Set(fields.map { $0.0.lowercased() })
            if !given.contains("origin") {
                add("Origin", "\(desk.place.scheme)://\(Self.authority)")
            }
            if !given.contains("content-type") {
                add("Content-Type", "application/x-www-form-urlencoded")
            }
        }
        let path = page.hasPrefix("/") ? page : self.path(page)
        let response = try await responder.respond(
            to: Request(
                head: HTTPRequest(
                    method: method, scheme: "http", authority: authority, path: path,
                    headerFields: all),
                body: RequestBody(buffer: ByteBuffer(string: body))),
            context: BureauContext(
                source: ApplicationRequestContextSource(
                    channel: NIOAsyncTestingChannel(), logger: Logger(label: "essai"))))
        // As a browser does: the page that a write answers has an address of its own.
        if let given = response.headers[.location], given.contains("?vue=") {
            return try await ask(
                .get, given, cookie: cookie, authority: authority,
                fields: fields.filter { !["origin", "content-type"].contains($0.0.lowercased()) })
        }
        let collected = Collected()
        try await response.body.write(Collector(collected: collected))
        return Answer(
            page: path, status: response.status.code, headers: response.headers,
            text: String(decoding: collected.bytes.withLock { $0 }, as: UTF8.self)
                .replacing("\u{A0}", with: " "))
    }

    /// Sends a form with the token that is its own.
    func send(
        _ page: String, cookie: String? = nil, _ values: [(String, String)] = []
    ) async throws -> Answer {
        let token = desk.visit.token(for: path(page))
        return try await ask(
            .post, page, cookie: cookie ?? self.cookie,
            body: Self.encoded(values + [("jeton", token)]))
    }

    /// Asks for a page as a person does who follows a link.
    func get(_ page: String) async throws -> Answer {
        try await ask(.get, page, cookie: cookie)
    }

    /// The form that a page sends to that address; empty when it has none.
    func form(_ page: String, in html: String) -> String {
        let action = "action=\"\(path(page))\""
        return html.split(separator: "<form ").first { $0.contains(action) }?
            .split(separator: "</form>").first.map(String.init) ?? ""
    }

    /// What a form sends of these fields: what it hides, the radio that is chosen, each box that may be ticked.
    static func held(_ names: String..., in form: String) -> [(String, String)] {
        form.split(separator: "<input ").dropFirst().compactMap { piece in
            let tag = String(piece.prefix { $0 != ">" })
            func value(_ attribute: String) -> String? {
                tag.split(
                    separator: " \(attribute)=\"", maxSplits: 1, omittingEmptySubsequences: false
                ).dropFirst().first.map { String($0.prefix { $0 != "\"" }) }
            }
            guard let name = value("name"), names.contains(name), let value = value("value"),
                !tag.hasPrefix("type=\"radio\"") || tag.hasSuffix(" checked")
            else { return nil }
            return (name, value)
        }
    }

    static func encoded(_ values: [(String, String)]) -> String {
        func encoded(_ text: String) -> String {
            text.utf8.map { byte in
                let isPlain =
                    (48...57).contains(byte) || (97...122).contains(byte)
                    || (65...90).contains(byte)
                return isPlain
                    ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte]).uppercased()
            }.joined()
        }
        return values.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
    }

    private final class Collected: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    private struct Collector: ResponseBodyWriter {
        let collected: Collected

        mutating func write(_ buffer: ByteBuffer) async throws {
            collected.bytes.withLock { $0 += buffer.readableBytesView }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
