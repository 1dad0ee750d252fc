import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// Which fiches the daemon has destroyed: their plaintext copies should not outlive them.
package enum DestroyedFiches {
    /// How many fiches one request asks about.
    private static let batch = 1_000

    /// - Returns: nil when the daemon does not say.
    package static func among(_ copies: [Copie], _ session: Session) throws -> Set<FicheName>? {
        let fiches = Array(Set(copies.flatMap(\.source.fiches)))
        var destroyed: Set<FicheName> = []
        for start in stride(from: 0, to: fiches.count, by: batch) {
            let asked = fiches[start..<min(start + batch, fiches.count)]
            let body = asked.map { $0.text + "\n" }.joined()
            do {
                let answer = try session.client.request(
                    "POST", Routes.localDestroyed, body: Array(body.utf8))
                destroyed.formUnion(names(answer.body))
            } catch is SignedClient.Unreachable {
                return nil
            } catch is Problem {
                // An older daemon has no such route.
                return nil
            }
        }
        return destroyed.intersection(fiches)
    }

    private static func names(_ body: [UInt8]) -> [FicheName] {
        ((try? JSONValue.parse(body))?.array ?? []).compactMap { value in
            guard let de = value.object?["de"]?.string.flatMap({ StructureName($0) }),
                let id = value.object?["id"]?.string.flatMap({ PliID($0) })
            else { return nil }
            return FicheName(de, id)
        }
    }

    /// Says that copies of destroyed fiches are left here. The daemon is asked only when there are
    /// copies, and nothing that fails here stops what was asked for.
    package static func warn(_ session: Session) {
        do {
            let copies = try Copies.update(session.folder, session.identity).rows
            guard let destroyed = try among(copies, session) else { return }
            let left = copies.count { $0.isDestroyed(destroyed) }
            guard left > 0 else { return }
            session.context.note(
                "Attention : \(left) fichier(s) en clair d'une fiche détruite restent sur cette "
                    + "machine : « agir-liaison copies lister ».")
        } catch {
            session.context.note(
                "La liste des copies n'a pas pu être lue. \(AgentError(error).message)")
        }
    }
}
