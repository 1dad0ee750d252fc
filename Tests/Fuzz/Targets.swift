import Glibc
import LiaisonBase
import LiaisonSchema

@testable import JOSE
@testable import LiaisonCrypto

/// What a stranger's bytes go through first. Each target also states what must hold of all that is
/// accepted; breaking it is a crash.
private let identity: AgeIdentity? = {
    try? Sodium.start()
    return try? AgeIdentity(
        text: "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0")
}()

/// One program for all: what takes long is to link the sanitizer with what it watches.
nonisolated(unsafe) private let target: ([UInt8]) -> Void =
    switch getenv("CIBLE").map({ String(cString: $0) }) {
    case "header": header
    case "armor": armor
    case "bech32": bech32
    case "note": note
    case "manifest": manifest
    case "mail": mail
    case "phrase": phrase
    case "image": image
    case "guichet": guichet
    case "formulaire": formulaire
    default: fatalError("CIBLE")
    }

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    target(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// A header that is read is written back byte for byte: one header has one text.
func header(_ bytes: [UInt8]) {
    guard let identity else { fatalError("libsodium") }
    var source = BufferedSource(Age.source(bytes))
    let header = try? AgeHeader {
        guard let line = try source.line(limit: AgeHeader.limit) else { throw AgeHeader.malformed }
        return line
    }
    if let header {
        let text = header.authenticated + " \(Base64.encode(header.mac, padded: false))\n".utf8
        precondition(bytes.starts(with: text))
    }
    _ = try? Age.open(bytes, with: [identity])
}

/// What an armor holds comes back from a new armor of it.
func armor(_ bytes: [UInt8]) {
    guard let file = try? Age.dearmored(bytes), file != bytes else { return }
    guard let text = try? Age.armored(file) else { fatalError("armure") }
    precondition((try? Age.dearmored(text)) == file)
}

/// A text that is read is the only one of its bytes, but for its case.
func bech32(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let (prefix, content) = Bech32.decode(text) {
        precondition(Bech32.encode(prefix: prefix, content) == text.lowercased())
    }
    _ = try? AgeRecipient(text)
    _ = try? AgeIdentity(text: text)
    _ = try? VerifierKey(text)
}

/// A note that is read is written back byte for byte.
func note(_ bytes: [UInt8]) {
    if let note = try? SignedNote(bytes) { precondition(note.bytes == bytes) }
    if let framed = try? SignedNote.framed(in: bytes[...]) {
        precondition(framed.note.count + framed.rest.count + 1 == bytes.count)
    }
    _ = try? SignedCarte(bytes)
    _ = try? AgentActe(bytes)
}

func manifest(_ bytes: [UInt8]) {
    if let payload = try? Payload(bytes) {
        let total = payload.manifest.parties.reduce(0) { $0 + $1.taille }
        precondition(payload.acte.bytes.count + 1 + total == bytes.count)
    }
    // A pli is read, or refused as a later version's, or malformed.
    let unknown = UnknownPli(bytes)
    precondition((try? Pli(bytes)) == nil || unknown == nil)
    if let value = try? JSONValue.parse(bytes) {
        precondition((try? JSONValue.parse(value.text.utf8)) == value)
    }
    _ = Fiche.validate(bytes, today: CalendarDate(dayNumber: 20_780))
}

/// What a mail gives is never more than it has.
func mail(_ bytes: [UInt8]) {
    if let mail = try? MailMessage(bytes) {
        precondition(mail.attachments.reduce(0) { $0 + $1.content.count } <= bytes.count)
        precondition(mail.attachments.count <= MailMessage.partLimit)
    }
    _ = ReceivedKind(content: bytes)
}

/// A phrase that is read is written back word for word. Apart from mails: the nearest words of what is none take long.
func phrase(_ bytes: [UInt8]) {
    var typed = bytes
    if let secret = try? SecretBytes(taking: &typed), let phrase = try? Phrase(typed: secret) {
        guard let text = try? phrase.text(.space), let again = try? Phrase(typed: text),
            let other = try? again.text(.space)
        else { fatalError("phrase") }
        precondition(text.equals(other))
    }
}

/// A picture made bare stays as it is when it is made bare again.
func image(_ bytes: [UInt8]) {
    for type in [AttachmentType.jpeg, .png] {
        guard let bare = try? Photograph.bare(bytes, as: type) else { continue }
        precondition(bare.count <= bytes.count + 50)
        precondition((try? Photograph.bare(bare, as: type)) == bare)
    }
    _ = ZipDirectory.isAE2(bytes)
    _ = SevenZipHeader.isSealed(bytes)
    _ = ReceivedKind(content: bytes)
}

/// A JWE that is read is written back byte for byte; a header that is taken is the only one of its
/// parameters, within their bounds. An answer that is read keeps its own.
func guichet(_ bytes: [UInt8]) {
    if let jwe = try? CompactJWE(bytes, limit: 20_000) {
        precondition(jwe.text == bytes)
        let reader = PasswordJWE(contentType: GuichetContent.contentType, name: "a")
        if let found = try? reader.parameters(of: jwe) {
            precondition(PasswordJWE.roundsRange.contains(found.rounds))
            precondition(reader.header(rounds: found.rounds, salt: found.salt) == jwe.header)
        }
    }
    guard let id = PliID("7c6e0f0a-3f52-4e0c-9d7c-0d2a6d1f9b11") else { fatalError("id") }
    if let reply = try? GuichetReply(bytes, id: id) {
        precondition(reply.id == id && reply.pieces.count <= 20)
        precondition(reply.pieces.allSatisfy { Manifest.Part.isName($0.nom) })
    }
}

/// A form with files says the same however it is cut; a form of texts never more than it holds.
func formulaire(_ bytes: [UInt8]) {
    func events(by size: Int) -> ([FormFields.Field], [UInt8])? {
        var reader = MultipartReader(boundary: "limite", limit: 1 << 20)
        var (fields, content): ([FormFields.Field], [UInt8]) = ([], [])
        var start = 0
        while start < bytes.count {
            let end = min(start + size, bytes.count)
            guard let events = try? reader.take(bytes[start..<end]) else { return nil }
            for event in events {
                switch event {
                case .field(let field): fields.append(field)
                case .bytes(let more): content += more
                case .file, .fileEnd: break
                }
            }
            start = end
        }
        do { try reader.finish() } catch { return nil }
        return (fields, content)
    }
    let (whole, pieces) = (events(by: max(bytes.count, 1)), events(by: 7))
    precondition(whole?.0 == pieces?.0 && whole?.1 == pieces?.1)
    guard let form = try? FormFields(urlEncoded: bytes) else { return }
    precondition(form.fields.reduce(0) { $0 + $1.name.utf8.count } <= bytes.count)
}
