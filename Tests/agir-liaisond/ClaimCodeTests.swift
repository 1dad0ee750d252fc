import LiaisonBase
import LiaisonCrypto
import TestSupport
import Testing

@testable import agir_liaisond

@Suite("Le code de prise") struct ClaimCodeTests {
    @Test("le code de prise : fait à la première fois, retiré une fois le service pris")
    func claimCode() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/code-prise"
        _ = try ClaimCode(folder: folder.path, isClaimed: false)
        let code = try PrivateFile.read(path, limit: 100)
        #expect(RecoveryCode.normalize(String(decoding: code.dropLast(), as: UTF8.self)) != nil)
        _ = try ClaimCode(folder: folder.path, isClaimed: false)
        #expect(try PrivateFile.read(path, limit: 100) == code)
        _ = try ClaimCode(folder: folder.path, isClaimed: true)
        #expect(!PrivateFile.exists(path))
    }
}
