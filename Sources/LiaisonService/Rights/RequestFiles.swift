public import LiaisonSchema
public import LiaisonStore

/// What the service knows for a request: who holds what about whom, by pseudonym, never what it says.
extension RightsDesk {
    public struct RequestFile: Sendable {
        public let request: RightsRequest
        /// Of a partner's request: whose erasure our DPO confirmed.
        public var erased: [PersonIndex] = []
        /// What is held about the person, and until when.
        public var held: [DueFiche] = []
        /// The `tableau-ofii` plis: nobody said whom they are about, a referent looks.
        public var tables: [HeldFiche] = []
        public var transmissions: [DatedTransmission] = []
        public var toExamine: [HeldFiche] = []
        public var destroyed: [Destruction] = []
        /// Of the fiches about the person, and of the `droits` plis of this request.
        public var receipts: [StoredReceipt] = []
        /// Plis in which partners answer those `droits` plis.
        public var answers: [Incoming] = []
        /// The structures that received a fiche about the person, or a table that lists her.
        public var recipients: [StructureName] = []
        /// Of an erasure that is not carried out yet: what it would destroy.
        public var erasure: ErasurePreview?
    }

    public struct DatedTransmission: Sendable, Equatable {
        public let line: Transmission
        public let recu: Instant?
        public let ouvert: Instant?
        /// By a road that proves nothing: where it stands, as long as it is held.
        public let statut: EnvoiStatut?
        /// What agents declared of it.
        public let declared: [StoredStep]
    }

    public struct Destruction: Sendable, Equatable {
        public let tombstone: Tombstone
        /// The number of its procès-verbal.
        public let attestation: Int?
    }

    /// All requests, for the DPO.
    public func requests(for agent: AuthenticatedAgent) throws -> [RightsRequest] {
        try require(.handleRequest, agent)
        return try store.read { try requestBook.all($0) }
    }

    /// What is known for a request, for the DPO who keeps it and the referents who answer it. Reading it is
    /// in the log before it is handed out.
    public func file(
        ofRequest n: Int, for agent: AuthenticatedAgent
    ) throws -> RequestFile {
        // Both roles: the referents who answer it, the DPO who keeps it.
        try require(.readMessage, agent)
        let request = try store.read { try requestBook.rightsRequest(n, $0) }
        try store.write(at: now()) {
            try $0.record(
                LogEvent(
                    .demande, by: agent.name, ref: CaseKind.demande.ref(n), detail: .lecture,
                    personne: request.personnes.max { $0.version < $1.version }))
        }
        var file = RequestFile(request: request)
        let engine = try store.read { try book.engine($0) }
        let fiches = try store.read { try $0.heldFiches(about: request.personnes) }
        file.held = try fiches.filter { $0.objet != .tableauOFII }.map { try book.due($0, engine) }
        if request.droit == .effacement, request.isOpen, !request.isExecuted {
            file.erasure = try erasurePreview(of: request)
        }
        return try store.read { view in
            let own = try view.ownCard()?.carte.structure
            if let pli = request.pli {
                let erasures = try book.currentFacts(view).partnerErasures
                file.erased = erasures.first { $0.pli == pli }?.personnes ?? []
            }
            file.tables = try view.heldFiches(.tableauOFII, limit: 1_000)
            file.toExamine = request.pli == nil ? try requestBook.unexamined(request: n, view) : []
            var lines = try view.transmissions(about: request.personnes)
                .filter { $0.objet != .reponseDroits }
            // Told of by number alone, once nothing names the person any more.
            if request.personnes.isEmpty {
                lines = try request.envois.flatMap { try view.registered($0.id, pour: $0.pour) }
            }
            file.recipients = try view.current(
                Set(
                    lines.filter {
                        $0.de == own && [.fiche, .tableauOFII].contains($0.objet)
                            && $0.pour != own
                    }.map(\.pour)
                ).sorted { $0.text < $1.text })
            file.transmissions = try lines.map { try dated($0, view) }
                .sorted { ($0.line.scelle, $0.line.id.text) < ($1.line.scelle, $1.line.id.text) }
            let keys = Set(lines.map { PliKey(de: $0.de, id: $0.id) })
                .union(own.map { own in request.envois.map { PliKey(de: own, id: $0.id) } } ?? [])
                .sorted { $0.description < $1.description }
            for key in keys {
                file.receipts += try view.receipts(key.id, de: key.de)
                guard let tombstone = try view.tombstone(key.id, de: key.de) else { continue }
                file.destroyed.append(
                    Destruction(tombstone: tombstone, attestation: try view.attestation(of: key)))
            }
            file.answers = try request.envois.flatMap { try view.answers(to: $0.id) }
            return file
        }
    }

    /// When it arrived and was opened: the receipts, or our own page, tell while the fiche is held, the
    /// register after.
    private func dated(_ line: Transmission, _ view: StoreView) throws -> DatedTransmission {
        let known = try view.registeredDates(line)
        // What we took in is opened here: `pour` is where it came from.
        let reader = line.objet == .recu ? line.de : line.pour
        let receipts = try view.receipts(line.id, de: line.de).filter { $0.pour == reader }
        func first(_ statut: Accuse.Statut) -> Instant? {
            receipts.filter { $0.statut == statut.rawValue }.map(\.le).min()
        }
        let pages =
            line.voie == .guichet ? try view.guichets(of: line.id, pour: line.pour) : []
        return DatedTransmission(
            line: line, recu: known.recu ?? first(.remis) ?? pages.compactMap(\.remis).min(),
            ouvert: known.ouvert ?? first(.ouvert) ?? pages.compactMap(\.lu).min(),
            statut: line.voie.isProven
                ? nil
                : try view.outgoing(line.id, pour: line.pour).flatMap {
                    EnvoiStatut(rawValue: $0.statut)
                },
            declared: line.voie.isProven
                ? [] : try view.declaredSteps(line.id).filter { $0.pour == line.pour })
    }
}
