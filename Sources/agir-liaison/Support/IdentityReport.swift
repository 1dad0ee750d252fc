import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

/// What is said of an identity.
enum IdentityReport {
    static func show(_ acte: AgentActe, json: Bool) {
        let fingerprint = Fingerprint(agent: acte.cle, recipient: acte.destinataire)
        guard !json else {
            return Output.json([
                ("nom", .text(acte.nom)), ("fonction", .string(acte.fonction)),
                ("cle", .text(acte.cle)), ("destinataire", .text(acte.destinataire)),
                ("empreinte", .text(fingerprint)),
            ])
        }
        Output.table([
            ["Agent", acte.nom.description], ["Fonction", acte.fonction],
            ["Clé", acte.cle.description], ["Destinataire", acte.destinataire.description],
            ["Empreinte", fingerprint.description],
        ])
    }

    /// With `--json`, standard output holds one document: the code goes to standard error.
    static func show(recoveryCode: String, of what: String, json: Bool) {
        let text = """

            Code de secours de \(what), montré cette seule fois :

                \(recoveryCode)

            Écrivez-le et enfermez-le : il rend la clé si la phrase secrète est perdue.

            """
        (json ? StandardStream.error : .output).write(text)
    }
}
