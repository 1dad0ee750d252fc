public import LiaisonSchema
public import LiaisonStore

/// What is in force of all the facts that were entered, in their order.
public struct RetentionFacts: Sendable {
    /// A hold or an exception that nobody lifted.
    public struct Suspension: Sendable, Equatable {
        public let n: Int
        public let portee: RetentionFact.Portee
        /// When to look at it again; of an exception, its last day.
        public let jusquA: CalendarDate
        public let isException: Bool
        public let motif: SealedText
        public let par: KeyName
        public let le: Instant
    }

    enum FileEvent {
        /// The last day, and when it was said.
        case fin(CalendarDate, said: Instant)
        case reprise
        /// What a partner said of its fiches, and the day before which it has no effect.
        case sortie(StructureName, CalendarDate, floor: CalendarDate)
    }

    /// A right to erasure that counts: here, or for what was exchanged with the partner that told of it.
    struct Erasure {
        /// The `droits` pli that told of it; nil: for everything of the person.
        let pli: PliKey?
        /// The last day of keeping.
        let cap: CalendarDate
        /// What was sealed later is none of its business.
        let sealedUntil: CalendarDate

        var partner: StructureName? { pli?.de }
    }

    /// An erasure that a partner passed on and our DPO confirmed.
    struct PartnerErasure {
        /// The `droits` pli.
        let pli: PliKey
        let personnes: [PersonIndex]
        /// As `Erasure.sealedUntil`.
        let sealedUntil: CalendarDate
    }

    public private(set) var conventions: [ConventionState] = []
    public private(set) var termes: [Terme.Commun: CalendarDate] = [:]
    public private(set) var suspensions: [Suspension] = []
    /// Since when agents may work in a browser on the structure's server, as a DPO decided; nil: they may not.
    public private(set) var hebergement: CalendarDate?
    private var files: [PersonIndex: [(n: Int, event: FileEvent)]] = [:]
    private var erasures: [PersonIndex: [Erasure]] = [:]
    /// Those of partners that count, oldest first.
    private(set) var partnerErasures: [PartnerErasure] = []
    private var usages: [PliKey: CalendarDate] = [:]
    private var exclusions: Set<Exclusion> = []
    /// The `droits` plis that our DPO refused.
    private var refusals: Set<PliKey> = []
    /// When our DPO first confirmed or refused a `droits` pli.
    private var answers: [PliKey: CalendarDate] = [:]
    /// When the avenant that counts was signed, by convention.
    private var signatures: [String: CalendarDate] = [:]

    private struct Exclusion: Hashable {
        let n: Int
        let fiche: PliKey
    }

    /// - Parameter rows: oldest first.
    public init(_ rows: [RecordedFact] = []) {
        for row in rows {
            add(row)
            guard [.convention, .avenant, .resiliation, .terme].contains(row.fact.genre) else {
                continue
            }
            let day = ParisTime.date(at: row.le)
            for index in conventions.indices {
                conventions[index].settle(termes, enteredOn: day)
            }
        }
    }

    /// With a fact that nobody entered yet: what it would change.
    func adding(_ row: RecordedFact) -> RetentionFacts {
        var facts = self
        facts.add(row)
        return facts
    }

    private mutating func add(_ row: RecordedFact) {
        func conventionIndex(_ reference: String) -> Int? {
            conventions.firstIndex { $0.convention.reference == reference }
        }
        switch row.fact {
        case .convention(let convention):
            guard conventionIndex(convention.reference) == nil else { return }
            conventions.append(ConventionState(convention))
        case .contacts(let reference, let structure, let contacts):
            guard let index = conventionIndex(reference) else { return }
            conventions[index].take(contacts, of: structure)
        case .avenant(let reference, let signe, let echeance):
            guard let index = conventionIndex(reference),
                signatures[reference].map({ $0 <= signe }) ?? true
            else { return }
            signatures[reference] = signe
            conventions[index].terme = echeance
        case .resiliation(let reference, let recu, let effet):
            guard let index = conventionIndex(reference) else { return }
            conventions[index].resiliation = .init(recu: recu, effet: effet)
        case .terme(let commun, let le): termes[commun] = le
        case .fin(let personnes, let le): note(row.n, personnes, .fin(le, said: row.le))
        case .reprise(let personnes, _, _): note(row.n, personnes, .reprise)
        case .sortie(let de, _, let personnes, let le):
            // Without a day of effect it is information.
            if let floor = row.effet { note(row.n, personnes, .sortie(de, le, floor: floor)) }
        case .usage(let de, let id, let jusquA): usages[PliKey(de: de, id: id)] = jusquA
        case .contentieux(let portee, let revue, let motif):
            suspensions.append(
                Suspension(
                    n: row.n, portee: portee, jusquA: revue, isException: false, motif: motif,
                    par: row.par, le: row.le))
        case .exception(let portee, let jusquA, let motif):
            suspensions.append(
                Suspension(
                    n: row.n, portee: portee, jusquA: jusquA, isException: true, motif: motif,
                    par: row.par, le: row.le))
        case .levee(let n): suspensions.removeAll { $0.n == n }
        case .exclusion(let n, let de, let id):
            exclusions.insert(Exclusion(n: n, fiche: PliKey(de: de, id: id)))
        case .effacement(_, let personnes):
            guard let cap = row.effet else { return }
            note(personnes, Erasure(pli: nil, cap: cap, sealedUntil: cap.adding(days: 1)))
        case .droits(let de, let id, let personnes, let demande):
            answer(PliKey(de: de, id: id), row.le)
            // The other rights are for people to follow: no day comes of them.
            guard demande == .effacement, let floor = row.effet else { return }
            let key = PliKey(de: de, id: id)
            let received = floor.adding(days: -RetentionRules.droitsDays)
            note(personnes, Erasure(pli: key, cap: floor, sealedUntil: received))
            partnerErasures.removeAll { $0.pli == key }
            partnerErasures.append(
                PartnerErasure(pli: key, personnes: personnes, sealedUntil: received))
        case .droitsRefus(let de, let id, _):
            let key = PliKey(de: de, id: id)
            refusals.insert(key)
            answer(key, row.le)
            erasures = erasures.mapValues { $0.filter { $0.pli != key } }
            partnerErasures.removeAll { $0.pli == key }
        case .hebergement(let depuis, _): hebergement = depuis
        case .justification: break
        }
    }

    private mutating func answer(_ pli: PliKey, _ le: Instant) {
        if answers[pli] == nil { answers[pli] = ParisTime.date(at: le) }
    }

    private mutating func note(_ persons: [PersonIndex], _ erasure: Erasure) {
        for person in persons { erasures[person, default: []].append(erasure) }
    }

    private mutating func note(_ n: Int, _ persons: [PersonIndex], _ event: FileEvent) {
        for person in persons { files[person, default: []].append((n, event)) }
    }

    public func convention(_ reference: String) -> ConventionState? {
        conventions.first { $0.convention.reference == reference }
    }

    /// What was said of a person, by all its pseudonyms, oldest first.
    func file(of persons: [PersonIndex]) -> [FileEvent] {
        var seen = Set<Int>()
        return persons.flatMap { files[$0] ?? [] }.filter { seen.insert($0.n).inserted }
            .sorted { $0.n < $1.n }.map(\.event)
    }

    /// The rights to erasure of a person, by all its pseudonyms.
    func erasures(of persons: [PersonIndex]) -> [Erasure] {
        erasures.isEmpty ? [] : persons.flatMap { erasures[$0] ?? [] }
    }

    /// When our DPO answered a partner's `droits` pli; nil: not yet.
    func answered(_ pli: PliKey) -> CalendarDate? { answers[pli] }

    /// The end of a person's accompagnement that is in force, and since when it is said without change, as
    /// entered here or confirmed; nil for an open file.
    func end(of persons: [PersonIndex]) -> (day: CalendarDate, said: Instant?)? {
        var end: (day: CalendarDate, said: Instant?)?
        for event in file(of: persons) {
            switch event {
            case .fin(let day, let said):
                if end?.day != day || end?.said == nil { end = (day, said) }
            case .reprise: end = nil
            case .sortie(_, let day, _): end = end ?? (day, nil)
            }
        }
        return end
    }

    /// Whether our DPO refused that `droits` pli.
    func refuses(_ de: StructureName, _ id: PliID) -> Bool {
        refusals.contains(PliKey(de: de, id: id))
    }

    /// What the holds in force cite of the log.
    var cited: CitedRecords {
        var cited = CitedRecords()
        for suspension in suspensions where !suspension.isException {
            cited.refs.insert(String(suspension.n))
            switch suspension.portee {
            case .fiche(_, let id): cited.refs.insert(id.text)
            case .personne(let persons): cited.persons.formUnion(persons.map(\.description))
            case .convention(let reference):
                cited.refs.insert(reference)
                let partners = convention(reference)?.convention.avec ?? []
                cited.partners.formUnion(partners.map(\.text))
            }
        }
        return cited
    }

    func usage(de: StructureName, id: PliID) -> CalendarDate? {
        usages[PliKey(de: de, id: id)]
    }

    func excludes(_ n: Int, de: StructureName, id: PliID) -> Bool {
        exclusions.contains(Exclusion(n: n, fiche: PliKey(de: de, id: id)))
    }
}
