import CSodium
import Glibc
import HybridKEM
import LiaisonBase
import LiaisonSchema

@testable import LiaisonCrypto

/// What `make bench` measures inside one process, or as a whole one over a large file.
///
///     bench sceller DESTINATAIRE ENTRÉE SORTIE
///     bench ouvrir IDENTITÉ ENTRÉE SORTIE
///     bench messages
@main
enum Bench {
    static func main() throws {
        try Sodium.start()
        let arguments = CommandLine.arguments
        switch arguments.dropFirst().first {
        case "sceller" where arguments.count == 5:
            let (source, sink) = try streams(arguments[3], arguments[4])
            try Age.seal(to: [AgeRecipient(arguments[2])], from: source, into: sink)
        case "ouvrir" where arguments.count == 5:
            let lines = try PrivateFile.read(arguments[2], limit: 65_536)
            let identities = try String(decoding: lines, as: UTF8.self).split(separator: "\n")
                .filter { !$0.hasPrefix("#") }.map { try AgeIdentity(text: String($0)) }
            let (source, sink) = try streams(arguments[3], arguments[4])
            try Age.open(with: identities, from: Age.detectingArmor(source), into: sink)
        case "messages": try Messages().report()
        default: StandardStream.error.write("Voyez l'en-tête de Bench.swift.\n")
        }
    }

    private static func streams(_ from: String, _ to: String) throws -> (ByteSource, ByteSink) {
        let input = open(from, O_RDONLY | O_CLOEXEC)
        let output = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard input >= 0, output >= 0 else { throw FileError(.file, "fichiers") }
        return (
            { Glibc.read(input, $0.baseAddress, $0.count) },
            { bytes in
                var written = 0
                while written < bytes.count {
                    let count = Glibc.write(
                        output, bytes.baseAddress.map { $0 + written }, bytes.count - written)
                    guard count > 0 else { throw FileError(.file, "écriture") }
                    written += count
                }
            }
        )
    }
}

/// Sealing an 8 KiB fiche to two hybrid recipients, with its signature, against the bare calls of
/// the primitives that it cannot do without.
struct Messages {
    private let author = try! AgentIdentity.generate(.hybrid)
    private let addressee = try! AgentIdentity.generate(.hybrid)
    private let content = Sodium.randomBytes(8 * 1_024)

    func report() throws {
        let rounds = 400
        // Interleaved, so that both see the same machine; the best of the runs counts.
        var (ours, theirs) = (Double.infinity, Double.infinity)
        for _ in 0..<7 {
            ours = min(ours, try seconds { for _ in 0..<rounds { try seal() } })
            theirs = min(theirs, seconds { for _ in 0..<rounds { primitives() } })
        }
        print("sceaux à la seconde : \(Int(Double(rounds) / ours))")
        print("primitives seules, à la seconde : \(Int(Double(rounds) / theirs))")
        print("rapport des temps : \(Double(Int(ours / theirs * 1_000)) / 1_000)")
    }

    private func seal() throws {
        let name = KeyName(agent: "a.example/bench")!
        let recipients = [author.age.recipient, addressee.age.recipient]
        let manifest = Manifest(
            id: .random(), objet: .fiche, modele: .spe, auteur: name,
            pour: [StructureName("b.example")!], recipients: recipients,
            scelle: Instant(seconds: 1_795_000_000),
            conserverJusquA: CalendarDate(year: 2031, month: 11, day: 23)!)
        let plaintext = try Payload.write(
            manifest, parts: [.fiche(content)], key: author.signing)
        _ = try Age.seal(plaintext, to: recipients)
    }

    /// Two wraps, one signature, the digests of the parts and of the two recipients' texts, the
    /// header's MAC, and the payload of 16 KiB.
    private func primitives() {
        let fileKey = Sodium.randomBytes(16)
        for recipient in [author.age.recipient, addressee.age.recipient] {
            _ = HybridKEM.seal(
                fileKey, to: recipient.publicKey, info: "age-encryption.org/mlkem768x25519")
        }
        let note = [UInt8](repeating: 7, count: 900)
        _ = author.signing.sign(note)
        let padding = [UInt8](repeating: 0, count: 7_200)
        let recipient = [UInt8](repeating: 97, count: 1_960)
        let header = [UInt8](repeating: 97, count: 3_200)
        _ = (Hash.sha256(content), Hash.sha256(padding), Hash.sha256(recipient))
        _ = (Hash.sha256(recipient), Hash.hmac(key: fileKey, header))
        let plaintext = [UInt8](repeating: 0, count: 16_384)
        _ = ChaCha.seal(plaintext, key: [UInt8](repeating: 1, count: 32), nonce: ChaCha.zeroNonce)
    }

    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let duration = try clock.measure(body)
        return Double(duration.components.seconds)
            + Double(duration.components.attoseconds) / 1e18
    }
}
