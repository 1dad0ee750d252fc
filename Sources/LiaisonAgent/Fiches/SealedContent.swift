import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// What there is to open: an age file, alone or behind its slip.
package struct SealedContent {
    package let pli: Pli?
    package let age: [UInt8]
    package let isLockedByPhrase: Bool
    /// When the daemon recorded it; nil for a file.
    package let recorded: Instant?

    package init(_ bytes: [UInt8], recorded: Instant? = nil) throws {
        self.recorded = recorded
        if bytes.starts(with: Acte.Kind.pli.rawValue.utf8) {
            let pli = try Pli(bytes)
            self.pli = pli
            age = pli.age
        } else {
            pli = nil
            age = try Age.dearmored(bytes)
        }
        isLockedByPhrase = try Age.lock(from: Age.source(age)) == .passphrase
    }

    /// What it is asked for: the log tells them apart.
    package enum Purpose: Sendable {
        case reading
        /// To say in a list whom it is about.
        case identification
        /// One of all those of a month.
        case table
        /// To hand it on to a colleague.
        case share
    }

    /// The sealed file of a box's row, asked of the daemon.
    package init(row: BoxEntry, for purpose: Purpose = .reading, _ session: Session) throws {
        let route =
            switch purpose {
            case .reading: Routes.localPli(de: row.de, id: row.id)
            case .identification: Routes.localIdentification(de: row.de, id: row.id)
            case .table: Routes.localTableReading(de: row.de, id: row.id)
            case .share: Routes.localShareReading(de: row.de, id: row.id)
            }
        let answer = try session.client.request("GET", route)
        // What our own agents wrote: when the daemon took it in, not when it was delivered.
        let isOwn = row.de == session.own.structure
        try self.init(answer.body, recorded: isOwn ? session.recorded(row.key) : row.recu)
        guard pli?.slip.key == row.key else {
            throw AgentError(.data, "Le service n'a pas donné la fiche demandée.")
        }
    }
}
