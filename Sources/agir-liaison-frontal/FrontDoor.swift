import BureauAccess
import LiaisonBase
import LiaisonSchema

/// What is done with a request, before any bureau sees it: pure, off the network. The front answers for
/// itself, or hands it to the process of the agent whose session it is (bureau-heberge.md, «The front»).
struct FrontDoor: Sendable {
    /// The front's cookies, of this host alone and of its whole path: no bureau sees or sets them.
    static let sessionCookie = "__Host-entree"
    static let deviceCookie = "__Host-navigateur"
    /// Seconds that a browser stays known.
    static let deviceLife = 180 * 86_400

    let entrance: Entrance
    /// The address that browsers use.
    let adresse: PeerAddress
    let pages: FrontPages

    /// Where a request goes.
    enum Route: Sendable {
        case answer(FrontAnswer)
        /// Its body is read, at most `bodyLimit` bytes, then `post`.
        case form
        /// To that agent's process.
        case bureau(Entrance.Session)
        /// That process is asked where its first page is.
        case opening(Entrance.Session)
    }

    /// Bytes of a form of the front's.
    static let bodyLimit = 4_096

    private static let forms: Set = ["/entree", "/invitation", "/premier-code"]

    /// - Parameter isOpen: whether bureaux are hosted today, as the DPO decided and the card says.
    func route(_ request: FrontRequest, isOpen: Bool) -> Route {
        guard hosts.contains(request.host ?? ""), request.values("host").isEmpty,
            request.target.hasPrefix("/"), !request.target.hasPrefix("//")
        else {
            return .answer(
                pages.trouble(
                    status: 421, "Adresse inconnue", "Cette adresse n'est pas celle des bureaux."))
        }
        guard request.method == "GET" || request.method == "POST" else {
            return .answer(
                pages.trouble(
                    status: 405, "Demande refusée", "Cette page ne se demande pas ainsi."))
        }
        // No browser sends these; relayed, what follows such a head would be another request to the bureau.
        guard request.hasPlainBody else {
            return .answer(
                pages.trouble(
                    status: 411, "Demande refusée", "Cette demande n'est pas d'un navigateur."))
        }
        if request.path == FrontPages.stylePath { return .answer(FrontPages.style) }
        guard isOpen else {
            return .answer(
                pages.trouble(
                    status: 503, "Bureaux fermés",
                    "Aucun bureau n'est hébergé ici aujourd'hui. Voyez votre administrateur."))
        }
        let session = request.cookie(Self.sessionCookie).flatMap { entrance.session($0) }
        if Self.forms.contains(request.path) {
            guard request.method == "POST" else {
                return .answer(
                    request.path == "/invitation" ? pages.invitation() : redirect(to: "/"))
            }
            return isFromHere(request) ? .form : .answer(elsewhere)
        }
        if request.path == "/" {
            guard request.method == "GET" else { return .answer(redirect(to: "/")) }
            return session.map { .opening($0) } ?? .answer(entrance(at: request.target))
        }
        // A bureau's pages lie below a word of its own; what is written otherwise, escaped or not, is none of them.
        guard request.hasPlainFolder else {
            return .answer(
                pages.trouble(status: 404, "Page inconnue", "Il n'y a rien à cette adresse."))
        }
        guard !request.path.hasPrefix(FrontWord.folder) else {
            return .answer(request.method == "GET" ? redirect(to: "/") : elsewhere)
        }
        guard let session else {
            // What was typed is in the drafts; the way back is by the entrance.
            return .answer(request.method == "GET" ? redirect(to: "/") : over)
        }
        return .bureau(session)
    }

    /// A form that was sent: reads files and writes them, so off the event loops.
    ///
    /// - Parameters:
    ///   - body: whole.
    ///   - network: where it comes from.
    func post(_ request: FrontRequest, body: [UInt8], network: String) throws -> FrontAnswer {
        guard let form = try? FormFields(urlEncoded: body) else {
            return pages.trouble(status: 400, "Demande refusée", "Ce formulaire n'est pas compris.")
        }
        let (name, code) = (form["nom"] ?? "", form["code"] ?? "")
        switch request.path {
        case "/invitation":
            switch try entrance.redeem(
                name: name, code: form["invitation"] ?? "", network: network)
            {
            case .taken(let agent, let totp, let token):
                return pages.firstCode(
                    secret: totp.typedSecret, address: totp.address(of: agent), token: token)
            case .refused:
                return pages.invitation(
                    message:
                        "Ce code n'est pas celui de ce nom, ou a servi, ou a plus de 48 heures.",
                    name: name)
            case .wait(let seconds): return pages.wait(seconds: seconds)
            }
        case "/premier-code":
            let token = form["jeton"] ?? ""
            let outcome = try entrance.confirm(token: token, code: code)
            if case .refused = outcome, let (agent, totp) = entrance.pending(token) {
                return pages.firstCode(
                    secret: totp.typedSecret, address: totp.address(of: agent), token: token,
                    message: "Ce n'est pas le code du moment. Attendez le suivant, puis tapez-le.")
            }
            return answer(
                to: outcome,
                refused: pages.invitation(
                    message:
                        "Cette inscription a duré trop longtemps : il faut une autre invitation."))
        default:
            return answer(
                to: try entrance.enter(
                    name: name, code: code, device: request.cookie(Self.deviceCookie),
                    network: network),
                refused: pages.entrance(
                    message: "Ce nom et ce code ne vont pas ensemble, ou le code a déjà servi.",
                    name: name))
        }
    }

    private func answer(to outcome: Entrance.Outcome, refused: FrontAnswer) -> FrontAnswer {
        switch outcome {
        case .refused: return refused
        case .wait(let seconds): return pages.wait(seconds: seconds)
        case .admitted(let admission):
            var answer = redirect(to: "/")
            answer.fields += [
                FrontField("Set-Cookie", cookie(Self.sessionCookie, admission.cookie)),
                FrontField(
                    "Set-Cookie",
                    cookie(Self.deviceCookie, admission.device) + "; Max-Age=\(Self.deviceLife)"
                ),
            ]
            return answer
        }
    }

    private static let overTarget = "/?session-finie"
    static let overMessage =
        "Votre session est finie. Ce que vous aviez enregistré est dans vos brouillons."

    private func entrance(at target: String) -> FrontAnswer {
        switch target {
        case Self.overTarget: pages.entrance(message: Self.overMessage)
        case FrontWord.left: pages.left
        default: pages.entrance()
        }
    }

    /// To a form that comes after its session: never a page of its own, with which the browser would keep what was
    /// typed.
    var over: FrontAnswer { redirect(to: Self.overTarget) }

    /// - Parameter path: of ours, or of a bureau that gave it to the front.
    func redirect(to path: String) -> FrontAnswer {
        FrontAnswer(status: 303, fields: [FrontField("Location", path)] + FrontPages.headers)
    }

    private var elsewhere: FrontAnswer {
        pages.trouble(
            status: 403, "Demande refusée", "Cette demande ne vient pas de la page d'entrée.")
    }

    private func cookie(_ name: String, _ value: String) -> String {
        "\(name)=\(value); Path=/; Secure; HttpOnly; SameSite=Strict"
    }

    /// How browsers name this host: the port only where it is no usual one.
    private var hosts: [String] {
        adresse.port == (adresse.isTLS ? 443 : 80)
            ? [adresse.host, adresse.authority] : [adresse.authority]
    }

    /// A write comes from our own page, at our own name.
    private func isFromHere(_ request: FrontRequest) -> Bool {
        let scheme = adresse.isTLS ? "https" : "http"
        let origins = request.values("origin")
        return origins.count == 1 && hosts.contains { origins[0] == "\(scheme)://\($0)" }
            && request.values("sec-fetch-site").allSatisfy { $0 == "same-origin" }
    }
}
