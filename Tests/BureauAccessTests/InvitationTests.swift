import LiaisonBase
import LiaisonSchema
import Testing

@testable import BureauAccess

@Suite("Invitations")
struct InvitationTests {
    private static let now = Instant(seconds: 1_800_000_000)

    private static func claire() throws -> KeyName {
        try #require(KeyName(agent: "agir38.example/claire.exemple"))
    }

    @Test("un code vaut quarante-huit heures, comme il a été tapé ou presque")
    func life() throws {
        let (invitation, code) = Invitation.make(for: try Self.claire(), at: Self.now)
        #expect(code.utf8.count == 29)
        for typed in [code, code.lowercased(), code.replacing("-", with: " ")] {
            #expect(invitation.admits(typed, at: Self.now), "\(typed)")
        }
        #expect(invitation.admits(code, at: Self.now + Invitation.life + -1))
        #expect(!invitation.admits(code, at: Self.now + Invitation.life))
        #expect(!invitation.admits(code, at: Self.now + -1))
    }

    @Test("un autre code, ou rien de tel, est refusé")
    func wrong() throws {
        let (invitation, code) = Invitation.make(for: try Self.claire(), at: Self.now)
        let (_, other) = Invitation.make(for: try Self.claire(), at: Self.now)
        for typed in [other, "", String(code.dropLast()), code + "0", code + code] {
            #expect(!invitation.admits(typed, at: Self.now), "\(typed)")
        }
    }

    @Test("son fichier n'a pas le code ; il se relit, et rien d'autre")
    func file() throws {
        let (invitation, code) = Invitation.make(for: try Self.claire(), at: Self.now)
        let text = JSONValue.object(invitation.object).text
        #expect(!text.contains(code.prefix(5)) && !text.contains(code.lowercased().prefix(5)))
        let object = try #require(JSONValue.parse(text.utf8).object)
        #expect(try Invitation(object) == invitation)
        for key in ["agent", "faite", "empreinte"] {
            var broken = object
            broken[key] = .string("x")
            #expect(throws: RegisterError.damaged("une invitation")) { try Invitation(broken) }
            broken[key] = nil
            #expect(throws: RegisterError.damaged("une invitation")) { try Invitation(broken) }
        }
        var more = object
        more["code"] = .string(code)
        #expect(throws: RegisterError.damaged("une invitation")) { try Invitation(more) }
    }
}
