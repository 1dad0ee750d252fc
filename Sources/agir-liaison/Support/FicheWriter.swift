import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// Where a fiche that is being written goes: asked question by question on a terminal, else as it
/// stands, to be filled in with an editor.
struct FicheWriter {
    let context: AgentContext
    var folder: AgentFolder { context.folder }
    let output: String?

    /// - Throws: exit 73 when the file is there already: nobody types a form in vain.
    init(_ context: AgentContext, output: String?) throws {
        try OutputFile.requireNew(output)
        self.context = context
        self.output = output
    }

    /// Asks for the answers on a terminal; else writes the whole form, prefilled.
    func fill(_ start: FicheStart) throws {
        guard Terminal.isInteractive else {
            return try write(
                JSONValue.object(start.blank(on: context.today)).indentedText, link: start.link,
                source: start.source)
        }
        let drafts = Drafts(folder)
        let draft = try drafts.newPath()
        // The folder tells that the draft is there, not what it was taken from.
        if start.source != .none {
            Copies.record(drafts.file(draft), .brouillon, start.source, context)
        }
        var entry = GuidedEntry(
            start.modele, content: start.content, link: start.link, context, draft: draft,
            onlyNewAnd: start.unsure)
        try write(entry.run(), link: start.link, source: start.source)
        entry.finish()
    }

    func writeBlank(_ modele: FicheModele) throws {
        try write(
            JSONValue.object(Fiche.blankModel(modele: modele)).indentedText, link: .none,
            source: .none)
    }

    /// A finished fiche.
    func write(_ fiche: Fiche, link: FicheLink, source: Copie.Source) throws {
        try OwnContact(folder).remember(fiche.content)
        try write(
            JSONValue.object(fiche.content).indentedText, link: link, source: source)
    }

    private func write(_ text: String, link: FicheLink, source: Copie.Source) throws {
        guard let path = try output ?? (Terminal.isInteractive ? askedPath() : nil) else {
            if link != .none { context.notify(.fiche(.linkNotKept)) }
            return StandardStream.output.write(text)
        }
        try PrivateFile.write(text.utf8, to: path)
        try FicheStart.written(path, link: link, source: source, context)
        Output.note(
            "Écrit dans \(Output.visible(path)). Ce qui reste vide n'est pas transmis.\n"
                + "Ensuite : « agir-liaison envoyer \(Output.visible(path)) --a STRUCTURE ».")
    }

    /// - Throws: exit 75 when none is given: the draft is still there.
    private func askedPath() throws -> String {
        while true {
            let name = "fiche-\(context.today).json"
            guard let typed = Terminal.line("Dans quel fichier l'écrire ? [\(name)] ") else {
                throw GuidedEntry.left
            }
            switch NavigationWord(typed) {
            case .back, .leave: throw GuidedEntry.left
            case .help:
                Terminal.say("Un nom de fichier, ou Entrée pour \(name).")
                continue
            case nil: break
            }
            let path = typed.isEmpty ? name : typed
            if !PrivateFile.exists(path) { return path }
            Terminal.say("Ce fichier existe déjà ; donnez un autre nom.")
        }
    }
}
