import Testing

@testable import LiaisonSchema

@Suite("Longueurs Padmé et bourrage")
struct PaddingTests {
    @Test(
        "une longueur Padmé est celle de la définition",
        arguments: [
            (2, 2), (3, 3), (4, 4), (7, 7), (8, 8), (9, 10), (100, 104), (1_000, 1_024),
            (10_000, 10_240), (16_383, 16_384), (16_384, 16_384), (16_385, 17_408),
            (65_537, 67_584), (1_000_000, 1_015_808), (33_554_432, 33_554_432),
        ])
    func table(length: Int, expected: Int) {
        #expect(Padme.roundedUp(length) == expected)
        #expect(Self.padme(length) == expected)
    }

    @Test("elle est la même que par division pour toutes les longueurs, et coûte moins de 12 %")
    func definition() {
        let wrong = (2..<70_000).first {
            let rounded = Padme.roundedUp($0)
            return rounded != Self.padme($0) || Padme.roundedUp(rounded) != rounded
                || (rounded - $0) * 100 > $0 * 12
        }
        #expect(wrong == nil)
    }

    @Test("le bourrage est le plus petit qui convient, pour toute longueur fixe")
    func everyFixedLength() {
        let near = [16_384, 17_408, 34_816, 65_536].flatMap { target in
            (-3...120).map { target - $0 } + (990...1_030).map { target - $0 }
        }
        let wrong = (near + stride(from: 600, to: 80_000, by: 1_999)).first {
            Padme.padding(fixed: $0) != Self.smallest(fixed: $0)
        }
        #expect(wrong == nil)
    }

    @Test(
        "un contenu écrit a le plus petit bourrage, aussi où sa taille gagne un chiffre",
        arguments: [0, 1, 9, 10, 99, 100, 999, 1_000, 9_999, 10_000, 13_000])
    func written(around padding: Int) throws {
        // With no digit gained, this content leaves `padding` bytes to the least length.
        let overhead = try Self.measured(content: 14_000).fixed - 14_000
        for content in 16_384 - overhead - padding - 7...16_384 - overhead - padding + 3 {
            let (fixed, n, total) = try Self.measured(content: max(0, content))
            #expect(n == Self.smallest(fixed: fixed), "contenu de \(content) octets")
            #expect(total >= 16_384 && Self.padme(total) == total)
        }
    }

    @Test(
        "tout contenu écrit se relit, de vide à plusieurs pièces",
        arguments: [[0], [1], [20_000], [40_000, 0, 65_537], [200_000, 3]])
    func roundTrip(sizes: [Int]) throws {
        let parts = sizes.enumerated().map { index, size in
            let content = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
            return index == 0
                ? Payload.Part.fiche(content)
                : Payload.Part(
                    nom: "pièce \(index).bin", type: "application/pdf", content: content)
        }
        let plaintext = try PayloadFixture.written(parts)
        let payload = try Payload(plaintext)
        #expect(payload.parts == parts && payload.first == parts.first)
        #expect(Self.padme(plaintext.count) == plaintext.count && plaintext.count >= 16_384)
        let padding = try #require(payload.manifest.parties.last)
        #expect(padding.nom == "bourrage" && padding.type == "application/octet-stream")
        #expect(plaintext.suffix(padding.taille).allSatisfy { $0 == 0 })
        var manifest = payload.manifest
        manifest.parties = []
        #expect(manifest == PayloadFixture.manifest())
    }

    /// A plaintext of that content: the bytes that are neither padding nor the digits of its
    /// length, the padding, and the total.
    private static func measured(
        content: Int
    ) throws -> (fixed: Int, n: Int, total: Int) {
        let plaintext = try PayloadFixture.written([.fiche(.init(repeating: 7, count: content))])
        let n = try #require(Payload(plaintext).manifest.parties.last).taille
        return (plaintext.count - n - digits(n), n, plaintext.count)
    }

    private static func smallest(fixed: Int) -> Int? {
        (0...1_000_000).first {
            let total = fixed + digits($0) + $0
            return total >= 16_384 && padme(total) == total
        }
    }

    private static func digits(_ n: Int) -> Int { n < 10 ? 1 : 1 + digits(n / 10) }

    /// As formats.md defines it, by division.
    private static func padme(_ length: Int) -> Int {
        func log2(_ n: Int) -> Int { n < 2 ? 0 : 1 + log2(n / 2) }
        let exponent = log2(length)
        let unit = (0..<exponent - (log2(exponent) + 1)).reduce(1) { unit, _ in unit * 2 }
        return (length + unit - 1) / unit * unit
    }
}
