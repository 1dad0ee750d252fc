package import LiaisonSchema

/// What to do next about a fiche.
package enum FicheStep: Equatable, Sendable {
    /// Correct the fiche, or say that the warnings are known.
    case confirmWarnings
    /// A new or amended convention, by an administrator.
    case recordConvention
    /// Say whether the CIR is signed.
    case sayWhetherCIRSigned
    /// A bare key takes a sealed file only.
    case sealOnly
    /// A classical key among hybrid ones has to be agreed to.
    case acceptClassical
    /// Name a row of a box.
    case nameFiche
    case giveFicheFile
    /// Show it all the same.
    case readUnverified
    /// A colleague who opens it hands it on: it was sealed before one's keys were in the card.
    case askColleague(PliID)
    /// What was opened before is opened again, from its box.
    case openAgain
    /// A fiche of one's own is replaced, not answered.
    case replace(String)
    /// A partner's fiche is answered, not replaced.
    case answer(String)
    /// A file that is sealed to keys is opened, not taken in.
    case openFile(String)
    /// An answer of a guichet that waits in the inbox.
    case openAnswer(PliID)
    case startFiche
    case resumeDraft
    case listCopies
    /// Fiches that can't be read are left out, or shared by a colleague.
    case leaveOut
    case followSending
    /// Name a guichet as their list does.
    case listGuichets
    /// One of these roads leads there.
    case chooseRoad([Voie])
    /// Say what became of it, once it is handed over.
    case declareState(PliID)
    /// Send it to those alone for whom the daemon has not got it.
    case finish(FicheRemainder)
    /// Say which département the table is of, and the operator's capacity.
    case nameDepartement
    /// Ask whether the CIR of whom a table proposes is signed; without one she is left out, and the DT OFII told.
    case checkCIR
    /// Fill in the empty cells of the table, or say that it goes without them.
    case completeCells
    /// Say until when a table is kept that names one person alone.
    case endTable(PliID)
    /// A partner's word that a person left, to be confirmed.
    case confirmExit(PliID)
    /// A request about rights, to be answered by the DPO.
    case answerRights(PliID)
    /// What a referent assembled, to be written for the person.
    case writeAccess(demande: Int)
}
