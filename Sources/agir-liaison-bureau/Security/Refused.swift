/// Why a request is not served: a closed code, equal on the code, with what people are told.
struct Refused: Error, Equatable {
    enum Code: String, CaseIterable {
        /// Another `Host`, or two of them, or a target that is no path.
        case host
        /// Not below our path.
        case path
        case method
        /// From a page that is not ours.
        case elsewhere
        /// Without this instance's cookie.
        case cookie
        /// The start was used, or is too old.
        case start
        /// Hosted: the front's session is over, or another one came after it.
        case session
        /// Without the token of that form.
        case token
        case form
        case tooLarge
        case missing
    }

    let code: Code

    init(_ code: Code) { self.code = code }

    /// The status of HTTP.
    var status: Int {
        switch code {
        case .host: 421
        case .path, .missing: 404
        case .method: 405
        case .elsewhere, .cookie, .start, .session, .token: 403
        case .form: 400
        case .tooLarge: 413
        }
    }

    var message: String {
        switch code {
        case .host: "Cette adresse n'est pas celle du bureau."
        case .path, .missing: "Cette page n'existe pas, ou n'existe plus."
        case .method: "Cette page ne se demande pas ainsi."
        case .elsewhere: "Cette demande vient d'une autre page que celles du bureau."
        case .cookie: "Ce navigateur n'a pas ouvert ce bureau."
        case .start: "Ce lien d'ouverture a déjà servi, ou a plus d'une minute."
        case .session:
            "Votre session est finie. Ce que vous aviez enregistré est dans vos brouillons."
        case .token: "Ce formulaire n'est plus celui que le bureau vous a donné."
        case .form: "Ce formulaire n'est pas compris."
        case .tooLarge: "Ce formulaire est trop grand."
        }
    }

    /// What to do next.
    var next: String {
        switch code {
        case .cookie, .start, .host: "Rouvrez le bureau : « agir-liaison bureau »."
        case .session: "Entrez de nouveau par la page d'accueil de vos bureaux."
        case .tooLarge: "Réduisez les pièces, ou envoyez-les en plusieurs fois."
        case .token: "Revenez à la page précédente, rechargez-la, puis recommencez."
        case .path, .method, .elsewhere, .form, .missing: "Revenez à « Ma journée »."
        }
    }
}
