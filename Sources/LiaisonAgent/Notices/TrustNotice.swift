package import LiaisonBase
package import LiaisonSchema

/// What a person is told of identities, cards and the daemon.
package enum TrustNotice: Equatable, Sendable {
    // Identity and roles.
    case newKeysInUse
    /// Nothing protects the identity that was made.
    case noPassphrase
    /// Other users of the machine could open what is the agent's alone.
    case readableByOthers(FileMode.Narrowed)
    /// A list sealed to the agent can't be opened any more; it lies under that name now.
    case putAside(String, as: String)
    /// One person reads fiches and controls their use: who asks, or the agent that a card names.
    case readsAndControls(isMe: Bool)

    // Cards and their verification.
    /// A card is about to expire: the own one, or a partner's.
    case cardExpires(String, isOwn: Bool)
    /// The daemon shows another structure key for the own structure.
    case otherOwnKey
    /// The daemon shows a key for a partner that nobody verified.
    case otherPartnerKey(StructureName)
    /// A partner has a key that an agent of the structure verified.
    case partnerKeyVerified(StructureName)
    /// An imported card bears another structure key than the known one.
    case importedOtherKey(StructureName)
    /// Two cards of one number.
    case sameSerie(StructureName)
    /// The daemon shows a card older than the one held.
    case olderCard(StructureName)
    /// What a partner's new card says of agents who work in a browser on its server: since when, or no more.
    case partnerHosting(StructureName, since: CalendarDate?)
    /// A verification that none of the agents in force signed.
    case foreignVerification(StructureName)
    /// Only agents who left verified these, as this folder knows: a new colleague does not.
    case restingOnDeparted([StructureName])

    /// A secret that was typed does not open what it is for; it is asked again.
    case secretRefused(AgentError)

    // The log.
    /// Something contradicts it, or a partner's, and no DPO answered for that yet.
    case logSuspended(LogSuspension, isOwn: Bool)
    /// Its alarms that nobody acknowledged.
    case logAlarms(Int)
    /// The daemon does not show the log that was seen.
    case logMissing
    /// Its log does not continue the one that was seen.
    case logRewritten
    case newEpoch
    /// The own structure opens that époque.
    case epochOpened(Int)

    // The index key.
    case indexKeyNotExchanged(String)
    case indexKeyNotRenewed(String)
    case indexKeyNotTaken(PliID, String)
    /// A colleague gives the key of a card to come.
    case indexKeyToCome(KeyName, version: Int)
    /// A colleague gives another key than the one held.
    case otherIndexKey(KeyName, version: Int)

    // The daemon.
    case reminder(String)
    /// There is none: the card will have no keys of a daemon.
    case noService
    /// It does not answer: it will hear at the verification.
    case toldAtVerification
    /// It does not answer: it will hear at the next sending.
    case toldAtNextSending
    /// It did not know the partner who was taken away.
    case unknownToService

    /// Whether somebody may be deceiving the person, and is to be told apart from what is only news.
    package var isAlarm: Bool {
        switch self {
        case .otherOwnKey, .otherPartnerKey, .importedOtherKey, .sameSerie, .logSuspended,
            .logAlarms, .logMissing, .logRewritten, .indexKeyToCome, .otherIndexKey:
            true
        default: false
        }
    }
}
