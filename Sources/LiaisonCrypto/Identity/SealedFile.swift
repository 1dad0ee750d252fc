/// The private files of an agent or a structure: text sealed as an scrypt age file, or plain when
/// the agent chose to have no passphrase.
public enum SealedFile {
    public static func seal(
        _ content: [UInt8], passphrase: SecretBytes, workFactor: Int? = nil
    ) throws -> [UInt8] {
        var sealed: [UInt8] = []
        try Age.seal(
            passphrase: passphrase, workFactor: workFactor, from: Age.source(content)
        ) { sealed += $0 }
        return sealed
    }

    /// Whether the file asks for a passphrase at all.
    public static func isSealed(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: AgeHeader.version.utf8)
    }

    /// Opens with a generated code, or a phrase: what was typed, then its normalised forms
    /// (`TypedSecret`, `RecoveryCode`). Nil when none fits.
    public static func open(
        _ bytes: [UInt8], code: [UInt8], limit: Int = Age.WorkFactorLimit.own
    ) throws -> [UInt8]? {
        let typed = String(decoding: code, as: UTF8.self)
        let line = typed.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        var candidates = [line]
        for other in [TypedSecret.normalised(line), RecoveryCode.normalize(line)] {
            // Equal by bytes: a text is equal to its other normal forms.
            if let other, !candidates.contains(where: { $0.utf8.elementsEqual(other.utf8) }) {
                candidates.append(other)
            }
        }
        for candidate in candidates {
            var text = Array(candidate.utf8)
            do {
                return try open(bytes, passphrase: SecretBytes(taking: &text), limit: limit)
            } catch let error as CryptoError where error.code == .passphrase {
                continue
            }
        }
        return nil
    }

    public static func open(
        _ bytes: [UInt8], passphrase: SecretBytes, limit: Int = Age.WorkFactorLimit.own
    ) throws -> [UInt8] {
        var content: [UInt8] = []
        try Age.open(
            passphrase: passphrase, limit: limit, from: Age.source(bytes)
        ) { content += $0 }
        return content
    }
}
