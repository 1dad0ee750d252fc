import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// What is said of a guichet: never its phrase, which is shown on the terminal alone.
enum GuichetReport {
    /// One that was just opened: the link, and the mail that carries it.
    static func show(
        _ opened: OpenedGuichet, copies: [[(String, JSONValue?)]] = [], asJSON: Bool
    ) {
        let guichet = opened.guichet
        let id = guichet.subject.envoi
        // What is a file too counts as given out: nothing takes it back.
        let statut = opened.page == nil ? EnvoiStatut.aTransmettre : .transmis
        if asJSON {
            var members = subject(guichet)
            if let id {
                members = [
                    ("id", .text(id)), ("statut", .code(statut)),
                    ("voie", .code(Voie.guichet)),
                ]
            }
            members += [
                ("lien", .string(opened.link)), ("expire", .text(opened.day)),
                ("copies", copies.isEmpty ? nil : .rows(copies)),
            ]
            return Output.json(members)
        }
        if let id {
            Output.line("Fiche \(id) : \(statut.french), par ce guichet.")
        }
        Output.line(
            "Guichet \(guichet.nom.text.prefix(8)) ouvert pour \(guichet.pour) jusqu'au "
                + "\(opened.day.french). Le courriel à envoyer, sans les mots :\n")
        Output.line(opened.mail)
        if let id, statut == .aTransmettre {
            Output.note("\n" + NextStep.fiche(.declareState(id)).words)
        }
    }

    /// The page as one file: sealed, for whoever has not the words.
    static func write(_ page: [UInt8], _ path: String) throws {
        try PrivateFile.write(page, to: path)
        Output.note(
            "La page en un fichier : \(Output.visible(path)). Remettez-la ; les mots vont par SMS.")
    }

    /// A row of the list for people.
    static func cells(_ guichet: LocalGuichet) -> [String] {
        let what: String
        switch guichet.subject {
        case .envoi(let id): what = String(id.text.prefix(8))
        case .invitation(let modele, _): what = "invitation, \(modele.french)"
        }
        return [
            String(guichet.nom.text.prefix(8)), guichet.statut.french, guichet.pour.text, what,
            Output.local(guichet.clos ?? guichet.fin), state(guichet),
        ]
    }

    /// What became of it, in words.
    static func state(_ guichet: LocalGuichet) -> String {
        var said: [String] = []
        if let motif = guichet.motif { said.append(motif.french) }
        if let lu = guichet.lu {
            said.append("ouvert avec le lien et la phrase le \(Output.local(lu))")
        } else if let remis = guichet.remis {
            said.append("contenu scellé donné le \(Output.local(remis))")
        }
        if !guichet.reponses.isEmpty {
            let waiting = guichet.unopened.count
            said.append(
                Plural.of(guichet.reponses.count, "réponse")
                    + (waiting > 0 ? ", dont \(waiting) à ouvrir" : ""))
        }
        return said.isEmpty ? "rien encore" : said.joined(separator: " ; ")
    }

    /// Whom it is for, and what it gives.
    private static func subject(_ guichet: LocalGuichet) -> [(String, JSONValue?)] {
        var members: [(String, JSONValue?)] = [
            ("guichet", .text(guichet.nom)), ("pour", .text(guichet.pour)),
        ]
        switch guichet.subject {
        case .envoi(let id): members.append(("id", .text(id)))
        case .invitation(let modele, let nombre):
            members += [("modele", .code(modele)), ("nombre", .count(nombre))]
        }
        return members
    }

    static func row(_ guichet: LocalGuichet) -> [(String, JSONValue?)] {
        var members = subject(guichet)
        members += [
            ("statut", .code(guichet.statut)), ("cree", .text(guichet.cree)),
            ("fin", .text(guichet.fin)), ("remis", .text(guichet.remis)), ("lu", .text(guichet.lu)),
            (
                "reponses",
                .rows(
                    guichet.reponses.map {
                        [
                            ("id", .text($0.id)), ("recu", .text($0.recu)),
                            ("ouverte", .text($0.ouverte)),
                        ]
                    })
            ), ("clos", .text(guichet.clos)), ("motif", .code(guichet.motif)),
            ("par", .text(guichet.par)),
        ]
        return members
    }
}
