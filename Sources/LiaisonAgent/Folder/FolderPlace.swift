import LiaisonBase

/// Where an agent's folder is: as a face was told, else where programs of a session keep what is theirs
/// (cli.md, «Common»; XDG Base Directory Specification).
package enum FolderPlace {
    /// - Parameters:
    ///   - named: what was typed.
    ///   - variable: of the environment; nil for one that is not set, or empty.
    /// - Throws: exit 78 without a place, or where the environment gives a relative one: the folder would be
    ///   another one in each working directory.
    package static func path(
        named: String?, _ variable: (String) -> String?
    ) throws -> String {
        if let path = named ?? variable("AGIR_LIAISON_DOSSIER") { return path }
        if let base = variable("XDG_CONFIG_HOME") {
            return "\(try absolute(base, "XDG_CONFIG_HOME"))/agir-liaison"
        }
        guard let home = variable("HOME") else {
            throw AgentError(
                .configuration, "Le dossier de l'agent n'est pas connu.",
                next: "Donnez-le avec --dossier.")
        }
        return "\(try absolute(home, "HOME"))/.config/agir-liaison"
    }

    /// The folder of this user's session; nil where the environment gives none.
    ///
    /// - Throws: exit 78 for a relative one.
    package static func runtime(_ variable: (String) -> String?) throws -> String? {
        try variable("XDG_RUNTIME_DIR").map { try absolute($0, "XDG_RUNTIME_DIR") }
    }

    /// - Throws: exit 78, naming the variable.
    private static func absolute(_ path: String, _ name: String) throws -> String {
        guard path.utf8.first == UInt8(ascii: "/") else {
            throw AgentError(
                .configuration,
                "\(name) n'est pas un chemin absolu : « \(VisibleText.line(path)) ».",
                next: "Donnez à cette variable un chemin qui commence par « / », ou retirez-la.")
        }
        return path
    }
}
