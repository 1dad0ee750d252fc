import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct OuvrirCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ouvrir", abstract: "Vérifie, déchiffre et montre une fiche.",
        discussion: "agir-liaison ouvrir 1")

    @Argument(help: "Fichier .age ou .pli, ou fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @Option(name: .shortAndLong, help: "Dossier où écrire les pièces de la fiche.")
    var output: String?

    @Option(help: "Format : texte, html ou json.")
    var format: FicheFormat = .texte

    @Option(help: "Fichier qui contient la phrase du fichier scellé, s'il en a une.")
    var codeFichier: String?

    @Flag(help: "Montre même ce qui n'est pas vérifié. Ne vous y fiez pas.")
    var sansVerification = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        var session = try Session.open(try options.context)
        // Which role it takes depends on what it is: the service says so.
        try session.require(.readMessage)
        let content: SealedContent
        let isFile = PrivateFile.exists(fiche)
        if isFile {
            // A key that was revoked meanwhile opens nothing new.
            session = try session.synchronizedIfReachable()
            content = try SealedContent(
                PrivateFile.read(fiche, limit: Limits.pli))
        } else {
            session = try session.synchronize()
            content = try SealedContent(row: BoxListing.find(fiche, session), session)
        }
        let opened = try opening(content, session)
        if let output {
            let source = Copie.Source(fiches: opened.names)
            try opened.write(into: output) {
                Copies.record($0, .piece, source, session.context)
            }
        }
        StandardStream.output.write(opened.text(options.json ? .json : format))
        if opened.isVerified { try acknowledge(content, opened, session, isFile: isFile) }
        if content.pli != nil, let fiche = opened.fiche, let pli = opened.pli {
            try Repertoire.update(session) { $0.add(fiche, pli) }
        }
    }

    private func opening(_ content: SealedContent, _ session: Session) throws -> OpenedPayload {
        let plaintext =
            try content.isLockedByPhrase
            ? openedByPhrase(content.age)
            : Age.open(content.age, with: session.identity.all)
        do {
            return try OpenedPayload(plaintext, content, session: session)
        } catch {
            guard sansVerification else {
                if !plaintext.starts(with: "\(Acte.Kind.fiche.rawValue)\n".utf8) {
                    throw Failure(
                        .data, "Ce fichier n'est pas signé : rien ne dit qui l'a écrit.",
                        next: "Pour le lire quand même, sans vous y fier : --sans-verification.")
                }
                throw error
            }
            Output.note("ATTENTION : contenu NON VÉRIFIÉ. \(Failure(error).message)")
            return OpenedPayload(unverified: plaintext, on: session.today)
        }
    }

    /// Opens with the phrase that the sender told by another channel.
    private func openedByPhrase(_ age: [UInt8]) throws -> [UInt8] {
        let phrase =
            try codeFichier.map { try CommonOptions.passphrase(inFile: $0) }
            ?? Terminal.secret("Phrase secrète du fichier : ")
        let typed = phrase.withBytes { Array($0) }
        let opened = try SealedFile.open(age, code: typed, limit: Age.WorkFactorLimit.others)
        guard let opened else {
            throw Failure(
                .data, "La phrase secrète ne convient pas à ce fichier.",
                next: "Redemandez-la à l'expéditeur, par un autre canal que le fichier.")
        }
        return opened
    }

    /// The `ouvert` receipt of what came through our daemon; what came as a file is made known to it.
    private func acknowledge(
        _ content: SealedContent, _ opened: OpenedPayload, _ session: Session, isFile: Bool
    ) throws {
        if isFile {
            guard let manifest = opened.pli, manifest.structure != session.own.structure else {
                return
            }
            return try FileOpenings(session: session).add(
                manifest, sha256: Hex.encode(Hash.sha256(content.age)),
                personne: opened.numeroAGDREF)
        }
        guard let slip = content.pli?.slip, slip.pour == session.own.structure else { return }
        do {
            try session.annotate(opened.numeroAGDREF, de: slip.de, id: slip.id)
            // Our own clocks before the partner's stops.
            try openedNotice(opened, slip, session)
            try session.acknowledge(slip)
        } catch is SignedClient.Unreachable {
            Output.note("Le service ne répond pas : l'accusé d'ouverture n'est pas parti.")
        }
    }
}

extension OuvrirCommand {
    /// A partner's notice is an incident of ours: its own clocks are said at once.
    private func openedNotice(_ opened: OpenedPayload, _ slip: Slip, _ session: Session) throws {
        guard let notice = opened.notice else { return }
        let file = try Incidents(session: session).read(
            notice, of: PliKey(de: slip.de, id: slip.id))
        Output.note(
            "C'est l'incident n° \(file.n) de votre registre : information reçue d'un partenaire.")
        if file.echeances.isEmpty, !file.isClosed {
            Output.note(
                "Aucun de vos plis n'y est nommé. Si vos personnes ou d'autres partenaires sont touchés : "
                    + "« agir-liaison violation qualifier \(file.n) ».")
        }
        for echeance in file.echeances where echeance.isRunning {
            Output.note("  \(Output.visible(echeance.french(at: file.heure)))")
        }
    }
}
