/// What the pages of «OFII du mois» say.
extension OFIIRoutes {
    /// A table that left.
    struct SentTable: Sendable {
        let quand: String
        let bureau: String
        let etat: String
        let lien: String
    }

    struct HeadPage: Sendable {
        let action: String
        let jeton: String
        let aFautes: Bool
        let fautes: [Fault]
        let champs: [Field]
        let capacites: [SendPage.Choice]
        let autrement: Field
        let aEnvoyes: Bool
        let envoyes: [SentTable]
    }

    struct GridPage: Sendable {
        let action: String
        let jeton: String
        let retour: String
        let gardes: [LockPage.Kept]
        let aFautes: Bool
        let fautes: [Fault]
        let bilan: String
        let personnes: [OFIIGrid.Person]
        let aAutres: Bool
        let autres: [SendPage.Choice]
    }

    struct TablePage: Sendable {
        let action: String
        let jeton: String
        let marque: String
        let gardes: [LockPage.Kept]
        let faute: String?
        let programme: String
        let titre: String
        /// On each page that is printed.
        let rappel: String
        let entete: [SendPage.Fact]
        let colonnes: [String]
        let rangees: [TableRow]
        /// What has to be accepted before it is sent: that the CIR is signed of whom nothing says so, and the
        /// empty cells.
        let sansCIR: String?
        let vides: String?
        let aBureaux: Bool
        let bureaux: [SendPage.Choice]
        let sansBureau: String?
        /// What was accepted already.
        let cirPris: Bool
        let videsPris: Bool
    }
}
