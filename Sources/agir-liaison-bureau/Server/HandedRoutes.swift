import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import NIOCore

/// What left by another road than the service: the file to take, the mail to open, the words to type from the screen
/// (a clipboard syncs), then what was done of it.
struct HandedRoutes: Sendable {
    let desk: Desk

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "envoi/:fiche/fichier") { context in
            let (key, _) = try target(context)
            _ = try desk.vault.identity()
            // It was closed since, or another one took its place: it is made anew by sending anew.
            guard let file = desk.vault.made(key.id) else { throw Refused(.missing) }
            if file.isPlain {
                // The log has it as its sending; the list of copies has it from now on, before it is given.
                _ = try await desk.agent.run { session in
                    Copies.exported(file.name, .fiche, of: key, session.context)
                }
            }
            return Response(
                status: .ok,
                headers: [
                    .contentType: "application/octet-stream",
                    .contentDisposition: "attachment; filename=\"\(file.name)\"",
                    .contentSecurityPolicy: SecurityHeaders.sandbox,
                ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
        }
        // To be printed: no file is made, so that no list has one.
        desk.get(router, "envoi/:fiche/feuille") { context in
            let (key, _) = try target(context)
            _ = try desk.vault.identity()
            guard let file = desk.vault.made(key.id), file.isPlain else { throw Refused(.missing) }
            return Response(
                status: .ok,
                headers: [
                    .contentType: Pages.type,
                    .contentSecurityPolicy: SecurityHeaders.sheet,
                ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
        }
        desk.post(router, "envoi/:fiche/transmis") { fields, context in
            let (key, word) = try target(context)
            guard let means = fields["moyen"].flatMap({ DeclaredStep.Moyen(rawValue: $0) }),
                let said = fields["statut"].flatMap({ DeclaredStep.Statut(rawValue: $0) })
            else { throw Refused(.form) }
            _ = try await desk.agent.run { session in
                try DeclareState(session).declare(
                    DeclaredStep(said, le: session.now, moyen: means),
                    of: BoxListing.find(key, session), for: nil)
            }
            return desk.redirect(to: "fiche/\(word)/suivi")
        }
    }

    private func target(_ context: BureauContext) throws(Refused) -> (PliKey, String) {
        let word = context.parameters.get("fiche") ?? ""
        guard case .pli(let key) = try desk.handles.target(word) else { throw Refused(.missing) }
        return (key, word)
    }
}

extension Desk {
    struct HandedPage: Sendable {
        struct Item: Sendable {
            let titre: String
            /// Where a sheet is shown, to be printed.
            let imprimer: String?
            /// Where the file is taken, and its name.
            let fichier: String?
            let nom: String?
            /// Of a guichet: the mail as it is to be written, and what opens it in a mail program.
            let courriel: Copied?
            let ouvrir: String?
            let telephone: String?
            /// Where nobody says what was done.
            let suite: String?
            let faits: [Done]
        }

        /// A button that says what was done.
        struct Done: Sendable {
            let action: String
            let jeton: String
            let statut: String
            let moyen: String
            let dit: String
        }

        struct Secret: Sendable {
            let mots: String
            let sms: Copied
        }

        /// What is to be written elsewhere, sign by sign.
        struct Copied: Sendable {
            let tape: TypedText

            init(_ text: String) { tape = TypedText(text) }
        }

        let titre: String
        let aGuichet: Bool
        let secrets: [Secret]
        let remises: [Item]
        let annuler: String
    }

    /// Where a sending leads: what goes by the service is followed; what is handed over is shown, this once.
    func left(_ departure: Departure, notices: [AgentNotice]) -> Response {
        guard !departure.handed.isEmpty else {
            return redirect(to: "envoi/\(handles.handle(of: .pli(departure.key)))")
        }
        let items = departure.handed.map { item($0, departure.key.de) }
        let first = handles.handle(of: .pli(departure.key))
        return pages.response(
            .remise, shell("À remettre", notices: notices),
            HandedPage(
                titre: "À remettre à \(departure.handed[0].partner)",
                aGuichet: departure.handed.contains { $0.voie == .guichet },
                secrets: departure.phrases.map { .init(mots: $0.phrase, sms: .init($0.sms)) },
                remises: items, annuler: place.path(of: "fiche/\(first)/retirer")))
    }

    /// A file, or a guichet, as a page shows it; the file is kept until it is taken.
    func item(_ handed: Departure.Handed, _ de: StructureName) -> HandedPage.Item {
        let word = handles.handle(of: .pli(PliKey(de: de, id: handed.id)))
        if let file = handed.file { vault.keep(file, of: handed.id) }
        return HandedPage.Item(
            titre: "\(handed.partner), \(handed.voie.french)",
            imprimer: handed.file?.isPlain == true
                ? place.path(of: "envoi/\(word)/feuille") : nil,
            fichier: handed.file.map { _ in place.path(of: "envoi/\(word)/fichier") },
            nom: handed.file?.name, courriel: handed.mail.map { .init($0) },
            ouvrir: handed.mail.map { MailAddress.link(to: handed.courriel, $0) },
            telephone: handed.telephone,
            // What goes by a pli has receipts: what an agent says counts for nothing.
            suite: handed.voie == .pli
                ? "Portez-le au service du partenaire. Vous n'avez rien à noter : dès qu'il l'a pris, ses accusés le "
                    + "disent au suivi." : nil,
            faits: handed.voie.isProven ? [] : handedOver(handed.voie, word))
    }

    /// The buttons that say that it was handed over.
    private func handedOver(_ voie: Voie, _ word: String) -> [HandedPage.Done] {
        Self.means(voie).map { means, words in button(.transmis, means, words, word) }
    }

    /// The same later, with what the partner said of it.
    func facts(_ voie: Voie, _ word: String) -> [HandedPage.Done] {
        handedOver(voie, word) + [
            button(.ouvert, .telephone, "Le partenaire dit l'avoir lue", word),
            button(.nonParvenu, .telephone, "Le partenaire dit ne rien avoir reçu", word),
        ]
    }

    private func button(
        _ said: DeclaredStep.Statut, _ means: DeclaredStep.Moyen, _ words: String, _ word: String
    ) -> HandedPage.Done {
        let action = place.path(of: "envoi/\(word)/transmis")
        return HandedPage.Done(
            action: action, jeton: visit.token(for: action), statut: said.rawValue,
            moyen: means.rawValue, dit: words)
    }

    private static func means(_ voie: Voie) -> [(DeclaredStep.Moyen, String)] {
        switch voie {
        case .guichet, .archive:
            [
                (.courriel, "Le courriel et le SMS sont partis"),
                (.mainPropre, "Je l'ai remis en main propre"),
            ]
        case .papier:
            [
                (.mainPropre, "Je l'ai remise en main propre"),
                (.courrier, "Elle est partie par courrier"),
            ]
        default:
            [
                (.courriel, "Le fichier est parti par courriel"),
                (.mainPropre, "Je l'ai remis en main propre"),
            ]
        }
    }
}

/// What opens a mail in the browser's mail program.
enum MailAddress {
    /// - Parameters:
    ///   - courriel: nil: the person writes it.
    ///   - mail: its first line `Objet : …`.
    static func link(to courriel: String?, _ mail: String) -> String {
        let lines = mail.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let head = lines.first.map(String.init) ?? ""
        let mark = "Objet : "
        let subject = head.hasPrefix(mark) ? String(head.dropFirst(mark.count)) : head
        let body = lines.dropFirst().first.map(String.init) ?? ""
        let text = body.drop { $0 == "\n" }.replacing("\n", with: "\r\n")
        return
            "mailto:\(escaped(courriel ?? ""))?subject=\(escaped(subject))&body=\(escaped(String(text)))"
    }

    /// RFC 6068: all that is not letters, digits and a few signs, by its bytes.
    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "-._~@".utf8.contains(byte)
            return isPlain
                ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte]).uppercased()
        }.joined()
    }
}
