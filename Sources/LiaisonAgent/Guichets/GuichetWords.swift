import LiaisonBase
package import LiaisonHTTP
import LiaisonSchema

extension LocalGuichet {
    /// What became of it, in words: what our own page saw, which no partner signed.
    package var became: String {
        var said: [String] = []
        if let motif { said.append(motif.french) }
        if let lu {
            said.append("ouvert avec le lien et la phrase le \(ParisTime.column(lu))")
        } else if let remis {
            said.append("contenu scellé donné le \(ParisTime.column(remis))")
        }
        if !reponses.isEmpty {
            said.append(
                Plural.of(reponses.count, "réponse")
                    + (unopened.isEmpty ? "" : ", dont \(unopened.count) à ouvrir"))
        }
        return said.isEmpty ? "rien encore" : said.joined(separator: " ; ")
    }
}
