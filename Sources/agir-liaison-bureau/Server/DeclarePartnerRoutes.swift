import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// A partner without keys, declared, or said otherwise: how people call it, and by which road it is reached.
struct DeclarePartnerRoutes: Sendable {
    let desk: Desk

    struct DeclarePage: Sendable {
        let action: String
        let jeton: String
        let retour: String
        let aFautes: Bool
        let fautes: [Fault]
        let nom: Field
        let libelle: Field
        let types: [SendPage.Choice]
        let courriel: Field
        let telephone: Field
        let sources: [SendPage.Choice]
        let voies: [SendPage.Choice]
    }

    private enum Outcome: Sendable {
        case form(DeclarePage)
        case done(DonePage)
    }

    private enum Name {
        static let structure = "structure"
        static let label = "libelle"
        static let kind = "type"
        static let mail = "courriel"
        static let phone = "telephone"
        static let source = "source"
        static let road = "voie"
    }

    private static let page = "partenaire/declarer"

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, RouterPath(Self.page)) { _ in
            respond(
                try await desk.agent.run { _ in Outcome.form(form(FormFields(), [])) })
        }
        desk.get(router, "partenaire/modifier/:mot") { context in
            guard
                case .structure(let name) = try desk.handles.target(context.parameters.get("mot"))
            else { throw Refused(.missing) }
            return respond(
                try await desk.agent.run { session in
                    guard let contact = session.declared(name) else { throw Refused(.missing) }
                    return Outcome.form(form(Self.fields(contact), []))
                })
        }
        desk.post(router, RouterPath(Self.page)) { fields, _ in
            respond(try await desk.agent.perform { try declare(fields, $0) })
        }
    }

    private func respond(_ done: AgentDesk.Done<Outcome>) -> Response {
        let shell = desk.shell("Partenaires", .partenaires, notices: done.notices)
        return switch done.result {
        case .form(let page):
            desk.pages.response(
                .sanscle, shell, page, status: page.aFautes ? .unprocessableContent : .ok)
        case .done(let page): desk.pages.response(.fait, shell, page)
        }
    }

    private func declare(_ fields: FormFields, _ context: AgentContext) throws -> Outcome {
        func typed(_ name: String) -> String? {
            fields[name].map { VisibleText.line($0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        var faults: [Fault] = []
        let name = typed(Name.structure).flatMap { StructureName($0.lowercased()) }
        if name == nil {
            faults.append(
                Fault(
                    "Nom : écrivez-le comme un nom de domaine, voiron.france-travail.example.",
                    at: Name.structure))
        }
        let label = typed(Name.label)
        if label == nil {
            faults.append(Fault("Comment l'appelle-t-on : écrivez-le.", at: Name.label))
        }
        let kind = fields[Name.kind].flatMap { StructureKind(typed: $0) }
        if kind == nil {
            faults.append(
                Fault(
                    "Le type de structure : choisissez-le.",
                    at: "\(Name.kind)-\(StructureKind.allCases[0].rawValue)"))
        }
        let phone = typed(Name.phone)
        let source = fields[Name.source].flatMap {
            DeclaredContact.TelephoneSource(rawValue: $0)
        }
        if phone != nil, source == nil {
            faults.append(
                Fault(
                    "D'où vient ce numéro : jamais du courriel qui le demande.", at: Name.phone))
        }
        guard faults.isEmpty, let name else { return .form(form(fields, faults)) }
        var input = ContactDeclaration.Input(name)
        (input.libelle, input.type, input.courriel) = (label, kind, typed(Name.mail))
        (input.telephone, input.telephoneSource) = (phone, phone == nil ? nil : source)
        input.voie = fields[Name.road].flatMap { Voie(rawValue: $0) }
            .flatMap { DeclaredContact.voies.contains($0) ? $0 : nil }
        do {
            let contact = try ContactDeclaration(context).add(input)
            return .done(
                DonePage(
                    "Partenaires", "\(contact.libelle) est déclaré : il n'a pas de clé.",
                    suites: ["Rien ne lui part par le service : il a la voie que vous avez dite."],
                    to: "partenaires", called: "Revenir aux partenaires", desk.place))
        } catch let error as AgentError where [.usage, .data].contains(error.code) {
            return .form(form(fields, [Fault(desk.daemon.told(error.message))]))
        } catch let error as SchemaError {
            return .form(form(fields, [Fault(desk.daemon.told(AgentError(error).message))]))
        }
    }

    private static func fields(_ contact: DeclaredContact) -> FormFields {
        FormFields(
            [
                (Name.structure, contact.structure.text), (Name.label, contact.libelle),
                (Name.kind, contact.type.rawValue), (Name.mail, contact.courriel ?? ""),
                (Name.phone, contact.telephone ?? ""),
                (Name.source, contact.telephoneSource?.rawValue ?? ""),
                (Name.road, contact.voie?.rawValue ?? ""),
            ].map { .init(name: $0.0, value: $0.1) })
    }

    private func form(_ fields: FormFields, _ faults: [Fault]) -> DeclarePage {
        let action = desk.place.path(of: Self.page)
        func field(_ name: String, _ label: String, help: String? = nil) -> Field {
            Field(
                name, label, aide: help, faute: faults.words(at: name),
                fields[name] ?? "")
        }
        func choices(_ name: String, _ options: [(String, String)]) -> [SendPage.Choice] {
            options.map { value, label in
                SendPage.Choice(
                    id: "\(name)-\(value)", nom: name, valeur: value, libelle: label,
                    pris: fields[name] == value)
            }
        }
        return DeclarePage(
            action: action, jeton: desk.visit.token(for: action),
            retour: desk.place.path(of: "partenaires"), aFautes: !faults.isEmpty,
            fautes: faults,
            nom: field(
                Name.structure, "Son nom ici",
                help: "En forme de nom de domaine : voiron.france-travail.example."),
            libelle: field(
                Name.label, "Comment l'appelle-t-on ?", help: "Par exemple France Travail Voiron."),
            types: choices(Name.kind, StructureKind.allCases.map { ($0.rawValue, $0.french) }),
            courriel: field(Name.mail, "Son courriel"),
            telephone: field(
                Name.phone, "Son téléphone",
                help: "Où dire une phrase ; jamais celui que donne le courriel qui la demande."),
            sources: choices(
                Name.source,
                DeclaredContact.TelephoneSource.allCases.map { ($0.rawValue, Self.words($0)) }),
            voies: choices(
                Name.road, DeclaredContact.voies.map { ($0.rawValue, $0.french) }))
    }

    private static func words(_ source: DeclaredContact.TelephoneSource) -> String {
        switch source {
        case .annuaire: "d'un annuaire"
        case .convention: "de la convention"
        case .carteDeVisite: "d'une carte de visite"
        case .dejaConnu: "nous l'avions déjà"
        }
    }
}
