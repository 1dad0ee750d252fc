import AgentTestSupport
import Glibc
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("La sauvegarde des bureaux hébergés : scellée, un fichier par agent, trente jours")
struct HostedBackupTests {
    private let folder: TemporaryFolder
    private let identity: AgeIdentity
    private let long = String(repeating: "d", count: 120)

    init() throws {
        folder = try TemporaryFolder()
        identity = try AgeIdentity.generate(.x25519)
        for name in ["claire.exemple", "paul.exemple"] {
            let agent = "\(folder.path)/agents/\(name)"
            try PrivateFile.makeFolder("\(agent)/brouillons")
            try PrivateFile.write(Array("identité de \(name)".utf8), to: "\(agent)/identite.age")
            try PrivateFile.write([1, 2, 3], to: "\(agent)/brouillons/\(long)")
        }
    }

    private var backup: HostedBackup {
        HostedBackup(folders: "\(folder.path)/agents", place: "\(folder.path)/copies")
    }

    /// The files of a tar stream.
    private func entries(_ bytes: [UInt8]) throws -> [String: [UInt8]] {
        func text(_ range: Range<Int>, at start: Int) -> String {
            String(
                decoding: bytes[start + range.lowerBound..<start + range.upperBound].prefix {
                    $0 != 0
                }, as: UTF8.self)
        }
        var (found, index, named): ([String: [UInt8]], Int, String?) = ([:], 0, nil)
        while bytes[index] != 0 {
            #expect(bytes.count % 512 == 0 && text(257..<263, at: index) == "ustar")
            var head = Array(bytes[index..<index + 512])
            head.replaceSubrange(148..<156, with: Array(repeating: 0x20, count: 8))
            let sum = head.reduce(0) { $0 + Int($1) }
            #expect(Int(text(148..<154, at: index), radix: 8) == sum)
            let size = try #require(Int(text(124..<135, at: index), radix: 8))
            let content = Array(bytes[index + 512..<index + 512 + size])
            if bytes[index + 156] == UInt8(ascii: "x") {
                let record = String(decoding: content, as: UTF8.self)
                #expect(record.utf8.count == Int(record.prefix { $0 != " " }))
                named = record.split(separator: "=").last.map { String($0.dropLast()) }
            } else {
                found[named ?? text(0..<100, at: index)] = content
                named = nil
            }
            index += 512 + (size + 511) / 512 * 512
        }
        return found
    }

    @Test("chaque dossier entier, à qui a la clé, un nom long aussi")
    func saves() throws {
        let now = try #require(Instant("2026-11-25T10:00:00Z"))
        let report = try backup.save(to: identity.recipient, at: now)
        #expect(
            report.saved == [
                "claire.exemple-20261125T100000Z-jusquau-20261225.age",
                "paul.exemple-20261125T100000Z-jusquau-20261225.age",
            ])
        #expect(report.failures.isEmpty && report.removed.isEmpty)
        let sealed = try PrivateFile.read(
            "\(folder.path)/copies/\(report.saved[0])", limit: 1 << 20)
        let files = try entries(try Age.open(sealed, with: [identity]))
        #expect(files["identite.age"] == Array("identité de claire.exemple".utf8))
        #expect(files["brouillons/\(long)"] == [1, 2, 3])
        #expect(files.count == 2)
    }

    @Test("une copie s'en va à la première sauvegarde d'après son jour, et rien d'autre")
    func rotates() throws {
        let now = try #require(Instant("2026-11-25T10:00:00Z"))
        let first = try backup.save(to: identity.recipient, at: now)
        try PrivateFile.write([0], to: "\(folder.path)/copies/autre.txt")
        let day: Int64 = 86_400
        #expect(try backup.save(to: identity.recipient, at: now + 30 * day).removed.isEmpty)
        let last = try backup.save(to: identity.recipient, at: now + 31 * day)
        #expect(last.removed == first.saved)
        #expect(PrivateFile.exists("\(folder.path)/copies/autre.txt"))
    }

    @Test("un dossier se rend entier à qui a la clé, avant sa date, là où il n'y a rien")
    func restores() throws {
        let now = try #require(Instant("2026-11-25T10:00:00Z"))
        let day: Int64 = 86_400
        let saved = try backup.save(to: identity.recipient, at: now).saved[0]
        let file = "\(folder.path)/copies/\(saved)"
        let restore = HostedRestore(folders: "\(folder.path)/rendus")
        try PrivateFile.makeFolder("\(folder.path)/rendus")
        let place = "\(folder.path)/rendus/claire.exemple"
        func refusal(_ file: String, _ key: AgeIdentity, days: Int64 = 0) -> AgentError.Code? {
            code { _ = try restore.run(file, with: [key], at: now + days * day) }
        }
        #expect(refusal(file, try AgeIdentity.generate(.x25519)) == .data)
        #expect(refusal(file, identity, days: 31) == .data)
        for name in [
            "claire.exemple.age", "../x-20261125T100000Z-jusquau-20261225.age", "x-y-jusquau-z.age",
            "CLAIRE-20261125T100000Z-jusquau-20261225.age",
        ] {
            #expect(refusal("\(folder.path)/copies/\(name)", identity) != nil, "\(name)")
        }
        var bytes = try PrivateFile.read(file, limit: 1 << 20)
        bytes[bytes.count - 1] ^= 1
        let altered = "\(folder.path)/\(saved)"
        try PrivateFile.write(bytes, to: altered)
        #expect(refusal(altered, identity) == .data)
        #expect(!PrivateFile.exists(place))
        try remove("\(folder.path)/rendus/.claire.exemple.rendu")

        let given = try restore.run(file, with: [identity], at: now + 30 * day)
        #expect(given.agent == "claire.exemple" && given.files == 2)
        let identite = try PrivateFile.read("\(place)/identite.age", limit: 100)
        #expect(identite == Array("identité de claire.exemple".utf8))
        #expect(try PrivateFile.read("\(place)/brouillons/\(long)", limit: 200) == [1, 2, 3])
        #expect(refusal(file, identity) == .exists)
    }

    /// What a restoration that was cut short left, as an administrator takes it away.
    private func remove(_ stage: String) throws {
        for name in PrivateFile.names(in: "\(stage)/brouillons") {
            PrivateFile.remove("\(stage)/brouillons/\(name)")
        }
        PrivateFile.remove("\(stage)/identite.age")
        rmdir("\(stage)/brouillons")
        rmdir(stage)
    }
}
