import LiaisonBase
import LiaisonSchema
import Testing

@Suite("Les contacts de chaque signataire d'une convention")
struct ConventionContactTests {
    private let ml: StructureName
    private let cap: StructureName

    init() throws {
        ml = try #require(StructureName("ml-grenoble.example"))
        cap = try #require(StructureName("cap38.example"))
    }

    private func fact(_ members: String) throws -> RetentionFact {
        let text = #"{"fait":"convention","reference":"R","debut":"2026-01-01","# + members + "}"
        return try RetentionFact(#require(try JSONValue.parse(text.utf8).object))
    }

    private func state(_ members: String) throws -> ConventionState {
        guard case .convention(let convention) = try fact(members) else {
            throw SchemaError(.form, "Ce n'est pas une convention.")
        }
        return ConventionState(convention)
    }

    private static let spe =
        #""type":"spe","echeance":"accord-cadre","avec":["ml-grenoble.example","cap38.example"]"#

    @Test("chacune a les siens ; personne n'a ceux d'une autre")
    func each() throws {
        let state = try state(
            Self.spe + #","contacts":[{"structure":"cap38.example","ssi":"RSSI de Cap emploi"}]"#)
        #expect(state.contacts[cap]?.forIncident == "RSSI de Cap emploi")
        #expect(state.contacts[ml] == nil && state.unattributed.isEmpty)
        #expect(try ConventionState(state.object).contacts == state.contacts)
    }

    @Test("d'avant, d'une seule structure, ils sont d'elle ; de plusieurs, on ne sait pas de qui")
    func former() throws {
        let former = #","contactDpo":"dpo@a.example","contactSsi":"RSSI de Cap emploi""#
        let one = try state(
            #""type":"spe","echeance":"programme","avec":["ml-grenoble.example"]"# + former)
        #expect(
            one.contacts == [ml: .init(dpo: "dpo@a.example", ssi: "RSSI de Cap emploi")])
        #expect(one.unattributed.isEmpty)
        var several = try state(Self.spe + former)
        #expect(several.contacts.isEmpty)
        #expect(several.unattributed.forIncident == "RSSI de Cap emploi")
        let read = try ConventionState(several.object)
        #expect(read.unattributed == several.unattributed && read.contacts.isEmpty)
        several.take(.init(incident: "04 76 00 00 04"), of: ml)
        #expect(several.unattributed.dpo == "dpo@a.example")
        several.take(.init(ssi: "04 76 00 00 05"), of: cap)
        #expect(several.unattributed.isEmpty)
        #expect(several.object["contactSsi"] == nil)
        #expect(try ConventionState(several.object).contacts == several.contacts)
    }

    @Test("ce qui est dit remplace un par un ; le contact des quatre heures, tout entier")
    func replaced() throws {
        var state = try state(
            #""type":"ofii","echeance":"accord-cadre","avec":["cap38.example"]"#)
        state.take(
            .init(
                dpo: "Mme Modèle", incident: "astreinte",
                quatreHeures: .init(personne: "M. Exemple", ligneDirecte: "01 53 69 53 71")),
            of: cap)
        #expect(
            state.contacts[cap]?.forIncident == "M. Exemple, ligne directe 01 53 69 53 71")
        state.take(
            .init(quatreHeures: .init(personne: "Mme Suivante", standard: "01 53 69 53 70")),
            of: cap)
        #expect(state.contacts[cap]?.dpo == "Mme Modèle")
        #expect(state.contacts[cap]?.forIncident == "Mme Suivante, standard 01 53 69 53 70")
        state.take(.init(dpo: "X"), of: ml)
        #expect(state.contacts[ml] == nil)
    }

    @Test(
        "d'une autre structure, deux fois la même, vides, ou de quatre heures hors de l'OFII : refusés",
        arguments: [
            #"[{"structure":"autre.example","dpo":"X"}]"#,
            #"[{"structure":"cap38.example","dpo":"X"},{"structure":"cap38.example","ssi":"Y"}]"#,
            #"[{"structure":"cap38.example"}]"#, "[]", #"[{"dpo":"X"}]"#,
            #"[{"structure":"cap38.example","dpo":"\u0007"}]"#,
            #"[{"structure":"cap38.example","dpo":"X","nom":"Y"}]"#,
            #"[{"structure":"cap38.example","quatreHeures":{"personne":"X"}}]"#,
            #"[{"structure":"cap38.example","dpo":"X","quatreHeures":{}}]"#,
        ])
    func refused(contacts: String) throws {
        #expect(throws: SchemaError.self) { try fact(Self.spe + #","contacts":"# + contacts) }
        if contacts.contains("personne") {
            #expect(
                throws: Never.self,
                performing: {
                    try fact(
                        Self.spe.replacing("spe", with: "ofii") + #","contacts":"# + contacts)
                })
        }
    }
}
