import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

/// What is said of an identity.
enum IdentityReport {
    /// - Parameter withKeys: whether the keys are shown whole: nobody reads a hybrid one, of 2,000 signs, and
    ///   the fingerprint stands for them.
    static func show(_ acte: AgentActe, json: Bool, withKeys: Bool) {
        guard !json else { return Output.json(acte.json) }
        let fingerprint = Fingerprint(agent: acte.cle, recipient: acte.destinataire)
        let keys =
            withKeys
            ? [
                ["Clé", acte.cle.description], ["Destinataire", acte.destinataire.description],
            ] : []
        Output.table(
            [["Agent", acte.nom.description], ["Fonction", acte.fonction]] + keys
                + [["Empreinte", fingerprint.description]])
    }

    /// With `--json`, standard output holds one document: the code goes to standard error.
    ///
    /// - Parameter file: what the code opens, in the agent's folder: without it, it gives nothing back.
    static func show(recoveryCode: String, of what: String, file: String, json: Bool) {
        let text = """

            Code de secours de \(what), montré cette seule fois :

                \(recoveryCode)

            Écrivez-le, et enfermez-le avec une copie de ce fichier, sur une clé USB :
              \(Output.visible(file))
            Si la phrase secrète ou l'ordinateur est perdu, les deux rendent la clé ; l'un
            sans l'autre, rien.

            """
        (json ? StandardStream.error : .output).write(text)
    }
}
