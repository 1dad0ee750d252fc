package import LiaisonSchema

/// What a person is told while fiches are written, sent, opened.
package enum FicheNotice: Equatable, Sendable {
    /// The author's key was doubtful when the pli came.
    case doubtfulKey(of: KeyName)
    /// It says that it was sealed after it came: its author's clock is so far ahead.
    case sealedAhead(by: KeyName, seconds: Int64)
    /// An attachment whose content is not what its author declares, or its name ends with.
    case deceivingPart(String, is: PartContent)
    /// What is shown failed a check, and is shown all the same.
    case unverified(AgentError)
    /// The daemon is told later that a file was opened.
    case openingWaits
    /// The daemon refused to note an opening, for good.
    case openingRefused(String)
    /// Our copy of what leaves waits here: the daemon does not answer.
    case depositWaits
    /// How many copies wait for the daemon, since when, and whether that is too long.
    case depositsWait(Int, since: Instant, isLong: Bool)
    /// The daemon does not take one of them.
    case depositRefused(String)
    /// One of them can't be read: sealed by another identity, or damaged.
    case depositUnreadable
    case receiptNotSent
    /// A partner's notice is that incident of our register.
    case incidentEntered(n: Int)
    case incidentNamesNoPli(n: Int)
    /// A clock of it that runs, as people read it.
    case incidentClock(String)
    /// A lodging structure that orients a person tells the SIAO.
    case informSIAO
    /// An attachment is neither a pré-diagnostic nor a dossier SPADA.
    case otherAttachment
    /// Plaintext files of destroyed fiches are left on this machine.
    case destroyedCopies(Int)
    case copiesUnread(AgentError)
    case copyNotListed(AgentError)
    /// The daemon has the fiche; this machine could not note it.
    case sentNotKept(AgentError)
    /// The daemon has the fiche, and does not say where it stands.
    case sentUnfollowed(AgentError)
    /// What was opened could not be noted on this machine.
    case openedNotKept(AgentError)
    /// Nothing keeps which fiche the one that was written answers or replaces.
    case linkNotKept
    /// A fiche of the month that could not be read.
    case unread(PliID, AgentError)
    /// Answers of the month, which the monthly table does not take.
    case answersLeftOut([NamedFiche])
    /// Fiches of the month that name another département than the table's; and those that name none, which it
    /// takes.
    case otherDepartements([NamedFiche], unsaid: [NamedFiche])
    /// That partner's program is of an earlier version: the fiche goes without its département.
    case departementNotSent(StructureName)
    /// A reason that was given, and that nothing asks for: it is kept nowhere.
    case unusedReason(LogDetail)
    /// Nothing says that the CIR of these persons is signed, whom a table proposes or a fiche orients.
    case checkCIR([NamedFiche])
    case notShared(PliID, AgentError)
    case notDestroyed(AgentError)
    /// An archive that ZipCrypto seals: nothing protects it.
    case weakArchive(String)
    /// What was in an archive or a mail and is nothing that people read.
    case leftOut(String)
    /// What was taken in comes from somebody who is no contact.
    case unknownOrigin(StructureName)

    /// A fiche and the person it is about: her name is for a screen, never for a file of diagnostics.
    package struct NamedFiche: Equatable, Sendable {
        package let id: PliID
        package let name: String

        package init(id: PliID, name: String) {
            self.id = id
            self.name = name
        }
    }

    package var isAlarm: Bool {
        switch self {
        case .doubtfulKey, .depositUnreadable: true
        case .depositsWait(_, _, let isLong): isLong
        default: false
        }
    }
}
