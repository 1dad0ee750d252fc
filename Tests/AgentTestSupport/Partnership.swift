package import LiaisonAgent
import LiaisonBase
package import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema
import TestSupport

/// Two structures that know each other, and `claire` of each at her machine: a partner orients a person to
/// an operator.
package struct Partnership {
    package let operateur: Team
    package let ml: Team
    /// At the operator's.
    package let claire: Machine
    package let conseillere: Machine

    /// - Parameter type: of the structure that orients.
    package init(_ type: StructureKind = .cph) throws {
        let horloge = TestClock()
        horloge.set(Instant("2026-11-25T10:00:00Z")!)
        operateur = try Team("agir38.example", .operateurAGIR, horloge)
        ml = try Team("ml.example", type, horloge)
        claire = try Machine("claire", of: operateur)
        conseillere = try Machine("claire", of: ml)
        try claire.knows(ml.card())
        try conseillere.knows(operateur.card())
        for team in [operateur, ml] {
            team.daemon.on(
                "GET", Routes.localConventions, text: #"{"conventions":[],"termes":{}}"#)
            team.daemon.on(
                "PUT", Routes.localFacts, text: #"{"n":1,"changees":0,"dues":0,"aExaminer":[]}"#)
            try team.shows([(team.structure == ml.structure ? operateur : ml).card()])
        }
    }

    /// A fiche of the manual, with some of its text changed.
    package static func fiche(_ name: String, _ changes: [(String, String)] = []) throws -> [UInt8]
    {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        var text = String(
            decoding: try PrivateFile.read("/\(root)/docs/exemple-\(name).json", limit: 1 << 20),
            as: UTF8.self)
        for (old, new) in changes {
            precondition(text.contains(old))
            text = text.replacing(old, with: new)
        }
        return Array(text.utf8)
    }

    /// The generic one, which does not say whether the CIR is signed.
    package static let withoutCIR = [(#""dateSignatureCIR":"2025-12-15","#, "")]

    package static func input(
        _ content: [UInt8], pieces: [String] = [], to names: [String] = ["agir38.example"],
        file: String = "/fiches/fiche.json", _ session: Session
    ) throws -> FicheInput {
        try FicheInput(
            file: file, content: content, attachments: Attachments(pieces),
            to: names.map { try Destination($0, session: session, unverifiedReason: nil) },
            session)
    }

    /// The partner sends the generic fiche, the same as before or not; the operator's daemon holds it from
    /// then on.
    @discardableResult
    package func receive() throws -> Pli {
        let session = try conseillere.session()
        let send = try SendFiche(session)
        var answers = FicheAnswers()
        answers.confirmsWarnings = true
        _ = try send.execute(
            send.plan(Self.input(Self.fiche("generique"), session)), answers)
        guard let bytes = ml.daemon.bodies("PUT", Routes.localSend).last else {
            throw AgentError(.noInput, "Rien n'est parti.")
        }
        let pli = try Pli(bytes).countersigned(by: ml.serviceKey)
        holds([pli])
        return pli
    }

    /// A colleague joins the operator: its card names them from then on, here and at its daemon.
    @discardableResult
    package func joined(
        by local: String, _ identity: AgentIdentity, fonction: String = "Référent", serie: Int = 2
    ) throws -> SignedCarte {
        let name = operateur.name(local)
        let card = try operateur.card(serie: serie) { card in
            card.agents.append(
                Carte.Agent(
                    nom: name, fonction: fonction, roles: [.referent],
                    cle: try identity.signing.verifierKey(name: name.description),
                    destinataire: identity.age.recipient))
        }
        try claire.folder.pin(card)
        try operateur.shows(own: card, [ml.card()])
        return card
    }

    /// The operator's daemon shows these in its inbox, and hands them out.
    package func holds(_ plis: [Pli], recu: Instant? = nil) {
        let recu = recu ?? operateur.horloge.now
        let rows = plis.map {
            BoxEntry(
                $0.slip, recu: recu, place: .reception(.nonLu),
                origine: $0.slip.objet == .recu ? ml.structure : nil,
                voieRecue: $0.slip.objet == .recu ? .courriel : nil)
        }
        let box = "/local/v1/boite/reception"
        operateur.daemon.on("GET", box, json: rows.value)
        operateur.daemon.on("GET", "/local/v1/boite/envoi", text: "[]")
        for pli in plis {
            operateur.daemon.on("GET", Routes.localPli(de: pli.slip.de, id: pli.slip.id)) { _ in
                .init(status: 200, body: pli.bytes)
            }
            let step = Course.Step(.reception, par: pli.slip.auteur, le: recu)
            operateur.daemon.on(
                "GET", Routes.localCourse(de: pli.slip.de, id: pli.slip.id),
                json: Course(steps: [step]).value)
        }
    }
}

/// The code of what a workflow throws; nil when it goes through.
package func code(_ body: () throws -> Void) -> AgentError.Code? {
    do {
        try body()
        return nil
    } catch {
        return AgentError(error).code
    }
}
