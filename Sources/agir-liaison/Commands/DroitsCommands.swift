import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct DroitsGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "droits",
        abstract: "Les demandes de personnes que des partenaires transmettent.",
        discussion: "agir-liaison droits confirmer 1",
        subcommands: [DroitsConfirmer.self, DroitsRefuser.self])
}

/// A `droits` pli of the inbox, opened by the DPO.
private struct ReceivedRights {
    let row: BoxEntry
    let message: RightsMessage

    /// Its reading is told to its sender, whatever is answered.
    init(_ text: String, _ session: Session) throws {
        row = try BoxListing.find(text, session)
        let wrong = Failure(
            .data, "Ce pli n'est pas une demande de droits reçue d'un partenaire.")
        // Nothing else is asked for: a DPO opens no fiche.
        guard row.objet == .droits, row.de != session.own.structure else { throw wrong }
        let content = try SealedContent(row: row, session)
        guard let message = try FicheSource.open(content, session).droits() else { throw wrong }
        self.message = message
        try session.annotate(message.numeroAGDREF, de: row.de, id: row.id)
        if let slip = content.pli?.slip { try session.acknowledge(slip) }
    }
}

struct DroitsConfirmer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "confirmer",
        abstract:
            "Confirme une demande de droits : elle compte pour ce qui s'est échangé avec elle.",
        discussion: "agir-liaison droits confirmer 1")

    @Argument(help: "Pli de la boîte de réception (numéro de ligne, identifiant).")
    var pli: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        try session.require(.handleRequest)
        let received = try ReceivedRights(pli, session)
        let (row, message) = (received.row, received.message)
        let indices = try IndexKeyring.required(session).indices(of: message.numeroAGDREF)
        let outcome = try Retention(session: session).enter(
            .droits(de: row.de, id: row.id, personnes: indices, demande: message.demande))
        let day = row.recu.map {
            ParisTime.date(at: $0).adding(days: 31)
        }
        if options.json {
            var object = JSONObject()
            object["demande"] = .string(message.demande.rawValue)
            object["changees"] = .integer(Int64(outcome.changed))
            if message.demande == .effacement {
                object["aPartirDu"] = day.map { .string($0.description) }
            }
            return Output.json(.object(object))
        }
        switch message.demande {
        case .effacement:
            Output.line(
                "Effacement confirmé : \(outcome.changed) fiche(s) échangées avec \(row.de) sont détruites à "
                    + "partir du \(day?.french ?? ""), trente jours après sa réception.")
        case .rectification:
            Output.line("Rectification confirmée. À corriger par un référent :")
            for line in message.visibleLines { Output.line("  \(line)") }
        case .limitation:
            Output.line(
                "Limitation confirmée. Pour que rien ne soit détruit : « agir-liaison contentieux ouvrir "
                    + "--personne - --motif \"Limitation\" ».")
        case .opposition, .acces:
            Output.line(
                "Opposition confirmée : dites aux référents de ne plus rien transmettre de cette personne."
            )
        }
    }
}

struct DroitsRefuser: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "refuser",
        abstract: "Refuse une demande de droits, et dit pourquoi à qui l'a transmise.",
        discussion: "agir-liaison droits refuser 1 --motif \"Obligation légale de conservation\"")

    @Argument(help: "Pli de la boîte de réception (numéro de ligne, identifiant).")
    var pli: String

    @Option(help: "Motif, scellé pour la structure qui l'a transmise. Ne nommez pas la personne.")
    var motif: String

    @Flag(help: "Accepte des destinataires à clé classique parmi des hybrides.")
    var classique = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        try session.require(.handleRequest)
        let received = try ReceivedRights(pli, session)
        let message = AnomalieMessage(texte: motif)
        _ = try message.part()
        // Before the answer leaves: what the partner is told is what counts here.
        let retention = Retention(session: session)
        let outcome = try retention.enter(
            .droitsRefus(
                de: received.row.de, id: received.row.id, motif: retention.sealed(motif)))
        let id = try AnomalieEnvoyer.send(
            message, to: received.row.de.text, answering: received.row.id,
            classical: classique, session)
        if options.json {
            var object = JSONObject()
            object["id"] = .string(id.text)
            object["reponseA"] = .string(received.row.id.text)
            object["changees"] = .integer(Int64(outcome.changed))
            return Output.json(.object(object))
        }
        if outcome.changed > 0 {
            Output.note(
                "L'effacement confirmé auparavant ne compte plus : \(outcome.changed) fiche(s) gardent "
                    + "leur échéance.")
        }
        Output.line("Refus envoyé à \(received.row.de) (\(id)).")
    }
}
