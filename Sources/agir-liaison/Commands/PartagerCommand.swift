import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct PartagerCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "partager",
        abstract: "Donne des fiches à un collègue, telles qu'elles ont été signées.",
        discussion: "agir-liaison partager 1 2 --avec sara.martin")

    @Argument(help: "Fiches des boîtes (numéros de ligne, identifiants).")
    var fiches: [String] = []

    @Flag(help: "Toutes les fiches des deux boîtes que vous pouvez ouvrir.")
    var tout = false

    @Option(help: "Collègue : son nom dans la carte de votre structure.")
    var avec: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        guard fiches.isEmpty == tout else {
            throw Failure(
                .usage, "Il faut des fiches, ou --tout.",
                next: "Par exemple : « agir-liaison partager 1 2 --avec COLLEGUE ».")
        }
        let session = try Session.open(try options.context).synchronize()
        try session.require(.readFiche)
        try session.require(.sendFiche)
        let colleague = try colleague(session)
        let rows =
            tout
            ? try caseload(session, with: colleague.nom)
            : try fiches.map { try BoxListing.find($0, session) }
        if tout, Terminal.isInteractive,
            !Terminal.confirms("Partager \(rows.count) fiche(s) avec \(colleague.nom) ?")
        {
            throw Failure(.usage, "Rien n'est partagé.")
        }
        try share(rows, with: colleague, session)
    }

    private func colleague(_ session: Session) throws -> Carte.Agent {
        let colleague = try session.own.colleague(avec)
        guard colleague.nom != session.agent.nom else {
            throw Failure(.usage, "Vous partagez avec vous-même.")
        }
        guard colleague.roles.contains(.referent) else {
            throw Failure(
                .notAllowed, "\(colleague.nom) n'a pas le rôle referent : il n'ouvre pas de fiche.",
                next: "Demandez-le à l'administrateur de votre structure.")
        }
        return colleague
    }

    /// Every fiche of both boxes, oldest first, but those that this agent already shared with the
    /// colleague. What colleagues shared comes first: it tells which originals need not be shared.
    private func caseload(_ session: Session, with colleague: KeyName) throws -> [BoxRow] {
        let repertoire = Repertoire(session)
        var seen = Set<String>()
        let rows = try [BoiteName.reception, .envoi].flatMap {
            try BoxListing.fetch($0, session).reversed()
        }.filter { row in
            [Objet.fiche.rawValue, Objet.partage.rawValue].contains(row.text("objet"))
                && row.text("statut") != "remplace"
                && !repertoire.isShared(row, with: colleague)
                && seen.insert("\(row.de) \(row.id)").inserted
        }
        let isShare = { (row: BoxRow) in row.text("objet") == Objet.partage.rawValue }
        return rows.filter(isShare) + rows.filter { !isShare($0) }
    }

    private func share(
        _ rows: [BoxRow], with colleague: Carte.Agent, _ session: Session
    ) throws {
        let sealer = Sealer(session: session, destinations: [], classical: false)
        var shared: [(row: BoxRow, opened: OpenedPayload, id: PliID)] = []
        var originals = Set<String>()
        var progress = Progress(of: rows.count, .fichesShared, session.context)
        var (unread, held) = (0, 0)
        var failures: [Failure] = []
        // What was shared is remembered even when a later fiche stops everything.
        defer {
            try? Repertoire.update(session) { repertoire in
                for (row, opened, _) in shared {
                    if let fiche = opened.fiche, let pli = opened.pli { repertoire.add(fiche, pli) }
                    repertoire.share(row, with: colleague.nom)
                }
            }
        }
        for row in rows {
            progress.step()
            do {
                let opened = try FicheSource.open(row, session)
                guard let payload = opened.payload, payload.manifest.objet == .fiche else {
                    throw Failure(.data, "Ce pli n'est pas une fiche : il ne se partage pas.")
                }
                let original = payload.manifest
                // One that came by a share may be here twice.
                guard originals.insert("\(original.structure) \(original.id)").inserted else {
                    continue
                }
                // The colleague can open it already.
                let reader = Manifest.digest(colleague.destinataire)
                guard opened.pli?.destinataires.contains(reader) == false else {
                    held += 1
                    continue
                }
                let pli = try sealer.share(payload, with: colleague)
                try session.annotate(opened.fiche?.numeroAGDREF, de: pli.slip.de, id: pli.slip.id)
                _ = try session.client.request(
                    "PUT",
                    Routes.localShare(
                        of: PliKey(de: original.structure, id: original.id)), body: pli.bytes)
                shared.append((row, opened, pli.slip.id))
            } catch {
                let failure = Failure(error)
                guard tout, failure.code == .data || failure.code == .notAllowed else {
                    throw error
                }
                // A fiche addressed to another colleague by name is no fault.
                if let error = error as? CryptoError, error.code == .noMatch {
                    unread += 1
                } else {
                    failures.append(failure)
                    Output.note("\(row.id) : \(failure.message)")
                }
            }
        }
        try report(shared.map { ($0.opened, $0.id) }, with: colleague.nom)
        if held > 0 { Output.note("\(held) fiche(s) : \(colleague.nom) les ouvre déjà.") }
        if unread > 0 {
            Output.note(
                "\(unread) fiche(s) ne vous sont pas adressées : elles ne sont pas données.")
        }
        guard failures.isEmpty else {
            throw Failure(
                .data, "\(failures.count) fiche(s) n'ont pas pu être partagées.",
                next: "Voyez ci-dessus ; recommencez ensuite : le reste n'est pas redonné.")
        }
    }

    private func report(
        _ shared: [(opened: OpenedPayload, id: PliID)], with colleague: KeyName
    ) throws {
        if options.json {
            Output.json(
                .array(
                    shared.map { shared in
                        var object = JSONObject()
                        object["id"] = .string(shared.id.text)
                        object["fiche"] = shared.opened.manifest.map { .string($0.id.text) }
                        return .object(object)
                    }))
        } else {
            Output.line("\(shared.count) fiche(s) partagée(s) avec \(colleague).")
        }
    }
}
