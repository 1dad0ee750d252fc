import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// A word of the database that this version does not know: the whole answer fails, and none is a part
/// of one.
struct UnknownWord: Error {}

/// The rows of the store, as the local interface shows them.
enum FicheAnswers {
    static func outgoing(_ sent: MailDesk.Sent) throws -> BoxEntry {
        try outgoing(sent.row, receipts: sent.receipts, unreachable: sent.unreachable)
    }

    /// The way of one pli, from its deposit or its reception on.
    static func course(_ track: MailDesk.Track) throws -> Course {
        let deposit = track.sent.map { sent in
            Course.Step(
                .depot, par: sent.slip.auteur, le: sent.cree,
                voie: sent.voie == .service ? nil : sent.voie,
                // Another agent has no word in it.
                motifs: track.justifications.filter { $0.par == sent.slip.auteur }
                    .compactMap(reason))
        }
        let reception = track.received.map {
            Course.Step(.reception, par: $0.slip.auteur, le: $0.recu)
        }
        let withdrawals = track.withdrawals.map {
            Course.Step(
                .retrait, par: $0.par, pour: $0.pour, le: $0.le, motif: $0.motif.rawValue,
                issue: $0.issue, voie: $0.voie == .service ? nil : $0.voie)
        }
        let seen = track.guichets.flatMap { guichet in
            guichetSteps(guichet, by: track.sent?.slip.de.key(.service))
        }
        let answers = track.answers.map {
            Course.Step(.repondu, par: $0.row.slip.auteur, pour: $0.pour, le: $0.row.recu)
        }
        let proven = try track.receipts.map(step) + withdrawals + seen + answers
        let unreached = track.unreachable.map {
            Course.Step(
                .injoignable, par: $0.structure.key(.service), pour: $0.structure, le: $0.last,
                motif: $0.cause.rawValue)
        }
        return Course(
            steps: [deposit, reception].compactMap(\.self)
                + (proven + track.declared.map(step)).sorted { $0.le < $1.le }
                + [unreached].compactMap(\.self))
    }

    private static func reason(_ row: RecordedFact) -> Course.Reason? {
        guard case .justification(_, _, let declaration, let motif) = row.fact else { return nil }
        return Course.Reason(declaration: declaration, motif: motif)
    }

    /// What our own page saw: no agent's word, and no partner's signature.
    private static func guichetSteps(
        _ guichet: StoredGuichet, by service: KeyName?
    ) -> [Course.Step] {
        guard let service else { return [] }
        let steps: [(etape: Etape, le: Instant?)] = [
            (.transmis, guichet.remis), (.ouvert, guichet.lu), (.repondu, guichet.repondu),
        ]
        return steps.compactMap { step in
            step.le.map {
                Course.Step(step.etape, par: service, pour: guichet.pour, le: $0, voie: .guichet)
            }
        }
    }

    static func step(_ declared: StoredStep) -> Course.Step {
        Course.Step(
            declared.step.statut.etape, par: declared.par, pour: declared.pour,
            le: declared.step.le, moyen: declared.step.moyen)
    }

    private static func outgoing(
        _ row: Outgoing, receipts: [StoredReceipt], unreachable: UnreachablePartner? = nil
    ) throws -> BoxEntry {
        let statut: EnvoiStatut = try known(row.statut)
        let accuses = try receipts.map {
            BoxEntry.Receipt(statut: try known($0.statut), par: $0.par, le: $0.le, motif: motif($0))
        }
        return BoxEntry(
            row.slip, recu: accuses.first { $0.statut == .remis }?.le,
            place: .envoi(
                statut,
                retenu: row.voie == .service && statut.isPending && row.prochain == nil,
                accuses: accuses, voie: row.voie),
            partirApres: statut.isPending && row.pris == nil ? row.partir : nil,
            injoignable: unreachable.map(SilentPartner.init))
    }

    static func withdrawals(_ withdrawals: [StoredWithdrawal]) -> [Withdrawal] {
        withdrawals.map {
            Withdrawal(
                pour: $0.pour, issue: $0.issue, voie: $0.voie, le: $0.le, par: $0.par,
                motif: $0.motif)
        }
    }

    /// - Parameter isReplaced: whether a later fiche of the same structure replaces this one.
    static func incoming(_ row: Incoming, isReplaced: Bool) throws -> BoxEntry {
        BoxEntry(
            row.slip, recu: row.recu,
            place: .reception(isReplaced ? .remplace : try known(row.statut)),
            origine: row.origin?.structure, voieRecue: row.origin?.voie)
    }

    static func deposited(_ pli: MailDesk.Stored) throws -> BoxEntry {
        switch pli {
        case .outgoing(let row): try outgoing(row, receipts: [])
        case .incoming(let row): try incoming(row, isReplaced: false)
        }
    }

    private static func step(_ receipt: StoredReceipt) throws -> Course.Step {
        Course.Step(
            Etape(try known(receipt.statut)), par: receipt.par, pour: receipt.pour,
            le: receipt.le, motif: motif(receipt))
    }

    /// Why a pli was refused, by the code of its receipt.
    private static func motif(_ receipt: StoredReceipt) -> String? {
        guard receipt.statut == Accuse.Statut.refuse.rawValue else { return nil }
        return (try? AccuseText(receipt.note))?.motif
    }

    static func destroyed(_ tombstones: [Tombstone]) -> [DestroyedPli] {
        tombstones.map {
            DestroyedPli(key: PliKey(de: $0.de, id: $0.id), le: $0.le)
        }
    }

    private static func known<Code: RawRepresentable>(_ text: String) throws -> Code
    where Code.RawValue == String {
        guard let code = Code(rawValue: text) else { throw UnknownWord() }
        return code
    }
}
