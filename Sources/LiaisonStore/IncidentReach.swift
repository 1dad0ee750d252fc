internal import Foundation
internal import GRDB
public import LiaisonSchema

/// A pli that an incident touches, as far as this service knows it.
public struct ReachedPli: Sendable, Hashable {
    public let key: PliKey
    /// Whom it went to, or the one it came from.
    public let partners: [StructureName]
    /// Whom it is about; none for one that nobody opened.
    public let persons: [PersonIndex]

    public init(key: PliKey, partners: [StructureName], persons: [PersonIndex]) {
        self.key = key
        self.partners = partners
        self.persons = persons
    }
}

extension StoreView {
    /// What an incident touches of what is held, and of what was destroyed and is named one by one.
    ///
    /// A partner beside a fiche, an agent or a key is one to be told; alone, all that was exchanged with it
    /// is touched.
    ///
    /// - Parameters:
    ///   - byKey: what is sealed to the keys of the scope.
    ///   - each: told of each pli once, in the order of the ids.
    public func reach(
        of scope: IncidentScope, byKey: Set<Objet>, _ each: (ReachedPli) -> Void
    ) throws {
        // What a colleague was handed is the fiche that was handed on.
        let byName = Set(
            try names(of: scope).map { try heldFiche($0)?.original ?? $0 })
        let isWhole = scope.tout || isPeriodAlone(scope)
        let isWide = isWhole || !scope.cles.isEmpty
        let isPartnerAlone = scope.fiches.isEmpty && scope.agents.isEmpty && !isWide
        let partners: Set<StructureName> =
            try isPartnerAlone
            ? Set(scope.partenaires.flatMap { try names(of: $0) }) : []
        if !isWide, partners.isEmpty {
            for key in byName.sorted(by: { $0.description < $1.description }) {
                if let pli = try reached(key) { each(pli) }
            }
            return
        }
        var last: PliID?
        var named = byName
        while true {
            let page = try heldFiches(after: last, limit: 2_000)
            guard let end = page.last else { break }
            last = end.id
            for fiche in page {
                let isNamed = named.remove(fiche.key) != nil
                guard fiche.isOfPersons,
                    isNamed || isWhole || byKey.contains(fiche.objet)
                        || !partners.isDisjoint(with: fiche.partners),
                    isNamed || isInPeriod(fiche, scope)
                else { continue }
                each(
                    ReachedPli(key: fiche.key, partners: fiche.partners, persons: fiche.persons))
            }
        }
        // Those that are named and were destroyed.
        for key in named { if let pli = try reached(key) { each(pli) } }
    }

    /// Whether that pli is held, or the register remembers it.
    public func isKnown(_ key: PliKey) throws -> Bool {
        try heldFiche(key) != nil || registered(key.id).contains { $0.key == key }
            || tombstone(key.id, de: key.de) != nil
    }

    /// The pli of that id that was exchanged with that structure.
    ///
    /// - Parameter names: all that it went by.
    public func exchanged(_ id: PliID, with names: Set<StructureName>) throws -> ReachedPli? {
        try heldFiches(id).first { !names.isDisjoint(with: $0.partners) }
            .map { ReachedPli(key: $0.key, partners: $0.partners, persons: $0.persons) }
            ?? registered(id).first { !names.isDisjoint(with: $0.partners) }
    }

    /// The plis about the same persons, by whichever pseudonym.
    public func reached(about persons: [PersonIndex]) throws -> [ReachedPli] {
        try heldFiches(about: persons).filter(\.isOfPersons)
            .map { ReachedPli(key: $0.key, partners: $0.partners, persons: $0.persons) }
    }

    private func isPeriodAlone(_ scope: IncidentScope) -> Bool {
        (scope.du != nil || scope.au != nil) && scope.partenaires.isEmpty && scope.fiches.isEmpty
            && scope.agents.isEmpty && scope.cles.isEmpty
    }

    /// By days: what is kept of a pli's time is enough for «about how many».
    private func isInPeriod(_ fiche: HeldFiche, _ scope: IncidentScope) -> Bool {
        let days = [fiche.scelle, fiche.recu].compactMap(\.self)
        let (from, to) = (
            scope.du.map { ParisTime.date(at: $0) }, scope.au.map { ParisTime.date(at: $0) }
        )
        return days.contains { day in
            (from.map { $0 <= day } ?? true) && (to.map { day <= $0 } ?? true)
        }
    }

    /// The fiches named, and what these agents wrote, took in, read or opened, as rows and log know it. Of
    /// receptions, those that say a road: a pli is received sealed, whoever carried it.
    private func names(of scope: IncidentScope) throws -> Set<PliKey> {
        var keys = Set(scope.fiches)
        let isPeriod = scope.du != nil || scope.au != nil
        for agent in scope.agents {
            let name = agent.description
            // Receipts tell no day of reading: within a period, the log alone does.
            let opened =
                isPeriod
                ? []
                : try Row.fetchAll(
                    database, sql: "SELECT de, id FROM accuses WHERE par = ?", arguments: [name])
            for row in opened {
                guard let key = PliKey("\(row["de"] as String) \(row["id"] as String)") else {
                    continue
                }
                keys.insert(key)
            }
            // A line is canonical: a member is written one way.
            let takenIn = VoieRecue.allCases.map {
                "instr(ligne, '\"detail\":\"\($0.detail.rawValue)\"')"
            }.joined(separator: " OR ")
            let ids = try String.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT ref FROM journal WHERE ref IS NOT NULL AND ligne IS NOT NULL
                      AND instr(ligne, ?) AND (instr(ligne, '"acte":"depot"')
                        OR instr(ligne, '"acte":"lecture"') OR instr(ligne, '"acte":"ouverture"')
                        OR instr(ligne, '"acte":"export"')
                        OR instr(ligne, '"acte":"identification"')
                        OR (instr(ligne, '"acte":"reception"') AND (\(takenIn))))
                      \(scope.du == nil ? "" : "AND json_extract(ligne, '$.le') >= ?")
                      \(scope.au == nil ? "" : "AND json_extract(ligne, '$.le') <= ?")
                    """,
                arguments: StatementArguments(
                    ["\"acteur\":\"\(name)\""]
                        + [scope.du, scope.au].compactMap { $0?.description }))
            for id in ids.compactMap({ PliID($0) }) {
                keys.formUnion(try heldFiches(id).map(\.key))
                keys.formUnion(try registered(id).map(\.key))
            }
        }
        return keys
    }

    private func reached(_ key: PliKey) throws -> ReachedPli? {
        if let fiche = try heldFiche(key) {
            guard fiche.isOfPersons else { return nil }
            return ReachedPli(key: key, partners: fiche.partners, persons: fiche.persons)
        }
        return try registered(key.id).first { $0.key == key }
    }

    /// What the register remembers of plis that were destroyed.
    private func registered(_ id: PliID) throws -> [ReachedPli] {
        let rows = try Row.fetchAll(
            database, cached: "SELECT * FROM transmissions WHERE id = ?", arguments: [id.text])
        let own = try ownCard()?.carte.structure
        var partners: [PliKey: [StructureName]] = [:]
        for row in rows {
            guard let de = StructureName(row["de"]), let pour = StructureName(row["pour"]) else {
                continue
            }
            partners[PliKey(de: de, id: id), default: []].append(de == own ? pour : de)
        }
        return try partners.map { key, names in
            let persons = try String.fetchAll(
                database,
                cached: "SELECT personne FROM transmissions_personnes WHERE id = ? AND de = ?",
                arguments: [id.text, key.de.text])
            return ReachedPli(
                key: key, partners: names, persons: persons.compactMap { PersonIndex($0) })
        }
    }
}

extension HeldFiche {
    /// Whether it holds data of persons: no notice, no message, no key; a `partage` is its original's.
    fileprivate var isOfPersons: Bool {
        [.fiche, .sortie, .droits, .tableauOFII, .reponseDroits, .recu].contains(objet)
    }
}
