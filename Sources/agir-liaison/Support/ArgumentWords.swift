public import ArgumentParser
internal import LiaisonAgent
public import LiaisonSchema

// Words of closed lists, as they are typed.
extension FicheModele: ExpressibleByArgument {}
extension FicheFormat: ExpressibleByArgument {}
extension Attestations.Format: ExpressibleByArgument {}
extension BoiteName: ExpressibleByArgument {}
extension AttachmentPurpose: ExpressibleByArgument {}
extension Droit: ExpressibleByArgument {}
extension Retrait.Motif: ExpressibleByArgument {}
extension ContactSuspension.Motif: ExpressibleByArgument {}
extension RequestFact.Identite: ExpressibleByArgument {}
extension RequestFact.Moyen: ExpressibleByArgument {}
extension DeclaredStep.Moyen: ExpressibleByArgument {}
extension DeclaredContact.TelephoneSource: ExpressibleByArgument {}
extension Convention.Kind: ExpressibleByArgument {}
extension Terme.Commun: ExpressibleByArgument {}

/// Those that something may leave by.
extension Voie: ExpressibleByArgument {
    public static var allValueStrings: [String] { sortantes.map(\.rawValue) }

    public init?(argument: String) {
        guard let voie = Voie(rawValue: argument), Voie.sortantes.contains(voie) else { return nil }
        self = voie
    }
}

/// Those that an agent may say: what came by a guichet the daemon saw itself.
extension VoieRecue: ExpressibleByArgument {
    public static var allValueStrings: [String] {
        allCases.filter { $0 != .guichet }.map(\.rawValue)
    }

    public init?(argument: String) {
        guard let voie = VoieRecue(rawValue: argument), voie != .guichet else { return nil }
        self = voie
    }
}
