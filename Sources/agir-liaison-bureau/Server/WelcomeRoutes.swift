import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import NIOCore

/// «Bienvenue»: an agent's keys are made on the machine where they stay, under a phrase that is shown once and typed
/// again; then the recovery sheet, to be printed.
struct WelcomeRoutes: Sendable {
    let desk: Desk

    struct BeginPage: Sendable {
        /// Where her keys will be, and what that is worth.
        let promesse: String
        let action: String
        let jeton: String
        let aFautes: Bool
        let fautes: [Fault]
        let fautePhrase: String?
        let champs: [Field]
        let choix: [SendPage.Choice]
        /// On the structure's server: the front says who she is.
        let agent: String?
        let reprise: String
        let second: String
    }

    struct PhrasePage: Sendable {
        /// Shown this once; nil for one of her own, and when it was typed wrong.
        let mots: String?
        let action: String
        let jeton: String
        let faute: String?
        let retour: String
    }

    struct SheetPage: Sendable {
        let agent: String
        let code: String
        let jour: String
        let secours: String
        let note: String
        let suite: String
    }

    struct SecondPage: Sendable {
        let retour: String
        let reprise: String
    }

    private enum Outcome: Sendable {
        case form(BeginPage)
        case phrase(String?)
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "bienvenue") { _ in
            guard desk.stage() == .new else { return desk.redirect(to: "") }
            let done = try await desk.agent.perform { form(FormFields(), [], $0) }
            return respond(.form(done.result))
        }
        desk.post(router, "bienvenue") { fields, _ in
            guard desk.stage() == .new else { return desk.redirect(to: "") }
            return respond(try await desk.agent.perform { try begin(fields, $0) }.result)
        }
        desk.get(router, "bienvenue/second") { _ in
            desk.pages.response(
                .second, desk.shell("Un second ordinateur"),
                SecondPage(
                    retour: desk.place.path(of: "bienvenue"),
                    reprise: desk.place.path(of: "bienvenue/reprise")))
        }
        desk.back(router, "bienvenue/phrase") { _ in "bienvenue" }
        desk.post(router, "bienvenue/phrase") { fields, _ in try await create(fields) }
        for (page, file) in [("secours", "secours.age"), ("note", "agent.note")] {
            desk.get(router, RouterPath("bienvenue/fichier/\(page)")) { _ in
                // Once she works here, she alone takes them.
                if desk.stage() == .ready { _ = try desk.vault.identity() }
                let done = try await desk.agent.perform { context in
                    guard context.folder.exists(file) else { throw Refused(.missing) }
                    return try context.folder.read(file, limit: 1 << 20)
                }
                return Self.download(done.result, file)
            }
        }
    }

    /// One is sealed under the recovery code, the other one is public.
    private static func download(_ bytes: [UInt8], _ name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "application/octet-stream",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func respond(_ outcome: Outcome) -> Response {
        switch outcome {
        case .form(let page):
            desk.pages.response(
                .bienvenue, desk.shell("Bienvenue"), page,
                status: page.aFautes ? .unprocessableContent : .ok)
        case .phrase(let words): phrasePage(words, fault: nil)
        }
    }

    private func phrasePage(_ words: String?, fault: String?) -> Response {
        let action = desk.place.path(of: "bienvenue/phrase")
        var response = desk.pages.response(
            .phrase, desk.shell("Votre phrase secrète"),
            PhrasePage(
                mots: words, action: action, jeton: desk.visit.token(for: action), faute: fault,
                retour: desk.place.path(of: "bienvenue")),
            status: fault == nil ? .ok : .unprocessableContent)
        if words != nil { response.headers[Giving.field] = Giving.once.rawValue }
        return response
    }

    // MARK: Who she is

    private func begin(_ fields: FormFields, _ context: AgentContext) throws -> Outcome {
        var faults: [Fault] = []
        let name = desk.hosting?.agent ?? Self.name(fields)
        if name == nil {
            faults.append(
                Fault(
                    "Votre nom et votre structure : en minuscules, comme sara.martin et agir38.example.",
                    at: StructureName(Self.typed("structure", fields)) == nil
                        ? "structure" : "nom"))
        }
        let fonction = VisibleText.line(
            (fields["fonction"] ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " "))
        if fonction.isEmpty || fonction.utf8.count > 200 {
            faults.append(
                Fault("Votre fonction : écrivez-la en peu de mots.", at: "fonction"))
        }
        let isOwn = fields["choix"] == "mienne"
        let typed = fields["phrase"] ?? ""
        if isOwn, let fault = PhraseMeasure.fault(typed, of: name) {
            faults.append(Fault(fault, at: "phrase"))
        }
        guard faults.isEmpty, let name else { return .form(form(fields, faults, context)) }
        var bytes = Array(typed.utf8)
        let phrase = try isOwn ? SecretBytes(taking: &bytes) : Phrase.generate().text(.space)
        desk.welcome.beginning = .init(name: name, fonction: fonction, phrase: phrase)
        return .phrase(
            isOwn ? nil : phrase.withBytes { String(decoding: $0, as: UTF8.self) })
    }

    private static func name(_ fields: FormFields) -> KeyName? {
        KeyName(agent: "\(typed("structure", fields))/\(typed("nom", fields))")
    }

    private static func typed(_ name: String, _ fields: FormFields) -> String {
        (fields[name] ?? "").filter { !$0.isWhitespace }.lowercased()
    }

    private func form(
        _ fields: FormFields, _ faults: [Fault], _ context: AgentContext
    ) -> BeginPage {
        let action = desk.place.path(of: "bienvenue")
        let agent = desk.hosting?.agent?.description
        func field(_ name: String, _ label: String, _ help: String, _ known: String = "") -> Field {
            Field(
                name, label, aide: help, faute: faults.words(at: name),
                fields[name] ?? known)
        }
        let house = agent == nil ? Self.house(context) : nil
        let names =
            agent == nil
            ? [
                field("nom", "Votre prénom et votre nom", "Comme sara.martin, sans accent."),
                field(
                    "structure", "Votre structure",
                    "Le nom que votre administrateur vous donne, comme agir38.example.", house ?? ""
                ),
            ] : []
        let isOwn = fields["choix"] == "mienne"
        return BeginPage(
            promesse: agent == nil
                ? "Vos clés se font ici, et restent ici : personne d'autre ne peut lire vos fiches."
                : "Vos clés se font sur le serveur de votre structure, et y restent, fermées par votre phrase. Tant que "
                    + "vous travaillez, elles y sont ouvertes.",
            action: action, jeton: desk.visit.token(for: action), aFautes: !faults.isEmpty,
            fautes: faults, fautePhrase: faults.words(at: "phrase"),
            champs: names + [
                field("fonction", "Votre fonction", "Telle que vos partenaires la verront.")
            ],
            choix: [
                (
                    "proposee", "Sept mots tirés au sort : les plus sûrs, et faciles à retenir",
                    !isOwn
                ),
                ("mienne", "Une phrase à moi, que j'écris ci-dessous", isOwn),
            ].map { value, label, isTaken in
                SendPage.Choice(
                    id: "choix-\(value)", nom: "choix", valeur: value, libelle: label,
                    pris: isTaken)
            }, agent: agent, reprise: desk.place.path(of: "bienvenue/reprise"),
            second: desk.place.path(of: "bienvenue/second"))
    }

    /// What the daemon says of whose it is: shown, to be corrected; the fingerprint decides later.
    private static func house(_ context: AgentContext) -> String? {
        StructureJoining.offered(context).flatMap { try? SignedCarte($0).carte.structure.text }
    }

    // MARK: Her keys

    private func create(_ fields: FormFields) async throws -> Response {
        guard desk.stage() == .new else { return desk.redirect(to: "bienvenue/structure") }
        guard let beginning = desk.welcome.beginning else {
            return desk.redirect(to: "bienvenue")
        }
        var bytes = Array((fields["phrase"] ?? "").utf8)
        let typed = try SecretBytes(taking: &bytes)
        guard typed.equals(beginning.phrase) else {
            return phrasePage(
                nil,
                fault: "Ce n'est pas la même phrase : retapez-la au signe près, ou recommencez.")
        }
        let done = try await desk.agent.perform { context in
            try IdentityCreation(
                beginning.name, fonction: beginning.fonction, kind: .hybrid, isProtected: true
            ).run(context.answering { _ in beginning.phrase }).recoveryCode
        }
        desk.welcome.beginning = nil
        return desk.pages.response(
            .secours, desk.shell("Votre feuille de secours"),
            SheetPage(
                agent: beginning.name.description, code: done.result,
                jour: ParisTime.date(at: desk.now()).french,
                secours: desk.place.path(of: "bienvenue/fichier/secours"),
                note: desk.place.path(of: "bienvenue/fichier/note"),
                suite: desk.place.path(of: "bienvenue/structure")))
    }
}
