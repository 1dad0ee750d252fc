import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import NIOCore

/// One's phrase, changed; one's keys, renewed. What is typed here is given back by no page, the locked one included.
struct SecretRoutes: Sendable {
    let desk: Desk

    struct PhrasePage: Sendable {
        let titre: String
        let sous: String
        let action: String
        let jeton: String
        let retour: String
        let bouton: String
        let aFautes: Bool
        let fautes: [Fault]
        let champs: [Field]
    }

    struct KeysPage: Sendable {
        let agent: String
        let empreinte: String
        let code: String
        let jour: String
        let secours: String
        let note: String
        let suite: String
    }

    private enum Name {
        static let old = "ancienne"
        static let new = "nouvelle"
        static let again = "encore"
    }

    private static let phrase = "compte/phrase"
    private static let keys = "compte/cles"
    /// Of new keys: one sealed under the recovery code, the other one public.
    private static let files = [
        ("secours", "secours.nouveau.age"), ("note", AgentFolder.renewedNote),
    ]

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, RouterPath(Self.phrase)) { _ in
            _ = try desk.vault.identity()
            return phrasePage([])
        }
        desk.post(router, RouterPath(Self.phrase)) { fields, _ in try await change(fields) }
        desk.get(router, RouterPath(Self.keys)) { _ in
            _ = try desk.vault.identity()
            return keysPage([])
        }
        desk.post(router, RouterPath(Self.keys)) { fields, _ in try await renew(fields) }
        for (page, file) in Self.files {
            desk.get(router, RouterPath("\(Self.keys)/\(page)")) { _ in
                let done = try await desk.agent.run { session in
                    guard session.folder.exists(file) else { throw Refused(.missing) }
                    return try session.folder.read(file, limit: 1 << 20)
                }
                return Self.download(done.result, file)
            }
        }
    }

    private static func download(_ bytes: [UInt8], _ name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "application/octet-stream",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// The phrase that opens the identity, tried; a hosted agent waits who tried many.
    ///
    /// - Returns: what is wrong with it; nil when the work was done.
    private func tried<Result: Sendable>(
        _ phrase: String, _ work: @escaping @Sendable (AgentContext) throws -> Result
    ) async throws -> Swift.Result<Result, Wrong> {
        if !phrase.isEmpty, desk.hosting?.tries() != nil {
            return .failure(
                Wrong(fault: "Trop de phrases fausses : attendez quelques minutes."))
        }
        do {
            let done = try await desk.agent.perform(work)
            desk.hosting?.fits()
            return .success(done.result)
        } catch let error as CryptoError where error.code == .passphrase {
            _ = try await desk.agent.perform { try WrongPhrases.add($0.folder) }
            return .failure(Wrong(fault: "Cette phrase n'ouvre pas votre identité."))
        }
    }

    private struct Wrong: Error {
        let fault: String
    }

    private static func secret(_ text: String) throws -> SecretBytes {
        var bytes = Array(text.utf8)
        return try SecretBytes(taking: &bytes)
    }

    // MARK: The phrase

    private func change(_ fields: FormFields) async throws -> Response {
        // Nothing that was typed is kept in the page that asks for the phrase.
        guard desk.vault.isOpen else {
            return desk.lockPage(vers: desk.place.path(of: Self.phrase))
        }
        let old = fields[Name.old] ?? ""
        let new = fields[Name.new] ?? ""
        var faults: [Fault] = []
        if old.isEmpty {
            faults.append(Fault("Votre phrase d'aujourd'hui : tapez-la.", at: Name.old))
        }
        let name = try await desk.agent.perform { try $0.folder.agentActe().nom }.result
        if let fault = PhraseMeasure.fault(new, of: name) {
            faults.append(Fault(fault, at: Name.new))
        } else if fields[Name.again] != new {
            faults.append(Fault("Les deux ne sont pas les mêmes : retapez-la.", at: Name.again))
        }
        guard faults.isEmpty else { return phrasePage(faults) }
        let changed = try await tried(old) { context in
            try IdentityCare.changePassphrase(
                context.answering { use in
                    try Self.secret(use == .newPassphrase ? new : old)
                })
            return true
        }
        if case .failure(let wrong) = changed {
            return phrasePage([Fault(wrong.fault, at: Name.old)])
        }
        return desk.pages.response(
            .fait, desk.shell("Mon compte", .compte),
            DonePage(
                "Votre phrase est changée",
                "La nouvelle ouvre votre identité dès maintenant. Votre feuille de secours reste "
                    + "la même.",
                to: "compte", called: "Revenir à « Mon compte »", desk.place))
    }

    private func phrasePage(_ faults: [Fault]) -> Response {
        secretPage(
            "Changer ma phrase",
            "Vingt signes au moins, sans votre nom : plusieurs mots au hasard.", Self.phrase,
            "Changer", faults,
            [
                (Name.old, "Votre phrase d'aujourd'hui"), (Name.new, "La nouvelle"),
                (Name.again, "La nouvelle, encore une fois"),
            ])
    }

    // MARK: The keys

    private func renew(_ fields: FormFields) async throws -> Response {
        guard desk.vault.isOpen else {
            return desk.lockPage(vers: desk.place.path(of: Self.keys))
        }
        let typed = fields[Name.old] ?? ""
        if typed.isEmpty, desk.asksPhrase() {
            return keysPage([Fault("Votre phrase : tapez-la.", at: Name.old)])
        }
        let now = desk.now()
        let renewed = try await tried(typed) { context in
            let (acte, code) = try IdentityCare.renew(
                .hybrid, context.answering { _ in try Self.secret(typed) })
            return KeysPage(
                agent: acte.nom.description,
                empreinte: Fingerprint(
                    agent: acte.cle, recipient: acte.destinataire
                ).description,
                code: code, jour: ParisTime.date(at: now).french,
                secours: desk.place.path(of: "\(Self.keys)/secours"),
                note: desk.place.path(of: "\(Self.keys)/note"),
                suite: desk.place.path(of: "compte"))
        }
        switch renewed {
        case .success(let page):
            return desk.pages.response(.cles, desk.shell("Mes nouvelles clés", .compte), page)
        case .failure(let wrong):
            return keysPage([Fault(wrong.fault, at: Name.old)])
        }
    }

    private func keysPage(_ faults: [Fault]) -> Response {
        secretPage(
            "Renouveler mes clés",
            "Chaque année, ou quand votre clé est peut-être connue d'autres. Les anciennes servent jusqu'à ce "
                + "que votre administrateur publie la carte qui nomme les nouvelles ; les fiches d'avant "
                + "s'ouvrent toujours. Une nouvelle feuille de secours suit : ayez une imprimante.",
            Self.keys, "Faire de nouvelles clés", faults,
            desk.asksPhrase() ? [(Name.old, "Votre phrase")] : [])
    }

    private func secretPage(
        _ title: String, _ sub: String, _ page: String, _ button: String, _ faults: [Fault],
        _ fields: [(String, String)]
    ) -> Response {
        let action = desk.place.path(of: page)
        return desk.pages.response(
            .secret, desk.shell("Mon compte", .compte),
            PhrasePage(
                titre: title, sous: sub, action: action, jeton: desk.visit.token(for: action),
                retour: desk.place.path(of: "compte"), bouton: button, aFautes: !faults.isEmpty,
                fautes: faults,
                champs: fields.map { id, label in
                    Field(id, label, faute: faults.words(at: id), "")
                }), status: faults.isEmpty ? .ok : .unprocessableContent)
    }
}
