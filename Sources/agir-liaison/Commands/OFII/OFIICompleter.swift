import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct OFIICompleter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "completer",
        abstract: "Demande ce qu'une fiche ne dit pas et que le tableau de l'OFII veut.",
        discussion: "agir-liaison ofii completer 1")

    @Argument(help: "Fiche reçue (numéro de ligne, identifiant).")
    var fiche: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        _ = try MonthlyTable(session)
        var asked = try TableCompletion(fiche, session)
        guard !asked.completion.questions.isEmpty else {
            return Output.line("Cette fiche dit tout ce que le tableau demande.")
        }
        Terminal.say(
            FicheText.wrapped(
                "\(Self.name(asked.fiche)) : Entrée passe, « - » "
                    + "efface, « ? » explique, « < » revient en arrière, « quitter » garde ce qui est "
                    + "répondu."))
        ask(&asked.completion)
        try asked.save(session)
        Output.line("Complété pour le tableau de l'OFII.")
    }

    /// For who sits there only.
    private static func name(_ fiche: Fiche) -> String {
        Terminal.showsErrors ? Output.visible("\(fiche.nom) \(fiche.prenom)") : "Cette fiche"
    }

    /// What is answered before the person leaves, or the input ends, is kept.
    private func ask(_ completion: inout OFIICompletion) {
        var index = 0
        while index < completion.questions.count {
            let question = completion.questions[index]
            let format = question.format.isEmpty ? "" : " (\(question.format))"
            let current = question.current.map { " [\(Output.visible($0))]" } ?? ""
            Terminal.say("\(question.label)\(format)\(current)")
            switch answer(to: index, &completion) {
            case nil: index += 1
            case .back where index == 0: Terminal.say("  C'est la première question.")
            case .back: index -= 1
            case .leave: return
            case .help:
                for line in question.help { Terminal.say(FicheText.wrapped(line, indent: 2)) }
            }
        }
    }

    /// - Returns: nil once the answer is taken; the word that was typed instead, Ctrl-D being one.
    private func answer(to index: Int, _ completion: inout OFIICompletion) -> NavigationWord? {
        while true {
            guard let typed = Terminal.line("> ") else { return .leave }
            if let word = NavigationWord(typed) { return word }
            guard let refusal = completion.answer(typed, to: index) else { return nil }
            Terminal.say(FicheText.wrapped(refusal, indent: 2))
        }
    }
}
