import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct PersonneRepondre: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "repondre",
        abstract: "Assemble ce que vous pouvez lire d'une personne, et le scelle pour le DPO.",
        discussion:
            "agir-liaison personne repondre 3\n\nSi aucune fiche que vous ouvrez ne dit le numéro AGDREF, il "
            + "est demandé, ou lu sur l'entrée standard : un tableau OFII peut nommer la personne.")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        try session.require(.answerRequest)
        let requests = Requests(session: session)
        let dossier = try requests.dossier(n)
        guard dossier.request.isOpen else {
            throw Failure(.data, "La demande n° \(n) est \(dossier.request.statut.french).")
        }
        var assembly = try AccessAssembly(dossier, session)
        if assembly.awaitsNumber { try assembly.take(PersonOption.read("-")) }
        guard let number = assembly.number else {
            throw Failure(
                .data, "Vous ne pouvez ouvrir aucune fiche numérotée de cette personne.",
                next:
                    "Un autre référent répond, ou le DPO dit à la personne que rien n'est conservé."
            )
        }
        let answer = assembly.answer(number: number)
        let officers = try officers(dossier.request, session)
        let pli = try Sealer(session: session, destinations: [], classical: true)
            .answer(answer.part, for: officers)
        try Dispatch(session, about: number).send(pli)
        try requests.enter(.reponse(id: pli.slip.id), n)
        try report(answer, assembly, pli.slip.id, dossier)
    }

    /// The DPO who asked; the others when that one is no more.
    private func officers(
        _ request: RightsRequest, _ session: Session
    ) throws -> [Carte.Agent] {
        if let asking = session.own.agent(request.par), asking.roles.contains(.dpo) {
            return [asking]
        }
        let others = session.own.agents(with: .dpo)
        guard !others.isEmpty else {
            throw Failure(
                .notAllowed, "La carte de votre structure ne nomme aucun DPO.",
                next: "Demandez-le à l'administrateur de votre structure.")
        }
        return others
    }

    private func report(
        _ answer: AccessAnswer, _ assembly: AccessAssembly, _ id: PliID, _ dossier: RequestDossier
    ) throws {
        if options.json {
            var object = JSONObject()
            object["n"] = .integer(Int64(n))
            object["id"] = .string(id.text)
            object["plis"] = .integer(Int64(answer.plis.count))
            object["nonOuverts"] = .array(answer.nonOuverts.map { .string($0.id.text) })
            object["aExaminer"] = dossier.object["aExaminer"]
            Output.json(.object(object))
        } else {
            Output.line(
                "Demande n° \(n) : \(answer.plis.count) pli(s) assemblés et scellés pour le DPO (\(id))."
            )
        }
        if !answer.nonOuverts.isEmpty {
            Output.note(
                "\(answer.nonOuverts.count) pli(s) ne vous sont pas adressés ; un autre référent peut "
                    + "répondre aussi :")
            for key in answer.nonOuverts { Output.note("  \(key.id)") }
        }
        for key in assembly.strangers {
            Output.note(
                "ALARME : le pli \(key.id) est rattaché à cette personne et porte un autre numéro. Il "
                    + "n'est pas dans la réponse ; prévenez votre DPO.")
        }
        RequestListing.say(toExamine: dossier.object, n: n)
    }
}
