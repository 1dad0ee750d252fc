import Glibc
import LiaisonBase
import Logging
import Synchronization
import TestSupport
import Testing

@testable import agir_liaisond

@Suite("Le certificat du service et sa clé")
struct ServerTLSTests {
    /// Nobody's: made for this test, for a hundred years.
    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/rNfY6jyo7DC7BdQ
        DShK44LR1o1Wd6wniYsELjhrY86hRANCAATP0UgYwGqrCBzAsb9Q2kYkWoDrx04B
        ksYd98NiVjCbjn2BA9IkcQPJKwHkfrHtbQKSd+FvsAnu1IBFlXghYUMo
        -----END PRIVATE KEY-----
        """
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBdzCCAR2gAwIBAgIUZQWdKPUfvXkqdoAscL9niZcYWR8wCgYIKoZIzj0EAwIw
        EDEOMAwGA1UEAwwFZXNzYWkwIBcNMjYxMTI2MjM0ODM2WhgPMjEyNjExMDIyMzQ4
        MzZaMBAxDjAMBgNVBAMMBWVzc2FpMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
        z9FIGMBqqwgcwLG/UNpGJFqA68dOAZLGHffDYlYwm459gQPSJHEDySsB5H6x7W0C
        knfhb7AJ7tSARZV4IWFDKKNTMFEwHQYDVR0OBBYEFNVX9STvOH4hUwUJQdgl9E5V
        iloNMB8GA1UdIwQYMBaAFNVX9STvOH4hUwUJQdgl9E5ViloNMA8GA1UdEwEB/wQF
        MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAOVXaBstkIK2cF30X0o4q6WiNuf0QLFR
        ibizN1ShFdUoAiBU5U32hV4ur8GUxpYq53pibaNvskgbGI9vwcaiXqEuKw==
        -----END CERTIFICATE-----
        """

    /// The same in RSA.
    private static let keyRSA = """
        -----BEGIN PRIVATE KEY-----
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC32t9kcXiKN26Z
        TdvKQSQeYhYHii/enlerp96vdMFPFiLR1J7i0OZYMHocjekQS2nWm5N2C/3pSIGx
        uTMKy6x/ryvMRpTh8HIHmiV5H45uySqIZVJy4vTMGcwSU8hsiVtD5bAf5+0bYIsM
        KaLyRV7aDVidS9FDbkF/tprqILW4yN4apGMVizvBxT0p3Cm8tTHCTtlRs+2xW0Bv
        zVlAm6IrECdlpqokTzmTqpnOgh5hkNT/6JoKOUxcmELDBJS7RdSDG66MNKxOMEF/
        ujyrT6HZn1ELOCCf2gHOGkEdhmuR+75FYY1tc8R1KWV0ojY8tt+YiVrEk80d/8NI
        uIzNFnfFAgMBAAECggEAC/rGtg5/tm/UtMgCM3xJnHIzMcQTCOwj1cM/KwsOQnc0
        hxwVyz0l2Sa1ejFT95QWXh2uftFats3a54fj98bcI0i4b5vEvTET2QN2AB2qg/T3
        IMKLXAGGRltC9QnBBDNx/ytS7c1IoZFJlh4LaEJVYxteBAfJ550iRu5Qy0Mc3CCc
        K6KzGXIRR2SKePnNAm8BGGi5VgVSdn6ODCtE6i0uwEyyB/RN5IreLsPN5HLyPbEy
        LlisCA+MaxGKRQXEiZhRq1BaD2q2QFZxEFXL8/T8m21vL2zSckO8zGb3HHGAzJwX
        5Gn7MYO+jyoeLyKSG0xNm+A95WpSWgoLRA66RZ4TCQKBgQDj+NpdUIlzEr9ah9vI
        tsms9FGhftwWPovneW4zJgpy83m5LwFmRBHT8NAnagvmSpot9kJb5NoIj1s7e8H3
        xzuOf2rjI43mZgjSMiRwgVqYab1acDuljcCHXpuvATktX7onJ99x6E0MhDUZ3srI
        xv5aTnh4a4AET1jRsj6xPNNIGQKBgQDOdXyVXshmDcyYsuu+AYchn4YkszH6FJVA
        +BdapySqOEuUG47l6f751rXl6ktIpHp5cYVeIVIbbwACZ1iUv5fA+mmByhz/qlWa
        FyyZPIe61UzNQ3lsbDzf79iGPvnLIZTnu2xW3trJsRjnUcDfPLbNfOmGoWxnaZF6
        eguXK5YSjQKBgQCuXVI3eTgICdjOF4elNxl97cjZ6rvPT7uWKix9dqUbUtpRJ4C8
        hWfVYST0YIoFdB4E9Yu/2YRic7NmBbxQFdSZox9P54vLI1Ov4aY5Xta6KHYpzBnz
        AD63y0bsTdU7vTIWbMrcxr7Xye8LgHo9ouY8kDRYdnCN21ql2N1Wlp1LUQKBgQC7
        Z/gDmnrr8EC0p0zIN5jTE3vvml2WNNLam5iPaEMm5FzufylyV7pkTNrmbYuS0AKA
        dGRscnCWiGaIyAinVVbKDERzVOSHyrVTXw/TtRc7p9zEQihZG9MSLyPrkASst7nz
        s7R/EmGlTUVezF34BaOl2WodFDBTmoc8lsYonZ7nDQKBgC//UbF+PZ2viZ6MsVQm
        ujF/87DrzpesNGsPheG+1hzOtqFsWDsz+u6IQGD3EvCgOD3JUDnNVsv6OyrlnQod
        O4ZIjwKc/CPGW7R6t5KgirfE5k+7dRlJaSWQIMrit9MRIhlp8/dwvfsiJEcxxDrI
        Ar4P//PPalVMc3UCZxGWzjpt
        -----END PRIVATE KEY-----
        """
    private static let certificateRSA = """
        -----BEGIN CERTIFICATE-----
        MIIDAzCCAeugAwIBAgIUHeF4QNK0oTbr23YU7TF6lUbeDnwwDQYJKoZIhvcNAQEL
        BQAwEDEOMAwGA1UEAwwFZXNzYWkwIBcNMjYxMTI2MjM1NTQ5WhgPMjEyNjExMDIy
        MzU1NDlaMBAxDjAMBgNVBAMMBWVzc2FpMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A
        MIIBCgKCAQEAt9rfZHF4ijdumU3bykEkHmIWB4ov3p5Xq6fer3TBTxYi0dSe4tDm
        WDB6HI3pEEtp1puTdgv96UiBsbkzCsusf68rzEaU4fByB5oleR+ObskqiGVScuL0
        zBnMElPIbIlbQ+WwH+ftG2CLDCmi8kVe2g1YnUvRQ25Bf7aa6iC1uMjeGqRjFYs7
        wcU9KdwpvLUxwk7ZUbPtsVtAb81ZQJuiKxAnZaaqJE85k6qZzoIeYZDU/+iaCjlM
        XJhCwwSUu0XUgxuujDSsTjBBf7o8q0+h2Z9RCzggn9oBzhpBHYZrkfu+RWGNbXPE
        dSlldKI2PLbfmIlaxJPNHf/DSLiMzRZ3xQIDAQABo1MwUTAdBgNVHQ4EFgQUowYJ
        CSw6hJFfk2xkJ2Zlzq5E9L8wHwYDVR0jBBgwFoAUowYJCSw6hJFfk2xkJ2Zlzq5E
        9L8wDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAgeDJtPqFXB0E
        xodc6vwBTN7mu3aKIEu7u4ZnNoEwvlg1eXO5OkW0YPrPKLXnpaSxQqUTR4L75IVW
        N/YCIW6076SLrBUlooXauZpivjoEdyEuYPu4w9xtiJU5r+oBZqrSSjZTs0L2kgqM
        qla/U5wXARtt752vnzKyjgN1TPF1Id/uppiEwH1bbuY6CU2cFTGYHCLYMyYnUKwg
        BcGyJrOm0oeNa1w6PGq4Y6IPeECMrcT5b6UW0VLql/51Q/LcICrIyaN2U+m85CJl
        S+s+1wFZFoiV0hmCnj1WMVKeRSv7YSkPSakKCQuG4pjkIQ4pDHFiuB7rlet0APXs
        mCmTOfbQlA==
        -----END CERTIFICATE-----
        """

    private final class Lines: Sendable {
        private let texts = Mutex<[String]>([])
        var all: [String] { texts.withLock { $0 } }
        func add(_ text: String) { texts.withLock { $0.append(text) } }
    }

    /// Keeps what is said.
    private struct Listener: LogHandler {
        let lines: Lines
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: Logging.LogEvent) { lines.add("\(event.level) \(event.message)") }
    }

    private let folder: TemporaryFolder
    private let files: DaemonConfiguration.TLSFiles

    init() throws {
        folder = try TemporaryFolder()
        files = .init(certificat: "\(folder.path)/c.pem", cle: "\(folder.path)/k.pem")
        try PrivateFile.write(Array(Self.certificate.utf8), to: files.certificat)
        try PrivateFile.write(Array(Self.key.utf8), to: files.cle)
    }

    /// What is said when the key has that mode.
    private func said(_ mode: mode_t) throws -> [String] {
        #expect(chmod(files.cle, mode) == 0)
        let lines = Lines()
        try ServerTLS(files).warnOfExposedKey(
            Logger(label: "essai") { _ in Listener(lines: lines) })
        return lines.all
    }

    @Test("une clé que tous les comptes de la machine lisent est dite ; au groupe du service, non")
    func exposed() throws {
        for mode in [0o600, 0o640, 0o400] as [mode_t] { #expect(try said(mode) == [], "\(mode)") }
        for mode in [0o644, 0o604] as [mode_t] {
            let lines = try said(mode)
            #expect(lines.count == 1 && lines[0].hasPrefix("warning la clé TLS est lisible"))
        }
    }

    @Test("une clé RSA va aussi, comme le manuel le dit ; celle d'un autre certificat, non")
    func kinds() throws {
        try PrivateFile.write(Array(Self.keyRSA.utf8), to: files.cle, replacing: true)
        #expect(throws: ConfigurationError.self) { try ServerTLS(files) }
        try PrivateFile.write(
            Array(Self.certificateRSA.utf8), to: files.certificat, replacing: true)
        _ = try ServerTLS(files)
    }

    @Test("relu : un fichier qui n'est plus un certificat laisse celui d'avant en service")
    func reload() throws {
        let tls = try ServerTLS(files)
        try tls.reload()
        let end = tls.end
        try PrivateFile.write(Array("rien\n".utf8), to: files.certificat, replacing: true)
        #expect(throws: ConfigurationError.self) { try tls.reload() }
        #expect(tls.end == end)
        #expect(throws: ConfigurationError.self) { try ServerTLS(files) }
    }
}
