import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// Judges what the daemon's directory says, and keeps what can be trusted. All its cards are read before
/// anything changes.
struct DirectoryCheck {
    private let session: Session
    private let directory: LocalDirectory
    private let shown: SignedCarte
    private let cards: [SignedCarte]

    private var folder: AgentFolder { session.folder }
    private var context: AgentContext { session.context }

    /// - Throws: `SchemaError` for a card that its structure did not sign.
    init(_ directory: LocalDirectory, _ session: Session) throws {
        self.session = session
        self.directory = directory
        shown = try SignedCarte(directory.own)
        cards = try directory.cards.map { try SignedCarte($0) }
    }

    /// Called with the folder held.
    ///
    /// - Parameter seen: the checkpoint that the daemon was told of.
    /// - Returns: the own card in force.
    func apply(after seen: Checkpoint?, saysDeadlines: Bool) throws -> Carte {
        let own = try ownCard()
        try check(own, after: seen)
        for suspension in directory.suspensions {
            context.notify(
                .trust(
                    .logSuspended(suspension, isOwn: suspension.structure == own.structure)))
        }
        if let alarms = directory.alarms, let newest = PutOff.newestAlarm(of: directory),
            PutOff(folder, on: session.today).says(alarmsUpTo: newest)
        {
            context.notify(.trust(.logAlarms(alarms)))
        }
        let clocks = Countdowns(directory.deadlines)
        remind(directory.reminders + (saysDeadlines ? clocks.lines(withRest: false) : []))
        for name in directory.removed { try folder.removeContact(name) }
        // Colleagues who left may have signed some: the cards that named them tell.
        if directory.verifications.contains(where: { verification($0, own: own) == nil }),
            folder.earlierOwnCards().count < own.serie - 1
        {
            for row in try session.under(own).earlierCards(own)
            where row.card.carte.serie < own.serie {
                try folder.saveEarlier(own: row.card)
            }
        }
        for card in cards { try take(card, own: own) }
        for contact in directory.declared { try take(declaredContact: contact, own: own) }
        for bytes in directory.verifications {
            guard let verification = verification(bytes, own: own) else {
                try noteForeign(verification: bytes, own: own)
                continue
            }
            guard let card = try folder.contact(verification.structure)?.carte,
                card.cleStructure == verification.cle
            else { continue }
            if try !Session.isVerified(card, own: own, folder: folder) {
                // Of one who left, only what was held here before it left counts.
                guard (try? session.under(own).verification(bytes)) != nil else {
                    try noteForeign(verification: bytes, own: own)
                    continue
                }
                try folder.save(verification: bytes, of: verification.structure)
            }
        }
        return own
    }

    private func ownCard() throws -> Carte {
        // Another program may have pinned a later one since this session opened.
        let held = try folder.ownCard().carte
        let own = held.serie > session.own.serie ? held : session.own
        if shown.carte.cleStructure != own.cleStructure {
            context.notify(.trust(.otherOwnKey))
        } else if shown.carte.serie > own.serie {
            try folder.pin(shown)
            return shown.carte
        }
        return own
    }

    /// Says each reminder once a day.
    private func remind(_ texts: [String]) {
        let lines = texts.map { VisibleText.line($0) }
        for line in SaidToday(folder: folder, today: session.today).unsaid(lines) {
            context.notify(.trust(.reminder(line)))
        }
    }

    /// The log's last checkpoint: it must continue the one seen last (formats.md, «Checkpoint»).
    private func check(_ own: Carte, after seen: Checkpoint?) throws {
        guard let key = own.daemon?.journal else { return }
        guard let shown = directory.point, let note = try? SignedNote(shown.note),
            let point = try? Checkpoint(text: note.text), point.origin == key.name,
            (try? note.verify(key)) != nil
        else {
            guard seen?.origin == key.name else { return }
            return context.notify(.trust(.logMissing))
        }
        if let seen, seen.origin == point.origin {
            guard
                seen.size == 0
                    || MerkleTree.verifyConsistency(
                        first: seen.size, firstRoot: seen.root, second: point.size,
                        secondRoot: point.root, proof: shown.proof)
            else { return context.notify(.trust(.logRewritten)) }
        }
        if let seen, seen.origin != point.origin {
            context.notify(.trust(.newEpoch))
            // The DPO's memory is for « journal verifier » to compare.
            if session.me?.roles.contains(.dpo) == true { return }
        }
        try folder.see(point)
    }

    /// An act that none of our agents signed, or whose signer's key was compromised or lost.
    private func noteForeign(verification bytes: [UInt8], own: Carte) throws {
        guard let text = try? Acte(.verification, bytes).object["structure"]?.string,
            let name = StructureName(text), let card = try folder.contact(name)?.carte,
            try !Session.isVerified(card, own: own, folder: folder)
        else { return }
        context.notify(.trust(.foreignVerification(name)))
    }

    private func verification(_ bytes: [UInt8], own: Carte) -> Verification? {
        try? Verification(bytes, own: own, earlier: folder.earlierOwnCards().map(\.carte))
    }

    /// A partner's card that the daemon shows: it stands for the one held here only when the same
    /// structure key signed it, or when one of our agents verified the new key.
    private func take(_ card: SignedCarte, own: Carte) throws {
        let name = card.carte.structure
        guard name != own.structure else { return }
        let contact = try folder.contact(name)
        guard let held = try contact ?? folder.removedContact(name) else {
            return try folder.save(contact: card)
        }
        guard held.bytes != card.bytes else {
            if contact == nil { try folder.save(contact: card) }
            return
        }
        guard card.carte.cleStructure == held.carte.cleStructure else {
            guard try isVerifiedAnew(card.carte, after: held.carte, own: own) else {
                return context.notify(.trust(.otherPartnerKey(name)))
            }
            context.notify(.trust(.partnerKeyVerified(name)))
            return try replace(held, by: card)
        }
        if card.carte.serie == held.carte.serie {
            return context.notify(.trust(.sameSerie(name)))
        }
        guard card.carte.serie > held.carte.serie else {
            return context.notify(.trust(.olderCard(name)))
        }
        try replace(held, by: card)
    }

    /// Says what changes of the promise that keys stay with their agents.
    private func replace(_ held: SignedCarte, by card: SignedCarte) throws {
        try folder.save(contact: card)
        let since = card.carte.bureauHeberge
        if since != held.carte.bureauHeberge {
            context.notify(.trust(.partnerHosting(card.carte.structure, since: since)))
        }
    }

    /// A partner without keys, as a colleague declared it: the later word stands.
    private func take(declaredContact bytes: [UInt8], own: Carte) throws {
        let earlier = folder.earlierOwnCards().map(\.carte)
        guard let contact = try? DeclaredContact(bytes, own: own, earlier: earlier) else { return }
        if let held = session.under(own).declared(contact.structure), held.le >= contact.le {
            return
        }
        try folder.save(declaredContact: bytes, of: contact.structure)
    }

    /// Only an agent in force now may change a key, and only by an act younger than the one that stands
    /// for the key held here.
    private func isVerifiedAnew(_ card: Carte, after held: Carte, own: Carte) throws -> Bool {
        let known = try folder.verification(of: card.structure).flatMap {
            verification($0, own: own)
        }.flatMap { $0.cle == held.cleStructure ? $0.le : nil }
        return directory.verifications.compactMap { try? Verification($0, own: own) }
            .filter { $0.structure == card.structure && $0.cle == card.cleStructure }
            .contains { act in known.map { act.le > $0 } ?? true }
    }
}
