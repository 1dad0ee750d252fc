import BureauAccess
import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import NIOCore

/// What every page has: where it is, who visits, the work, the words around it; and the two ways to ask, of which
/// each checks what it must before a page is made.
struct Desk: Sendable {
    let place: Place
    let visit: Visit
    let start: Start
    let agent: AgentDesk
    let pages: Pages
    let handles: Handles
    let now: @Sendable () -> Instant
    /// The structure as its card names it: for the pages of a closed identity too.
    let house: @Sendable () -> String
    /// Whose identity is asked for, and whether a phrase closes it.
    let agentName: @Sendable () -> String
    let asksPhrase: @Sendable () -> Bool
    /// How far this agent has come: what is not ready begins by «Bienvenue».
    let stage: @Sendable () -> Stage
    /// Who begins here.
    let welcome = Welcome()
    /// What was sent while the identity was closed.
    let locked = LockedForms()
    /// Nil on loopback.
    var hosting: Hosting?
    /// Whether the structure makes the OFII's monthly table.
    var isOperator: @Sendable () -> Bool = { true }
    /// How the daemon's sentences read on a page.
    var daemon = DaemonWords(labels: { [:] })
    /// Ends this process once what is asked was answered; nothing, hosted, where the end of the session does it.
    var end: @Sendable () -> Void = {}

    var vault: Vault { agent.vault }

    /// A route that reads.
    func get(
        _ router: RouterGroup<BureauContext>, _ path: RouterPath,
        _ page: @escaping @Sendable (BureauContext) async throws -> Response
    ) {
        router.get(path) { request, context in
            try await shown {
                try await page(context)
            } locked: {
                lockPage(vers: request.uri.path)
            }
        }
    }

    /// A route that writes: the form's own token first, whatever it holds.
    func post(
        _ router: RouterGroup<BureauContext>, _ path: RouterPath,
        _ write: @escaping @Sendable (FormFields, BureauContext) async throws -> Response
    ) {
        router.post(path) { request, context in
            let path = request.uri.path
            return try await shown {
                let fields = try await Self.form(of: request)
                guard visit.isToken(fields["jeton"], for: path) else { throw Refused(.token) }
                let kept = fields.without(["jeton"])
                do {
                    return try await write(kept, context)
                } catch is Vault.Locked {
                    return try await lockPage(vers: path, keeping: kept)
                } catch {
                    // What was typed is sent again from here: no page before has it any more.
                    guard !(error is Refused), !(error is HTTPError),
                        !kept.fields.contains(where: { Self.secrets.contains($0.name) })
                    else { throw error }
                    let told = AgentError(error)
                    guard [.unavailable, .tryAgain].contains(told.code) else { throw error }
                    return resumePage(path, kept, after: told)
                }
            } locked: {
                lockPage(vers: path)
            }
        }
    }

    /// A route that takes files: the form's own token before a byte of them is kept.
    func upload(
        _ router: RouterGroup<BureauContext>, _ path: RouterPath,
        _ write: @escaping @Sendable (UploadedForm, BureauContext) async throws -> Response
    ) {
        router.post(path) { request, context in
            let path = request.uri.path
            return try await shown {
                let form = try await UploadedForm(request) { visit.isToken($0, for: path) }
                return try await write(form, context)
            } locked: {
                // The browser has them still; nothing of them is kept here.
                lockPage(
                    vers: path,
                    note: "Vos fichiers ne sont pas joints : joignez-les de nouveau ensuite.")
            }
        }
    }

    /// A page that only a write answers, asked for by its address, as our script does once the identity is closed:
    /// it leads to where that was begun.
    func back(
        _ router: RouterGroup<BureauContext>, _ path: RouterPath,
        _ page: @escaping @Sendable (BureauContext) throws -> String
    ) {
        router.get(path) { _, context in redirect(to: try page(context)) }
    }

    /// What a page says when it can't be made.
    private func shown(
        _ page: () async throws -> Response, locked: () -> Response
    ) async throws -> Response {
        do {
            return try await page()
        } catch is Vault.Locked {
            return locked()
        } catch let refused as Refused {
            return problem(
                refused.message, refused.next, status: .init(code: refused.status))
        } catch let error as HTTPError {
            throw error
        } catch {
            let told = AgentError(error)
            return problem(told.words, told.next?.words, status: Self.status(told.code))
        }
    }

    /// - Throws: `.form`, `.tooLarge`.
    private static func form(of request: Request) async throws -> FormFields {
        guard request.headers[.contentType] == "application/x-www-form-urlencoded" else {
            throw Refused(.form)
        }
        var bytes: [UInt8] = []
        for try await buffer in request.body {
            guard bytes.count + buffer.readableBytes <= FormFields.bytes else {
                throw Refused(.tooLarge)
            }
            bytes += buffer.readableBytesView
        }
        do {
            return try FormFields(urlEncoded: bytes)
        } catch {
            throw Refused(error == .tooLarge ? .tooLarge : .form)
        }
    }

    static func status(_ code: AgentError.Code) -> HTTPResponse.Status {
        switch code {
        case .usage, .data, .output: .unprocessableContent
        case .noInput: .notFound
        case .unavailable, .tryAgain, .configuration: .serviceUnavailable
        case .exists: .conflict
        case .notAllowed: .forbidden
        }
    }

    // MARK: Around a page

    /// - Parameters:
    ///   - titre: names nobody.
    ///   - current: nil for a page that no tab leads to.
    func shell(_ titre: String, _ current: Tab? = nil, notices: [AgentNotice] = []) -> Shell {
        let lock = place.path(of: "verrouiller")
        let left = vault.closesIn
        let untold = left == nil ? [] : vault.given.takeUntold()
        let notices = untold + notices.filter { !untold.contains($0) }
        return Shell(
            titre: titre, racine: place.path(of: ""), maison: house(),
            onglets: left == nil
                ? []
                : tabs.map {
                    .init(
                        nom: $0.name, lien: place.path(of: $0.rawValue), courant: $0 == current)
                },
            ouverture: left.map {
                .init(
                    heure: FrenchMoment.hour(now() + $0), secondes: $0, verrouiller: lock,
                    jeton: visit.token(for: lock))
            }, quitter: left == nil ? nil : action("quitter"),
            avis: (left == nil ? [] : warnings) + daemon.told(notices.compactMap(\.words)))
    }

    private var tabs: [Tab] {
        let makesTable = isOperator()
        return Tab.allCases.filter { $0 != .ofii || makesTable }
    }

    /// What was tried in her name before she came, said once: wrong phrases; hosted, wrong codes.
    private var warnings: [String] {
        var warnings: [String] = []
        let phrases = vault.takeWrongPhrases()
        if phrases > 0 {
            warnings.append(
                "ATTENTION : "
                    + Plural.of(phrases, "phrase fausse essayée", "phrases fausses essayées")
                    + " depuis votre dernière ouverture. \(Self.notYou)"
            )
        }
        if let word = hosting?.takeWarning() {
            let since = word.previous.map { " depuis le \(ParisTime.french($0))" } ?? ""
            warnings.append(
                "ATTENTION : "
                    + Plural.of(word.failures, "code faux essayé", "codes faux essayés")
                    + " à votre nom\(since). \(Self.notYou)"
            )
        }
        return warnings
    }

    private static let notYou = "Si ce n'était pas vous, prévenez votre administrateur."

    /// What is wrong and what to do, beside a field.
    func fault(_ error: AgentError) -> String {
        daemon.told([error.words, error.next?.words].compactMap { $0 }).joined(separator: " ")
    }

    func problem(
        _ message: String, _ next: String?, status: HTTPResponse.Status
    ) -> Response {
        pages.response(
            .erreur, shell("Cela n'a pas pu se faire"),
            ProblemPage(message: daemon.told(message), suite: next.map(daemon.told)),
            status: status)
    }

    /// - Parameters:
    ///   - vers: the path to return to.
    ///   - word: of what was written there (`LockedForms`); nil when nothing was.
    ///   - fault: what is wrong with the phrase.
    ///   - note: what else is said.
    ///   - status: of a fault.
    func lockPage(
        vers: String, word: String? = nil, fault: String? = nil, note: String? = nil,
        status: HTTPResponse.Status = .unprocessableContent
    ) -> Response {
        let action = place.path(of: "deverrouiller")
        return pages.response(
            .verrou, shell("Ouvrir mon identité"),
            LockPage(
                agent: agentName(), action: action, jeton: visit.token(for: action), vers: vers,
                garde: word, demandePhrase: asksPhrase(), faute: fault, avis: note),
            status: fault == nil ? .ok : status)
    }

    /// Fields of phrases and codes, which no page gives back.
    private static let secrets: Set = ["phrase", "ancienne", "nouvelle", "encore", "code"]

    /// The same where something was written: sealed, and nowhere in the page.
    ///
    /// - Throws: what keeps it from being sealed: it is still in the browser's page before.
    private func lockPage(vers: String, keeping fields: FormFields) async throws -> Response {
        let reader = try await agent.perform { try $0.folder.agentActe().destinataire }.result
        let form = LockedForms.Form(path: vers, fields: fields.without(Self.secrets))
        let word = try locked.keep(form, for: reader)
        return lockPage(vers: vers, word: word)
    }

    /// What was typed, to be sent where it was going.
    ///
    /// - Parameter error: why it did not go; nil once the identity is open again.
    func resumePage(_ path: String, _ fields: FormFields, after error: AgentError? = nil)
        -> Response
    {
        pages.response(
            .reprise, shell(error == nil ? "Reprendre" : "Cela n'a pas pu se faire"),
            ResumePage(
                message: (error?.words).map(daemon.told),
                suite: (error?.next?.words).map(daemon.told), action: path,
                jeton: visit.token(for: path),
                gardes: fields.fields.map { .init(nom: $0.name, tape: TypedText($0.value)) }),
            status: error.map { Self.status($0.code) } ?? .ok)
    }

    /// A form of one button that is sent to a page.
    func action(_ page: String) -> BoxTable.Action {
        let path = place.path(of: page)
        return BoxTable.Action(action: path, jeton: visit.token(for: path))
    }

    /// After a write: what is shown next is asked anew, so that reloading writes nothing.
    func redirect(to page: String) -> Response {
        Self.redirect(toPath: place.path(of: page))
    }

    static func redirect(toPath path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }
}
