package import LiaisonSchema

/// What to do next about identities, cards and contacts.
package enum TrustStep: Equatable, Sendable {
    /// This folder needs an identity.
    case createIdentity
    /// A colleague needs one of that structure.
    case createColleagueIdentity(StructureName)
    case otherFolder(FolderUse)
    /// Pin the structure's key, or make the structure: nothing is pinned yet.
    case joinOrCreate
    /// That name is another identity's in the card: take up the same one, or have its keys revoked first.
    case takeUpIdentity(KeyName)
    /// The same for who keeps the card, of a colleague whose keys are not the next ones of those it names.
    case replaceIdentity(KeyName)
    /// The administrator gives a card that names the agent.
    case bringCard
    /// A structure's first agent has a name.
    case nameAgent
    /// A structure says how to reach its DPO.
    case giveDPO
    /// A daemon that nobody took yet.
    case freshService
    /// Of the agent itself; any one of them is enough.
    case askForRole(Set<Role>)
    case giveRole
    case giveAdminRole
    /// Who holds the structure key seals it to who needs it.
    case askForStructureKey
    case importCard
    /// A card that expired is replaced by the next one.
    case importNewCard
    case verify(StructureName)
    case listContacts
    /// A structure rather than a bare key, or why the key is not verified.
    case nameStructure
    /// Whose a bare key is.
    case nameHolder
    /// Say who that partner is.
    case declareContact(StructureName)

    /// What another folder would be for.
    package enum FolderUse: Equatable, Sendable { case anything, agent, structure }
}
