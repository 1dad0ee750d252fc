import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("les partenaires sans clé")
struct DeclaredPartnerTests {
    private let team: Team
    private let machine: Machine
    private let name = StructureName("voiron.france-travail.example")!

    init() throws {
        team = try Team("agir38.example", .operateurAGIR, TestClock())
        machine = try Machine("claire", of: team)
    }

    @discardableResult
    private func declare(
        _ change: (inout ContactDeclaration.Input) -> Void = { _ in }
    ) throws -> DeclaredContact {
        var input = ContactDeclaration.Input(name)
        (input.libelle, input.type, input.voie) = ("France Travail Voiron", .poleEmploi, .papier)
        change(&input)
        return try ContactDeclaration(machine.context).add(input)
    }

    private func acts() -> [[UInt8]] {
        team.daemon.bodies("PUT", Routes.localDeclaredContacts)
    }

    @Test("déclaré, il est gardé ici, dit au service, et repris d'un collègue")
    func known() throws {
        let contact = try declare()
        #expect(acts().count == 1)
        #expect(try machine.session().declared(name) == contact)
        let colleague = try Machine("claire", of: team)
        try team.shows {
            $0["contactsDeclares"] = .array([.string(Base64.encode(acts()[0]))])
        }
        let session = try colleague.session().synchronize()
        #expect(session.declared(name) == contact)
        // What nobody of ours signed is nothing.
        let stranger = try Team("agir38.example", .operateurAGIR, team.horloge)
        let forged = try DeclaredContact(
            structure: name, libelle: "Autre", type: .poleEmploi, voie: .archive,
            le: team.horloge.now + 60
        ).signed(by: stranger.identities["claire"]!.signing, name: stranger.name("claire"))
        try team.shows {
            $0["contactsDeclares"] = .array([.string(Base64.encode(forged.bytes))])
        }
        #expect(try colleague.session().synchronize().declared(name) == contact)
    }

    @Test("la parole la plus récente compte, et garde ce qu'elle ne redit pas")
    func later() throws {
        let first = try declare {
            ($0.telephone, $0.telephoneSource) = ("04 76 00 00 00", .annuaire)
        }
        let second = try declare { ($0.libelle, $0.voie) = (nil, .archive) }
        #expect(second.le > first.le && second.libelle == first.libelle)
        #expect(second.telephone == "04 76 00 00 00" && second.voie == .archive)
    }

    @Test("un numéro a une source ; la propre structure ne se déclare pas ; le DPO non plus")
    func refused() throws {
        #expect(code { try declare { $0.telephone = "04 76 00 00 00" } } == .usage)
        #expect(code { try declare { $0.structure = team.structure } } == .usage)
        #expect(code { try declare { ($0.libelle, $0.type) = (nil, nil) } } == .usage)
        let dpo = try Machine("denis", of: team)
        #expect(code { _ = try ContactDeclaration(dpo.context) } == .notAllowed)
        #expect(acts().isEmpty)
    }

    @Test("il n'a pas de clé : l'archive ou le papier, et par le service c'est non")
    func roads() throws {
        try declare()
        let session = try machine.session()
        let destination = try Destination(name.text, session: session, unverifiedReason: nil)
        #expect(RoadChoice.possible(destination) == [.guichet, .archive, .papier])
        #expect(RoadChoice.usual(destination, session) == .papier)
        let next = NextStep.fiche(.chooseRoad([.guichet, .archive, .papier]))
        #expect(throws: AgentError(.notAllowed, "", next: next)) {
            try RoadChoice.check(.service, destination)
        }
        let sealer = Sealer(session: session, destinations: [destination], classical: false)
        let fiche = try #require(
            Fiche.validate(
                Partnership.fiche("generique", [("2026-11-20", "2026-11-18")]),
                today: session.today, reponseA: false
            ).fiche)
        #expect(code { _ = try sealer.seal(fiche, pieces: []) } == .notAllowed)
    }

    @Test("sa carte vérifiée sous un autre nom : la suite y va, ce qui fut reste")
    func attached() throws {
        try declare()
        let card = try Team("france-travail.example", .poleEmploi, team.horloge).card()
        try machine.knows(card)
        _ = try ContactDeclaration(machine.context).attach(name, to: card.carte.structure)
        let session = try machine.session()
        let destination = try Destination(name.text, session: session, unverifiedReason: nil)
        #expect(destination.structure == card.carte.structure)
        #expect(RoadChoice.usual(destination, session) == .service)
        let unknown = StructureName("autre.example")!
        #expect(
            code {
                _ = try ContactDeclaration(machine.context).attach(
                    unknown, to: card.carte.structure)
            } == .noInput)
        #expect(
            code { _ = try ContactDeclaration(machine.context).attach(name, to: unknown) }
                == .noInput
        )
    }

    @Test("rattaché deux fois de suite, la suite va au dernier nom ; en cercle, c'est non")
    func attachedTwice() throws {
        try declare()
        let first = try Team("france-travail.example", .poleEmploi, team.horloge).card()
        let second = try Team("isere.france-travail.example", .poleEmploi, team.horloge).card()
        for card in [first, second] { try machine.knows(card) }
        let contacts = try ContactDeclaration(machine.context)
        let (former, last) = (first.carte.structure, second.carte.structure)
        _ = try contacts.attach(name, to: former)
        _ = try contacts.add(.init(former))
        _ = try contacts.attach(former, to: last)
        let session = try machine.session()
        #expect([name, former, last].map { session.current($0) } == [last, last, last])
        for known in [name, former] {
            let destination = try Destination(known.text, session: session, unverifiedReason: nil)
            #expect(destination.structure == last)
        }
        _ = try contacts.add(.init(last))
        #expect(code { _ = try contacts.attach(last, to: former) } == .usage)
        #expect(try machine.session().current(last) == last)
    }
}
