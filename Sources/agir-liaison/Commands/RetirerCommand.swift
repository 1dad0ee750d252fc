import ArgumentParser
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

struct RetirerCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "retirer", abstract: "Retire un envoi, tant qu'il n'est pas parti.",
        discussion: "agir-liaison retirer 1 --motif erreur-destinataire")

    @Argument(help: "Fiche envoyée (numéro de ligne, identifiant).")
    var fiche: String

    @Option(help: "Motif : erreur-destinataire, erreur-contenu, doublon ou autre.")
    var motif: Retrait.Motif

    @Flag(
        help: "Déclare que le fichier, l'archive ou la feuille n'est pas parti, et n'existe plus.")
    var pasParti = false

    @Flag(help: "Accepte des destinataires à clé classique, pour le message au partenaire.")
    var classique = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        let withdraw = try WithdrawFiche(session)
        let sending = try withdraw.find(fiche)
        let outcome = try withdraw.execute(
            sending, for: motif, isUnsent: try isUnsent(sending))
        if options.json {
            Output.json(outcome.json)
        } else {
            for withdrawal in outcome.withdrawals {
                Output.line("\(withdrawal.pour) : \(withdrawal.words).")
            }
        }
        guard !outcome.late.isEmpty else { return }
        if outcome.late.contains(where: { $0.voie.isCarried && $0.issue == .peutEtreParti }),
            sending.isInHands
        {
            Output.note(
                "S'il n'est pas parti, détruisez-le, et dites-le : « agir-liaison retirer "
                    + "\(outcome.row.id) --motif \(motif.rawValue) --pas-parti ».")
        }
        for withdrawal in outcome.late { try ask(withdrawal.pour, outcome, withdraw) }
        propose(outcome)
        throw Failure(
            .data, "Un retrait ne reprend pas ce que le partenaire a, ou peut avoir.",
            next: .sentence("Appelez-le ; notez sa réponse."))
    }

    /// Whether the agent says that what is carried by hand did not leave: only who has it knows.
    private func isUnsent(_ sending: WithdrawFiche.Sending) throws -> Bool {
        guard !pasParti else {
            guard sending.isCarried else {
                throw Failure(
                    .usage,
                    "« --pas-parti » se dit d'un fichier, d'une archive, d'une feuille ou d'un pli.",
                    next: .sentence("Le service sait ce qu'il a remis : ôtez-le."))
            }
            return true
        }
        guard sending.isInHands else { return false }
        Output.note("Détruisez le fichier (ou la feuille) s'il n'est pas parti.")
        return Terminal.isInteractive
            && Terminal.confirms("Confirmez-vous qu'il n'est pas parti, et qu'il est détruit ?")
    }

    /// Offers the message that asks a partner to destroy what it has.
    private func ask(
        _ structure: StructureName, _ outcome: WithdrawFiche.Outcome, _ withdraw: WithdrawFiche
    ) throws {
        let text = withdraw.request(outcome.row, motif)
        guard withdraw.isReached(structure) else {
            return Output.note(
                "\(structure) n'a pas de service : appelez-le, et dites :\n  \(text)")
        }
        guard Terminal.isInteractive else {
            return Output.note(
                "Pour demander à \(structure) de la détruire : « agir-liaison anomalie envoyer --a "
                    + "\(structure) --reponse-a \(outcome.row.id) --texte TEXTE », par exemple :\n"
                    + "  \(text)")
        }
        Output.note("Un message peut le demander à \(structure) :\n  \(text)")
        guard Terminal.confirms("L'envoyer, scellé ?") else { return }
        let id = try withdraw.askToDestroy(outcome, motif, to: structure, classical: classique)
        Output.note("Message \(id) confié au service.")
    }

    /// What was read by whom it was not for is a breach of confidentiality.
    private func propose(_ outcome: WithdrawFiche.Outcome) {
        guard motif == .erreurDestinataire else { return }
        Output.note(
            "Une fiche remise à qui n'en est pas le destinataire est une violation de données : « "
                + "agir-liaison violation declarer --nature confidentialite --fiche \(outcome.row.id) »."
        )
    }
}

extension Withdrawal {
    fileprivate var words: String {
        switch issue {
        case .retire where voie.isCarried: "retirée ; déclarée non partie"
        case .retire: "retirée ; rien n'est parti"
        case .peutEtreParti where voie == .guichet:
            "peut-être lue : son contenu scellé a été donné, ou a pu l'être ; rien ne dit qu'il fut ouvert"
        case .peutEtreParti where voie.isCarried:
            "peut-être partie : personne n'a déclaré qu'elle ne l'est pas"
        case .peutEtreParti:
            "peut-être partie : le service l'a tentée, sans accusé ; il n'essaie plus"
        case .parti: "déjà remise ; le partenaire l'a"
        case .refuse: "le partenaire l'avait refusée"
        }
    }
}
