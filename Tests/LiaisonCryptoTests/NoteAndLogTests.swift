import LiaisonBase
import Testing

@testable import LiaisonCrypto

@Suite("Notes signées, journal, contenus conservés")
struct NoteAndLogTests {
    @Test("une note signée se vérifie, et plus après un changement d'un octet")
    func note() throws {
        let key = try SigningKey.generate()
        let vkey = try key.verifierKey(name: "a.example/x")
        var note = try SignedNote(text: "type\n{}\n")
        try note.sign(key, as: vkey.name)
        try SignedNote(note.bytes).verify(VerifierKey(vkey.description))
        for index in note.bytes.indices {
            var bytes = note.bytes
            bytes[index] ^= 1
            #expect(throws: CryptoError.self) { try SignedNote(bytes).verify(vkey) }
        }
    }

    @Test("d'une note on garde une ligne par clé attendue, à l'octet près, et rien d'autre")
    func keeping() throws {
        let (key, other) = (try SigningKey.generate(), try SigningKey.generate())
        let vkey = try key.verifierKey(name: "a.example/x")
        var note = try SignedNote(text: "type\n{}\n")
        try note.sign(key, as: vkey.name)
        let alone = note.bytes
        for n in 0..<98 { try note.sign(n % 2 == 0 ? key : other, as: vkey.name) }
        try note.sign(other, as: "b.example/y")
        #expect(note.signatures.count == SignedNote.signatureLimit)
        #expect(note.keeping([vkey]).bytes == alone)
        let second = try other.verifierKey(name: vkey.name)
        #expect(note.keeping([second, vkey, vkey]).signatures.count == 2)
        #expect(note.keeping([]).signatures.isEmpty)
    }

    @Test(
        "d'un témoin qui se répète, la dernière cosignature, une fois ; une seule fausse la refuse")
    func repeated() throws {
        let (key, log) = (try SigningKey.generate(), try SigningKey.generate())
        let witness = try key.verifierKey(name: "w.example/temoin", type: .cosignature)
        let point = try Checkpoint(
            origin: "a.example/journal/1", size: 1, root: Array(repeating: 1, count: 32)
        ).signed(by: log)
        func lines(_ times: [UInt64], by key: SigningKey = key) throws -> [UInt8] {
            var note = point.filtered { _ in false }
            for time in times { try note.cosign(key, as: witness.name, at: time) }
            return Array(note.signatureLines.utf8)
        }
        let (line, time) = try point.cosignature(
            by: witness,
            among: lines(Array(repeating: 7, count: 50) + Array(repeating: 9, count: 50)))
        #expect(time == 9)
        #expect(try Array(line.utf8) == lines([9]))
        // A stranger's lines are nobody's.
        let mixed = try lines([9]) + lines([11], by: .generate())
        #expect(try point.cosignature(by: witness, among: mixed).line == line)
        #expect(throws: CryptoError(.signature, "")) {
            try point.cosignature(by: witness, among: lines([11], by: .generate()))
        }
        // One line too many, or one of another text.
        #expect(throws: CryptoError(.note, "")) {
            try point.cosignature(by: witness, among: lines(Array(repeating: 7, count: 101)))
        }
        var foreign = try SignedNote(text: "autre\n")
        try foreign.cosign(key, as: witness.name, at: 9)
        let wrong = Array(foreign.signatureLines.utf8)
        #expect(throws: CryptoError(.signature, "")) {
            try point.cosignature(by: witness, among: lines([9]) + wrong)
        }
    }

    @Test("l'exemple de la spécification des notes signées se vérifie")
    func published() throws {
        let vkey = try VerifierKey(
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
        let text = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

            """
        try SignedNote(Array(text.utf8)).verify(vkey)

        // Its seed is published too, and Ed25519 is deterministic: we write the same bytes.
        var seed = try #require(Base64.decode("gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM="))
        var own = try SignedNote(text: String(text.prefix { $0 != "—" }.dropLast()))
        try own.sign(SigningKey(seed: SecretBytes(taking: &seed)), as: "PeterNeumann")
        #expect(own.bytes == Array(text.utf8))
    }

    @Test("la racine est celle des vecteurs de Certificate Transparency")
    func merkle() {
        let leaves = [
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ]
        var tree = MerkleFrontier()
        for leaf in leaves { tree.append(leafHash: MerkleTree.leafHash(Hex.decode(leaf) ?? [])) }
        #expect(
            Hex.encode(tree.root)
                == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
        #expect(MerkleFrontier(size: tree.size, bytes: tree.bytes) == tree)
    }

    @Test("un contenu conservé ne s'ouvre qu'à sa place et avec sa clé")
    func blob() throws {
        let key = try SecretBytes(random: 32)
        let place = SealedBlob.Place(box: "envoi", de: "a.example", id: "1")
        let sealed = SealedBlob.seal([1, 2, 3], key: key, place: place)
        #expect(try SealedBlob.open(sealed, key: key, place: place) == [1, 2, 3])
        #expect(throws: CryptoError(.blob, "")) {
            try SealedBlob.open(
                sealed, key: key, place: .init(box: "reception", de: "a.example", id: "1"))
        }
        #expect(throws: CryptoError(.blob, "")) {
            try SealedBlob.open(sealed, key: SecretBytes(random: 32), place: place)
        }
        let empty = SealedBlob.seal([], key: key, place: place)
        #expect(try SealedBlob.open(empty, key: key, place: place) == [])
        for wrong in [
            empty.indices.map { $0 == 39 ? ~empty[$0] : empty[$0] }, [], Array(empty.dropLast()),
        ] {
            #expect(throws: CryptoError(.blob, "")) {
                try SealedBlob.open(wrong, key: key, place: place)
            }
        }
    }

    @Test("un secret ne s'imprime pas")
    func secret() throws {
        var bytes = Array("cachette".utf8)
        let secret = try SecretBytes(taking: &bytes)
        #expect("\(secret)" == "«secret»")
        #expect(bytes.allSatisfy { $0 == 0 })
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("cachette"))
    }

    @Test(
        "un JSON lâche est refusé",
        arguments: [
            #"{"a":1,"a":2}"#, #"{"a":{"b":1,"b":1}}"#, "[1,]", "01", "\u{FEFF}{}", "{} x",
            #""\ud800""#, "\"\u{01}\"", "[1", "nul",
        ])
    func strict(text: String) {
        #expect(throws: JSONError.self) { try JSONValue.parse(text.utf8) }
    }
}
