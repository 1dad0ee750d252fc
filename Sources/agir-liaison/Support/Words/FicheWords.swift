import LiaisonAgent
import LiaisonBase
import LiaisonSchema

extension FicheNotice {
    /// The lines on standard error.
    var words: String {
        guard let sentence else { return own }
        if case .incidentClock = self { return "  \(sentence)" }
        return [sentence, way].compactMap(\.self).joined(separator: " ")
    }

    /// What is done about it here.
    private var way: String? {
        switch self {
        case .deceivingPart: "-o l'écrit sous un nom qui finit comme ce qu'elle est."
        case .depositUnreadable: "Elle est dans le dossier « departs »."
        case .incidentNamesNoPli(let n):
            "Si vos personnes ou d'autres partenaires sont touchés : « agir-liaison violation qualifier \(n) »."
        case .destroyedCopies: "Voyez « agir-liaison copies lister »."
        case .copyNotListed: "« agir-liaison copies lister » la met à jour."
        default: nil
        }
    }

    /// What this face alone says.
    private var own: String {
        switch self {
        case .linkNotKept:
            "Sans -o, le lien avec l'autre fiche n'est pas gardé : donnez --reponse-a ou "
                + "--remplace en l'envoyant."
        case .answersLeftOut(let fiches):
            Plural.of(
                fiches.count, "réponse à vos fiches n'est pas dans le tableau",
                "réponses à vos fiches ne sont pas dans le tableau")
                + ", car la personne est déjà suivie : \(Self.named(fiches))."
        case .otherDepartements(let fiches, let unsaid):
            Plural.of(
                fiches.count, "personne d'un autre département n'y est pas",
                "personnes d'un autre département n'y sont pas")
                + " : \(Self.named(fiches))."
                + (unsaid.isEmpty
                    ? ""
                    : "\nSans département dans leur fiche, celles-ci y sont : \(Self.named(unsaid)). "
                        + "--sauf en laisse une.")
        case .unusedReason(let declaration):
            "Le motif de --\(declaration.rawValue) n'a pas servi et n'est pas gardé : "
                + (declaration == .cleNonVerifiee
                    ? "aucun destinataire n'est une clé age."
                    : "cette fiche se passe de copie à la DT OFII, ou lui est adressée.")
        case .checkCIR(let fiches):
            "Rien ne dit que le CIR est signé : \(Self.named(fiches)). Demandez-le avant de proposer la "
                + "personne à la DT OFII."
        case .unread(let id, let why), .notShared(let id, let why): "\(id) : \(why.message)"
        default: ""
        }
    }

    /// By what names a fiche in a command; the person only for who sits there, never for a file of diagnostics.
    private static func named(_ fiches: [NamedFiche]) -> String {
        fiches.map { fiche in
            String(fiche.id.text.prefix(8))
                + (Terminal.showsErrors ? " (\(Output.visible(fiche.name)))" : "")
        }
        .joined(separator: ", ")
    }
}

extension FicheStep {
    var words: String {
        switch self {
        case .confirmWarnings: "Corrigez la fiche, ou ajoutez --confirmer-avertissements."
        case .recordConvention:
            "Un avenant ou une nouvelle convention s'enregistre par « agir-liaison convention », "
                + "par un administrateur."
        case .sayWhetherCIRSigned: "Ajoutez --cir-signe oui, ou --cir-signe non."
        case .sealOnly: "Une clé age seule ne peut que sceller : « agir-liaison sceller »."
        case .acceptClassical:
            "Demandez-leur une clé hybride, ou acceptez-le avec --classique."
        case .nameFiche:
            "Voyez « agir-liaison boite » ; un identifiant se donne par 4 signes au moins."
        case .giveFicheFile: "Donnez un fichier écrit par « agir-liaison nouvelle »."
        case .readUnverified:
            "Pour le lire quand même, sans vous y fier : --sans-verification."
        case .askColleague(let id):
            "Nouvelle arrivée, ou nouvelles clés ? Demandez à un collègue de la partager : « agir-liaison "
                + "partager \(id.text.prefix(8)) --avec VOUS », ou --tout pour toutes."
        case .openAgain:
            "Ouvrez-la de nouveau : « agir-liaison ouvrir ID ». Pour montrer ce que vous avez changé "
                + "vous-même, copiez le fichier dans un autre dossier."
        case .replace(let fiche):
            "Pour la remplacer : « agir-liaison corriger \(Output.visible(fiche)) »."
        case .answer(let fiche):
            "Pour y répondre : « agir-liaison repondre \(Output.visible(fiche)) »."
        case .openFile(let name):
            "Ouvrez-le : « agir-liaison ouvrir \(Output.visible(name)) »."
        case .openAnswer(let id):
            "Elle attend dans la boîte : « agir-liaison ouvrir \(id.text.prefix(8)) »."
        case .startFiche: "Commencez une fiche : « agir-liaison nouvelle --modele spe »."
        case .resumeDraft: "Pour la reprendre : « agir-liaison nouvelle --reprendre »."
        case .listCopies: "Voyez « agir-liaison copies lister »."
        case .leaveOut: "Un collègue peut les partager avec vous ; ou laissez-les avec --sauf."
        case .nameDepartement:
            "Donnez --departement (son numéro ou son nom), et --capacite (« en capacité d'accueillir » ou "
                + "« à séquencer »)."
        case .checkCIR:
            "S'il est signé : « agir-liaison ofii completer FICHE », ou --cir-signe oui. Sinon, laissez la "
                + "personne avec --sauf, et informez la DT OFII."
        case .completeCells:
            "Complétez-les par « agir-liaison ofii completer FICHE », ou ajoutez "
                + "--confirmer-avertissements."
        case .finish(let rest):
            "Pour ne l'envoyer qu'à qui ne l'a pas : « \(rest.command) »."
        case .endTable(let id):
            "Dites jusqu'à quand il sert : « agir-liaison fiche usage \(id.text.prefix(8)) --jusqua "
                + "AAAA-MM-JJ » ; il est détruit le lendemain. La DT OFII fait de même du sien."
        case .listGuichets: "Voyez « agir-liaison guichet lister »."
        case .followSending: "Suivez-la avec « agir-liaison boite envoi »."
        case .chooseRoad(let roads):
            "Les voies possibles : "
                + roads.map { "--voie \($0.rawValue)" }.joined(separator: ", ") + "."
        case .declareState(let id):
            "Une fois remise : « agir-liaison suivi \(id.text.prefix(8)) --transmis --le maintenant --moyen "
                + "courriel|courrier|main-propre|telephone »."
        case .confirmExit(let id):
            "Pour qu'elle compte ici : « agir-liaison sortie confirmer \(id) »."
        case .answerRights(let id):
            "Le DPO y répond : « agir-liaison droits confirmer \(id) », ou « droits refuser »."
        case .writeAccess(let demande):
            "Pour la personne : « agir-liaison personne acces \(demande) -o DOSSIER »."
        }
    }
}

extension FicheRemainder {
    /// What is typed to finish.
    var command: String {
        var words = ["agir-liaison", "envoyer", Self.quoted(file)]
        if let first = addressees.first { words += ["--a", first] }
        if let voie { words += ["--voie", voie.rawValue] }
        if addressees.count > 1 { words += ["--copie"] + addressees.dropFirst() }
        if !pieces.isEmpty { words += ["--piece"] + pieces.map(Self.quoted) }
        if let purpose { words += ["--but-piece", purpose.rawValue] }
        switch withoutOFIICopy {
        case .hasItAlready: words += ["--sans-copie-ofii", "'copie déjà partie'"]
        case .waived: words += ["--sans-copie-ofii", "MOTIF"]
        case nil: break
        }
        if isCIRSigned { words += ["--cir-signe", "oui"] }
        if confirmsWarnings { words.append("--confirmer-avertissements") }
        if acceptsClassical { words.append("--classique") }
        if let id = link.reponseA { words += ["--reponse-a", id.text] }
        if let id = link.remplace { words += ["--remplace", id.text] }
        return words.joined(separator: " ")
    }

    /// One word of a shell, whatever a partner named its file: scalar by scalar, as a shell reads it.
    static func quoted(_ text: String) -> String {
        let text = Output.visible(text)
        let isPlain = text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (97...122).contains(byte | 0x20)
                || "/._-+,:@".utf8.contains(byte)
        }
        return isPlain && !text.isEmpty ? text : "'" + text.replacing(scalars: ["'": "'\\''"]) + "'"
    }
}

extension FicheWarning {
    var words: String {
        switch self {
        case .finding(let finding): finding.description
        case .otherPartner(let named, let card):
            // What a form says is for who sits there, never for a file of diagnostics.
            "la fiche nomme une autre structure"
                + (Terminal.showsErrors ? " (« \(Output.visible(named)) »)" : "")
                + " que son destinataire, « \(Output.visible(card.libelle)) » (\(card.structure))."
        case .sentAlready(let name, let id, let le):
            "la même fiche est déjà partie à \(name) le \(ParisTime.date(at: le).french) (\(id))."
        case .noConvention(let name):
            "aucune convention n'est enregistrée avec \(name) pour ce modèle de fiche "
                + "(« agir-liaison convention ajouter », par un administrateur)."
        }
    }
}
