package import LiaisonBase
package import LiaisonHTTP

extension ServiceState {
    /// What `service etat --json` prints (cli.md).
    package var json: JSONValue {
        .row([
            ("depuis", .count(running)), ("enAttente", .count(waiting)),
            ("plusAncien", .count(oldest)), ("retenus", .count(heldBack)),
            ("expires", .count(expired)), ("accuses", .count(receipts)),
            ("nonLus", .count(unread)), ("journal", .count(records)), ("alarmes", .count(alarms)),
            ("cosignature", .count(cosigned)), ("partenaires", .count(partners)),
            ("cartes", .texts(cards)), ("signes", .count(signed)),
            ("nonSigneDepuis", .count(unsigned)), ("suspendu", suspensions.json),
            ("injoignables", silent.isEmpty ? nil : .array(silent.map(\.value))),
            ("disqueLibre", .count(free)), ("disquePlein", isFull ? .bool(true) : nil),
            ("sauvegarde", .count(backedUp)), ("certificat", .count(certificate)),
            ("purgeArretee", isPurgeStopped ? .bool(true) : nil),
        ])
    }
}
