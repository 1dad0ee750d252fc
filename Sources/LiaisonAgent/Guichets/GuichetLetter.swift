import LiaisonBase
import LiaisonSchema

/// What goes to the partner by two roads: the mail has the link, the text message has the words. Neither has
/// both, and neither names a person (guichet.md, «The two secrets»).
struct GuichetLetter {
    let own: Carte
    /// Where guichets are served, without `#` and token.
    let address: String

    /// The name that the words may be typed under, and under no other.
    var host: String {
        let start = address.firstRange(of: "://")?.upperBound ?? address.startIndex
        return String(address[start...].prefix { $0 != "/" })
    }

    func link(_ token: GuichetToken) -> String { "\(address)#\(token.text)" }

    /// - Parameter link: the whole link.
    func mail(_ link: String, until day: CalendarDate) -> String {
        let name = VisibleText.line(own.libelle)
        return """
            Objet : \(name) vous adresse un document

            Bonjour,

            \(name) vous adresse un document confidentiel. Pour le lire :

            1. ouvrez ce lien, qui est pour votre structure seule :
               \(link)
            2. tapez les sept mots que vous recevez par SMS. Ils ne se tapent que sur
               \(host), nulle part ailleurs, et ne se donnent à personne.

            Le document se lit jusqu'au \(day.french). Nous saurons qu'il a été ouvert.
            Les mots ne sont pas venus, ou ce message vous étonne : appelez-nous à un
            numéro que vous aviez déjà. Ne répondez pas à ce courriel.
            """
    }

    /// - Parameter phrase: the words, joined by spaces.
    func sms(_ phrase: String) -> String {
        "\(VisibleText.line(own.libelle)) : les sept mots du document, à taper sur \(host) et nulle part "
            + "ailleurs : \(phrase)"
    }
}
