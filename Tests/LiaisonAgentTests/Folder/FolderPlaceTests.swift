import LiaisonAgent
import TestSupport
import Testing

@Suite("Où est le dossier d'un agent") struct FolderPlaceTests {
    private func place(_ named: String? = nil, _ variables: [String: String]) throws -> String {
        try FolderPlace.path(named: named) { variables[$0] }
    }

    @Test("ce qui est nommé, puis l'environnement, dans l'ordre")
    func order() throws {
        let all = ["AGIR_LIAISON_DOSSIER": "x", "XDG_CONFIG_HOME": "/c", "HOME": "/h"]
        #expect(try place("ici", all) == "ici")
        #expect(try place(nil, all) == "x")
        #expect(try place(nil, ["XDG_CONFIG_HOME": "/c", "HOME": "/h"]) == "/c/agir-liaison")
        #expect(try place(nil, ["HOME": "/h"]) == "/h/.config/agir-liaison")
    }

    @Test(
        "un chemin relatif de l'environnement est refusé en nommant sa variable",
        arguments: ["XDG_CONFIG_HOME", "HOME"])
    func relative(variable: String) {
        #expect {
            _ = try place(nil, [variable: "config"])
        } throws: { error in
            guard let error = error as? AgentError else { return false }
            return error.code == .configuration && error.message.contains(variable)
        }
    }
}
