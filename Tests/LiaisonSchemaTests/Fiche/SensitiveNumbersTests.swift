import Testing

@testable import LiaisonSchema

@Suite("Numéros sensibles dans un texte libre")
struct SensitiveNumbersTests {
    @Test(
        "un NIR est reconnu, avec ou sans clé, espaces compris",
        arguments: [
            "1 85 05 78 006 084 91", "185057800608491", "(185057800608491)", "n°1.85.05.78.006.084",
            "2850578006084", "7850578006084", "8850578006084", "1 85 20 99 131 084",
            "1852099131084",
            "1 85 42 99 131 084", "1 85 50 99 131 084", "1 85 99 99 131 084", "1 85 05 2A 006 084",
            "185052b006084", "né en 1985, 1 85 05 78 006 084 91 ans",
        ])
    func nir(_ text: String) {
        #expect(SensitiveNumbers(text).nir != nil)
    }

    @Test(
        "la clé du NIR départage le certain du probable",
        arguments: [
            ("185057800608491", SensitiveNumbers.NIR.keyMatches),
            ("185057800608492", .looksLike), ("1850578006084", .looksLike),
            ("1 85 05 2A 006 084 35", .keyMatches), ("1 85 05 2B 006 084 62", .keyMatches),
            ("1 85 05 2A 006 084 01", .looksLike),
        ])
    func key(text: String, expected: SensitiveNumbers.NIR) {
        #expect(SensitiveNumbers(text).nir == expected)
    }

    @Test(
        "ce qui n'a pas la forme d'un NIR passe",
        arguments: [
            "1 85 13 78 006 084", "1 85 45 78 006 084", "9850578006084", "5850578006084",
            "185057800608", "18505780060841", "1850578006084912", "06 00 00 00 01",
            "du 2026-01-02 au 2026", "1850578o06084",
        ])
    func noNIR(_ text: String) {
        #expect(SensitiveNumbers(text).nir == nil)
    }

    @Test(
        "un IBAN est reconnu",
        arguments: [
            "FR76 3000 6000 0112 3456 7890 189", "iban fr7630006000011234567890189.",
            "FR76 30006 00001 12345678901 89", "DE89 3704 0044 0532 0130 00 merci",
            "GB29 NWBK 6016 1331 9268 19",
        ])
    func iban(_ text: String) {
        #expect(SensitiveNumbers(text).hasIBAN)
    }

    @Test(
        "ce qui n'est pas un IBAN passe",
        arguments: [
            "FR75 3000 6000 0112 3456 7890 189", "FR76", "convention AG38 du 12 janvier 2026",
            "XFR7630006000011234567890189",
        ])
    func noIBAN(_ text: String) {
        #expect(!SensitiveNumbers(text).hasIBAN)
    }

    @Test(
        "une carte bancaire est reconnue",
        arguments: [
            "4111 1111 1111 1111", "carte:5555555555554444", "3782 822463 10005",
            "4222222222222", "4111-1111-1111-1111 exp. 12/27",
        ])
    func card(_ text: String) {
        #expect(SensitiveNumbers(text).hasCard)
    }

    @Test(
        "ce qui n'est pas une carte bancaire passe",
        arguments: [
            "4111 1111 1111 1112", "411111111111", "0000 0000 0000 0000", "06 00 00 00 01",
            "2026-11-23 2026-11-24", "41111111111111110000",
        ])
    func noCard(_ text: String) {
        #expect(!SensitiveNumbers(text).hasCard)
    }

    @Test(
        "un numéro de téléphone courant est reconnu, un autre non",
        arguments: [
            ("06 00 00 00 01", true), ("04.76.00.00.01", true), ("+33 6 00 00 00 01", true),
            ("+33 (0)4 76 00 00 01", true), ("0033476000001", true), ("39 49", true),
            ("+49 30 123456", true), ("06 00 00 00", false), ("1234", false),
            ("06 00 00 00 01 poste 3", false), ("++33600000001", false), ("1600000001", false),
        ])
    func telephone(text: String, expected: Bool) {
        #expect(Telephone.isRecognised(text) == expected)
    }

    @Test("le mot d'un diagnostic est signalé à sa ligne")
    func line() {
        #expect(DiagnosisWords.line(in: "Bonjour,\nsuivie pour une Dépression.") == 2)
        #expect(DiagnosisWords.line(in: "Elle cherche un emploi d'ici juin.") == nil)
    }
}
