/// What an agent may do (cli.md, «Roles»). Powers are the union of the roles held.
public enum Role: String, Sendable, CaseIterable {
    case referent, dpo, admin

    /// As people read it.
    public var french: String {
        switch self {
        case .referent: "référent"
        case .dpo: "délégué à la protection des données (DPO)"
        case .admin: "administrateur"
        }
    }

    /// Several, in the order of the table; «aucun» for none.
    public static func french(_ held: Set<Role>) -> String {
        held.isEmpty
            ? "aucun" : allCases.filter(held.contains).map(\.french).joined(separator: ", ")
    }

    /// What is said to who holds none of these.
    public static func missing(_ needed: Set<Role>) -> String {
        let names = allCases.filter(needed.contains).map(\.french)
        return "Il faut le rôle \(names.joined(separator: " ou "))."
    }
}

/// What the daemon lets an agent do, and which roles may: the one table of cli.md, «Roles».
///
/// It binds an honest daemon; contents are protected by the seal alone (rgpd.md, «The log»).
public enum Permission: String, Sendable, CaseIterable {
    case sendFiche, readFiche, listFiches, readLog, resumeLog, publishCard
    case importContact, verifyContact
    case listContacts, watchService, readState, openEpoch, holdIndexKey, handIndexKey
    case keepConventions, listConventions, closeFile, holdPurge, purge
    /// `anomalie`, and reading `droits`: both roles; `violation` and `reponse-droits`: the DPO alone.
    case sendMessage, readMessage, sendNotice, readNotice
    /// Anybody may see that something went wrong; the DPO decides what follows.
    case declareIncident, handleIncident
    /// A person's request: the DPO keeps it, a referent assembles what only referents can read.
    case handleRequest, answerRequest
    /// Whether agents work in a browser on the structure's server.
    case decideHosting

    /// Any one of these is enough.
    public var roles: Set<Role> {
        switch self {
        case .sendFiche, .readFiche, .closeFile, .answerRequest: [.referent]
        case .readLog, .resumeLog, .holdPurge, .purge, .sendNotice, .readNotice, .handleIncident,
            .handleRequest, .decideHosting:
            [.dpo]
        // A slip tells nothing of the person; what is opened depends on its `objet`.
        case .listFiches, .sendMessage, .readMessage: [.referent, .dpo]
        case .publishCard, .watchService, .keepConventions: [.admin]
        case .importContact, .verifyContact: [.referent, .admin]
        case .openEpoch, .readState: [.dpo, .admin]
        case .holdIndexKey: [.referent, .dpo]
        // Who revokes an agent makes a new one for the others.
        case .handIndexKey: Set(Role.allCases)
        case .listContacts, .listConventions, .declareIncident: Set(Role.allCases)
        }
    }

    public func allows(_ held: Set<Role>) -> Bool { !roles.isDisjoint(with: held) }
}
