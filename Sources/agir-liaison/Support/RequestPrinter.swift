import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// How a person's request is shown.
enum RequestPrinter {
    static func say(toExamine left: [PliKey], n: Int) {
        guard !left.isEmpty else { return }
        Output.note(
            Plural.of(
                left.count,
                "pli que personne n'a encore ouvert : un référent l'ouvre, le rattache ou l'exclut",
                "plis que personne n'a encore ouverts : un référent les ouvre, les rattache ou les exclut"
            )
                + " (« fiche exclure ID --demande \(n) ») avant la clôture.")
        for key in left { Output.note("  \(key.id)") }
    }

    static func show(_ opened: OpenedRequest) {
        for line in opened.report { Output.line(line) }
        say(toExamine: opened.dossier.file.aExaminer, n: opened.dossier.request.n)
    }
}
