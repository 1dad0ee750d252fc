public import ArgumentParser
internal import LiaisonAgent
public import LiaisonSchema

// Words of closed lists, as they are typed.
extension FicheModele: ExpressibleByArgument {}
extension FicheFormat: ExpressibleByArgument {}
extension BoiteName: ExpressibleByArgument {}
extension AttachmentPurpose: ExpressibleByArgument {}
extension Droit: ExpressibleByArgument {}
extension RequestFact.Identite: ExpressibleByArgument {}
extension RequestFact.Moyen: ExpressibleByArgument {}
