import LiaisonBase

/// One recipient stanza of an age header (c2sp.org/age, «Recipient stanza»).
struct AgeStanza: Equatable {
    let arguments: [String]
    let body: [UInt8]

    var type: String { arguments[0] }
}

/// The textual header of an age file.
struct AgeHeader: Equatable {
    static let version = "age-encryption.org/v1"
    /// The largest header read, in bytes: some hundred recipients, before any memory is taken.
    static let limit = 256 * 1_024
    private static let columns = 64

    var stanzas: [AgeStanza]
    var mac: [UInt8] = []

    /// Everything up to and including `---`: what the MAC covers.
    var authenticated: [UInt8] {
        var text = Array("\(Self.version)\n".utf8)
        for stanza in stanzas {
            text += "->".utf8
            for argument in stanza.arguments {
                text.append(0x20)
                text += argument.utf8
            }
            text.append(0x0A)
            var body = Array(Base64.encode(stanza.body, padded: false).utf8)[...]
            while body.count >= Self.columns {
                text += body.prefix(Self.columns)
                text.append(0x0A)
                body = body.dropFirst(Self.columns)
            }
            text += body
            text.append(0x0A)
        }
        return text + "---".utf8
    }

    static func mac(fileKey: [UInt8], authenticated: [UInt8]) -> [UInt8] {
        var key = Hash.hkdf(secret: fileKey, salt: [], info: "header")
        defer { Sodium.wipe(&key) }
        return Hash.hmac(key: key, authenticated)
    }

    /// Reads a header line by line and keeps it byte for byte: what parses encodes to the same bytes.
    ///
    /// - Throws: `.header` for anything the grammar does not allow, `.tooLarge` above the limit.
    init(reading line: () throws -> [UInt8]) throws {
        guard try line() == Array(Self.version.utf8) else {
            throw CryptoError(
                .header, "Ce fichier n'est pas un fichier scellé age (version 1).",
                hint: "Vérifiez que c'est bien le fichier reçu, sans conversion.")
        }
        stanzas = []
        while true {
            let fields = try Self.fields(line())
            guard fields[0] != "---" else {
                guard fields.count == 2, let mac = Base64.decode(fields[1], padded: false),
                    mac.count == 32
                else { throw Self.malformed }
                self.mac = mac
                break
            }
            guard fields[0] == "->", fields.count > 1 else { throw Self.malformed }
            stanzas.append(
                AgeStanza(arguments: Array(fields.dropFirst()), body: try Self.body(line)))
        }
        guard !stanzas.isEmpty else { throw Self.malformed }
    }

    /// The bytes of a new header, MAC included.
    static func bytes(_ stanzas: [AgeStanza], fileKey: [UInt8]) -> [UInt8] {
        let text = AgeHeader(stanzas: stanzas).authenticated
        let mac = mac(fileKey: fileKey, authenticated: text)
        return text + " \(Base64.encode(mac, padded: false))\n".utf8
    }

    private init(stanzas: [AgeStanza]) {
        self.stanzas = stanzas
    }

    static var malformed: CryptoError {
        CryptoError(
            .header, "L'en-tête du fichier scellé est abîmé.",
            hint: "Demandez à l'expéditeur de l'envoyer de nouveau.")
    }

    private static func fields(_ line: [UInt8]) throws(CryptoError) -> [String] {
        let fields = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard fields.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (33...126).contains($0) } })
        else { throw malformed }
        return fields.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Full lines of 64 columns, ended by a shorter one, possibly empty.
    private static func body(_ line: () throws -> [UInt8]) throws -> [UInt8] {
        var text: [UInt8] = []
        while true {
            let next = try line()
            guard next.count <= columns else { throw malformed }
            text += next
            guard next.count == columns else { break }
        }
        guard let body = Base64.decode(String(decoding: text, as: UTF8.self), padded: false)
        else { throw malformed }
        return body
    }
}
