public import LiaisonSchema

/// The paths of the protocol (formats.md, «Peer protocol») and of the local interface.
public enum Routes {
    public static let health = "/v1/sante"
    public static let metrics = "/v1/metriques"
    public static let card = "/v1/carte"
    public static let cards = "/v1/cartes"

    public static func pli(_ id: PliID) -> String { "/v1/plis/\(id)" }

    public static let plis = "/v1/plis"
    /// The plis that wait for a structure, after the one that ended the page before.
    public static func waiting(pour: StructureName, after: PliID?) -> String {
        path(plis, [.pour: "\(pour)", .apres: after?.text])
    }

    /// The last segment is the signer's name after the slash: an agent's, or `service`.
    public static func receipt(
        de: StructureName, id: PliID, statut: String, par: KeyName
    ) -> String {
        "/v1/accuses/\(de)/\(id)/\(statut)/\(par.local)"
    }

    public static let addCheckpoint = "/v1/temoin/add-checkpoint"
    /// The last checkpoint of the asking partner's log that the witness here cosigned. The protocol's
    /// table has no such line: a start needs more than the size that a 409 tells.
    public static let witnessedPoint = "/v1/temoin/point"
    public static let coherence = "/v1/journal/coherence"
    public static func consistency(from first: UInt64, to second: UInt64) -> String {
        path(coherence, [.de: "\(first)", .a: "\(second)"])
    }
    /// The act that opens an époque of a partner's log.
    public static let epochs = "/v1/epoques"
    public static let receipts = "/v1/accuses"
    /// The `purge` receipts that a partner holds of ours: what a restored service asks. The protocol's
    /// table has no such line.
    public static func purgeReceipts(pour: StructureName, after rank: Int64) -> String {
        path(receipts, [.pour: "\(pour)", .apres: "\(rank)"])
    }

    public static let localClaim = "/local/v1/prise"
    public static let localCard = "/local/v1/carte"
    public static let localDirectory = "/local/v1/carnet"
    /// - Parameters:
    ///   - point: the size of the last checkpoint that was seen.
    ///   - lacksIndexKey: whether index keys are missed.
    public static func localDirectory(after point: UInt64?, lacksIndexKey: Bool) -> String {
        path(
            localDirectory,
            [.point: point.map { "\($0)" }, .cleIndex: lacksIndexKey ? "non" : nil])
    }
    /// The cards of a structure that were in force here, after where the page before ended.
    public static func localCards(of structure: StructureName, after rank: Int64? = nil) -> String {
        path("/local/v1/cartes/\(structure)", [.apres: rank.map { "\($0)" }])
    }
    public static let localContacts = "/local/v1/contacts"
    public static func localContact(_ structure: StructureName) -> String {
        "/local/v1/contacts/\(structure)"
    }
    /// - Parameter motif: nil: to take the exchange up again.
    public static func localSuspendedContact(
        _ structure: StructureName, _ motif: ContactSuspension.Motif? = nil
    ) -> String {
        path("/local/v1/contacts/\(structure)/suspension", [.motif: motif?.rawValue])
    }
    public static let localVerifications = "/local/v1/verifications"
    public static func localWrongFingerprint(_ structure: StructureName) -> String {
        "/local/v1/verifications/\(structure)/echec"
    }
    public static let localSend = "/local/v1/envois"
    /// The same with what the author declares of the fiche (`LogDetail.declarations`).
    ///
    /// - Parameter isDelayed: whether it waits the service's `delaiDepart`, so that it can be taken back.
    public static func localSend(declarations: [LogDetail], isDelayed: Bool) -> String {
        path(
            localSend,
            [
                .declarations: declarations.isEmpty
                    ? nil : declarations.map(\.rawValue).joined(separator: ","),
                .partirApres: isDelayed ? "delai" : nil,
            ])
    }
    /// The same for what came outside the service: where from, and how.
    public static func localSend(received voie: VoieRecue, from origin: StructureName) -> String {
        path(localSend, [.origine: "\(origin)", .voie: voie.rawValue])
    }
    /// Takes a sending back.
    public static func localWithdrawal(_ id: PliID) -> String {
        "/local/v1/envois/\(id)/retrait"
    }
    /// The same for a `partage` of that fiche.
    public static func localShare(of fiche: PliKey) -> String {
        path(localSend, [.fiche: "\(fiche.id)", .de: "\(fiche.de)"])
    }
    /// The same deposit for what leaves by another road; late when no service answered that day.
    public static func by(_ voie: Voie, isLate: Bool = false, _ deposit: String) -> String {
        guard voie != .service else { return deposit }
        return path(deposit, [.voie: voie.rawValue, .differe: isLate ? "oui" : nil])
    }
    /// What an agent declares of a sending that nothing proves.
    public static func localStates(_ id: PliID, pour: StructureName) -> String {
        path("/local/v1/envois/\(id)/etats", [.pour: "\(pour)"])
    }
    /// Partners without keys.
    public static let localDeclaredContacts = "/local/v1/contacts-declares"
    public static func localSent(_ id: PliID) -> String { "/local/v1/envois/\(id)" }
    /// - Parameters:
    ///   - limit: how many rows, the newest ones; nil: all.
    ///   - from: how many newer ones are passed over.
    public static func localBox(_ box: String, limit: Int? = nil, from: Int = 0) -> String {
        path(
            "/local/v1/boite/\(box)",
            [
                .nombre: limit.map { "\($0)" },
                .saut: limit != nil && from > 0 ? "\(from)" : nil,
            ])
    }
    /// How many ids one request names at most.
    public static let mostNamed = 100
    /// Those that bear one of these ids, at most `mostNamed`.
    public static func localBox(_ box: String, ids: some Collection<PliID>) -> String {
        path("/local/v1/boite/\(box)", [.ids: ids.map(\.text).joined(separator: ",")])
    }
    /// Those whose id begins so, at most 100.
    public static func localBox(_ box: String, prefix: String) -> String {
        path("/local/v1/boite/\(box)", [.debut: prefix, .nombre: "100"])
    }
    /// Every step of a pli.
    public static func localCourse(de: StructureName, id: PliID) -> String {
        "/local/v1/suivi/\(de)/\(id)"
    }
    public static func localPli(de: StructureName, id: PliID) -> String {
        "/local/v1/plis/\(de)/\(id)"
    }
    /// The same to be carried by hand: another record of the log.
    public static func localExport(de: StructureName, id: PliID) -> String {
        path(localPli(de: de, id: id), [.export: "oui"])
    }
    /// The same for the list, of one that nobody opened: no reading.
    public static func localIdentification(de: StructureName, id: PliID) -> String {
        path(localPli(de: de, id: id), [.identification: "oui"])
    }
    /// The same with all others of its month, for the OFII's table.
    public static func localTableReading(de: StructureName, id: PliID) -> String {
        path(localPli(de: de, id: id), [.tableau: "oui"])
    }
    /// The same to be handed on to a colleague.
    public static func localShareReading(de: StructureName, id: PliID) -> String {
        path(localPli(de: de, id: id), [.partage: "oui"])
    }
    public static let localImport = "/local/v1/plis"
    public static let localState = "/local/v1/etat"
    /// An agent came into her hosted bureau.
    public static let localEntrance = "/local/v1/entrees"
    public static func localEntrance(afterWrongCodes hadWrongCodes: Bool) -> String {
        path(localEntrance, [.codesFaux: hadWrongCodes ? "oui" : nil])
    }
    public static let localFileOpenings = "/local/v1/ouvertures"
    /// A fiche opened from a file, and the date that its sender asks to keep it until.
    public static func localFileOpening(until date: String) -> String {
        path(localFileOpenings, [.conserver: date])
    }
    public static let localAnnotations = "/local/v1/annotations"
    public static let localReceipts = "/local/v1/accuses"
    public static let localLogLeaves = "/local/v1/journal/feuilles"
    public static let localLogRecords = "/local/v1/journal/enregistrements"
    public static func localLogProof(_ n: UInt64) -> String { "/local/v1/journal/preuves/\(n)" }
    public static let localLogPoints = "/local/v1/journal/points"
    /// The same after a checkpoint of the moment, which partners were asked to cosign.
    public static let localFreshLogPoints = path(localLogPoints, [.frais: "oui"])
    /// Which checkpoint each partner's witness holds.
    public static let localLogWitnesses = "/local/v1/journal/temoins"
    public static let localLogResume = "/local/v1/journal/reprise"
    /// A DPO answers for what contradicts a log.
    ///
    /// - Parameter partner: whose log it is; nil: the own one.
    public static func localLogResume(
        _ cause: LogSuspension.Cause, of partner: StructureName?
    ) -> String {
        path(localLogResume, [.motif: cause.rawValue, .partenaire: partner.map { "\($0)" }])
    }
    /// A DPO answers for alarms.
    public static let localAlarms = "/local/v1/journal/reconnaissances"
    /// - Parameter withEarlier: whether all before that record are meant too.
    public static func localAlarms(
        _ n: UInt64, withEarlier: Bool, for reason: AlarmReason
    ) -> String {
        path(
            localAlarms,
            [.n: "\(n)", .motif: reason.rawValue, .avant: withEarlier ? "oui" : nil])
    }
    public static let localEpoch = "/local/v1/epoque"
    /// The époque that the agent's card names, which the daemon's does not know.
    public static func localEpoch(known epoch: Int) -> String {
        path(localEpoch, [.connue: "\(epoch)"])
    }
    /// What decides how long fiches are kept.
    public static let localFacts = "/local/v1/faits"
    public static let localConventions = "/local/v1/conventions"
    public static let localSuspensions = "/local/v1/suspensions"
    /// Breaches and complaints.
    public static let localIncidents = "/local/v1/incidents"
    /// A step of that incident; nil: the service numbers it.
    public static func localIncident(_ n: Int?) -> String {
        path(localIncidents, [.n: n.map { "\($0)" }])
    }
    /// The incidents, to be listed, or read with all that was written of them.
    public static func localIncidents(n: Int?, isReading: Bool) -> String {
        path(localIncidents, [.n: n.map { "\($0)" }, .lecture: isReading ? "oui" : nil])
    }
    /// The deposit of a notice.
    public static func localSend(incident n: Int, phase: Int) -> String {
        path(localSend, [.incident: "\(n)", .phase: "\(phase)"])
    }
    public static let localPurge = "/local/v1/purge"
    /// What a purge of that day would do.
    public static func localPurge(on day: CalendarDate, after: PliID? = nil) -> String {
        path(localPurge, [.au: "\(day)", .apres: after?.text])
    }
    /// - Parameter confirmsClock: whether the DPO answers for the server's time.
    public static func localPurge(confirmsClock: Bool) -> String {
        path(localPurge, [.heure: confirmsClock ? "confirmee" : nil])
    }
    /// What a restoration may have lost; a DPO says that it is entered again.
    public static let localPurgeResume = "/local/v1/purge/reprise"
    public static let localHeld = "/local/v1/gardes"
    /// Until when the fiches whose id begins so are kept, for the DPO.
    public static func localHeld(prefix: String) -> String {
        path(localHeld, [.debut: prefix])
    }
    public static let localAttestations = "/local/v1/attestations"
    /// Whom a person's fiches went to: the body names the pseudonyms.
    public static let localRecipients = "/local/v1/destinataires"
    /// The requests of persons: their list, and a step of one.
    public static let localRequests = "/local/v1/demandes"
    /// What is known for a request.
    public static func localRequest(_ n: Int) -> String { "/local/v1/demandes/\(n)" }
    /// Which of the plis that the body names were destroyed.
    public static let localDestroyed = "/local/v1/detruits"
}

/// The names of the fields that requests carry.
public enum FieldNames {
    public static let contentDigest = "content-digest"
    public static let pour = "liaison-pour"
    public static let signatureInput = "signature-input"
    public static let signature = "signature"
    /// The one-time code with which a fresh daemon may be claimed.
    public static let claimCode = "liaison-code-prise"
}

/// Bounds on what is read, before memory is taken.
public enum Limits {
    /// A pli: slip and age file, in bytes.
    public static let pli = 256 * 1_024 + Int(Slip.sizeLimit)
    /// An act.
    public static let act = 256 * 1_024
    /// Why a sending is taken back.
    public static let withdrawal = 1_024
    /// A step of an incident, whose texts are sealed.
    public static let incident = 1_024 * 1_024
    /// An answer of the own daemon.
    public static let answer = 64 * 1_024 * 1_024
    /// What any daemon answers that is no success: a problem document; a signed refusal is an act.
    public static let problem = 64 * 1_024
    /// A page of ids that wait at a partner's.
    public static let pliPage = 64 * 1_024
    /// A page of receipts, each as long as its signer likes.
    public static let receiptPage = 2 * 1_024 * 1_024
    /// Lines of a proof, or of signatures.
    public static let proof = 16 * 1_024
}
