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

    @Test("le dossier de la session est celui que dit l'environnement ; sans lui, il n'y en a pas")
    func runtime() throws {
        #expect(try FolderPlace.runtime { ["XDG_RUNTIME_DIR": "/run/user/1"][$0] } == "/run/user/1")
        #expect(try FolderPlace.runtime { _ in nil } == nil)
    }

    @Test(
        "un chemin relatif de l'environnement est refusé en nommant sa variable",
        arguments: ["XDG_CONFIG_HOME", "HOME", "XDG_RUNTIME_DIR"])
    func relative(variable: String) {
        #expect {
            let variables = [variable: "config"]
            _ = try FolderPlace.runtime { variables[$0] }
            _ = try place(nil, variables)
        } throws: { error in
            guard let error = error as? AgentError else { return false }
            return error.code == .configuration && error.message.contains(variable)
        }
    }

    @Test("le service est à l'adresse donnée ; ce qui n'en est pas une est refusé à qui le demande")
    func service() throws {
        let settings = try AgentSettings(dossier: "/d", service: "unix:/run/s.sock")
        #expect(try "\(settings.endpoint)".contains("/run/s.sock"))
        #expect(settings.folder == "/d")
        #expect(
            throws: AgentError(
                .usage, "", next: "Elle est de la forme unix:/chemin ou https://hôte:port.")
        ) {
            try AgentSettings(dossier: "/d", service: "ailleurs").endpoint
        }
    }
}
