import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

/// The conventions of the structure, and which partners one in force covers.
struct ConventionTable: Sendable {
    struct Row: Sendable {
        let reference: String
        let type: String
        let avec: String
        let du: String
        let jusquAu: String
        let etat: String
        let classe: String
        /// Whom to call there.
        let contacts: [String]
    }

    let rows: [Row]
    /// Why they are not shown.
    let unshown: String?
    private let covered: Set<StructureName>

    init(_ context: AgentContext, _ names: PartnerNames) throws {
        let list: ConventionList
        do {
            list = try ConventionBook.list(context)
        } catch is SignedClient.Unreachable {
            (rows, covered) = ([], [])
            unshown = "Le service ne répond pas : les conventions ne sont pas montrées."
            return
        }
        let today = context.today
        rows = list.states.map { Self.row($0, on: today, names) }
        covered = Set(
            list.states.filter { $0.isInForce(on: today) }.flatMap(\.convention.avec))
        unshown = nil
    }

    /// What a partner's row says; nil while the conventions are not known.
    func words(_ partner: StructureName) -> String? {
        guard unshown == nil else { return nil }
        return covered.contains(partner) ? nil : "aucune convention en vigueur"
    }

    private static func row(
        _ state: ConventionState, on today: CalendarDate, _ names: PartnerNames
    ) -> Row {
        let convention = state.convention
        let isOver = state.fin.map { $0 < today } == true
        let contacts =
            convention.avec.flatMap { name in
                lines(state.contacts[name]).map { "\(names.name(name)), \($0)" }
            } + lines(state.unattributed).map { "Structure non précisée, \($0)" }
        return Row(
            reference: convention.reference, type: convention.type.french,
            avec: convention.avec.map(names.name).joined(separator: ", "),
            du: convention.debut.french, jusquAu: state.fin?.french ?? state.terme.french,
            etat: isOver
                ? "Finie"
                : convention.debut > today
                    ? "À venir" : state.resiliation == nil ? "En vigueur" : "Résiliée",
            classe: isOver ? "mal" : "calme", contacts: contacts)
    }

    private static func lines(_ contacts: Convention.Contacts?) -> [String] {
        contacts?.labelled.map { "\($0.label) : \($0.text)" } ?? []
    }
}
