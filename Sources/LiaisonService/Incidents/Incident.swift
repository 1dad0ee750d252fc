internal import LiaisonBase
public import LiaisonSchema
internal import LiaisonStore

/// An incident as it stands: what was entered, in its order.
public struct Incident: Sendable {
    /// A notice of ours.
    public struct Avis: Sendable, Equatable {
        public let pour: StructureName
        public let id: PliID
        public let phase: Int
        public let le: Instant
        public let par: KeyName
        /// Written as a file, to be carried: no receipt comes by itself.
        public let isFile: Bool
        public var remis: Instant?
        public var ouvert: Instant?
        /// Its service does not take it.
        public var refuse: Instant?
    }

    /// Somebody told outside the program.
    public struct Made: Sendable, Equatable {
        public let a: NoticeAddressee
        public let le: Instant
        public let moyen: NoticeMeans
        public let reference: SealedText
        public let par: KeyName
    }

    /// A step with its reason, for the register.
    public struct Decision: Sendable, Equatable {
        public let le: Instant
        public let par: KeyName
        public let fact: IncidentFact
    }

    public typealias Statut = IncidentStatut

    public let n: Int
    public private(set) var type: IncidentKind
    public let declaree: Instant
    public let par: KeyName
    public private(set) var moments: IncidentFact.Moments
    public private(set) var natures: [IncidentNature] = []
    public private(set) var portee = IncidentScope()
    public private(set) var reach = IncidentReach()
    /// What our own people wrote.
    private var written: SealedText?
    /// The notices of a partner, when it was one who told us.
    public private(set) var origine: [PliKey] = []
    public private(set) var told: IncidentFact.Told?
    public private(set) var sans: Set<StructureName> = []
    public private(set) var risque: IncidentRisk?
    public private(set) var ofii: Bool?
    private var saidPersons: Int?
    private var saidRecords: Int?
    public private(set) var avis: [Avis] = []
    public private(set) var made: [Made] = []
    public private(set) var retards: [NoticeAddressee: SealedText] = [:]
    public private(set) var arrets: Set<StructureName> = []
    public private(set) var decisions: [Decision] = []
    public private(set) var cloture: Instant?
    private var isQualified = false
    private var read: Set<PliKey> = []
    /// What the DPO said, whatever a partner's notice says.
    private var saidNatures: [IncidentNature]?

    public var statut: Statut {
        if cloture != nil { return .close }
        if !unread.isEmpty { return .aLire }
        // Of a complaint there is nothing to weigh before the partner is told.
        return isQualified || type == .plainte ? .qualifiee : .aQualifier
    }

    /// What was written here, else what the partner's last notice says.
    public var textes: SealedText? { written ?? told?.textes }
    public var isOpen: Bool { cloture == nil }
    public var personnes: Int { saidPersons ?? reach.personnes }
    public var enregistrements: Int { saidRecords ?? reach.enregistrements }

    /// The notices that no DPO read yet.
    public var unread: [PliKey] { origine.filter { !read.contains($0) } }

    /// When the last notice of a partner came.
    var lastReceived: Instant? {
        decisions.last { $0.fact.genre == .recu }?.le
    }

    /// What the notices read so far name.
    var toldPlis: [PliID] {
        decisions.flatMap { step in
            if case .lu(_, _, let told) = step.fact { return told.plis }
            return []
        }
    }

    /// Whether the texts are a partner's, not ours.
    public var isTold: Bool { written == nil && told != nil }

    /// The partners to be told; who told us knows.
    public var partners: [StructureName] {
        Set(reach.partners.keys).union(portee.partenaires).subtracting(sans)
            .subtracting(origine.map(\.de)).sorted { $0.text < $1.text }
    }

    /// Under which name partners are told that had another one: what was said to that one was said to them.
    private let successors: Successors

    /// - Parameters:
    ///   - steps: of one incident, oldest first.
    ///   - successors: under which name partners go now that had another one.
    /// - Throws: `.value` when the first one does not open an incident.
    init(_ steps: [CaseStep], successors: Successors = Successors()) throws {
        self.successors = successors
        guard let first = steps.first else {
            throw SchemaError(.form, "Un incident n'a aucune étape.")
        }
        n = first.n
        declaree = first.le
        par = first.par
        switch try IncidentFact(first.content) {
        case .declaration(let said):
            type = said.type
            moments = said.moments
        case .recu:
            type = .violation
            // Whoever was told by a partner has discovered it then.
            moments = IncidentFact.Moments(decouverte: first.le)
        default: throw SchemaError(.value, "Un incident ne commence pas par cette étape.")
        }
        for step in steps { try add(IncidentFact(step.content), step) }
    }

    private mutating func add(_ fact: IncidentFact, _ step: CaseStep) throws {
        decisions.append(Decision(le: step.le, par: step.par, fact: fact))
        if let effect = step.effect { reach = try IncidentReach(effect).under(successors) }
        switch fact {
        case .declaration(let said):
            natures = said.natures
            portee = said.portee.under(successors)
            written = said.textes
            arrets.formUnion(said.arrets.map { successors.current($0) })
        case .qualification(let said):
            isQualified = true
            moments = moments.corrected(by: said.moments)
            saidNatures = said.natures ?? saidNatures
            natures = saidNatures ?? natures
            portee = portee.union(said.portee.under(successors))
            sans.subtract(said.portee.partenaires.map { successors.current($0) })
            sans.formUnion(said.sans.map { successors.current($0) })
            risque = said.risque ?? risque
            ofii = said.ofii ?? ofii
            saidPersons = said.personnes ?? saidPersons
            saidRecords = said.enregistrements ?? saidRecords
            written = said.textes ?? written
        case .avis(let pour, let id, let phase), .fichier(let pour, let id, let phase):
            avis.append(
                Avis(
                    pour: successors.current(pour), id: id, phase: phase, le: step.le,
                    par: step.par,
                    isFile: fact.genre == .fichier))
        case .accuse(let pour, let id, let statut, let le):
            guard
                let index = avis.firstIndex(where: {
                    $0.pour == successors.current(pour) && $0.id == id
                })
            else {
                return
            }
            guard statut != .refuse else {
                avis[index].refuse = le
                return
            }
            if statut == .ouvert { avis[index].ouvert = avis[index].ouvert ?? le }
            // Opened is delivered, even when that receipt was lost.
            avis[index].remis = [avis[index].remis, le].compactMap(\.self).min()
        case .notifie(let a, let le, let moyen, let reference):
            made.append(
                Made(
                    a: a.under(successors), le: le, moyen: moyen, reference: reference,
                    par: step.par))
        case .retard(let addressee, let motif): retards[addressee.under(successors)] = motif
        case .recu(let de, let id): origine.append(PliKey(de: de, id: id))
        case .lu(let de, let id, let told):
            read.insert(PliKey(de: de, id: id))
            // What it is about does not change under us; an older phase says nothing new.
            if self.told == nil { type = told.type }
            guard self.told.map({ $0.phase <= told.phase }) ?? true else { return }
            self.told = told
            natures = saidNatures ?? told.natures
        case .envois(let name, let isStopped):
            let name = successors.current(name)
            if isStopped { arrets.insert(name) } else { arrets.remove(name) }
        case .cloture:
            cloture = step.le
            arrets = []
        }
    }
}

extension NoticeAddressee {
    /// - Parameter successors: under which name partners go now that had another one.
    func under(_ successors: Successors) -> NoticeAddressee {
        guard case .structure(let name) = self else { return self }
        return .structure(successors.current(name))
    }
}

extension IncidentScope {
    /// With each partner once, by the name that it goes by now.
    fileprivate func under(_ successors: Successors) -> IncidentScope {
        var scope = self
        scope.partenaires = successors.current(partenaires)
        return scope
    }
}

extension IncidentReach {
    /// With what was exchanged under a former name counted with the name that stands now.
    fileprivate func under(_ successors: Successors) -> IncidentReach {
        var reach = self
        for (old, found) in partners.sorted(by: { $0.key.text < $1.key.text }) {
            let new = successors.current(old)
            guard new != old else { continue }
            reach.partners[old] = nil
            let held = reach.partners[new] ?? Partner()
            reach.partners[new] = Partner(
                plis: Array((held.plis + found.plis).prefix(ViolationActe.pliLimit)),
                // The same person may be in both: about how many, at least.
                personnes: max(held.personnes, found.personnes),
                enregistrements: held.enregistrements + found.enregistrements)
        }
        return reach
    }

    /// Reads what was stored with a step.
    init(_ object: JSONObject) throws {
        self.init()
        func count(_ object: JSONObject, _ key: String) -> Int { Int(object[key]?.integer ?? 0) }
        personnes = count(object, "personnes")
        enregistrements = count(object, "enregistrements")
        aPreciser = count(object, "aPreciser")
        for member in object["partenaires"]?.object?.members ?? [] {
            guard let name = StructureName(member.key), let found = member.value.object else {
                throw SchemaError(.form, "Ce que touche un incident est illisible.")
            }
            partners[name] = Partner(
                plis: (found["plis"]?.array ?? []).compactMap { $0.string.flatMap { PliID($0) } },
                personnes: count(found, "personnes"),
                enregistrements: count(found, "enregistrements"))
        }
    }
}
