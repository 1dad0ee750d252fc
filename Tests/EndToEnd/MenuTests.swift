import LiaisonSchema
import Testing

@testable import agir_liaison

/// The menu of `agir-liaison` alone: each role finds its own day's work, and nothing that it may not do.
@Suite("Menu")
struct MenuTests {
    @Test("chaque ligne est une commande que le rôle peut lancer", arguments: Role.allCases)
    func allowed(_ role: Role) throws {
        let entries = Menu.entries(for: [role])
        for entry in entries {
            let row = try #require(
                RoleTable.rows.first { $0.command == entry.command }, "\(entry.command)")
            #expect(row.permission?.allows([role]) ?? true, "\(role) : \(entry.command)")
        }
        #expect(Set(entries.map(\.text)).count == entries.count)
    }

    @Test("un DPO a le journal, un administrateur le service ; deux rôles, les deux, une fois")
    func own() {
        func commands(_ roles: Set<Role>) -> [String] {
            Menu.entries(for: roles).map(\.command)
        }
        #expect(commands([.dpo]).contains("journal reconnaitre"))
        #expect(!commands([.dpo]).contains("ouvrir"))
        #expect(commands([.admin]).contains("service etat"))
        #expect(!commands([.admin]).contains("boite"))
        #expect(commands([]) == commands([.referent]))
        let both = commands([.referent, .dpo])
        #expect(both.contains("ouvrir") && both.contains("journal verifier"))
        #expect(both.filter { $0 == "boite" }.count == 2)
    }
}
