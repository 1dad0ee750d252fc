import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// The procès-verbaux of destruction that the daemon keeps.
package struct Attestations {
    package struct Attestation: Sendable {
        package let acte: PurgeActe
        /// The act as the service signed it.
        package let note: [UInt8]
        /// Whether the service's key in force signed it: before it had another key, it is shown, and said.
        package let isSigned: Bool
    }

    package enum Format: String, CaseIterable {
        case texte, html, json
        /// The act as the service signed it.
        case acte
    }

    private let own: Carte
    /// The newest first.
    package let all: [Attestation]

    package init(_ context: AgentContext) throws {
        let session = try Session.ready(context, for: .purge)
        own = session.own
        let key = session.own.daemon?.service
        all = try session.client.ask(ByteTexts.self, "GET", Routes.localAttestations).texts.map {
            Attestation(
                acte: try PurgeActe($0, signedBy: nil), note: $0,
                isSigned: Self.isSigned($0, by: key))
        }
    }

    private static func isSigned(_ note: [UInt8], by key: VerifierKey?) -> Bool {
        key.map { (try? PurgeActe(note, signedBy: $0)) != nil } ?? false
    }

    package func numbered(_ numero: Int) throws -> Attestation {
        guard let found = all.first(where: { $0.acte.numero == numero }) else {
            throw AgentError(
                .noInput, "Il n'y a pas de procès-verbal n° \(numero).",
                next: .retention(.listAttestations))
        }
        return found
    }

    package func content(_ attestation: Attestation, as format: Format) -> [UInt8] {
        let document = PurgeDocument(attestation.acte, own)
        return switch format {
        case .texte: Array(document.text.utf8)
        case .html: Array(document.html.utf8)
        case .json: Array((document.json.text + "\n").utf8)
        case .acte: attestation.note
        }
    }
}
