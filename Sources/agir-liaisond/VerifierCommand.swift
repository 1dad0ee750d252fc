import ArgumentParser
import FrenchArguments
import LiaisonBase
import LiaisonCrypto
import LiaisonStore

/// `agir-liaisond verifier`: the whole store, the service stopped.
struct VerifierCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verifier",
        abstract: "Vérifie les deux bases, chaque contenu et le journal ; ne change rien.",
        discussion: "agir-liaisond verifier --etat /var/lib/agir-liaisond")

    @OptionGroup var place: StateOptions

    /// What was found is said; the status says that it is not sound.
    struct Unsound: Error {}

    func run() async throws {
        try Sodium.start()
        ProcessGuard.harden()
        let configuration = try await place.configuration(ProcessGuard.environment())
        try StateFolder.requireBase(configuration.etat)
        // Held while it looks: what it finds is of one moment. What it looks at may be evidence, and stays as it is.
        let lock = try StateFolder.hold(configuration.etat)
        do {
            let findings = try Self.verify(LiaisonStore(reading: configuration.etat))
            guard findings.defauts.isEmpty else { throw Unsound() }
        } catch let error as StoreError where error.code == .damaged {
            StandardStream.output.write("\(error.message) \(error.hint)\n1 défaut.\n")
            throw Unsound()
        }
        withExtendedLifetime(lock) {}
    }

    /// Looks at everything, and says what it found.
    ///
    /// - Parameter tombs: of a backup that was put back.
    static func verify(_ store: LiaisonStore, tombs: TombFile? = nil) throws -> StoreFindings {
        let findings = try store.verify(tombs: tombs) { done in
            StandardStream.error.write("\(Plural.of(done, "pli vérifié", "plis vérifiés"))…\n")
        }
        for defect in findings.defauts { StandardStream.output.write("\(defect)\n") }
        StandardStream.output.write(
            "\(Plural.of(findings.plis, "pli")), "
                + "\(Plural.of(findings.enregistrements, "enregistrement")) : "
                + (findings.defauts.isEmpty
                    ? "tout est sain.\n" : "\(Plural.of(findings.defauts.count, "défaut")).\n"))
        return findings
    }
}
