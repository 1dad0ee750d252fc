internal import Foundation
internal import GRDB
public import LiaisonSchema

/// What the register and the receipts tell of one person, for her request.
extension StoreView {
    /// Of a transmission whose fiche was destroyed: when it arrived and was opened.
    public func registeredDates(_ line: Transmission) throws -> (recu: Instant?, ouvert: Instant?) {
        let row = try Row.fetchOne(
            database,
            cached: "SELECT recu, ouvert FROM transmissions WHERE id = ? AND de = ? AND pour = ?",
            arguments: [line.id.text, line.de.text, line.pour.text])
        let (received, opened): (Int64?, Int64?) = (row?["recu"], row?["ouvert"])
        return (received.map { Instant(seconds: $0) }, opened.map { Instant(seconds: $0) })
    }

    /// A pli that went to somebody, held or destroyed: without whom it is about.
    public func registered(_ id: PliID, pour: StructureName) throws -> [Transmission] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT e.de, e.id, e.pour, g.objet, g.scelle, e.voie FROM envois AS e
                  JOIN gardes AS g ON g.id = e.id AND g.de = e.de
                  WHERE e.id = ?1 AND e.pour = ?2 AND \(Outgoing.left)
                UNION SELECT de, id, pour, objet, scelle, voie FROM transmissions
                  WHERE id = ?1 AND pour = ?2
                """, arguments: [id.text, pour.text]
        ).compactMap(Transmission.init)
    }

    /// The structures to which a `sortie` of ours about a person was given to send since a moment. Of a road
    /// that proves nothing, once somebody said that it left: until then there may be no file at all.
    public func toldOfExit(
        about persons: [PersonIndex], since moment: Instant
    ) throws -> [StructureName] {
        let names = try persons.flatMap { person in
            try String.fetchAll(
                database,
                cached: """
                    SELECT e.pour FROM annotations AS a JOIN envois AS e ON e.id = a.id AND e.de = a.de
                      JOIN gardes AS g ON g.id = a.id AND g.de = a.de
                      WHERE a.personne = ? AND g.objet = 'sortie' AND e.cree >= ?
                        AND e.statut NOT IN ('a-transmettre', 'non-parvenu')
                    """, arguments: [person.description, moment.seconds])
        }
        return Set(names).sorted().compactMap { StructureName($0) }
    }

    /// Whether anything here, or that went from here, was said to be about one of these pseudonyms.
    public func knows(_ persons: [PersonIndex]) throws -> Bool {
        try persons.contains { person in
            try Bool.fetchOne(
                database,
                cached: """
                    SELECT EXISTS (SELECT 1 FROM annotations WHERE personne = ?1)
                      OR EXISTS (SELECT 1 FROM transmissions_personnes WHERE personne = ?1)
                    """, arguments: [person.description]) ?? false
        }
    }

    /// The number of the procès-verbal of a pli that was destroyed; nil until the run is over, and for what
    /// was destroyed before a restoration.
    public func attestation(of key: PliKey) throws -> Int? {
        try Int.fetchOne(
            database,
            cached: """
                SELECT t.purge FROM tombes AS t JOIN purges AS p ON p.numero = t.purge
                  WHERE t.id = ? AND t.de = ? AND p.note IS NOT NULL
                """, arguments: [key.id.text, key.de.text])
    }
}
