import ArgumentParser
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

struct ServiceEtat: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "etat", abstract: "Dit si le service va bien, et ce qui attend.",
        discussion: "agir-liaison service etat")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let context = try options.context
        let state = try ServiceWatch.state(context)
        if options.json { return Output.json(state.json) }
        Output.table(state.report)
        let own = try context.folder.ownCard().carte.structure
        for suspension in state.suspensions {
            Output.line(suspension.words(isOwn: suspension.structure == own))
        }
        if let age = state.unsigned, state.isUnsigned {
            Output.line("ALARME : \(LogTail.sentence(since: Now.instant + -Int64(age)))")
        }
        for partner in state.silent { Output.line("\(partner.french).") }
        for card in state.cards { Output.line("Attention : \(Output.visible(card))") }
    }
}
