import Hummingbird
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// What agents ask of plis: to deposit, list, follow, hand out and annotate them.
struct FicheRoutes: Sendable {
    let courrier: Courrier
    let gate: RequestGate

    func add(to router: Router<LocalContext>) {
        router.put(RouterPath(Routes.localSend)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.pli)
            let words =
                request.uri.queryParameters["declarations"]
                .map { $0.split(separator: ",").map(String.init) } ?? []
            let declarations = words.compactMap { LogDetail(rawValue: $0) }
                .filter(LogDetail.declarations.contains)
            guard declarations.count == words.count, Set(words).count == words.count else {
                throw Refusal(.invalide, "Une déclaration de l'envoi n'est pas connue.")
            }
            let fiche = try shared(request)
            let notice = try notice(request)
            let (pli, isNew) = try await RequestGate.store(pli: verified.body.count) {
                try courrier.deposit(
                    verified.body, by: verified.signer, declarations: declarations, fiche: fiche,
                    notice: notice)
            }
            return Response.json(
                try FicheAnswers.deposited(pli).value.text, status: isNew ? .created : .ok)
        }
        router.get("/local/v1/envois/:id") { request, context in
            let verified = try await gate.agent(request, limit: 0)
            try courrier.require(.listFiches, verified.signer)
            return Response.json(
                try sent(pliID(context.parameters.get("id"))).value.text)
        }
        router.get("/local/v1/boite/:boite") { request, context in
            let verified = try await gate.agent(request, limit: 0)
            try courrier.require(.listFiches, verified.signer)
            guard let box = Boite(rawValue: context.parameters.get("boite") ?? "") else {
                throw Refusal(.introuvable, "Il n'y a que les boîtes « reception » et « envoi ».")
            }
            let limit = request.uri.queryParameters.get("nombre", as: Int.self) ?? .max
            let prefix = request.uri.queryParameters["debut"].map { String($0.prefix(36)) }
            return Response.json(
                try list(box, limit: max(0, limit), prefix: prefix).value.text)
        }
        router.get("/local/v1/suivi/:de/:id") { request, context in
            let verified = try await gate.agent(request, limit: 0)
            try courrier.require(.listFiches, verified.signer)
            guard let de = StructureName(context.parameters.get("de") ?? "") else {
                throw Refusal(.invalide, "Le nom de la structure est mal écrit.")
            }
            return Response.json(
                try course(pliID(context.parameters.get("id")), de: de).value.text)
        }
        router.get("/local/v1/plis/:de/:id") { request, context in
            let verified = try await gate.agent(request, limit: 0)
            guard let de = StructureName(context.parameters.get("de") ?? "") else {
                throw Refusal(.invalide, "Le nom de la structure est mal écrit.")
            }
            let id = try pliID(context.parameters.get("id"))
            let isExport = request.uri.queryParameters["export"] == "oui"
            return try await RequestGate.pli {
                try courrier.handOut(
                    id, de: de, to: verified.signer, isExport: isExport, willRead: $0)
            }
        }
        router.put(RouterPath(Routes.localImport)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.pli)
            let isNew = try await RequestGate.store(pli: verified.body.count) {
                try courrier.receive(carried: verified.body, by: verified.signer)
            }
            return Response(status: isNew ? .created : .ok)
        }
        router.put(RouterPath(Routes.localFileOpenings)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.act)
            guard
                let date = request.uri.queryParameters["conserver"].flatMap({
                    CalendarDate(String($0))
                })
            else { throw Refusal(.invalide, "« conserver » n'est pas une date AAAA-MM-JJ.") }
            try await RequestGate.store {
                try courrier.recordFileOpening(verified.body, until: date, by: verified.signer)
            }
            return Response(status: .ok)
        }
        router.put(RouterPath(Routes.localAnnotations)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.act)
            try await RequestGate.store {
                try courrier.annotate(verified.body, by: verified.signer)
            }
            return Response(status: .ok)
        }
        router.put(RouterPath(Routes.localReceipts)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.act)
            try await RequestGate.store {
                try courrier.recordOpening(verified.body, by: verified.signer)
            }
            return Response(status: .ok)
        }
    }

    /// The incident that a deposited notice is of.
    private func notice(_ request: Request) throws -> Courrier.Notice? {
        let query = request.uri.queryParameters
        guard let text = query["incident"] else { return nil }
        guard let n = Int(text), n > 0, let phase = query["phase"].flatMap({ Int($0) }), phase > 0
        else {
            throw Refusal(.invalide, "« incident » et « phase » sont des nombres.")
        }
        return Courrier.Notice(incident: n, phase: phase)
    }

    /// The fiche that a `partage` hands on; its structure may be left out when one only has this id.
    private func shared(_ request: Request) throws -> PliKey? {
        let query = request.uri.queryParameters
        guard let id = try query["fiche"].map({ try pliID(String($0)) }) else { return nil }
        if let de = query["de"].flatMap({ StructureName(String($0)) }) {
            return PliKey(de: de, id: id)
        }
        let known = try courrier.store.read { try $0.heldFiches(id) }
        return known.count == 1
            ? known.first?.key : PliKey(de: try courrier.ownCard().carte.structure, id: id)
    }

    private func pliID(_ text: String?) throws -> PliID {
        guard let id = PliID(text ?? "") else {
            throw Refusal(.invalide, "L'identifiant n'est pas un UUIDv4 en minuscules.")
        }
        return id
    }

    private func sent(_ id: PliID) throws -> [BoxEntry] {
        let rows = try courrier.store.read { try $0.outgoing(id) }
        guard let first = rows.first else {
            throw Refusal(
                .introuvable, "Aucun envoi ne porte cet identifiant.",
                hint: "Voyez « agir-liaison boite envoi ».")
        }
        let receipts = try courrier.store.read { try $0.receipts(id, de: first.slip.de) }
        return try rows.map { row in
            try FicheAnswers.outgoing(
                row, receipts: receipts.filter { $0.pour == row.slip.pour })
        }
    }

    private func course(_ id: PliID, de: StructureName) throws -> Course {
        let own = try courrier.ownCard().carte.structure
        return try courrier.store.read { view in
            let receipts = try view.receipts(id, de: de).map(FicheAnswers.step)
            let sent = de == own ? try view.outgoing(id).first : nil
            let deposit = sent.map { [Course.Step(.depot, par: $0.slip.auteur, le: $0.cree)] }
            let received = try view.incoming(id, de: de, pour: own)
                .map { [Course.Step(.reception, par: $0.slip.auteur, le: $0.recu)] }
            guard deposit != nil || received != nil else {
                throw Refusal(
                    .introuvable, "Aucune fiche ne porte cet identifiant.",
                    hint: "Voyez « agir-liaison boite ».")
            }
            return Course(steps: (deposit ?? []) + (received ?? []) + receipts)
        }
    }

    private func list(_ box: Boite, limit: Int, prefix: String?) throws -> [BoxEntry] {
        try courrier.store.read { view in
            switch box {
            case .envoi:
                try view.outbox(limit: limit, prefix: prefix).map { row in
                    let receipts = try view.receipts(row.slip.id, de: row.slip.de)
                    return try FicheAnswers.outgoing(
                        row, receipts: receipts.filter { $0.pour == row.slip.pour })
                }
            case .reception:
                try view.inbox(limit: limit, prefix: prefix).map {
                    try FicheAnswers.incoming($0, isReplaced: try view.isReplaced($0.slip))
                }
            }
        }
    }
}
