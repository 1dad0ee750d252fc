import LiaisonBase
package import LiaisonCrypto

/// A file that holds a secret: once it was named here, it is this user's alone.
package struct SecretFile {
    private let path: String

    /// - Parameter notify: told when others of this machine could open it.
    package init(_ path: String, _ notify: (AgentNotice) -> Void) {
        self.path = path
        if let narrowed = FileMode.narrow(path) { notify(.trust(.readableByOthers(narrowed))) }
    }

    /// - Parameter limit: bytes.
    package func content(limit: Int = 1_024) throws -> [UInt8] {
        try PrivateFile.read(path, limit: limit)
    }

    /// Without the end of its line.
    ///
    /// - Throws: exit 65 for none.
    package func passphrase() throws -> SecretBytes {
        var bytes = try content(limit: 4_096)
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
        guard !bytes.isEmpty else {
            throw AgentError(.data, "Le fichier de la phrase secrète est vide.")
        }
        return try SecretBytes(taking: &bytes)
    }

    /// Its first line, as a code was generated: what an editor added is not of it.
    package func code() throws -> String {
        let text = String(decoding: try content(), as: UTF8.self)
        let line = String(text.prefix { !$0.isNewline })
        return RecoveryCode.normalize(line) ?? line
    }
}
