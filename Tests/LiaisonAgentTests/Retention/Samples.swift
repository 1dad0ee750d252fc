import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport

/// What the tests of retention and of the log share: persons, plis that came, what went wrong.
enum Samples {
    static let number = AGDREFNumber("3803012345")!
    static let other = AGDREFNumber("3803099999")!

    /// Answers that are 200 and that no route of these promises; an object or a list that is empty may
    /// be right.
    static let nonsense = ["", "null", "[{}]", "\"texte\"", "<html>Bienvenue</html>"]
    static let notAnObject = nonsense + ["[]", "{}"]
    static let notAList = nonsense + ["{}"]

    static func error(_ body: () throws -> Void) -> AgentError? {
        do {
            try body()
            return nil
        } catch {
            return AgentError(error)
        }
    }

    static func code(_ body: () throws -> Void) -> AgentError.Code? { error(body)?.code }

    static func outcome(
        _ n: Int64 = 7, changed: Int64 = 2, due: Int64 = 1, toExamine: [PliKey] = []
    ) -> JSONValue {
        [
            "n": .integer(n), "changees": .integer(changed), "dues": .integer(due),
            "aExaminer": toExamine.value,
        ]
    }

    /// The facts that the daemon was told.
    static func facts(_ daemon: FakeDaemon) throws -> [RetentionFact] {
        try daemon.bodies("PUT", Routes.localFacts).map {
            try RetentionFact(JSONValue.parse($0).object ?? JSONObject())
        }
    }

    /// A message that an agent of one structure sealed for another one, as its daemon delivers it.
    static func pli(
        from machine: Machine, to card: Carte, _ seal: (Sealer) throws -> Sealer.Sealed
    ) throws -> Pli {
        let session = try machine.session()
        let destination = try Destination(
            card.structure.text, session: session, unverifiedReason: nil)
        let sealer = Sealer(session: session, destinations: [destination], classical: true)
        return try sealer.plis(seal(sealer))[0].countersigned(by: machine.team.serviceKey)
    }

    /// Puts a pli into the inbox that a daemon shows.
    static func receive(_ pli: Pli, _ team: Team) {
        let slip = pli.slip
        let now = team.horloge.now
        let row = JSONObject([
            ("id", .string(slip.id.text)), ("objet", .string(slip.objet.rawValue)),
            ("modele", slip.modele.map { .string($0.rawValue) }),
            ("de", .string(slip.de.text)), ("pour", .string(slip.pour.text)),
            ("auteur", .string(slip.auteur.description)),
            ("scelle", .string(slip.scelle.description)), ("recu", .string(now.description)),
            ("statut", "non-lu"), ("conserverJusquA", .string(slip.conserverJusquA.description)),
            ("taille", .integer(Int64(slip.taille))),
        ])
        team.daemon.on("GET", "/local/v1/boite/reception", json: [.object(row)])
        team.daemon.on("GET", "/local/v1/boite/envoi", json: [])
        team.daemon.on("GET", Routes.localPli(de: slip.de, id: slip.id)) { _ in
            .init(status: 200, body: pli.bytes)
        }
    }
}
