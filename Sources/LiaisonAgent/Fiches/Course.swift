package import LiaisonHTTP
package import LiaisonSchema

extension Session {
    /// Every step of a pli, as the daemon tells it.
    package func course(of key: PliKey) throws -> Course {
        try client.ask(Course.self, "GET", Routes.localCourse(de: key.de, id: key.id))
    }

    /// When the daemon first recorded a pli; nil when it does not know it, or does not answer.
    ///
    /// - Throws: for an answer that is not one: a key counts or not by it.
    package func recorded(_ key: PliKey) throws -> Instant? {
        do {
            return try course(of: key).steps.map(\.le).min()
        } catch is SignedClient.Unreachable {
            return nil
        } catch is Problem {
            return nil
        }
    }
}
