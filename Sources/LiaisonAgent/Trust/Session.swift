package import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// An agent at work: the opened identity, the own card, and the way to the daemon.
package struct Session {
    package let context: AgentContext
    package let identity: AgentIdentity
    package let agent: AgentActe
    package let own: Carte
    package let client: SignedClient
    /// The clocks of incidents that run, as the daemon says them.
    package var deadlines: [JSONObject] = []

    /// Opens the identity and checks that the own card, signed by the pinned key, names it.
    package static func open(_ context: AgentContext) throws -> Session {
        let folder = context.folder
        var own = try folder.ownCard().carte
        var agent = try folder.agentActe()
        if own.agent(agent.nom)?.cle != agent.cle || folder.isRenewing {
            own = try newerCard(than: own, context) ?? own
        }
        if try folder.adoptRenewed(namedBy: own) {
            agent = try folder.agentActe()
            context.note("Vos nouvelles clés sont en service.")
        }
        guard let listed = own.agent(agent.nom), listed.cle == agent.cle else {
            throw AgentError(
                .notAllowed, "La carte de \(own.structure) ne nomme pas \(agent.nom).",
                next: "Demandez à l'administrateur de vous ajouter.")
        }
        let identity = try folder.identity(context)
        guard identity.signing.publicKey == agent.cle.publicKey else {
            throw AgentError(
                .configuration, "L'identité et le fichier agent.note ne vont pas ensemble.")
        }
        let client = try context.client(
            signer: .init(key: identity.signing, verifier: agent.cle),
            pour: own.structure)
        return Session(
            context: context, identity: identity, agent: agent, own: own, client: client)
    }

    /// The own card as the daemon gives it to anybody: it may name an agent whom the one held here
    /// does not name yet. Nil when it is no better.
    private static func newerCard(
        than own: Carte, _ context: AgentContext
    ) throws -> Carte? {
        guard let answer = try? context.client().request("GET", Routes.card),
            let card = try? SignedCarte(answer.body), card.carte.structure == own.structure,
            card.carte.cleStructure == own.cleStructure, card.carte.serie > own.serie
        else { return nil }
        try context.folder.pin(card)
        return card.carte
    }

    /// Says which cards are about to expire, and that one person reads and controls (cli.md,
    /// «Roles»).
    package func warn() {
        let now = now
        if let text = own.expiryWarning(at: now) {
            context.note(
                "Attention : \(text) Une nouvelle se fait par « agir-liaison structure renouveler »."
            )
        }
        for name in folder.contactNames() {
            guard let card = try? folder.contact(name)?.carte,
                let text = card.expiryWarning(at: now)
            else { continue }
            context.note("Attention : \(text) Demandez la nouvelle à cette structure.")
        }
        if let roles = me?.roles, roles.isSuperset(of: [.referent, .dpo]) {
            context.note(
                "Attention : vous lisez les fiches et contrôlez leur usage (referent et dpo).")
        }
    }

    /// The same under the card that was just published.
    package func under(_ card: Carte) -> Session {
        Session(context: context, identity: identity, agent: agent, own: card, client: client)
    }

    package var folder: AgentFolder { context.folder }
    package var now: Instant { context.now() }
    package var today: CalendarDate { context.today }

    package var me: Carte.Agent? { own.agent(agent.nom) }

    /// - Throws: exit 77 that names the role needed.
    package func require(_ permission: Permission) throws {
        guard let me, permission.allows(me.roles) else {
            throw AgentError(
                .notAllowed,
                "Il faut le rôle "
                    + permission.roles.map(\.rawValue).sorted().joined(separator: " ou ") + ".",
                next: "Demandez-le à l'administrateur de votre structure.")
        }
    }

    /// Whether a partner's card was checked out of band by an agent whom the own card trusts
    /// (formats.md, «verification»).
    package static func isVerified(_ card: Carte, own: Carte, folder: AgentFolder) throws -> Bool {
        guard let bytes = try folder.verification(of: card.structure),
            let verification = try? Verification(
                bytes, own: own, earlier: folder.earlierOwnCards().map(\.carte))
        else { return false }
        return verification.structure == card.structure && verification.cle == card.cleStructure
    }

    /// The card to trust for a structure: the own one, or a partner's that was verified.
    ///
    /// - Throws: exit 66 for a structure that is not known, 77 for one that nobody verified.
    package func trustedCard(_ name: StructureName) throws -> Carte {
        if name == own.structure { return own }
        guard let card = try folder.contact(name)?.carte else {
            throw AgentError(
                .noInput, "La structure \(name) n'est pas dans vos contacts.",
                next: "Importez sa carte : « agir-liaison contact importer CARTE ».")
        }
        guard try Self.isVerified(card, own: own, folder: folder) else {
            throw AgentError(
                .notAllowed, "L'empreinte de \(name) n'a pas été vérifiée.",
                next: "Appelez la structure, puis : « agir-liaison contact verifier \(name) ».")
        }
        return card
    }

    /// `synchronize`, or what is held here when the daemon does not answer.
    ///
    /// - Parameter saysDeadlines: whether the clocks of incidents are said once a day.
    package func synchronizedIfReachable(saysDeadlines: Bool = true) throws -> Session {
        do {
            return try synchronize(saysDeadlines: saysDeadlines)
        } catch is SignedClient.Unreachable {
            return self
        }
    }

    /// Brings the daemon's cards and verifications here. None is trusted for it: the own card must
    /// be signed by the pinned key, a verification by one of our agents.
    package func synchronize(saysDeadlines: Bool = true) throws -> Session {
        let seen = try folder.anchor()?.point
        let answer = try client.request(
            "GET",
            Routes.localDirectory(
                after: seen?.size, lacksIndexKey: IndexKeyring.isMissing(in: self)))
        guard let object = (try? JSONValue.parse(answer.body))?.object else { return self }
        func bytes(_ value: JSONValue?) -> [[UInt8]] {
            (value?.array ?? []).compactMap { $0.string.flatMap { Base64.decode($0) } }
        }
        var own = own
        if let text = object["propre"]?.string, let bytes = Base64.decode(text) {
            let card = try SignedCarte(bytes)
            if card.carte.cleStructure != own.cleStructure {
                context.note(
                    "ALARME : le service présente une autre clé pour votre structure.\n"
                        + "Demandez à l'administrateur, de vive voix, s'il l'a remplacée ; si oui, "
                        + "« structure rejoindre ».")
            } else if card.carte.serie > own.serie {
                try folder.pin(card)
                own = card.carte
            }
        }
        try check(object, own: own, after: seen)
        if let alarms = object["alarmes"]?.integer, alarms > 0 {
            context.note(
                "ALARME : \(alarms) au journal en sept jours. Voyez « agir-liaison journal resume "
                    + "--jours 7 ».")
        }
        let deadlines = (object["echeances"]?.array ?? []).compactMap(\.object)
        remind(
            (object["rappels"]?.array ?? []).compactMap(\.string)
                + (saysDeadlines ? Countdowns(deadlines, at: now).lines(withRest: false) : []))
        for name in (object["retires"]?.array ?? []).compactMap(\.string) {
            if let name = StructureName(name) { try folder.removeContact(name) }
        }
        let verifications = bytes(object["verifications"])
        // Colleagues who left may have signed some: the cards that named them tell.
        if verifications.contains(where: { verification($0, own: own) == nil }),
            folder.earlierOwnCards().count < own.serie - 1
        {
            for row in earlierCards(own) where row.card.carte.serie < own.serie {
                try folder.saveEarlier(own: row.card)
            }
        }
        for bytes in bytes(object["cartes"]) {
            try take(SignedCarte(bytes), own: own, verifications: verifications)
        }
        for bytes in verifications {
            guard let verification = verification(bytes, own: own) else {
                try noteForeign(verification: bytes)
                continue
            }
            guard let card = try folder.contact(verification.structure)?.carte,
                card.cleStructure == verification.cle
            else { continue }
            if try !Self.isVerified(card, own: own, folder: folder) {
                try folder.save(verification: bytes, of: verification.structure)
            }
        }
        let session = Session(
            context: context, identity: identity, agent: agent, own: own, client: client,
            deadlines: deadlines)
        try FileOpenings(session: session).flush()
        do {
            try IndexKeyring.exchange(object, session)
        } catch {
            // Nothing that somebody is about to do depends on it.
            context.note("La clé d'index n'a pas été échangée : \(AgentError(error).message)")
        }
        return session
    }

    /// Says each reminder once a day.
    private func remind(_ texts: [String]) {
        let path = "rappels"
        let today = today.description
        let held = (try? folder.read(path, limit: 1 << 20)) ?? []
        var said = String(decoding: held, as: UTF8.self).split(separator: "\n").map(String.init)
        if said.first != today { said = [today] }
        let lines = texts.map { PlainLine.visible($0) }.filter { !said.contains($0) }
        guard !lines.isEmpty else { return }
        for line in lines { context.note("Rappel : \(line)") }
        try? folder.write(
            Array((said + lines).map { $0 + "\n" }.joined().utf8), to: path, replacing: true)
    }

    /// The log's last checkpoint: it must continue the one seen last (formats.md, «Checkpoint»).
    private func check(_ answer: JSONObject, own: Carte, after seen: Checkpoint?) throws {
        guard let key = own.daemon?.journal else { return }
        guard
            let note = answer["point"]?.string.flatMap({ Base64.decode($0) })
                .flatMap({ try? SignedNote($0) }),
            let point = try? Checkpoint(text: note.text), point.origin == key.name,
            (try? note.verify(key)) != nil
        else {
            guard seen?.origin == key.name else { return }
            return context.note(
                "ALARME : le service ne montre plus le journal que vous avez vu.\n"
                    + "Il est restauré, ou remplacé : demandez à l'administrateur, de vive voix.")
        }
        let proof = (answer["coherence"]?.array ?? []).compactMap(\.string)
            .compactMap { Base64.decode($0) }
        if let seen, seen.origin == point.origin {
            guard
                seen.size == 0
                    || MerkleTree.verifyConsistency(
                        first: seen.size, firstRoot: seen.root, second: point.size,
                        secondRoot: point.root, proof: proof)
            else {
                return context.note(
                    "ALARME : le journal du service n'est pas la suite de celui que vous avez vu.\n"
                        + "Sa base a été remplacée ou réécrite : prévenez votre DPO de vive voix.")
            }
        }
        if let seen, seen.origin != point.origin {
            context.note(
                "Attention : le journal du service a une nouvelle époque ; il a été restauré. Si vous "
                    + "ne le saviez pas, demandez à l'administrateur, de vive voix.")
            // The DPO's memory is for « journal verifier » to compare.
            if me?.roles.contains(.dpo) == true { return }
        }
        try folder.see(point)
    }

    /// An act that none of our agents signed, or whose signer's key was compromised or lost.
    private func noteForeign(verification bytes: [UInt8]) throws {
        guard let text = try? Acte(.verification, bytes).object["structure"]?.string,
            let name = StructureName(text), let card = try folder.contact(name)?.carte,
            try !Self.isVerified(card, own: own, folder: folder)
        else { return }
        context.note(
            "Attention : la vérification de \(name) n'est d'aucun de vos agents en fonction ; elle ne "
                + "compte pas.")
    }

    private func verification(_ bytes: [UInt8], own: Carte) -> Verification? {
        try? Verification(bytes, own: own, earlier: folder.earlierOwnCards().map(\.carte))
    }

    /// A partner's card that the daemon shows: it stands for the one held here only when the same
    /// structure key signed it, or when one of our agents verified the new key.
    private func take(
        _ card: SignedCarte, own: Carte, verifications: [[UInt8]]
    ) throws {
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
            // Only an agent in force now may change a key, and only by an act younger than the one
            // that stands for the key held here.
            let known = try folder.verification(of: name).flatMap {
                verification($0, own: own)
            }.flatMap { $0.cle == held.carte.cleStructure ? $0.le : nil }
            let acts = verifications.compactMap { try? Verification($0, own: own) }
                .filter { $0.structure == name && $0.cle == card.carte.cleStructure }
            guard acts.contains(where: { act in known.map { act.le > $0 } ?? true }) else {
                return context.note(
                    "ALARME : le service présente une autre clé pour \(name).\n"
                        + "Elle n'est pas prise en compte. Appelez la structure et prévenez votre DPO."
                )
            }
            context.note("\(name) a une nouvelle clé, vérifiée par un agent de votre structure.")
            return try folder.save(contact: card)
        }
        if card.carte.serie == held.carte.serie {
            return context.note(
                "ALARME : deux cartes différentes de \(name) portent le même numéro.\n"
                    + "Appelez la structure et prévenez votre DPO.")
        }
        guard card.carte.serie > held.carte.serie else {
            return context.note(
                "Attention : le service présente une carte de \(name) plus ancienne que celle connue "
                    + "ici ; elle n'est pas prise.")
        }
        try folder.save(contact: card)
    }

    /// The cards of a structure that came into force at the daemon, oldest first, each signed by the
    /// key trusted for it; and when. What the daemon says of the time is its word alone.
    private func earlierCards(
        _ trusted: Carte
    ) -> [(card: SignedCarte, acceptee: Instant)] {
        guard
            let answer = try? client.request("GET", Routes.localCards(of: trusted.structure)),
            let rows = (try? JSONValue.parse(answer.body))?.array
        else {
            return trusted.structure == own.structure
                ? folder.earlierOwnCards().map { ($0, $0.carte.emise) } : []
        }
        return rows.compactMap { row in
            guard let object = row.object,
                let bytes = object["carte"]?.string.flatMap({ Base64.decode($0) }),
                let card = try? SignedCarte(bytes), card.carte.structure == trusted.structure,
                // The key trusted now vouches for the one it says it replaces.
                [trusted.cleStructure, trusted.remplace].contains(card.carte.cleStructure),
                let accepted = object["acceptee"]?.string.flatMap({ Instant($0) })
            else { return nil }
            return (card, accepted)
        }
    }

    /// Who signed a payload, and by which card.
    package struct Author {
        /// The card in force of the author's structure.
        package let sender: Carte
        /// The card that gives the author this key.
        package let card: Carte
        package let agent: Carte.Agent
        /// Set when the key was doubtful when the pli came.
        package let isSuspect: Bool
    }

    /// Finds the author's key: in the card in force, else in an earlier one (formats.md, «Which key
    /// counts»).
    ///
    /// - Parameter recorded: when the pli was recorded at the daemon; nil for a file.
    /// - Throws: `.signature` for a key that no card gives, or that was revoked before the pli came.
    package func author(of payload: Payload, recorded: Instant?) throws -> Author {
        let manifest = payload.manifest
        let sender = try trustedCard(manifest.structure)
        func signer(_ card: Carte) -> Carte.Agent? {
            card.activeAgents.first { agent in
                agent.nom == manifest.auteur
                    && payload.acte.note.signatures.contains {
                        $0.name == agent.cle.name && $0.keyID == agent.cle.id
                    }
            }
        }
        if let agent = signer(sender) {
            return Author(sender: sender, card: sender, agent: agent, isSuspect: false)
        }
        let earlier = earlierCards(sender)
        guard let found = earlier.last(where: { signer($0.card.carte) != nil }),
            let agent = signer(found.card.carte)
        else {
            throw SchemaError(
                .signature, "L'auteur \(manifest.auteur) n'est pas dans la carte de sa structure.",
                hint: "Demandez la carte en vigueur, ou prévenez votre DPO.")
        }
        let revocations = sender.revocations.filter { $0.cle == agent.cle }
        guard !revocations.isEmpty else {
            // The first card that no longer gives this key: what came later is not by it.
            let next = earlier.drop { $0.card.carte.serie <= found.card.carte.serie }.first
            guard let recorded, recorded <= next?.acceptee ?? sender.emise else {
                throw SchemaError(
                    .signature, "La clé qui a signé pour \(manifest.auteur) n'est plus la sienne.",
                    hint: "Demandez-lui de sceller de nouveau avec sa clé en vigueur.")
            }
            return Author(sender: sender, card: found.card.carte, agent: agent, isSuspect: false)
        }
        let revoked = earlier.first { card in
            card.card.carte.revocations.contains { $0.cle == agent.cle }
        }
        // A card comes after what its structure sent in the same second.
        guard let recorded, recorded <= revoked?.acceptee ?? sender.emise else {
            throw SchemaError(
                .signature,
                "La clé de \(manifest.auteur) a été révoquée avant que ce pli n'arrive.",
                hint: "Ne vous y fiez pas ; prévenez votre DPO et la structure.")
        }
        return Author(
            sender: sender, card: found.card.carte, agent: agent,
            isSuspect: revocations.contains { recorded > $0.depuis })
    }

    /// Gives the daemon a partner's card and its verification, as held here. Harmless to repeat. Who may
    /// not import contacts gives nothing: the daemon has the card from a colleague.
    package func push(_ name: StructureName) throws {
        guard Permission.importContact.allows(me?.roles ?? []),
            let card = try folder.contact(name)
        else { return }
        _ = try client.request("PUT", Routes.localContacts, body: card.bytes)
        if let verification = try folder.verification(of: name) {
            _ = try client.request("PUT", Routes.localVerifications, body: verification)
        }
    }
}
