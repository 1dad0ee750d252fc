import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

/// Where a fiche that is being written goes: asked question by question on a terminal, else as it
/// stands, to be filled in with an editor.
struct FicheWriter {
    let context: AgentContext
    var folder: AgentFolder { context.folder }
    let output: String?

    /// - Throws: exit 73 when the file is there already: nobody types a form in vain.
    init(_ context: AgentContext, output: String?) throws {
        if let output, PrivateFile.exists(output) {
            throw Failure(
                .exists, "Le fichier \(Output.visible(output)) existe déjà ; rien n'est écrit.",
                next: "Donnez un autre nom avec -o.")
        }
        self.context = context
        self.output = output
    }

    /// Asks for the answers on a terminal; else writes the whole form, prefilled.
    ///
    /// - Parameter source: what the content was taken from.
    func fill(
        _ modele: FicheModele, from content: JSONObject, link: FicheLink = .none,
        source: Copie.Source = .none
    ) throws {
        guard Terminal.isInteractive else {
            var blank = Fiche.blankModel(modele: modele)
            blank.fill(
                with: FormInterview(modele: modele, content: content, today: Now.today).content)
            return try write(JSONValue.object(blank).indentedText, link: link, source: source)
        }
        let draft = try Drafts(folder).newPath()
        // The folder tells that the draft is there, not what it was taken from.
        if source != .none {
            Copies.record(Drafts(folder).file(draft), .brouillon, source, context)
        }
        var entry = GuidedEntry(
            modele, content: content, link: link, folder: folder, draft: draft)
        try write(entry.run(), link: link, source: source)
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
            if link != .none {
                Output.note(
                    "Sans -o, le lien avec l'autre fiche n'est pas gardé : donnez --reponse-a ou "
                        + "--remplace en l'envoyant.")
            }
            return StandardStream.output.write(text)
        }
        try PrivateFile.write(text.utf8, to: path)
        Copies.record(path, .fiche, source, context)
        if link != .none {
            var links = FicheLinks(folder)
            links[path] = link
            try links.save()
        }
        Output.note(
            "Écrit dans \(Output.visible(path)). Ce qui reste vide n'est pas transmis.\n"
                + "Ensuite : « agir-liaison envoyer \(Output.visible(path)) --a STRUCTURE ».")
    }

    private func askedPath() throws -> String {
        while true {
            let name = "fiche-\(Now.today).json"
            guard let typed = Terminal.line("Dans quel fichier l'écrire ? [\(name)] ") else {
                throw Failure(.usage, "Aucun fichier n'est donné : rien n'est écrit.")
            }
            let path = typed.isEmpty ? name : typed
            if !PrivateFile.exists(path) { return path }
            Terminal.say("Ce fichier existe déjà ; donnez un autre nom.")
        }
    }
}

extension JSONObject {
    /// Replaces values by those of another document, keeping the order of the keys.
    fileprivate mutating func fill(with other: JSONObject) {
        for member in other.members {
            guard let inner = member.value.object, var own = self[member.key]?.object else {
                self[member.key] = member.value
                continue
            }
            own.fill(with: inner)
            self[member.key] = .object(own)
        }
    }
}
