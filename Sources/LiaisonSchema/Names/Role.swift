/// What an agent may do (cli.md, «Roles»). Powers are the union of the roles held.
public enum Role: String, Sendable, CaseIterable {
    case referent, dpo, admin
}

/// What the daemon lets an agent do, and which roles may: the one table of cli.md, «Roles».
///
/// It binds an honest daemon; contents are protected by the seal alone (rgpd.md, «The log»).
public enum Permission: String, Sendable, CaseIterable {
    case sendFiche, readFiche, listFiches, readLog, publishCard, importContact, verifyContact
    case listContacts, watchService, readState, openEpoch, holdIndexKey, handIndexKey
    case keepConventions, listConventions, closeFile, holdPurge, purge

    /// Any one of these is enough.
    public var roles: Set<Role> {
        switch self {
        case .sendFiche, .readFiche, .listFiches, .closeFile: [.referent]
        case .readLog, .holdPurge, .purge: [.dpo]
        case .publishCard, .watchService, .keepConventions: [.admin]
        case .importContact, .verifyContact: [.referent, .admin]
        case .openEpoch, .readState: [.dpo, .admin]
        case .holdIndexKey: [.referent, .dpo]
        // Who revokes an agent makes a new one for the others.
        case .handIndexKey: Set(Role.allCases)
        case .listContacts, .listConventions: Set(Role.allCases)
        }
    }

    public func allows(_ held: Set<Role>) -> Bool { !roles.isDisjoint(with: held) }
}
