internal import LiaisonSchema
internal import LiaisonStore

/// Counts what an incident touches: plis, and persons by pseudonyms that stand on the same pli.
struct ReachCounter {
    /// The most plis named one by one for one partner, and for all.
    private static let namedLimit = ViolationActe.pliLimit
    private static let totalLimit = 10_000

    /// Nobody tells itself.
    let own: StructureName
    /// Under which name a partner is told that had another one.
    private let successors: Successors
    private var groups: [Int] = []
    private var persons: [PersonIndex: Int] = [:]
    private var partnerPersons: [StructureName: Set<Int>] = [:]
    private var partnerUnknown: [StructureName: Int] = [:]
    private var reach = IncidentReach()
    private var named = 0

    init(own: StructureName, successors: Successors = Successors()) {
        self.own = own
        self.successors = successors
    }

    mutating func add(_ pli: ReachedPli) {
        reach.enregistrements += 1
        let people = Self.people(of: pli.persons).compactMap { group(of: $0) }
        if people.isEmpty { reach.aPreciser += 1 }
        for partner in successors.current(pli.partners) where partner != own {
            var found = reach.partners[partner] ?? IncidentReach.Partner()
            found.enregistrements += 1
            if found.plis.count < Self.namedLimit, named < Self.totalLimit {
                found.plis.append(pli.key.id)
                named += 1
            }
            reach.partners[partner] = found
            if people.isEmpty {
                partnerUnknown[partner, default: 0] += 1
            } else {
                partnerPersons[partner, default: []].formUnion(people)
            }
        }
    }

    /// By person. A monthly table lists several: under one index key each has one pseudonym, and the oldest
    /// key's are on most fiches.
    private static func people(of pseudonyms: [PersonIndex]) -> [[PersonIndex]] {
        let versions = Set(pseudonyms.map(\.version))
        guard versions.count < pseudonyms.count else { return [pseudonyms] }
        return pseudonyms.filter { $0.version == versions.min() }.map { [$0] }
    }

    /// The person that these pseudonyms are of; two that meet on one pli are one.
    private mutating func group(of pseudonyms: [PersonIndex]) -> Int? {
        guard !pseudonyms.isEmpty else { return nil }
        let known = Set(pseudonyms.compactMap { persons[$0] }.map(root))
        let root: Int
        if let first = known.min() {
            root = first
        } else {
            root = groups.count
            groups.append(root)
        }
        for other in known { groups[other] = root }
        for pseudonym in pseudonyms { persons[pseudonym] = root }
        return root
    }

    private func root(_ group: Int) -> Int {
        var group = group
        while groups[group] != group { group = groups[group] }
        return group
    }

    var result: IncidentReach {
        var result = reach
        result.personnes = Set(groups.indices.map(root)).count + reach.aPreciser
        for (partner, found) in reach.partners {
            var found = found
            found.personnes =
                Set((partnerPersons[partner] ?? []).map(root)).count
                + (partnerUnknown[partner] ?? 0)
            result.partners[partner] = found
        }
        return result
    }
}

extension IncidentReach {
    /// The larger of both, partner by partner.
    func union(_ other: IncidentReach) -> IncidentReach {
        var result = self
        result.personnes = max(personnes, other.personnes)
        result.enregistrements = max(enregistrements, other.enregistrements)
        result.aPreciser = max(aPreciser, other.aPreciser)
        result.partners.merge(other.partners) { $0.enregistrements < $1.enregistrements ? $1 : $0 }
        return result
    }
}

extension IncidentDesk {
    /// What a scope touches; not inside another read.
    func reach(of scope: IncidentScope) throws -> IncidentReach {
        guard !scope.isEmpty else { return IncidentReach() }
        let own = try ownCard().carte
        // What is sealed to the roles of those whose key it is; of one who is no more, or who has a later
        // version's roles, nobody knows.
        let byKey = Set(
            scope.cles.flatMap { name in
                let agent = own.agent(name).flatMap { $0.autresRoles.isEmpty ? $0 : nil }
                let roles = agent?.roles ?? Set(Role.allCases)
                return Objet.allCases.filter { !roles.isDisjoint(with: $0.roles) }
            })
        return try store.read { view in
            var counter = ReachCounter(own: own.structure, successors: try view.successors())
            try view.reach(of: scope, byKey: byKey) { counter.add($0) }
            return counter.result
        }
    }

    /// What a partner's notice touches here: the plis that were exchanged with it, then what went to others
    /// about the same persons.
    func reach(of plis: [PliID], toldBy partner: StructureName) throws -> IncidentReach {
        let own = try ownCard().carte.structure
        return try store.read { view in
            var counter = ReachCounter(own: own, successors: try view.successors())
            let names = try view.names(of: partner)
            var seen = Set<PliKey>()
            for id in plis {
                guard let pli = try view.exchanged(id, with: names),
                    seen.insert(pli.key).inserted
                else { continue }
                counter.add(pli)
                for other in try view.reached(about: pli.persons)
                where seen.insert(other.key).inserted && names.isDisjoint(with: other.partners) {
                    counter.add(other)
                }
            }
            return counter.result
        }
    }
}
