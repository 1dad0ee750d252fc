import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema
import TestSupport
import Testing

@Suite("Un « agent.note » passé par un courriel") struct AlteredNoteTests {
    private let team: Team
    private let machine: Machine

    init() throws {
        (team, _) = try Team.pair()
        machine = try Machine("alice", of: team)
    }

    private func note() throws -> [UInt8] {
        let (identity, name) = (try AgentIdentity.generate(.x25519), team.name("sara"))
        let acte = AgentActe(
            nom: name, fonction: "Référente",
            cle: try identity.signing.verifierKey(name: name.description),
            destinataire: identity.age.recipient)
        return try acte.signed(by: identity.signing).bytes
    }

    @Test(
        "changé, il est refusé par le nom de son fichier, et se redemande en pièce jointe",
        arguments: [
            ("\n", "\r\n"), ("\u{2014} ", "- "), ("Référente", "Referente"), ("+", "=2B"),
            ("agir-liaison/agent/", "> agir-liaison/agent/"),
            ("agir-liaison/agent/", "Bonjour,\n\nagir-liaison/agent/"),
            ("agir-liaison/agent/", "\u{FEFF}agir-liaison/agent/"),
        ])
    func altered(old: String, new: String) throws {
        let whole = String(decoding: try note(), as: UTF8.self)
        let altered = whole.replacing(old, with: new)
        try #require(altered != whole)
        do {
            _ = try AgentAddition.plan(
                { Array(altered.utf8) }, named: "Reçus/sara.note", roles: [.referent],
                machine.context)
            Issue.record("il est pris")
        } catch let error as AgentError {
            #expect(error.code == .data && error.message.contains("Reçus/sara.note"))
            guard case .sentence(let next)? = error.next else {
                Issue.record("rien n'est dit de la suite")
                return
            }
            #expect(next.contains("en pièce jointe"))
        }
    }

    @Test("tel qu'il fut signé, il se lit")
    func whole() throws {
        let bytes = try note()
        let plan = try AgentAddition.plan(
            { bytes }, named: "Reçus/sara.note", roles: [.referent], machine.context)
        #expect(plan.agent.nom == team.name("sara"))
    }
}
