import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import NIOCore

/// «Une fiche»: read, printed, taken back while it has not left. Each names its fiche in its address, by a word
/// that tells nothing: two tabs never mix.
struct FicheRoutes: Sendable {
    let desk: Desk

    struct FichePage: Sendable {
        let quoi: String
        let sous: String
        /// On each page that is printed; nil for what is not about one person.
        let nom: String?
        let repondre: String?
        /// Of one that this structure wrote: another one that replaces it.
        let corriger: BoxTable.Action?
        /// All that was exchanged about her; nil for what bears no number.
        let personne: String?
        /// Of a fiche without a number: where its person is said.
        let rattacher: String?
        /// Of a partner's word that a person left.
        let confirmer: BoxTable.Action?
        /// Nil for what no colleague can be given.
        let partager: String?
        /// Of one that this structure sent: where it is taken back.
        let retirer: String?
        /// Nil for what has no steps yet.
        let suivi: String?
        /// What is to be done about it.
        let suite: String?
        let noeuds: [FormNode]
        /// Of a monthly table.
        let tableau: Table?
        /// Of what is no fiche that fits its form.
        let texte: String?
        let aPieces: Bool
        let pieces: [Piece]

        struct Table: Sendable {
            struct Line: Sendable {
                let nom: String
                let dit: String?
            }

            let entete: [Line]
            let colonnes: [String]
            let rangees: [TableRow]
            /// On each sheet.
            let pied: String
            let signature: String?

            init(_ read: OFIITableReading, signature: String?) {
                entete = read.lines.map { Line(nom: $0.label, dit: $0.value) }
                colonnes = read.columns
                rangees = read.rows.map { TableRow($0, under: read.columns) }
                pied = read.foot
                self.signature = signature
            }
        }

        struct Piece: Sendable {
            let nom: String
            let taille: String
            /// Nil for what is not in a box yet.
            let lien: String?
        }
    }

    /// What is done once the page was given: made and called on the agent's queue alone.
    private struct Ending: @unchecked Sendable {
        let run: () throws -> Void
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "fiche/:fiche") { context in
            let word = context.parameters.get("fiche") ?? ""
            let target = try desk.handles.target(word)
            let done = try await desk.agent.run { try open(target, word, $0) }
            let (page, ending) = done.result
            let html = desk.pages.html(
                .fiche, desk.shell("Une fiche", notices: done.notices), page)
            return answer(html, then: ending)
        }
        desk.post(router, "fiche/:fiche/annuler") { _, context in
            let target = try desk.handles.target(context.parameters.get("fiche"))
            guard case .pli(let key) = target else { throw Refused(.missing) }
            _ = try await desk.agent.run { session in
                let withdraw = try WithdrawFiche(session)
                let outcome = try withdraw.execute(
                    withdraw.find(key), for: .autre, isUnsent: false)
                guard outcome.late.isEmpty else {
                    throw AgentError(
                        .data, "Trop tard : le partenaire a peut-être cette fiche.",
                        next: .sentence(
                            "Le service ne la lui présente plus. Appelez-le et demandez-lui de la détruire ; si "
                                + "elle n'était pas pour lui, prévenez votre DPO."))
                }
            }
            return desk.redirect(to: "")
        }
    }

    /// Nothing is receipted that was not shown: the page is given whole first.
    private func answer(_ html: String, then ending: Ending) -> Response {
        let buffer = ByteBuffer(string: html)
        let agent = desk.agent
        return Response(
            status: .ok, headers: [.contentType: Pages.type],
            body: ResponseBody(contentLength: buffer.readableBytes) { writer in
                try await writer.write(buffer)
                try await writer.finish(nil)
                // That the service does not hear of it is no error of the page: the row stays «nouvelle». What is
                // said now is said by the next page.
                _ = try? await agent.perform { _ in try ending.run() }
            })
    }

    private func open(
        _ target: Handles.Target, _ word: String, _ session: Session
    ) throws -> (FichePage, Ending) {
        let source: OpenFiche.Source =
            switch target {
            case .pli(let key): .pli(key)
            case .answer(let key): .box(key.id.text)
            case .structure, .draft, .person, .guichet: throw Refused(.missing)
            }
        let open = try OpenFiche(source, session)
        // What is sealed under a phrase is no row of a box: there is none to ask for.
        let opened = try open.open(phrase: {
            throw AgentError(.data, "Ce document est scellé sous une phrase.")
        })
        open.remind(of: opened)
        let page = page(opened, target, word, open.session)
        let vault = desk.vault
        return (
            page,
            Ending {
                try open.finish(opened)
                try Self.keep(opened, vault, open.session)
            }
        )
    }

    /// What was read can be found by what is in it from now on.
    private static func keep(
        _ opened: OpenedPayload, _ vault: Vault, _ session: Session
    ) throws {
        guard opened.isVerified, let fiche = opened.fiche, let key = opened.pli?.key else { return }
        let texts = SearchTexts(session)
        guard !vault.keeps(key, texts.kept) else { return }
        try texts.add([(key, fiche)])
        vault.learned([key], session)
    }

    private func page(
        _ opened: OpenedPayload, _ target: Handles.Target, _ word: String, _ session: Session
    ) -> FichePage {
        let names = PartnerNames(session)
        let manifest = opened.manifest
        let isOurs = manifest?.structure == session.own.structure
        let from = opened.reception?.origine ?? manifest?.structure
        let (tree, table) = (opened.tree, opened.table)
        let sealed = manifest.map { "scellée le \(ParisTime.french($0.scelle))" }
        let person = opened.fiche.map { "\($0.nom) \($0.prenom)" }
        // What is no fiche names a number alone.
        let named =
            person
            ?? opened.numeroAGDREF.flatMap { Repertoire(session).name(of: $0) }
        let hasCourse = if case .pli = target { true } else { false }
        let isExit = if hasCourse, case .confirmExit? = opened.next { true } else { false }
        let isAnswerable = opened.fiche != nil && from != session.own.structure
        return FichePage(
            quoi: person
                ?? [manifest?.objet.french ?? "Un document", named].compactMap { $0 }
                .joined(separator: " : "),
            sous: [
                isOurs && opened.reception == nil
                    ? "Envoyée par votre structure" : from.map { "De \(names.name($0))" },
                sealed,
            ].compactMap { $0 }.joined(separator: " · "),
            nom: named,
            repondre: isAnswerable ? desk.place.path(of: "fiche/\(word)/repondre") : nil,
            corriger: isOurs && opened.reception == nil && opened.fiche != nil
                ? desk.action("fiche/\(word)/corriger") : nil,
            personne: opened.fiche?.numeroAGDREF.map {
                desk.place.path(of: "personne/\(desk.handles.handle(of: .person($0)))")
            },
            rattacher: hasCourse && opened.fiche != nil && opened.numeroAGDREF == nil
                ? desk.place.path(of: "fiche/\(word)/rattacher") : nil,
            confirmer: isExit ? desk.action("fiche/\(word)/confirmer") : nil,
            partager: hasCourse && opened.fiche != nil
                ? desk.place.path(of: "fiche/\(word)/partager") : nil,
            retirer: hasCourse && isOurs && opened.reception == nil
                ? desk.place.path(of: "fiche/\(word)/retirer") : nil,
            suivi: hasCourse ? desk.place.path(of: "fiche/\(word)/suivi") : nil,
            suite: opened.next?.words, noeuds: tree.map(FormNode.all) ?? [],
            tableau: table.map { FichePage.Table($0, signature: opened.signature) },
            texte: tree == nil && table == nil ? opened.text(.texte) : nil,
            aPieces: !opened.attachments.isEmpty,
            pieces: opened.attachments.enumerated().map { index, part in
                FichePage.Piece(
                    nom: part.nom, taille: Self.size(part.content.count),
                    lien: hasCourse
                        ? desk.place.path(of: "fiche/\(word)/piece/\(index + 1)") : nil)
            })
    }

    /// «340 Kio».
    private static func size(_ bytes: Int) -> String {
        bytes < 1_024 * 1_024
            ? "\((bytes + 1_023) / 1_024) Kio" : "\((bytes + 524_288) / 1_048_576) Mio"
    }
}
