import LiaisonCrypto
import LiaisonHTTP

/// That a record is in the log, for somebody else to verify.
package enum LogProofs {
    /// - Returns: the proof as it is written down, verified.
    package static func of(_ n: UInt64, _ context: AgentContext) throws -> [UInt8] {
        let session = try Session.open(context)
        let bytes = try session.client.request("GET", Routes.localLogProof(n)).body
        let proof = LogProof(bytes)
        let trust = LogTrust(
            try proof.map { try LogTrust.session(session, naming: $0.checkpoint) } ?? session)
        guard let proof, proof.index == n, proof.isIncluded,
            try trust.isCurrent(trust.verified(proof.checkpoint))
        else {
            throw AgentError(
                .data, "Le service n'a pas donné une preuve juste : rien n'est écrit.",
                next: .log(.verify))
        }
        return bytes
    }
}
