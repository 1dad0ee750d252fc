internal import LiaisonBase
package import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// Verifies and opens what is in a file or a box, and tells the daemon that it was opened.
package struct OpenFiche {
    package enum Source {
        /// What a file holds, a pli or an age file.
        case file([UInt8])
        /// How a person names a fiche of a box.
        case box(String)
        /// A fiche of a box.
        case pli(PliKey)
    }

    package let session: Session
    private let content: SealedContent
    private let isFile: Bool

    /// - Parameter file: what the file is called, for the refusal.
    /// - Throws: exit 77 for who reads nothing. Which role a pli takes depends on what it is: the service
    ///   says so.
    package init(_ source: Source, named file: String? = nil, _ session: Session) throws {
        try session.require(.readMessage)
        switch source {
        case .file(let bytes):
            // A key that was revoked meanwhile opens nothing new.
            self.session = try session.synchronizedIfReachable()
            content = try GivenActe.read(bytes, "une fiche scellée", from: file) {
                try SealedContent($0)
            }
            isFile = true
        case .box(let name):
            self.session = try session.synchronize()
            content = try SealedContent(row: Self.row(name, self.session), self.session)
            isFile = false
        case .pli(let key):
            self.session = try session.synchronize()
            content = try SealedContent(row: BoxListing.find(key, self.session), self.session)
            isFile = false
        }
    }

    /// The row of a box, or what an answer of a guichet becomes by being opened.
    private static func row(_ name: String, _ session: Session) throws -> BoxEntry {
        do {
            return try BoxListing.find(name, session)
        } catch let missing as AgentError where missing.code == .noInput {
            let answers = GuichetAnswers(session: session)
            guard let answer = try answers.find(name) else { throw missing }
            return try BoxListing.find(answers.take(answer).text, session)
        }
    }

    /// - Parameters:
    ///   - phrase: of a file that was sealed under one; nil: it is asked.
    ///   - acceptsUnverified: whether what fails a check is shown all the same, marked so.
    package func open(
        acceptsUnverified: Bool = false, phrase: (() throws -> SecretBytes)? = nil
    ) throws -> OpenedPayload {
        let plaintext = try plaintext(phrase)
        do {
            return try OpenedPayload(plaintext, content, session: session)
        } catch {
            guard acceptsUnverified else {
                guard plaintext.starts(with: "\(Acte.Kind.fiche.rawValue)\n".utf8) else {
                    throw AgentError(
                        .data, "Ce fichier n'est pas signé : rien ne dit qui l'a écrit.",
                        next: .fiche(.readUnverified))
                }
                throw error
            }
            session.context.notify(.fiche(.unverified(AgentError(error))))
            return OpenedPayload(unverified: plaintext, on: session.today)
        }
    }

    private func plaintext(_ phrase: (() throws -> SecretBytes)?) throws -> [UInt8] {
        guard content.isLockedByPhrase else {
            do {
                return try Age.open(content.age, with: session.identity.all)
            } catch let error as CryptoError where error.code == .noMatch {
                guard !isFile, let id = content.pli?.slip.id else { throw error }
                throw FicheSource.sealedToOthers(id)
            }
        }
        if let phrase { return try opened(by: phrase()) }
        return try session.context.opened(by: .sealedFile) { try opened(by: $0) }
    }

    /// Opens with the phrase that the sender told by another channel.
    private func opened(by phrase: SecretBytes) throws -> [UInt8] {
        let opened = try SealedFile.open(
            content.age, code: phrase.withBytes { Array($0) }, limit: Age.WorkFactorLimit.others)
        guard let opened else {
            throw CryptoError(
                .passphrase, "La phrase secrète ne convient pas à ce fichier.",
                hint: "Redemandez-la à l'expéditeur, par un autre canal que le fichier.")
        }
        return opened
    }

    /// Writes what is shown as one file, and notes that it is there in plain.
    ///
    /// - Throws: exit 73 for a file that is there already.
    package func write(_ opened: OpenedPayload, as format: FicheFormat, to path: String) throws {
        try PrivateFile.write(opened.text(format).utf8, to: path)
        Copies.record(
            path, opened.fiche == nil ? .piece : .fiche, .init(fiches: opened.names),
            session.context)
    }

    /// Writes the parts, and notes that they are there in plain.
    package func write(_ opened: OpenedPayload, into folder: String) throws {
        let source = Copie.Source(fiches: opened.names)
        try opened.write(into: folder) { Copies.record($0, .piece, source, session.context) }
    }

    /// Once it was shown: the receipt, and the person's name for the lists. Nothing for what is not
    /// verified.
    package func finish(_ opened: OpenedPayload) throws {
        if opened.isVerified { try acknowledge(opened) }
        guard content.pli != nil, let fiche = opened.fiche, let pli = opened.pli else { return }
        do {
            try Repertoire.update(session) {
                $0.add(
                    fiche, pli, pieces: opened.attachments.count, origin: opened.origin)
            }
        } catch {
            session.context.notify(.fiche(.openedNotKept(AgentError(error))))
        }
    }

    /// An operator proposes nobody whose CIR is not signed: who oriented her may not have said it (fiches.md,
    /// «Routing»). Said where the fiche is read: on its page, below it at a terminal.
    package func remind(of opened: OpenedPayload) {
        guard session.own.type == .operateurAGIR, content.pli != nil, let fiche = opened.fiche,
            let manifest = opened.manifest, fiche.orientsToAGIR(isReply: manifest.reponseA != nil),
            !fiche.carriesCIRDate
        else { return }
        session.context.notify(
            .fiche(.checkCIR([.init(id: manifest.id, name: "\(fiche.nom) \(fiche.prenom)")])))
    }

    /// The `ouvert` receipt of what came through our daemon; what came as a file is made known to it.
    private func acknowledge(_ opened: OpenedPayload) throws {
        if isFile {
            guard let manifest = opened.pli, manifest.structure != session.own.structure else {
                return
            }
            return try FileOpenings(session: session).add(
                manifest, sha256: Hex.encode(Hash.sha256(content.age)),
                personne: opened.numeroAGDREF)
        }
        guard let slip = content.pli?.slip else { return }
        let own = session.own.structure
        // Of a table that an earlier version sent, nobody said yet whom it lists.
        guard slip.pour == own || slip.de == own && slip.objet == .tableauOFII else { return }
        do {
            for number in opened.numerosAGDREF {
                try session.annotate(number, de: slip.de, id: slip.id, listed: opened.listed)
            }
            guard slip.pour == own else { return }
            // Our own clocks before the partner's stops.
            try enterNotice(opened, slip)
            try session.acknowledge(slip)
        } catch is SignedClient.Unreachable {
            session.context.notify(.fiche(.receiptNotSent))
        }
    }

    /// A partner's notice is an incident of ours: its own clocks are said at once.
    private func enterNotice(_ opened: OpenedPayload, _ slip: Slip) throws {
        guard let notice = opened.notice else { return }
        let file = try Incidents(session: session).read(
            notice, of: PliKey(de: slip.de, id: slip.id))
        session.context.notify(.fiche(.incidentEntered(n: file.n)))
        if file.echeances.isEmpty, !file.isClosed {
            session.context.notify(.fiche(.incidentNamesNoPli(n: file.n)))
        }
        for echeance in file.echeances where echeance.isRunning {
            session.context.notify(.fiche(.incidentClock(echeance.french(at: file.heure))))
        }
    }
}
