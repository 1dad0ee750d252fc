import Foundation
import LiaisonSchema
import Testing

@Suite("Les exemples livrés")
struct ExampleTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test("keys.example : la carte est signée, et l'empreinte écrite est la sienne")
    func keys() throws {
        let text = try String(
            contentsOf: Self.root.appending(path: "keys.example"), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let card = try SignedCarte(
            Array(lines.filter { !$0.hasPrefix("#") }.joined(separator: "\n").utf8)
        ).carte
        let prefix = "# Empreinte : "
        let written = try #require(lines.first { $0.hasPrefix(prefix) }).dropFirst(prefix.count)
        let printed =
            "\(Fingerprint(structure: card.cleStructure))"
            + " (série \(card.serie) du \(ParisTime.date(at: card.emise).french))"
        #expect(written == printed)
    }

    @Test("la fiche d'exemple est valide le jour où elle est faite")
    func fiche() throws {
        let bytes = try [UInt8](
            Data(contentsOf: Self.root.appending(path: "docs/exemple-spe.json")))
        let day = try #require(CalendarDate(year: 2026, month: 11, day: 23))
        let report = Fiche.validate(bytes, today: day)
        #expect(report.erreurs.isEmpty && report.fiche != nil)
    }
}
