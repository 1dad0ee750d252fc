import LiaisonBase
package import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// Takes in what a partner gave outside the service: sealed to those here who read fiches, it is then in the
/// inbox, the log, retention, breaches and rights like what the service brings (voies.md, «Coming in»).
package struct ReceiveDocuments {
    package struct Input {
        package let files: [String]
        package let note: ReceptionNote
        /// Which form the documents are, when an agent says so.
        package var modele: FicheModele?
        /// The sending of ours that they answer, when an agent says so.
        package var reponseA: PliID?

        package init(
            files: [String], note: ReceptionNote, modele: FicheModele? = nil,
            reponseA: PliID? = nil
        ) {
            self.files = files
            self.note = note
            self.modele = modele
            self.reponseA = reponseA
        }
    }

    /// What was read, in memory alone.
    package struct Plan {
        package let input: Input
        package let documents: [Payload.Part]
    }

    private let session: Session

    /// - Throws: exit 77 for who reads or keeps no fiche.
    package init(_ session: Session) throws {
        try session.require(.readFiche)
        try session.require(Objet.recu.sending)
        self.session = session
    }

    /// - Parameter phrase: of the files that have one; nil: it is asked.
    /// - Throws: exit 64 for a day to come, or for what would come from here; 65 for a file that is not taken,
    ///   or forms about several persons.
    package func plan(
        _ input: Input, phrase: (() throws -> SecretBytes)? = nil
    ) throws -> Plan {
        try check(input.note)
        if try session.folder.contact(input.note.origine) == nil,
            try session.declaredContact(input.note.origine) == nil
        {
            session.context.notify(.fiche(.unknownOrigin(input.note.origine)))
        }
        var files = ReceivedFiles(session, phrase: phrase)
        for path in input.files { try files.take(path) }
        guard !files.parts.isEmpty else {
            throw AgentError(.data, "Il n'y a aucun document à enregistrer.")
        }
        _ = try person(of: forms(files.parts))
        return Plan(input: input, documents: files.parts)
    }

    private func check(_ note: ReceptionNote) throws {
        guard note.origine != session.own.structure else {
            throw AgentError(
                .usage, "Ces documents viendraient de votre propre structure.",
                next: .trust(.listContacts))
        }
        guard note.le <= session.today else {
            throw AgentError(
                .usage, "Le \(note.le.french) est à venir.",
                next: "--le dit quel jour vous les avez reçus.")
        }
    }

    /// The fiches of ours among the documents.
    private func forms(_ documents: [Payload.Part]) -> [Fiche] {
        documents.filter { $0.type == Payload.Part.fiche([]).type }.compactMap {
            Fiche.validate($0.content, today: session.today, reponseA: true).fiche
        }
    }

    /// Whom they are about: what is taken in bears one pseudonym, and who asks for her data gets it whole.
    ///
    /// - Throws: exit 65 for several persons.
    private func person(of forms: [Fiche]) throws -> AGDREFNumber? {
        let numbers = Set(forms.compactMap(\.numeroAGDREF))
        guard numbers.count <= 1 else {
            throw AgentError(
                .data, "Ces documents parlent de \(Plural.of(numbers.count, "personne")).",
                next: "Enregistrez-les séparément.")
        }
        return numbers.first
    }

    /// - Parameters:
    ///   - transcription: the form that an agent made of the documents.
    ///   - classical: whether a classical recipient among hybrid ones is agreed to.
    /// - Returns: the identity under which it lies in the inbox.
    package func execute(
        _ plan: Plan, transcription: Fiche? = nil, classical: Bool = false
    ) throws -> PliID {
        let note = plan.input.note
        let taken = [transcription].compactMap(\.self) + forms(plan.documents)
        let (fiche, number) = (taken.first, try person(of: taken))
        let sealer = Sealer(
            session: session, destinations: [], classical: classical,
            link: FicheLink(reponseA: plan.input.reponseA))
        let (pli, manifest) = try sealer.reception(
            note, modele: fiche?.modele ?? plan.input.modele,
            documents: (transcription.map { [Payload.Part.fiche($0.json)] } ?? [])
                + plan.documents)
        try Dispatch(
            session, .received(note.voie, from: note.origine),
            about: DataSubjects(number)
        ).send(pli)
        keep(plan, manifest, fiche)
        return manifest.id
    }

    /// Takes in the answer that a guichet's page made as a file. It is sealed: no copy in the clear is left.
    ///
    /// - Returns: the identity under which it lies in the inbox; nil for any other file.
    package func takeAnswer(_ path: String, _ note: ReceptionNote) throws -> PliID? {
        let content = try PrivateFile.read(path, limit: MailMessage.limit)
        guard let subject = GuichetFile.subject(of: content) else { return nil }
        try check(note)
        return try GuichetAnswers(session: session).take(subject, file: content, note)
    }

    /// Notes on this machine what was taken in. The daemon has it, whatever happens here.
    private func keep(_ plan: Plan, _ manifest: Manifest, _ fiche: Fiche?) {
        for path in plan.input.files {
            Copies.record(path, .piece, .init(fiches: [manifest.key]), session.context)
        }
        guard let fiche else { return }
        do {
            try Repertoire.update(session) { $0.add(fiche, manifest) }
        } catch {
            session.context.notify(.fiche(.openedNotKept(AgentError(error))))
        }
    }
}
