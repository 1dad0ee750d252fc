import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

/// The parts of what was opened, as files: with them the signed manifest, which says who wrote them.
extension OpenedPayload {
    /// Writes the parts, none over an existing file, and the manifest of what was verified. What a partner gave
    /// ends as what it is, whatever its name says: nothing is started by opening it.
    ///
    /// - Parameter written: told of each file as soon as it is there.
    package func write(into folder: String, _ written: (String) -> Void) throws {
        try PrivateFile.makeFolder(folder)
        // The first one's name is its kind's own.
        var files =
            parts.prefix(1).map { (name: $0.nom, content: $0.content) }
            + parts.dropFirst().map { (name: $0.honestName, content: $0.content) }
        if let payload {
            guard !files.contains(where: { $0.name == SignedFile.manifestName }) else {
                throw AgentError(
                    .data, "Une pièce se donne pour le manifeste de la fiche : rien n'est écrit.",
                    next: "Ne vous y fiez pas ; prévenez votre DPO.")
            }
            files.append((SignedFile.manifestName, payload.acte.bytes))
        }
        guard Set(files.map { Array($0.name.utf8) }).count == files.count else {
            throw AgentError(
                .data, "Deux pièces prennent le même nom : rien n'est écrit.",
                next: "Ne vous y fiez pas ; appelez l'expéditeur.")
        }
        for file in files where PrivateFile.exists("\(folder)/\(file.name)") {
            throw AgentError(
                .exists,
                "Le fichier \(VisibleText.line("\(folder)/\(file.name)")) existe déjà ; rien n'est écrit.",
                next: "Choisissez un autre dossier.")
        }
        for file in files {
            let path = "\(folder)/\(file.name)"
            try PrivateFile.write(file.content, to: path)
            written(path)
        }
    }
}

/// A fiche that was opened and written to a folder, with its signed manifest beside it. It is verified again
/// before it is shown, with the cards of the folder alone: neither identity nor daemon.
package enum SignedFile {
    static let manifestName = "manifeste.note"

    /// - Parameters:
    ///   - path: of the fiche.
    ///   - content: what it holds.
    /// - Returns: nil for a file of which no manifest beside it speaks: a draft.
    /// - Throws: exit 65 when it is not what was signed, or not by that author; 77 when nobody verified the
    ///   author's structure.
    package static func view(
        _ path: String, _ content: [UInt8], _ context: AgentContext
    ) throws -> FicheView? {
        guard path != "-" else { return nil }
        let absolute = FilePath.absolute(path)
        let name = absolute.split(separator: "/").last.map(String.init) ?? ""
        let beside = "\(absolute.dropLast(name.count))\(manifestName)"
        // Another file may have that name; one that begins as a manifest is one, or is refused.
        guard let bytes = try? PrivateFile.read(beside, limit: Acte.limit),
            bytes.starts(with: "\(Acte.Kind.fiche.rawValue)\n".utf8)
        else { return nil }
        let acte = try Acte(.fiche, bytes)
        let manifest = try Manifest(acte.object)
        guard manifest.objet == .fiche, let part = manifest.parties.first, part.nom == name else {
            return nil
        }
        guard part.sha256 == Hex.encode(Hash.sha256(content)) else {
            throw AgentError(
                .data,
                "Le fichier \(VisibleText.line(path)) n'est pas celui qui a été signé : il a changé.",
                next: .fiche(.openAgain))
        }
        let (card, agent) = try author(of: acte, manifest, context)
        return FicheView(
            content, manifest, agent, card, on: context.today)
    }

    private static func author(
        of acte: Acte, _ manifest: Manifest, _ context: AgentContext
    ) throws -> (Carte, Carte.Agent) {
        let own = try context.folder.ownCard().carte
        guard manifest.pour.contains(own.structure) || manifest.structure == own.structure else {
            throw SchemaError(
                .surreptitious, "Cette fiche a été scellée pour une autre structure que la vôtre.",
                hint: "Ne vous y fiez pas ; prévenez votre DPO.")
        }
        let card = try Session.trustedCard(
            manifest.structure, own: own, folder: context.folder)
        // Which former key counts depends on when the pli came: only its box can say it.
        guard let agent = card.agent(manifest.auteur), (try? acte.verify(agent.cle)) != nil else {
            throw AgentError(
                .data,
                "La carte de \(manifest.structure) ne vérifie pas la signature de cette fiche.",
                next: .fiche(.openAgain))
        }
        return (card, agent)
    }
}

extension FicheView {
    /// One whose signature was just verified.
    fileprivate init(
        _ content: [UInt8], _ manifest: Manifest, _ agent: Carte.Agent, _ card: Carte,
        on today: CalendarDate
    ) {
        let report = Fiche.validate(content, today: today, reponseA: manifest.reponseA != nil)
        self.init(
            content, report.fiche, findings: report.erreurs,
            signature: OpenedPayload.signature(manifest, agent, of: card),
            information: PersonInformation(card), attachments: manifest.attachments)
    }
}
