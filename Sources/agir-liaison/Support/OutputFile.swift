import LiaisonAgent
import LiaisonBase

/// The file that a command is told to write.
enum OutputFile {
    /// To that file, or to standard output.
    static func write(_ content: [UInt8], to path: String?) throws {
        guard let path else {
            return StandardStream.output.write(String(decoding: content, as: UTF8.self))
        }
        try PrivateFile.write(content, to: path)
    }

    /// Before anything is asked or done: nothing is written over.
    ///
    /// - Throws: exit 73 when it is there already.
    static func requireNew(_ path: String?) throws {
        guard let path, PrivateFile.exists(path) else { return }
        throw Failure(
            .exists, "Le fichier \(Output.visible(path)) existe déjà ; rien n'est écrit.",
            next: "Donnez un autre nom avec -o.")
    }
}
