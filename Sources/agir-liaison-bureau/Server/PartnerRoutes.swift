import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// «Partenaires»: who is known, by which road, verified or not; and the comparison by voice, group by group.
struct PartnerRoutes: Sendable {
    let desk: Desk

    struct ListPage: Sendable {
        struct Row: Sendable {
            let libelle: String
            let nom: String
            let genre: String
            let voie: String
            let etat: String
            let classe: String
            let expire: String?
            let comparer: String?
            /// Of one without keys: where it is said otherwise.
            let modifier: String?
            /// «aucune convention en vigueur».
            let convention: String?
        }

        let vide: String?
        let aRangees: Bool
        let rangees: [Row]
        let declarer: String
        let aConventions: Bool
        let conventions: [ConventionTable.Row]
        let sansConventions: String?
    }

    struct ComparePage: Sendable {
        struct Wrong: Sendable {
            let texte: String
            let suite: String?
        }

        /// «d'Opérateur AGIR».
        let de: String
        let action: String
        let jeton: String
        let retour: String
        let faute: Wrong?
        let groupes: [Field]
        let canaux: [SendPage.Choice]
    }

    struct VerifiedPage: Sendable {
        let libelle: String
        let empreinte: String
        let retour: String
    }

    private enum Outcome: Sendable {
        case form(ComparePage)
        case verified(VerifiedPage)
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "partenaires") { _ in
            let done = try await desk.agent.perform { try list($0) }
            return desk.pages.response(
                .partenaires, desk.shell("Partenaires", .partenaires, notices: done.notices),
                done.result)
        }
        desk.get(router, "partenaires/:mot") { context in
            let (name, word) = try named(context)
            _ = try desk.vault.identity()
            let done = try await desk.agent.perform { context in
                Outcome.form(form(name, word, FormFields(), FingerprintGroups(), nil, context))
            }
            return respond(done)
        }
        desk.post(router, "partenaires/:mot") { fields, context in
            let (name, word) = try named(context)
            return respond(
                try await desk.agent.perform { try compare(name, word, fields, $0) })
        }
    }

    private func named(_ context: BureauContext) throws -> (StructureName, String) {
        let word = context.parameters.get("mot") ?? ""
        guard case .structure(let name) = try desk.handles.target(word) else {
            throw Refused(.missing)
        }
        return (name, word)
    }

    private func respond(_ done: AgentDesk.Done<Outcome>) -> Response {
        let shell = desk.shell("Partenaires", .partenaires, notices: done.notices)
        return switch done.result {
        case .form(let page):
            desk.pages.response(
                .comparer, shell, page,
                status: page.faute == nil ? .ok : .unprocessableContent)
        case .verified(let page): desk.pages.response(.verifie, shell, page)
        }
    }

    // MARK: The list

    private func list(_ context: AgentContext) throws -> ListPage {
        let (cards, declared) = try Contact.all(context)
        let table = try ConventionTable(context, PartnerNames(Session.open(context)))
        let rows: [ListPage.Row] =
            cards.map { contact -> ListPage.Row in
                let card = contact.card
                let isOver = card.expire <= context.now()
                let word = desk.handles.handle(of: .structure(card.structure))
                return ListPage.Row(
                    libelle: card.libelle, nom: card.structure.text, genre: card.typeFrench,
                    voie: card.daemon == nil ? "sans service" : Voie.service.french,
                    etat: contact.isVerified ? "Vérifié" : "À vérifier",
                    classe: contact.isVerified ? "calme" : "mal",
                    expire: (isOver ? "carte expirée le " : "carte jusqu'au ")
                        + ParisTime.date(at: card.expire).french,
                    comparer: contact.isVerified
                        ? nil : desk.place.path(of: "partenaires/\(word)"),
                    modifier: nil, convention: table.words(card.structure))
            }
            + declared.map { contact -> ListPage.Row in
                let word = desk.handles.handle(of: .structure(contact.structure))
                return ListPage.Row(
                    libelle: contact.libelle, nom: contact.structure.text,
                    genre: contact.type.french, voie: contact.voie?.french ?? "à choisir",
                    etat: contact.suite == nil ? "Sans clé" : "Remplacé", classe: "calme",
                    expire: nil, comparer: nil,
                    modifier: contact.suite == nil
                        ? desk.place.path(of: "partenaire/modifier/\(word)") : nil,
                    convention: table.words(contact.structure))
            }
        return ListPage(
            vide: rows.isEmpty ? "Aucun partenaire n'est connu." : nil, aRangees: !rows.isEmpty,
            rangees: rows, declarer: desk.place.path(of: "partenaire/declarer"),
            aConventions: !table.rows.isEmpty, conventions: table.rows,
            sansConventions: table.unshown
                ?? (table.rows.isEmpty ? "Aucune convention n'est enregistrée." : nil))
    }

    // MARK: The comparison

    private func compare(
        _ name: StructureName, _ word: String, _ fields: FormFields, _ context: AgentContext
    ) throws -> Outcome {
        let groups = FingerprintGroups(fields)
        let means = fields["canal"].flatMap { Verification.Moyen(rawValue: $0) }
        guard let fingerprint = groups.value, let means else {
            let wrong = ComparePage.Wrong(
                texte: groups.isWrong
                    ? "Rien n'est vérifié : corrigez les groupes marqués."
                    : "Dites par quel canal vous avez entendu ces chiffres.", suite: nil)
            return .form(form(name, word, fields, groups, wrong, context))
        }
        do {
            let plan = try ContactVerification.plan(name.text, context)
            let contact = try ContactVerification.execute(
                plan, heard: HeardFingerprint(fingerprint, tellsGroups: true), means: means)
            return .verified(
                VerifiedPage(
                    libelle: contact.card.libelle,
                    empreinte: Fingerprint(structure: plan.own.cleStructure).description,
                    retour: desk.place.path(of: "partenaires")))
        } catch let error as AgentError where error.code == .data {
            // The digits differ: which ones is said to who typed them, the right ones never are.
            let wrong = ComparePage.Wrong(
                texte: desk.daemon.told(error.message),
                suite: (error.next?.words).map(desk.daemon.told))
            let newest =
                (try? context.folder.pendingContact(name)) ?? (try? context.folder.contact(name))
            let differing = newest.map {
                fingerprint.differingGroups(from: Fingerprint(structure: $0.carte.cleStructure))
            }
            return .form(
                form(name, word, fields, groups.marked(differing ?? []), wrong, context))
        }
    }

    private func form(
        _ name: StructureName, _ word: String, _ fields: FormFields,
        _ groups: FingerprintGroups,
        _ wrong: ComparePage.Wrong?, _ context: AgentContext
    ) -> ComparePage {
        let action = desk.place.path(of: "partenaires/\(word)")
        let card = try? context.folder.contact(name)?.carte
        return ComparePage(
            de: Elision.de(card?.libelle ?? name.text), action: action,
            jeton: desk.visit.token(for: action), retour: desk.place.path(of: "partenaires"),
            faute: wrong,
            groupes: groups.boxes,
            canaux: Verification.Moyen.allCases.map { means in
                SendPage.Choice(
                    id: "canal-\(means.rawValue)", nom: "canal", valeur: means.rawValue,
                    libelle: Self.words(means), pris: fields["canal"] == means.rawValue)
            })
    }

    private static func words(_ means: Verification.Moyen) -> String {
        switch means {
        case .telephone: "au téléphone"
        case .sms: "par SMS"
        case .courrier: "par courrier"
        case .mainPropre: "en main propre"
        }
    }
}
