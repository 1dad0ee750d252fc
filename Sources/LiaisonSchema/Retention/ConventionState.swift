public import LiaisonBase

/// A convention with what changed it since.
public struct ConventionState: Sendable, Equatable {
    /// When the letter that ends it came, and the day that it names.
    public struct Resiliation: Sendable, Equatable {
        public let recu: CalendarDate
        public let effet: CalendarDate?

        public init(recu: CalendarDate, effet: CalendarDate?) {
            self.recu = recu
            self.effet = effet
        }

        /// The day from which it takes effect: the one it names, one month after it came at the earliest
        /// (guide AGIR 2022, annexe 6.1, art. 8; annexe 6.2, art. 9).
        public var effective: CalendarDate {
            let earliest = recu.adding(months: 1)
            return effet.map { max($0, earliest) } ?? earliest
        }
    }

    public private(set) var convention: Convention
    /// Whom to call, by structure, as it was said last.
    public private(set) var contacts: [StructureName: Convention.Contacts]
    /// The term that the latest signed avenant gives, else the convention's own.
    public var terme: Terme
    public var resiliation: Resiliation?
    /// The day on which it ends; nil as long as nobody entered when its term comes.
    public private(set) var fin: CalendarDate?
    /// What its end was known to be, from each day on which somebody entered something.
    private var known: [Knowledge] = []

    private struct Knowledge: Sendable, Equatable {
        let from: CalendarDate
        let fin: CalendarDate?
    }

    public init(_ convention: Convention) {
        self.convention = convention
        contacts = convention.contacts
        terme = convention.echeance
    }

    /// The same under the names that its structures go by now: what was signed with a partner before it had its
    /// card under another name holds for it. What was said of it under that name stands over what was said
    /// before.
    public func under(_ successors: Successors) -> ConventionState {
        let former = convention.avec.filter { successors.current($0) != $0 }
        guard !former.isEmpty else { return self }
        var state = self
        state.contacts = [:]
        for name in former + convention.avec.filter({ !former.contains($0) }) {
            guard let said = contacts[name] else { continue }
            state.contacts[successors.current(name), default: Convention.Contacts()].take(said)
        }
        state.convention = Convention(
            reference: convention.reference, type: convention.type,
            avec: successors.current(convention.avec), debut: convention.debut,
            echeance: convention.echeance, contacts: state.contacts,
            unattributed: convention.unattributed)
        return state
    }

    /// Those of whom nobody said whose they are, until each structure has its own.
    public var unattributed: Convention.Contacts {
        convention.avec.allSatisfy { contacts[$0] != nil }
            ? Convention.Contacts() : convention.unattributed
    }

    /// What was said of one of its structures, over what was said before; of another one it is nothing.
    public mutating func take(_ said: Convention.Contacts, of structure: StructureName) {
        guard convention.avec.contains(structure) else { return }
        contacts[structure, default: Convention.Contacts()].take(said)
    }

    /// Derives the end.
    ///
    /// - Parameters:
    ///   - termes: the ends that several conventions share.
    ///   - day: when that was entered.
    public mutating func settle(_ termes: [Terme.Commun: CalendarDate], enteredOn day: CalendarDate)
    {
        let term: CalendarDate? =
            switch terme {
            case .date(let date): date
            case .commun(let commun): termes[commun]
            }
        let ends = [term, resiliation?.effective].compactMap(\.self)
        fin = ends.min()
        if known.last?.fin != fin || known.isEmpty {
            known.append(Knowledge(from: day, fin: fin))
        }
    }

    /// Whether a fiche sealed on that day is under it: an end that was entered only later does not put it
    /// out, or it would be kept longer for it.
    public func contains(_ day: CalendarDate) -> Bool {
        guard convention.debut <= day else { return false }
        let then = known.last { $0.from <= day }
        return fin.map { day <= $0 } ?? true
            || then.map { $0.fin.map { day <= $0 } ?? true } ?? false
    }

    /// Whether it is in force on that day.
    public func isInForce(on day: CalendarDate) -> Bool {
        convention.debut <= day && fin.map { day <= $0 } ?? true
    }

    /// As the daemon gives it to agents.
    public var object: JSONObject {
        var object = RetentionFact.convention(convention).object
        object["fait"] = nil
        object.put("echeance", terme)
        unattributed.write(former: &object)
        contacts.write(into: &object, order: convention.avec)
        object.put("courrierRecu", resiliation?.recu)
        object.put("effet", resiliation?.effet)
        object.put("fin", fin)
        return object
    }

    public init(_ object: JSONObject) throws(SchemaError) {
        var stated = object
        stated.put("fait", RetentionFact.Genre.convention.rawValue)
        for key in ["courrierRecu", "effet", "fin"] { stated[key] = nil }
        guard case .convention(let convention) = try RetentionFact(stated) else {
            throw SchemaError(.form, "Une convention est illisible.")
        }
        self.init(convention)
        func date(_ key: String) throws(SchemaError) -> CalendarDate? {
            guard let value = object[key] else { return nil }
            guard let date = value.string.flatMap({ CalendarDate($0) }) else {
                throw SchemaError(.value, "Une date d'une convention est illisible.")
            }
            return date
        }
        let effet = try date("effet")
        resiliation = try date("courrierRecu").map { Resiliation(recu: $0, effet: effet) }
        fin = try date("fin")
    }
}

/// Whether a fiche may go to a structure under a convention (rgpd.md, «Retention»).
public enum ConventionStanding: Sendable, Equatable {
    /// The model asks for none.
    case notAsked
    /// Under that reference.
    case inForce(String)
    /// None is recorded: the author confirms, and the log says so.
    case none
    case ended(String, CalendarDate)
}

extension [ConventionState] {
    /// The conventions under which a fiche of that kind was exchanged with a structure on that day.
    public func governing(
        _ type: Convention.Kind, with structure: StructureName, on day: CalendarDate
    ) -> [ConventionState] {
        filter {
            $0.convention.type == type && $0.convention.avec.contains(structure)
                && $0.contains(day)
        }
    }

    /// - Parameter kind: what the structure is in the programme.
    public func standing(
        _ modele: FicheModele?, with structure: StructureName, kind: StructureKind?,
        on day: CalendarDate
    ) -> ConventionStanding {
        // The DT OFII has copies by the rules of routing, not by an SPE convention.
        guard let type = modele?.conventionKind, kind != .dtOFII else { return .notAsked }
        if let state = governing(type, with: structure, on: day).first(where: {
            $0.isInForce(on: day)
        }) {
            return .inForce(state.convention.reference)
        }
        let ended = compactMap { state -> (reference: String, end: CalendarDate)? in
            guard state.convention.type == type, state.convention.avec.contains(structure),
                let end = state.fin, end < day
            else { return nil }
            return (state.convention.reference, end)
        }.max { $0.end < $1.end }
        return ended.map { .ended($0.reference, $0.end) } ?? .none
    }
}

extension FicheModele {
    /// The convention under which such a fiche is exchanged; nil: none is asked for.
    public var conventionKind: Convention.Kind? {
        switch self {
        case .spe: .spe
        case .picIPR: .picIPR
        case .generique: nil
        }
    }
}
