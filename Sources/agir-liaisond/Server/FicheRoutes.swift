import Hummingbird
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// What agents ask of plis: to deposit, list, follow, hand out and annotate them.
struct FicheRoutes: Sendable {
    let desks: Desks
    let gate: RequestGate

    func add(to router: Router<LocalContext>) {
        router.put(RouterPath(Routes.localSend)) { request, context in
            try await gate.agent(request, context, limit: Limits.pli) { asked in
                let (pli, isNew) = try desks.mail.deposit(
                    asked.body, by: asked.signer, declarations: Self.declarations(asked.parameters),
                    fiche: try shared(asked.parameters), notice: try Self.notice(asked.parameters),
                    road: try Self.road(asked.parameters),
                    origin: try Self.origin(asked.parameters),
                    answer: try Self.answer(asked.parameters))
                return Response.json(
                    try FicheAnswers.deposited(pli).value.text, status: isNew ? .created : .ok)
            }
        }
        router.post("/local/v1/envois/:id/etats") { request, context in
            try await gate.agent(request, context, limit: Limits.act) { asked in
                let step = try asked.fact("Un état déclaré est un objet JSON.") {
                    object throws(SchemaError) in try DeclaredStep(object)
                }
                try desks.mail.declare(
                    step, of: asked.parameters.pliID(.id),
                    pour: asked.parameters.structure(.pour), by: asked.signer)
                return Response(status: .ok)
            }
        }
        router.put(RouterPath(Routes.localImport)) { request, context in
            try await gate.agent(request, context, limit: Limits.pli) { asked in
                .put(isNew: try desks.mail.receive(carried: asked.body, by: asked.signer))
            }
        }
        router.post("/local/v1/envois/:id/retrait") { request, context in
            try await gate.agent(request, context, limit: Limits.withdrawal) { asked in
                guard let asks = Withdrawal.Request(asked.body) else {
                    throw Refusal(.invalide, "Le motif du retrait n'est pas connu.")
                }
                let withdrawn = try desks.mail.withdraw(
                    asked.parameters.pliID(.id), for: asks.motif, isUnsent: asks.isUnsent,
                    by: asked.signer)
                return Response.json(FicheAnswers.withdrawals(withdrawn).value.text)
            }
        }
        addReading(to: router)
        addOpenings(to: router)
    }

    private func addReading(to router: Router<LocalContext>) {
        router.get("/local/v1/envois/:id") { request, context in
            try await gate.agent(request, context) { asked in
                try desks.office.require(.listFiches, asked.signer)
                let sent = try desks.mail.sent(asked.parameters.pliID(.id), for: asked.signer)
                return Response.json(try sent.map(FicheAnswers.outgoing).value.text)
            }
        }
        router.get("/local/v1/boite/:boite") { request, context in
            try await gate.agent(request, context) { asked in
                try desks.office.require(.listFiches, asked.signer)
                guard let box = asked.parameters[.boite].flatMap({ Boite(rawValue: $0) }),
                    box != .guichet
                else {
                    throw Refusal(
                        .introuvable, "Il n'y a que les boîtes « reception » et « envoi ».")
                }
                let part = Self.part(asked.parameters)
                let entries =
                    switch box {
                    case .envoi:
                        try desks.mail.outbox(part, for: asked.signer)
                            .map(FicheAnswers.outgoing)
                    case .reception, .guichet:
                        try desks.mail.inbox(part, for: asked.signer)
                            .map { try FicheAnswers.incoming($0.row, isReplaced: $0.isReplaced) }
                    }
                return Response.json(entries.value.text)
            }
        }
        router.get("/local/v1/suivi/:de/:id") { request, context in
            try await gate.agent(request, context) { asked in
                try desks.office.require(.listFiches, asked.signer)
                let track = try desks.mail.track(
                    asked.parameters.pliID(.id), de: asked.parameters.structure(.de),
                    for: asked.signer)
                return Response.json(try FicheAnswers.course(track).value.text)
            }
        }
        router.get("/local/v1/plis/:de/:id") { request, context in
            try await gate.agent(request, context) { asked in
                .pli(
                    try desks.mail.handOut(
                        asked.parameters.pliID(.id), de: asked.parameters.structure(.de),
                        to: asked.signer, for: Self.purpose(asked.parameters),
                        willRead: asked.charge))
            }
        }
    }

    /// Which rows of a box are asked for.
    private static func part(_ parameters: RequestParameters) -> BoxPart {
        if let ids = parameters[.ids] {
            return .named(
                ids.split(separator: ",").prefix(Routes.mostNamed).compactMap { PliID(String($0)) })
        }
        let limit = max(0, parameters[.nombre].flatMap { Int($0) } ?? .max)
        if let prefix = parameters[.debut] {
            return .beginning(String(prefix.prefix(36)), limit: limit)
        }
        return .newest(limit, from: max(0, parameters[.saut].flatMap { Int($0) } ?? 0))
    }

    private func addOpenings(to router: Router<LocalContext>) {
        router.put(RouterPath(Routes.localFileOpenings)) { request, context in
            try await gate.agent(request, context, limit: Limits.act) { asked in
                let date = try asked.parameters.require(
                    .conserver, "« conserver » n'est pas une date AAAA-MM-JJ."
                ) { CalendarDate($0) }
                try desks.mail.recordFileOpening(asked.body, until: date, by: asked.signer)
                return Response(status: .ok)
            }
        }
        router.put(RouterPath(Routes.localAnnotations)) { request, context in
            try await gate.agent(request, context, limit: Limits.act) { asked in
                try desks.mail.annotate(asked.body, by: asked.signer)
                return Response(status: .ok)
            }
        }
        router.put(RouterPath(Routes.localReceipts)) { request, context in
            try await gate.agent(request, context, limit: Limits.act) { asked in
                try desks.mail.recordOpening(asked.body, by: asked.signer)
                return Response(status: .ok)
            }
        }
    }

    private static func declarations(_ parameters: RequestParameters) throws -> [LogDetail] {
        try parameters.optional(.declarations, "Une déclaration de l'envoi n'est pas connue.") {
            let words = $0.split(separator: ",").map(String.init)
            let known = words.compactMap { LogDetail(rawValue: $0) }
                .filter(LogDetail.declarations.contains)
            return known.count == words.count && Set(words).count == words.count ? known : nil
        } ?? []
    }

    /// What for a pli is asked: to be read, unless it says otherwise.
    private static func purpose(_ parameters: RequestParameters) -> MailDesk.Purpose {
        if parameters[.export] == "oui" { return .export }
        if parameters[.tableau] == "oui" { return .table }
        if parameters[.partage] == "oui" { return .share }
        return parameters[.identification] == "oui" ? .identification : .reading
    }

    /// Where what came outside the service comes from.
    private static func origin(_ parameters: RequestParameters) throws -> Incoming.Origin? {
        guard parameters[.origine] != nil else { return nil }
        return Incoming.Origin(
            structure: try parameters.structure(.origine),
            voie: try parameters.require(.voie, "La voie de cette réception n'est pas connue.") {
                VoieRecue(rawValue: $0)
            })
    }

    /// The answer of a guichet that it was.
    private static func answer(
        _ parameters: RequestParameters
    ) throws -> MailDesk.GuichetAnswer? {
        guard parameters[.guichet] != nil else { return nil }
        return MailDesk.GuichetAnswer(
            guichet: try parameters.guichet(.guichet), reponse: try parameters.pliID(.reponse),
            file: try sealedFile(parameters))
    }

    /// What an agent says of its bytes, when it came as a file.
    private static func sealedFile(_ parameters: RequestParameters) throws -> MailDesk.SealedFile? {
        guard parameters[.sha256] != nil || parameters[.taille] != nil else { return nil }
        return MailDesk.SealedFile(
            sha256: try parameters.require(
                .sha256, "« sha256 » n'est pas de 64 chiffres hexadécimaux."
            ) { $0.utf8.count == 64 && Hex.decode($0) != nil ? $0 : nil },
            taille: try parameters.require(
                .taille, "« taille » n'est pas de 1 à \(GuichetReply.sealedLimit) octets."
            ) {
                Int($0).flatMap { (1...GuichetReply.sealedLimit).contains($0) ? $0 : nil }
            })
    }

    /// By which road what is deposited leaves.
    private static func road(_ parameters: RequestParameters) throws -> MailDesk.Road {
        // It does not leave: its road is the one by which it came.
        guard parameters[.origine] == nil else { return MailDesk.Road() }
        let voie = try parameters.optional(.voie, "Cette voie d'envoi n'est pas connue.") {
            Voie(rawValue: $0).flatMap { Voie.sortantes.contains($0) ? $0 : nil }
        }
        let isDelayed = try parameters.optional(
            .partirApres, "« partirApres » ne peut être que « delai »."
        ) { $0 == "delai" ? true : nil }
        return MailDesk.Road(
            voie ?? .service, isLate: parameters[.differe] == "oui",
            isDelayed: isDelayed ?? false)
    }

    /// The incident that a deposited notice is of.
    private static func notice(_ parameters: RequestParameters) throws -> IncidentDesk.Notice? {
        guard parameters[.incident] != nil else { return nil }
        func number(_ name: RequestKey) throws -> Int {
            try parameters.require(name, "« incident » et « phase » sont des nombres.") {
                Int($0).flatMap { $0 > 0 ? $0 : nil }
            }
        }
        return IncidentDesk.Notice(incident: try number(.incident), phase: try number(.phase))
    }

    /// The fiche that a `partage` hands on; its structure may be left out when one only has this id.
    private func shared(_ parameters: RequestParameters) throws -> PliKey? {
        guard parameters[.fiche] != nil else { return nil }
        let id = try parameters.pliID(.fiche)
        if let de = parameters[.de].flatMap({ StructureName($0) }) {
            return PliKey(de: de, id: id)
        }
        return try desks.mail.key(of: id)
    }
}
