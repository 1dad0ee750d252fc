import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// An incident as a test's daemon says it: of an operator, found now, about one partner.
struct FakeIncident {
    var type = IncidentKind.violation
    var partenaire: StructureName
    var textes: SealedText?
    var isTold = false
    var touche = IncidentReach()
    var echeances: [NoticeDeadline] = []
    var avis: [LocalIncidentFile.Avis] = []
    var etapes: [LocalIncidentFile.Etape]
    var heure: Instant
    var isWhole = true

    /// - Parameter poste: whose DPO and writer read its texts.
    init(_ machine: Machine, about partenaire: StructureName) throws {
        let session = try machine.session()
        self.partenaire = partenaire
        heure = session.now
        let texts = try IncidentTexts(faits: "Clé USB perdue", mesures: "Clé bloquée")
            .sealed(to: session.readers)
        textes = texts
        etapes = [
            .init(
                le: heure, par: session.agent.nom,
                fact: .declaration(
                    .init(
                        type: .violation, moments: .init(decouverte: heure),
                        natures: [.confidentialite], portee: IncidentScope(), textes: texts)))
        ]
        touche.partners[partenaire] = .init(plis: [.random()], personnes: 2, enregistrements: 3)
        (touche.personnes, touche.enregistrements) = (2, 3)
        echeances = [clock(.structure(partenaire), .aNotifier)]
    }

    func clock(_ addressee: NoticeAddressee, _ statut: NoticeStatut) -> NoticeDeadline {
        let isLate = statut == .enRetard
        return NoticeDeadline(
            destinataire: addressee, heures: 36, depart: heure,
            echeance: isLate ? heure + -3_600 : heure + 36 * 3_600, statut: statut, isSent: false,
            notifie: nil)
    }

    var incident: LocalIncident {
        LocalIncident(
            n: 1, type: type, statut: .aQualifier,
            moments: type == .plainte ? .init(reception: heure) : .init(decouverte: heure),
            declaration: heure, par: etapes[0].par, natures: [.confidentialite], touche: touche,
            personnes: 2, enregistrements: 3, risque: nil, partenaires: [partenaire], arrets: [],
            echeances: echeances, cloture: nil, heure: heure,
            dossier: isWhole
                ? LocalIncidentFile(
                    portee: IncidentScope(), textes: textes, isTold: isTold, origine: [],
                    numeroPartenaire: nil, avis: avis, etapes: etapes) : nil)
    }

    /// From now on the daemon says it, whatever is entered.
    func isTold(by daemon: FakeDaemon) {
        daemon.on("GET", Routes.localIncidents, json: [incident].value)
        daemon.on("PUT", Routes.localIncidents, json: incident.value)
        daemon.on(
            "GET", Routes.localConventions,
            json: .object(
                JSONObject([("conventions", .array([])), ("termes", .object(JSONObject()))])))
    }
}

extension FakeDaemon {
    /// The steps of incidents that were entered, oldest first.
    func incidentFacts() throws -> [IncidentFact] {
        try bodies("PUT", Routes.localIncidents).map {
            try IncidentFact(JSONValue.parse($0).object!)
        }
    }

    var deposits: Int { bodies("PUT", Routes.localSend).count }
}

/// The code of what fails, and what to do next.
func failure(_ body: () throws -> Void) -> AgentError? {
    do {
        try body()
        return nil
    } catch {
        return AgentError(error)
    }
}
