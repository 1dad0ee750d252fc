/// What was done, what follows from it, and where one goes next.
struct DonePage: Sendable {
    let titre: String
    let bilan: String
    let suites: [String]
    let lien: String
    /// What the link is called.
    let retour: String

    /// - Parameter page: below the bureau's path.
    init(
        _ titre: String, _ bilan: String, suites: [String] = [], to page: String = "",
        called retour: String = "Revenir à « Ma journée »", _ place: Place
    ) {
        self.titre = titre
        self.bilan = bilan
        self.suites = suites
        lien = place.path(of: page)
        self.retour = retour
    }
}
