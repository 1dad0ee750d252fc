import Hummingbird
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// What agents ask of guichets (guichet.md): to prepare, publish, list, prolong and close them, and for the
/// answers that came by them.
struct LocalGuichetRoutes: Sendable {
    let desks: Desks
    let gate: RequestGate

    func add(to router: Router<LocalContext>) {
        router.put("/local/v1/guichets/:nom") { request, context in
            try await gate.agent(request, context, limit: Limits.guichetPreparation) { asked in
                let preparation = try asked.fact("Un guichet est un objet JSON.") {
                    object throws(SchemaError) in try GuichetPreparation(object)
                }
                let (held, isNew) = try desks.guichets.prepare(
                    preparation, as: asked.parameters.guichet(.nom), by: asked.signer)
                return answer(held, isNew: isNew)
            }
        }
        router.put("/local/v1/guichets/:nom/contenu") { request, context in
            try await gate.agent(request, context, limit: Limits.guichetContent) { asked in
                let (held, isNew) = try desks.guichets.publish(
                    asked.body, as: asked.parameters.guichet(.nom), by: asked.signer,
                    isHandedOver: asked.parameters[.fichier] == "oui")
                return answer(held, isNew: isNew)
            }
        }
        router.post("/local/v1/guichets/:nom/fin") { request, context in
            try await gate.agent(request, context, limit: GuichetRequests.limit) { asked in
                guard let fin = GuichetRequests.end(of: asked.body) else {
                    throw Refusal(.invalide, "La date de fin du guichet est mal écrite.")
                }
                return answer(
                    try desks.guichets.prolong(
                        asked.parameters.guichet(.nom), to: fin, by: asked.signer))
            }
        }
        router.post("/local/v1/guichets/:nom/cloture") { request, context in
            try await gate.agent(request, context, limit: GuichetRequests.limit) { asked in
                guard let motif = GuichetRequests.motif(of: asked.body) else {
                    throw Refusal(.invalide, "Le motif de la fermeture n'est pas connu.")
                }
                return answer(
                    try desks.guichets.close(
                        asked.parameters.guichet(.nom), for: motif, by: asked.signer))
            }
        }
        addReading(to: router)
    }

    private func addReading(to router: Router<LocalContext>) {
        router.get("/local/v1/guichets") { request, context in
            try await gate.agent(request, context) { asked in
                let isUnopened = try asked.parameters.optional(
                    .reponses, "« reponses » ne peut être que « attente »."
                ) { $0 == "attente" ? true : nil }
                let envoi = try asked.parameters.optional(
                    .envoi, "« envoi » n'est pas un UUIDv4 en minuscules."
                ) { PliID($0) }
                let prefix = try asked.parameters.optional(
                    .debut, "« debut » est de 4 à 64 signes, chiffres, lettres de a à f ou « - »."
                ) { Routes.GuichetChoice.isBeginning($0) ? $0 : nil }
                let page = try desks.guichets.list(
                    after: asked.parameters.rankAfter(), isUnopened: isUnopened ?? false,
                    of: envoi, prefix: prefix, for: asked.signer)
                return Response.json(
                    LocalGuichetPage(
                        guichets: page.guichets.map { LocalGuichet($0, address) },
                        adresse: address, next: page.next
                    ).value.text)
            }
        }
        router.get("/local/v1/guichets/:nom") { request, context in
            try await gate.agent(request, context) { asked in
                answer(
                    try desks.guichets.guichet(
                        asked.parameters.guichet(.nom), for: asked.signer))
            }
        }
        router.get("/local/v1/guichets/:nom/cle") { request, context in
            try await gate.agent(request, context) { asked in
                Response(
                    status: .ok,
                    bytes: try desks.guichets.key(
                        of: asked.parameters.guichet(.nom), for: asked.signer,
                        willRead: asked.charge),
                    type: "application/octet-stream")
            }
        }
        router.get("/local/v1/guichets/:nom/reponses/:id") { request, context in
            try await gate.agent(request, context) { asked in
                Response(
                    status: .ok,
                    bytes: try desks.guichets.answer(
                        asked.parameters.pliID(.id), of: asked.parameters.guichet(.nom),
                        for: asked.signer, willRead: asked.charge),
                    type: "application/jose")
            }
        }
    }

    private var address: String? { desks.guichets.settings.page }

    private func answer(_ held: GuichetDesk.Held, isNew: Bool = false) -> Response {
        Response.json(LocalGuichet(held, address).value.text, status: isNew ? .created : .ok)
    }
}

extension LocalGuichet {
    fileprivate init(_ held: GuichetDesk.Held, _ address: String?) {
        let guichet = held.guichet
        self.init(
            nom: guichet.nom, pour: guichet.pour, subject: guichet.subject,
            statut: guichet.statut, adresse: address, cree: guichet.cree, fin: guichet.fin,
            remis: guichet.remis, lu: guichet.lu,
            reponses: held.answers.map {
                Reponse(id: $0.id, recu: $0.recu, ouverte: $0.ouverte, taille: $0.taille)
            }, clos: guichet.clos, motif: guichet.motif, par: guichet.par)
    }
}
