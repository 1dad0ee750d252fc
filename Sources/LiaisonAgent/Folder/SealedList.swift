internal import LiaisonBase
internal import LiaisonCrypto

/// A list that the folder keeps sealed to its agent. One that can't be opened any more is put aside and said:
/// never written over, never taken for an empty one in silence.
struct SealedList<Value> {
    /// Its file's name, `copies.age`.
    let file: String
    /// Bytes.
    let limit: Int
    /// Reads what is in it; nil for what is none.
    let parse: ([UInt8]) -> Value?

    private enum Found {
        case nothing
        case list(Value)
        case damaged
    }

    /// - Returns: nil when there is none, or it was put aside.
    /// - Throws: `FileError` when the disk does not give what is there: it may tomorrow.
    func read(
        _ folder: AgentFolder, _ identity: AgentIdentity, _ notify: (AgentNotice) -> Void
    ) throws -> Value? {
        switch try look(folder, identity) {
        case .nothing: return nil
        case .list(let value): return value
        case .damaged: break
        }
        return try folder.locked {
            // Another program may have put it aside meanwhile, and begun a new one.
            switch try look(folder, identity) {
            case .nothing: return nil
            case .list(let value): return value
            case .damaged:
                let name = freeName(folder)
                try folder.move(file, to: name)
                notify(.trust(.putAside(file, as: name)))
                return nil
            }
        }
    }

    private func look(_ folder: AgentFolder, _ identity: AgentIdentity) throws -> Found {
        let sealed: [UInt8]
        do {
            sealed = try folder.read(file, limit: limit)
        } catch {
            switch error.code {
            case .missingFile: return .nothing
            case .tooLarge: return .damaged
            default: throw error
            }
        }
        guard let bytes = try? Age.open(sealed, with: identity.all),
            let value = parse(bytes)
        else { return .damaged }
        return .list(value)
    }

    /// `copies.illisible.age`, then `copies.illisible-2.age`.
    private func freeName(_ folder: AgentFolder) -> String {
        let stem = file.hasSuffix(".age") ? String(file.dropLast(4)) : file
        var name = "\(stem).illisible.age"
        var number = 1
        while folder.exists(name) {
            number += 1
            name = "\(stem).illisible-\(number).age"
        }
        return name
    }
}
